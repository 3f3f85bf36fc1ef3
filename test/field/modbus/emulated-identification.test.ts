import { expect, test } from 'vitest';
import { EmulatedModbusDevice } from '../../../src/field/emulated/modbus-device.ts';
import { answerPdu } from '../../../src/field/modbus/pdu.ts';
import { device, TRANSMITTER } from '../fixtures.ts';

test('an emulated device tells its maker, its model, its name on the bench, and that it is emulated', () => {
  const { map } = new EmulatedModbusDevice(device('pt1', 1, TRANSMITTER, []), 1);
  const object = (id: number) =>
    Buffer.from(answerPdu(map, Uint8Array.of(43, 14, 4, id)).subarray(9)).toString();
  expect([0, 1, 2, 5, 6].map(object)).toEqual(['keller', '33x', 'emulated', '33x', 'pt1']);
});
