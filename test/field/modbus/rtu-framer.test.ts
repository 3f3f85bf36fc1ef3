import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crc16 } from '../../../src/field/modbus/crc16.ts';
import { encodeRtuFrame } from '../../../src/field/modbus/rtu-frame.ts';
import { RtuFramer, type RtuRequest } from '../../../src/field/modbus/rtu-framer.ts';
import { rtuTiming } from '../../../src/field/modbus/rtu-timing.ts';

const STRICT = { toleranceS: 0 };

function framer(baudRate = 9600): RtuFramer {
  return new RtuFramer(rtuTiming(baudRate), STRICT);
}

function frame(unit: number, ...pdu: number[]): Uint8Array {
  return encodeRtuFrame(unit, Uint8Array.from(pdu));
}

function plain(requests: readonly RtuRequest[]): (readonly [number, readonly number[]])[] {
  return requests.map(({ unit, pdu }) => [unit, [...pdu]] as const);
}

const READ = [3, 0, 0, 0, 1];
const ask = (unit: number) => frame(unit, ...READ);

test('the checksum of the guide', () => {
  expect(crc16(Uint8Array.of(0x02, 0x07))).toBe(0x1241);
  expect([...frame(2, 7)]).toEqual([0x02, 0x07, 0x41, 0x12]);
});

test.each([
  [1200, 13.75e-3, 32.083e-3],
  [9600, 1.71875e-3, 4.0104e-3],
  [19200, 0.859e-3, 2.005e-3],
  [38400, 0.75e-3, 1.75e-3],
  [115200, 0.75e-3, 1.75e-3],
])('silences at %d bit/s', (baudRate, withinFrameS, betweenFramesS) => {
  expect(rtuTiming(baudRate).withinFrameS).toBeCloseTo(withinFrameS, 5);
  expect(rtuTiming(baudRate).betweenFramesS).toBeCloseTo(betweenFramesS, 5);
});

describe('RtuFramer', () => {
  test.each([1200, 9600, 19200, 115200])(
    '1.4 characters of pause keep a frame whole, 1.6 break it, at %d',
    (baud) => {
      const { withinFrameS } = rtuTiming(baud);
      for (const [pauseS, count] of [
        [0.93 * withinFrameS, 1],
        [1.07 * withinFrameS, 0],
      ] as const) {
        const line = framer(baud);
        expect(line.push(ask(1).subarray(0, 4), 0)).toEqual([]);
        const got = [...line.push(ask(1).subarray(4), pauseS), ...line.silence()];
        expect(got, `pause ${pauseS}`).toHaveLength(count);
      }
    },
  );

  test('after a broken frame the next one counts only behind a silence', () => {
    const { withinFrameS, betweenFramesS } = rtuTiming(9600);
    const line = framer();
    line.push(ask(1).subarray(0, 4), 0);
    expect(line.push(ask(1), 1.2 * withinFrameS)).toEqual([]);
    expect(line.isWaiting).toBe(true);
    expect(line.push(ask(1), 1.2 * withinFrameS + 0.99 * betweenFramesS)).toEqual([]);
    expect(plain(line.push(ask(2), 10))).toEqual([[2, READ]]);
  });

  test('3.5 characters of silence end a frame that has no end', () => {
    const { betweenFramesS } = rtuTiming(9600);
    const line = framer();
    line.push(ask(1).subarray(0, 5), 0);
    expect(plain(line.push(ask(2), 1.01 * betweenFramesS))).toEqual([[2, READ]]);
  });

  test('requests and replies of neighbours pass by whole', () => {
    // The reply of unit 9 holds, as its data, a request to unit 1 with a valid checksum.
    const trap = ask(1);
    const replies = [
      frame(9, 3, trap.length, ...trap),
      frame(9, 1, 1, 5),
      frame(9, 16, 0, 0, 0, 2),
      frame(9, 22, 0, 4, 0, 0xf2, 0, 0x25),
      frame(9, 23, 2, 0, 1),
      frame(9, 0x83, 2),
    ];
    const line = framer();
    for (const reply of replies) {
      const got = line.push(reply, 0).filter(({ unit }) => unit === 1);
      expect(got, Buffer.from(reply).toString('hex')).toEqual([]);
    }
    expect(plain(line.push(ask(1), 0))).toEqual([[1, READ]]);
  });

  test('an unknown function is told by the silence behind it', () => {
    const line = framer();
    expect(line.push(frame(1, 66, 1, 2, 3), 0)).toEqual([]);
    expect(plain(line.silence())).toEqual([[1, [66, 1, 2, 3]]]);
  });

  test('a wrong checksum makes no request, in any byte', () => {
    const sent = ask(1);
    for (let at = 0; at < sent.length; at++) {
      for (let bit = 0; bit < 8; bit++) {
        const bad = sent.slice();
        bad[at] = (bad[at] ?? 0) ^ (1 << bit);
        const line = framer();
        expect([...line.push(bad, 0), ...line.silence()], `bit ${bit} of byte ${at}`).toEqual([]);
      }
    }
  });

  test('behind any noise, at the latest after a silence, requests are heard again', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 700 }), (noise) => {
        const line = framer();
        line.push(noise, 0);
        const heard = [...line.push(ask(1), 1), ...line.silence()];
        expect(plain(heard).at(-1)).toEqual([1, READ]);
      }),
    );
  });

  test('a few bytes of noise right before a request do not hide it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 3 }), (noise) => {
        const line = framer();
        const heard = [...line.push(Uint8Array.of(...noise, ...ask(1)), 0), ...line.silence()];
        expect(plain(heard)).toContainEqual([1, READ]);
      }),
    );
  });

  test('requests survive any cutting of the stream', () => {
    const words = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 2, maxLength: 240 });
    const pdu = fc.oneof(
      fc.constantFrom(READ, [6, 0, 1, 0, 2], [22, 0, 4, 0, 0xf2, 0, 0x25], [43, 14, 1, 0]),
      words.map((bytes) => [16, 0, 0, 0, bytes.length >> 1, bytes.length, ...bytes]),
      words.map((bytes) => [23, 0, 0, 0, 1, 0, 0, 0, bytes.length >> 1, bytes.length, ...bytes]),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 247 }), pdu), { minLength: 1, maxLength: 5 }),
        fc.infiniteStream(fc.integer({ min: 1, max: 40 })),
        (sent, cuts) => {
          const stream = Buffer.concat(sent.map(([unit, bytes]) => frame(unit, ...bytes)));
          const line = framer();
          const heard: RtuRequest[] = [];
          let at = 0;
          for (const cut of cuts) {
            if (at >= stream.length) break;
            heard.push(...line.push(stream.subarray(at, at + cut), 0));
            at += cut;
          }
          expect(plain(heard)).toEqual(sent);
        },
      ),
    );
  });
});
