/** An emulated device in place of a real one, at hand or behind a gateway. */
import { sensed } from '../../src/cli/devices/check/modbus-bench.ts';
import { EmulatedModbusDevice } from '../../src/field/emulated/modbus-device.ts';
import type { RegisterMap } from '../../src/field/modbus/register-map.ts';
import { type ModbusTcpServer, startModbusTcpServer } from '../../src/field/modbus/tcp-server.ts';
import type { DeviceProfile } from '../../src/field/profile.ts';

export async function serveDevice(
  { id }: DeviceProfile,
  map: RegisterMap,
  unit: number,
): Promise<ModbusTcpServer> {
  const started = await startModbusTcpServer(
    { host: '127.0.0.1', port: 0 },
    new Map([[unit, { map, responseS: 0, deviceId: id }]]),
    { speed: 1, option: 'test' },
  );
  if (!started.ok) throw new Error(started.problem.what);
  return started.value;
}

/** Registers of a device whose every sensor is in the middle of its range. */
export function registersOf(profile: DeviceProfile): RegisterMap {
  const device = new EmulatedModbusDevice(
    {
      id: 'dut',
      profile,
      mode: 'emulated',
      unit: 1,
      topic: null,
      periodS: 1,
      staleS: 3,
      points: profile.points.map((point) => sensed(point)),
    },
    1,
  );
  const middles = new Map(profile.points.map(({ name, range }) => [name, (range[0] + range[1]) / 2]));
  device.update(1, (point) => middles.get(point) ?? 0);
  return device.map;
}
