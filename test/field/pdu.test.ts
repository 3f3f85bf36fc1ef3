import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answerPdu } from '../../src/field/modbus/pdu.ts';
import { RegisterMap } from '../../src/field/modbus/register-map.ts';
import { decodeReply, encodeRequest, type ModbusRequest } from '../../src/field/modbus/request.ts';

/** 2100 of each table, all writable where a master can write, and a read-only holding register at 5000. */
function fullMap(): RegisterMap {
  const map = new RegisterMap();
  map.define('coil', 0, 2100, true);
  map.define('discrete', 0, 2100, false);
  map.define('holding', 0, 2100, true);
  map.define('input', 0, 2100, false);
  map.define('holding', 5000, 1, false);
  map.define('holding', 65535, 1, true);
  return map;
}

function hex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
}

function answer(map: RegisterMap, request: string): string {
  return Buffer.from(answerPdu(map, hex(request))).toString('hex');
}

function zeros(count: number): string {
  return '00'.repeat(count);
}

describe('answerPdu', () => {
  test.each([
    ['function 0', '00', '8001'],
    ['function 7', '07', '8701'],
    ['function 43', '2b 0e 01 00', 'ab01'],
    ['function 128', '80', '8001'],
    ['function 255', 'ff', 'ff01'],
    ['1: none', '01 0000 0000', '8103'],
    ['1: 2001 of 2000', '01 0000 07d1', '8103'],
    ['1: beyond the map', '01 0834 0001', '8102'],
    ['1: quantity comes before address', '01 ffff 07d1', '8103'],
    ['2: 2001 of 2000', '02 0000 07d1', '8203'],
    ['2: partly beyond the map', '02 0833 0002', '8202'],
    ['3: none', '03 0000 0000', '8303'],
    ['3: 126 of 125', '03 0000 007e', '8303'],
    ['3: partly beyond the map', '03 0833 0002', '8302'],
    ['3: past the last address', '03 ffff 0002', '8302'],
    ['3: too short', '03 0000 00', '8303'],
    ['3: too long', '03 0000 0001 00', '8303'],
    ['3: nothing but the code', '03', '8303'],
    ['4: 126 of 125', '04 0000 007e', '8403'],
    ['5: half on', '05 0000 0001', '8503'],
    ['5: other byte on', '05 0000 00ff', '8503'],
    ['5: value comes before address', '05 ffff 1234', '8503'],
    ['5: beyond the map', '05 ffff ff00', '8502'],
    ['6: read-only', '06 1388 0001', '8602'],
    ['6: too short', '06 0000', '8603'],
    ['15: none', '0f 0000 0000 00', '8f03'],
    ['15: 1969 of 1968', `0f 0000 07b1 f7 ${zeros(247)}`, '8f03'],
    ['15: wrong byte count', '0f 0000 0009 01 ff', '8f03'],
    ['15: fewer bytes than it says', '0f 0000 0009 02 ff', '8f03'],
    ['15: beyond the map', '0f 0834 0001 01 01', '8f02'],
    ['16: none', '10 0000 0000 00', '9003'],
    ['16: 124 of 123', `10 0000 007c f8 ${zeros(248)}`, '9003'],
    ['16: wrong byte count', '10 0000 0002 02 0001', '9003'],
    ['16: partly read-only', '10 0833 0002 04 0001 0002', '9002'],
  ])('refuses %s', (_, request, reply) => {
    expect(answer(fullMap(), request)).toBe(reply);
  });

  test.each([
    ['1: 2000', '01 0000 07d0', `01fa${zeros(250)}`],
    ['3: 125', '03 0000 007d', `03fa${zeros(250)}`],
    ['15: 1968', `0f 0000 07b0 f6 ${zeros(246)}`, '0f000007b0'],
    ['16: 123', `10 0000 007b f6 ${zeros(246)}`, '100000007b'],
    ['6: the last address', '06 ffff 1234', '06ffff1234'],
    ['3: the last address', '03 ffff 0001', '03020000'],
  ])('takes the limit of %s', (_, request, reply) => {
    expect(answer(fullMap(), request)).toBe(reply);
  });

  test('the examples of the specification', () => {
    const map = fullMap();
    map.set('coil', 0x13, [1, 0, 1, 1, 0, 0, 1, 1, 1, 1, 0, 1, 0, 1, 1, 0, 1, 0, 1]);
    map.set('holding', 0x6b, [0x022b, 0x0000, 0x0064]);
    expect(answer(map, '01 0013 0013')).toBe('0103cd6b05');
    expect(answer(map, '03 006b 0003')).toBe('0306022b00000064');
    expect(answer(map, '05 00ac ff00')).toBe('0500acff00');
    expect(answer(map, '06 0001 0003')).toBe('0600010003');
    expect(answer(map, '0f 0013 000a 02 cd01')).toBe('0f0013000a');
    expect(answer(map, '01 0013 000a')).toBe('0102cd01');
    expect(answer(map, '10 0001 0002 04 000a 0102')).toBe('1000010002');
    expect(answer(map, '03 0001 0002')).toBe('0304000a0102');
  });

  test('a refused write has changed nothing', () => {
    const map = fullMap();
    expect(answer(map, '10 0833 0002 04 0001 0002')).toBe('9002');
    expect(map.get('holding', 0x833)).toBe(0);
    expect(answer(map, '0f 0833 0002 01 03')).toBe('8f02');
    expect(map.get('coil', 0x833)).toBe(0);
  });

  test('a device without a table does not know its functions', () => {
    const map = new RegisterMap();
    map.define('holding', 0, 1, false);
    for (const [request, reply] of [
      ['01 0000 0001', '8101'],
      ['02 0000 0001', '8201'],
      ['04 0000 0001', '8401'],
      ['05 0000 ff00', '8501'],
      ['0f 0000 0001 01 01', '8f01'],
      ['03 0000 0001', '03020000'],
    ] as const) {
      expect(answer(map, request), request).toBe(reply);
    }
  });

  test('a broken device says so, but only to a request that is valid', () => {
    const map = fullMap();
    map.failed = true;
    expect(answer(map, '03 0000 0001')).toBe('8304');
    expect(answer(map, '06 0000 0001')).toBe('8604');
    expect(answer(map, '03 0833 0002')).toBe('8302');
    expect(map.get('holding', 0)).toBe(0);
  });

  test('any bytes give a well-formed answer', () => {
    const map = fullMap();
    const likely = fc
      .tuple(fc.constantFrom(1, 2, 3, 4, 5, 6, 15, 16), fc.uint8Array({ maxLength: 252 }))
      .map(([code, rest]) => Uint8Array.of(code, ...rest));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 253 }), likely), (request) => {
        const reply = answerPdu(map, request);
        expect(reply.length).toBeGreaterThanOrEqual(2);
        expect(reply.length).toBeLessThanOrEqual(253);
        const code = request[0] ?? 0;
        if (reply[0] === (code | 0x80) && reply.length === 2) expect([1, 2, 3, 4]).toContain(reply[1]);
        else expect(reply[0]).toBe(code);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('requests', () => {
  const request: fc.Arbitrary<ModbusRequest> = fc.oneof(
    fc.record({
      kind: fc.constant('read' as const),
      table: fc.constantFrom('coil' as const, 'discrete' as const, 'holding' as const, 'input' as const),
      address: fc.integer({ min: 0, max: 1000 }),
      count: fc.integer({ min: 1, max: 125 }),
    }),
    fc.record({
      kind: fc.constant('write' as const),
      table: fc.constant('holding' as const),
      address: fc.integer({ min: 0, max: 1000 }),
      values: fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 1, maxLength: 123 }),
    }),
    fc.record({
      kind: fc.constant('write' as const),
      table: fc.constant('coil' as const),
      address: fc.integer({ min: 0, max: 1000 }),
      values: fc.array(fc.constantFrom(0, 1), { minLength: 1, maxLength: 200 }),
    }),
  );

  test('what is written is what is read back', () => {
    fc.assert(
      fc.property(request, (asked) => {
        const map = fullMap();
        const outcome = decodeReply(asked, answerPdu(map, encodeRequest(asked)));
        expect(outcome.ok).toBe(true);
        if (asked.kind !== 'write') return;
        const { table, address, values } = asked;
        const back: ModbusRequest = { kind: 'read', table, address, count: Math.min(values.length, 125) };
        const read = decodeReply(back, answerPdu(map, encodeRequest(back)));
        expect(read).toEqual({ ok: true, values: values.slice(0, 125) });
      }),
    );
  });

  test('an exception is told in words', () => {
    const outcome = decodeReply({ kind: 'read', table: 'holding', address: 9, count: 1 }, hex('8302'));
    expect(outcome).toEqual({
      ok: false,
      kind: 'exception',
      code: 2,
      detail: 'exception 2 illegal data address',
    });
  });

  test('an answer that does not fit is no answer', () => {
    fc.assert(
      fc.property(request, fc.uint8Array({ maxLength: 20 }), (asked, reply) => {
        const outcome = decodeReply(asked, reply);
        if (outcome.ok && asked.kind === 'read') expect(outcome.values).toHaveLength(asked.count);
      }),
    );
    const write: ModbusRequest = { kind: 'write', table: 'holding', address: 1, values: [7] };
    for (const reply of ['0600010008', '0600020007', '06000100', '1000010001', '']) {
      expect(decodeReply(write, hex(reply)), reply).toMatchObject({ ok: false, kind: 'protocol' });
    }
    expect(decodeReply(write, hex('0600010007')).ok).toBe(true);
  });
});
