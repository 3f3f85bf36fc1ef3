/**
 * Resident memory of one emulated device among `count`, in bytes: eight analogue outputs and two pressure transmitters
 * in turn, on served endpoints of 200 units each.
 */
import { createEmulatedField } from '../../../src/field/emulated/emulated-field.ts';
import { startModbusTcpServer } from '../../../src/field/modbus/tcp-server.ts';
import { ANALOG_OUTPUT, device, drive, modbusBus, sense, TRANSMITTER, wiring } from '../../field/fixtures.ts';

const UNITS_PER_BUS = 200;
const count = Number(process.argv[2]);

function oneDevice(index: number) {
  const unit = 1 + (index % UNITS_PER_BUS);
  const id = `d${index}`;
  const points =
    index % 2 === 0
      ? [sense(TRANSMITTER, 'pressure', `${id}.p`), sense(TRANSMITTER, 'temperature', `${id}.t`)]
      : ['ao1', 'ao2', 'ao3', 'ao4'].map((name) => drive(ANALOG_OUTPUT, name, `${id}.${name}`));
  return device(id, unit, index % 2 === 0 ? TRANSMITTER : ANALOG_OUTPUT, points);
}

const site = wiring(
  ...Array.from({ length: Math.ceil(count / UNITS_PER_BUS) }, (_, bus) => {
    const here = Math.min(UNITS_PER_BUS, count - bus * UNITS_PER_BUS);
    const devices = Array.from({ length: here }, (_, i) => oneDevice(bus * UNITS_PER_BUS + i));
    return modbusBus(devices, { id: `modbus${bus}` });
  }),
);

/** What the process holds after a full collection. */
function heldBytes(): number {
  if (globalThis.gc === undefined) throw new Error('run with --expose-gc');
  globalThis.gc();
  globalThis.gc();
  return process.memoryUsage().rss;
}

const before = heldBytes();
const field = createEmulatedField(site, { seed: 1 });
for (const bus of site.buses) {
  const started = await startModbusTcpServer({ host: '127.0.0.1', port: 0 }, field.units(bus.id), {
    speed: 1,
    option: 'port',
  });
  if (!started.ok) throw new Error(started.problem.what);
}
for (const nowS of [0, 1, 2]) field.update(nowS, () => 300);
console.log((heldBytes() - before) / count);
process.exit(0);
