import { describe, expect, test } from 'vitest';
import { EmulatedModbusDevice } from '../../src/field/emulated/modbus-device.ts';
import { answerPdu } from '../../src/field/modbus/pdu.ts';
import type { DeviceProfile } from '../../src/field/profile.ts';
import { device, modbusPoint, point, profile, sense } from './fixtures.ts';

const field = (name: string, bits: readonly [number, number], type: 'uint16' | 'uint32' = 'uint16') =>
  point(name, modbusPoint({ type, bits }), { range: [0, 2 ** (bits[1] - bits[0] + 1) - 1] });

function emulate(of: DeviceProfile, ...names: readonly string[]): EmulatedModbusDevice {
  return new EmulatedModbusDevice(
    device(
      'dut',
      1,
      of,
      names.map((name) => sense(of, name, name)),
    ),
    1,
  );
}

describe('fields of bits in one register', () => {
  const status = profile('acme,status', [
    field('ready', [0, 0]),
    field('mode', [1, 3]),
    field('rest', [8, 15]),
  ]);

  test('each keeps its bits when another changes', () => {
    const dut = emulate(status, 'ready', 'mode', 'rest');
    const truth = { ready: 1, mode: 5, rest: 0xa5 };
    const read = (plantPoint: string) => new Map(Object.entries(truth)).get(plantPoint) ?? Number.NaN;
    dut.update(0, read);
    expect(dut.map.get('holding', 0)).toBe(0xa50b);
    truth.mode = 2;
    dut.update(1, read);
    expect(dut.map.get('holding', 0)).toBe(0xa505);
  });

  test('a field across two registers leaves the bits on both sides of it alone', () => {
    const wide = profile('acme,wide', [field('low', [0, 11], 'uint32'), field('middle', [12, 19], 'uint32')]);
    const dut = emulate(wide, 'low', 'middle');
    dut.update(0, (plantPoint) => (plantPoint === 'low' ? 0xabc : 0xde));
    expect([dut.map.get('holding', 0), dut.map.get('holding', 1)]).toEqual([0x000d, 0xeabc]);
  });
});

describe('registers that show how a device is set up', () => {
  const base = profile('acme,checked', [point('value', modbusPoint())]);
  const place = { title: 'x', table: 'input', documentAddress: 'x', otherwise: 'x' } as const;
  const number = { kind: 'number', layout: { type: 'int16', wordOrder: 'big' }, equals: -12345 } as const;
  const kind = {
    kind: 'number',
    layout: { type: 'uint16', wordOrder: 'big', bits: [8, 15] },
    equals: 2,
  } as const;
  const text = { kind: 'text', registers: 4, equals: '-123.45' } as const;
  const { map } = emulate({
    ...base,
    expectations: [
      { ...place, address: 10, content: number },
      { ...place, address: 20, content: kind },
      { ...place, address: 30, content: text },
    ],
  });

  test('a number, a field of bits and a text are read as the profile wants them', () => {
    const read = (address: number, count: number) =>
      Buffer.from(answerPdu(map, Uint8Array.of(4, 0, address, 0, count)).subarray(2));
    expect(read(10, 1).readInt16BE()).toBe(-12345);
    expect(read(20, 1).readUInt8(0)).toBe(2);
    expect(read(30, 4).toString('latin1')).toBe('-123.45\0');
  });

  test('nobody writes to them, and those beside them do not exist', () => {
    expect(map.findWritable('input', 10, 1)).toBeNull();
    expect([map.find('input', 9, 1), map.find('input', 11, 1), map.find('input', 34, 1)]).toEqual([
      null,
      null,
      null,
    ]);
  });
});

describe('what an emulated device tells of itself', () => {
  const base = profile('acme,named', [point('value', modbusPoint())]);
  const limits = { functions: null, maxRegisters: null, minGapS: 0, factory: null };
  const told = (of: DeviceProfile) => {
    const { map } = emulate(of);
    return [0, 1, 2].map((id) =>
      Buffer.from(answerPdu(map, Uint8Array.of(43, 14, 4, id)).subarray(9)).toString(),
    );
  };

  test('is what the document says, and that it is emulated', () => {
    const identification = { vendorName: 'ACME Ltd', productCode: 'N-1' };
    expect(told({ ...base, modbus: { ...limits, identification } })).toEqual(['ACME Ltd', 'N-1', 'emulated']);
  });

  test('is vendor and model where the document says nothing', () => {
    expect(told({ ...base, modbus: { ...limits, identification: null } })).toEqual([
      'acme',
      'named',
      'emulated',
    ]);
    expect(told(base)).toEqual(['acme', 'named', 'emulated']);
  });
});
