import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answerPdu } from '../../../src/field/modbus/pdu.ts';
import { RegisterMap } from '../../../src/field/modbus/register-map.ts';
import { deviceIdentification, MAX_OBJECT_BYTES } from '../../../src/field/modbus/server-identification.ts';

function map(): RegisterMap {
  const made = new RegisterMap();
  made.define('holding', 0, 300, true);
  made.define('holding', 500, 1, false);
  return made;
}

function answer(to: RegisterMap, request: string): string {
  const bytes = Uint8Array.from(Buffer.from(request.replaceAll(' ', ''), 'hex'));
  return Buffer.from(answerPdu(to, bytes)).toString('hex');
}

describe('mask write register', () => {
  test('the example of the specification', () => {
    const unit = map();
    unit.set('holding', 4, [0x12]);
    expect(answer(unit, '16 0004 00f2 0025')).toBe('16000400f20025');
    expect(unit.get('holding', 4)).toBe(0x17);
  });

  test('every bit comes from the register where the AND mask is set, else from the OR mask', () => {
    const word = fc.integer({ min: 0, max: 0xffff });
    fc.assert(
      fc.property(word, word, word, (held, and, or) => {
        const unit = map();
        unit.set('holding', 0, [held]);
        const hex = (n: number) => n.toString(16).padStart(4, '0');
        answer(unit, `16 0000 ${hex(and)} ${hex(or)}`);
        const bits = Array.from({ length: 16 }, (_, bit) => {
          const source = (and >> bit) & 1 ? held : or;
          return ((source >> bit) & 1) << bit;
        });
        expect(unit.get('holding', 0)).toBe(bits.reduce((sum, bit) => sum + bit, 0));
      }),
    );
  });

  test.each([
    ['too short', '16 0004 00f2', '9603'],
    ['too long', '16 0004 00f2 0025 00', '9603'],
    ['beyond the map', '16 0200 00f2 0025', '9602'],
    ['read-only', '16 01f4 00f2 0025', '9602'],
  ])('refuses %s', (_, request, reply) => expect(answer(map(), request)).toBe(reply));
});

describe('read and write registers', () => {
  test('the write comes before the read', () => {
    const unit = map();
    unit.set('holding', 0, [1, 2, 3]);
    expect(answer(unit, '17 0000 0003 0001 0001 02 00ff')).toBe('1706000100ff0003');
  });

  const words = (count: number) => '0000'.repeat(count);
  test.each([
    ['nothing to read', '17 0000 0000 0000 0001 02 0000', '9703'],
    ['126 to read', '17 0000 007e 0000 0001 02 0000', '9703'],
    ['nothing to write', '17 0000 0001 0000 0000 00', '9703'],
    ['122 to write', `17 0000 0001 0000 007a f4 ${words(122)}`, '9703'],
    ['a wrong byte count', '17 0000 0001 0000 0001 04 0000', '9703'],
    ['fewer bytes than it says', '17 0000 0001 0000 0002 04 0000', '9703'],
    ['nothing but the code', '17', '9703'],
    ['a read beyond the map', '17 012c 0001 0000 0001 02 0005', '9702'],
    ['a write beyond the map', '17 0000 0001 012c 0001 02 0005', '9702'],
    ['a write to what is read-only', '17 0000 0001 01f4 0001 02 0005', '9702'],
  ])('refuses %s, and has written nothing', (_, request, reply) => {
    const unit = map();
    expect(answer(unit, request)).toBe(reply);
    expect(unit.get('holding', 0)).toBe(0);
  });

  test('takes both limits at once', () => {
    expect(answer(map(), `17 0000 007d 0000 0079 f2 ${words(121)}`)).toBe(`17fa${words(125)}`);
  });
});

test.each([
  ['server device failure', 4],
  ['server device busy', 6],
  ['memory parity error', 8],
] as const)('%s is answered to what is valid, after every other reason to refuse', (_, fault) => {
  const unit = map();
  unit.fault = fault;
  const code = fault.toString(16).padStart(2, '0');
  expect(answer(unit, '03 0000 0001')).toBe(`83${code}`);
  expect(answer(unit, '16 0004 00f2 0025')).toBe(`96${code}`);
  expect(answer(unit, '17 0000 0003 0001 0001 02 00ff')).toBe(`97${code}`);
  expect(answer(unit, '03 0000 0000')).toBe('8303');
  expect(answer(unit, '03 0200 0001')).toBe('8302');
  expect(answer(unit, '01 0000 0001')).toBe('8101');
  expect(unit.get('holding', 1)).toBe(0);
});

describe('device identification', () => {
  function identified(texts: readonly (readonly [number, string])[]): RegisterMap {
    const unit = map();
    unit.identification = deviceIdentification(new Map(texts));
    return unit;
  }
  const BASIC = [
    [0, 'A'],
    [1, 'B'],
    [2, 'C'],
  ] as const;

  test.each([
    ['basic', BASIC, '01 00', '2b0e018100000300014101014202 0143'],
    ['basic of more', [...BASIC, [4, 'D']], '01 00', '2b0e018200000300014101014202 0143'],
    ['regular', [...BASIC, [4, 'D']], '02 03', '2b0e028200000400014101014202014304 0144'],
    ['regular from object 4', [...BASIC, [4, 'D']], '02 04', '2b0e02820000010401 44'],
    ['extended of what has none', BASIC, '03 00', '2b0e038100000300014101014202 0143'],
    ['extended', [[0x80, 'E']], '03 80', '2b0e0383000001800145'],
    ['one object', BASIC, '04 01', '2b0e04810000010101 42'],
    ['an object that is none, alone', BASIC, '04 05', 'ab02'],
    ['code 0', BASIC, '00 00', 'ab03'],
    ['code 5', BASIC, '05 00', 'ab03'],
  ] as const)('%s', (_, texts, request, reply) => {
    expect(answer(identified(texts), `2b 0e ${request}`)).toBe(reply.replaceAll(' ', ''));
  });

  test('another interface type, or a device that has none, is an unknown function', () => {
    expect(answer(identified(BASIC), '2b 0d 00 00')).toBe('ab01');
    expect(answer(map(), '2b 0e 01 00')).toBe('ab01');
    expect(answer(identified(BASIC), '2b 0e 01')).toBe('ab03');
    expect(answer(identified(BASIC), '2b')).toBe('ab03');
  });

  test('a stream in as many replies as it takes gives every object once, and none cut', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', ' '), maxLength: MAX_OBJECT_BYTES });
    const objects = fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 255 }), text), {
      selector: ([id]) => id,
      maxLength: 12,
    });
    fc.assert(
      fc.property(objects, (texts) => {
        const unit = identified(texts);
        const expected = new Map([[0, ''], [1, ''], [2, ''], ...texts]);
        const got = new Map<number, string>();
        for (let next = 0, more = true; more; ) {
          const reply = answerPdu(unit, Uint8Array.of(43, 14, 3, next));
          expect(reply.length).toBeLessThanOrEqual(253);
          more = reply[4] === 0xff;
          next = reply[5] ?? 0;
          let at = 7;
          for (let i = 0; i < (reply[6] ?? 0); i++) {
            const length = reply[at + 1] ?? 0;
            const id = reply[at] ?? 0;
            expect(got.has(id)).toBe(false);
            got.set(id, Buffer.from(reply.subarray(at + 2, at + 2 + length)).toString());
            at += 2 + length;
          }
          expect(at).toBe(reply.length);
        }
        expect(new Map([...got].sort())).toEqual(new Map([...expected].sort()));
      }),
    );
  });

  test.each([
    [238, '00', 4],
    [239, 'ff', 3],
  ])('an object of %d bytes beside empty basic ones: more follows is %s', (length, more, count) => {
    const reply = answer(identified([[3, 'x'.repeat(length)]]), '2b 0e 02 00');
    expect(reply.slice(8, 10)).toBe(more);
    expect(Number.parseInt(reply.slice(12, 14), 16)).toBe(count);
    expect(reply.length / 2).toBe(count === 4 ? 253 : 13);
  });

  test('what is not ASCII is written as ASCII', () => {
    expect(answer(identified([...BASIC, [4, '0 … 10 °C']]), '2b 0e 04 04')).toBe(
      `2b0e0482000001040a${Buffer.from('0 ... 10 C').toString('hex')}`,
    );
  });
});

describe('RegisterMap', () => {
  test('holds what a plain table of single registers would', () => {
    const area = fc.record({
      address: fc.integer({ min: 0, max: 60 }),
      count: fc.integer({ min: 1, max: 12 }),
      writable: fc.boolean(),
    });
    const asked = fc.record({
      address: fc.integer({ min: 0, max: 70 }),
      count: fc.integer({ min: 1, max: 12 }),
    });
    fc.assert(
      fc.property(fc.array(area, { maxLength: 8 }), fc.array(asked, { maxLength: 20 }), (areas, requests) => {
        const unit = new RegisterMap();
        const plain = new Map<number, { writable: boolean; value: number }>();
        for (const [i, { address, count, writable }] of areas.entries()) {
          unit.define('holding', address, count, writable);
          unit.set('holding', address, new Array(count).fill(i));
          for (let at = address; at < address + count; at++) {
            plain.set(at, { writable: writable || plain.get(at)?.writable === true, value: i });
          }
        }
        for (const { address, count } of requests) {
          const cells = Array.from({ length: count }, (_, i) => plain.get(address + i));
          const exists = cells.every((cell) => cell !== undefined);
          const writable = cells.every((cell) => cell?.writable === true);
          expect(unit.find('holding', address, count) !== null).toBe(exists);
          expect(unit.findWritable('holding', address, count) !== null).toBe(writable);
          for (const [i, cell] of cells.entries())
            expect(unit.get('holding', address + i)).toBe(cell?.value ?? 0);
        }
      }),
    );
  });
});
