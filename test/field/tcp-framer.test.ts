import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeTcpFrame, type NextFrame, TcpFramer } from '../../src/field/modbus/tcp-framer.ts';

function framesOf(framer: TcpFramer): NextFrame[] {
  const frames: NextFrame[] = [];
  for (let next = framer.next(); next !== 'incomplete'; next = framer.next()) {
    frames.push(next);
    if (next === 'garbage') break;
  }
  return frames;
}

describe('TcpFramer', () => {
  test('frames survive any cutting of the stream', () => {
    const frame = fc.record({
      transactionId: fc.integer({ min: 0, max: 0xffff }),
      unit: fc.integer({ min: 0, max: 255 }),
      pdu: fc.uint8Array({ minLength: 1, maxLength: 253 }),
    });
    fc.assert(
      fc.property(
        fc.array(frame, { maxLength: 8 }),
        fc.infiniteStream(fc.integer({ min: 1, max: 40 })),
        (sent, cuts) => {
          const stream = Buffer.concat(sent.map((f) => encodeTcpFrame(f.transactionId, f.unit, f.pdu)));
          const framer = new TcpFramer();
          const received: NextFrame[] = [];
          let at = 0;
          for (const cut of cuts) {
            if (at >= stream.length) break;
            framer.push(stream.subarray(at, at + cut));
            received.push(...framesOf(framer));
            at += cut;
          }
          expect(received.map((f) => (typeof f === 'string' ? f : { ...f, pdu: [...f.pdu] }))).toEqual(
            sent.map((f) => ({ ...f, pdu: [...f.pdu] })),
          );
        },
      ),
    );
  });

  test.each([
    ['a length of 1', [0, 1, 0, 0, 0, 1, 1]],
    ['a length of 255', [0, 1, 0, 0, 0, 255, 1]],
    ['text', [...Buffer.from('GET / HTTP/1.1\r\n')]],
  ])('%s is garbage', (_, bytes) => {
    const framer = new TcpFramer();
    framer.push(Uint8Array.from(bytes));
    expect(framer.next()).toBe('garbage');
  });

  test('a frame of another protocol is passed over', () => {
    const framer = new TcpFramer();
    framer.push(Uint8Array.of(0, 1, 0, 1, 0, 6, 1, 3, 0, 0, 0, 1, 0, 2, 0, 0, 0, 2, 9, 7));
    expect(framesOf(framer)).toEqual([{ transactionId: 2, unit: 9, pdu: Uint8Array.of(7) }]);
  });

  test('what is kept survives the next use of the piece', () => {
    const framer = new TcpFramer();
    const piece = Uint8Array.of(0, 1, 0, 0, 0, 2, 9, 7, 0, 2, 0);
    framer.push(piece);
    expect(framesOf(framer)).toHaveLength(1);
    framer.keep();
    piece.fill(255);
    framer.push(Uint8Array.of(0, 0, 2, 9, 8));
    expect(framesOf(framer)).toEqual([{ transactionId: 2, unit: 9, pdu: Uint8Array.of(8) }]);
  });

  test('any bytes end in incomplete or garbage', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        const framer = new TcpFramer();
        framer.push(bytes);
        expect(framesOf(framer).length).toBeLessThanOrEqual(bytes.length / 8 + 1);
      }),
    );
  });
});
