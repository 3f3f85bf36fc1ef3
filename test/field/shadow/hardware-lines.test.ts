/** Hardware and emulator of one device on genuine wires: a serial port, a broker, and a port without an emulator. */
import { connectAsync } from 'mqtt';
import { afterEach, expect, test } from 'vitest';
import type { DeviceAccess } from '../../../src/field/driver/access.ts';
import { createEmulatedField } from '../../../src/field/emulated/emulated-field.ts';
import type { FieldRunner } from '../../../src/field/field-runner.ts';
import { RegisterMap } from '../../../src/field/modbus/register-map.ts';
import { serveSerialPort } from '../../../src/field/modbus/serial-port-server.ts';
import { startModbusTcpServer } from '../../../src/field/modbus/tcp-server.ts';
import { createRealField } from '../../../src/field/real-field.ts';
import { splitWiring } from '../../../src/field/shadow/device-lines.ts';
import { createModalField } from '../../../src/field/shadow/modal-field.ts';
import type { DeviceMode, Wiring } from '../../../src/field/wiring.ts';
import type { Reading } from '../../../src/units/reading.ts';
import {
  benchDevices,
  modbusBus,
  mqttBus,
  plugBus,
  readTruth,
  serialBus,
  until,
  wiring,
} from '../fixtures.ts';
import { SerialCable } from '../serial/socat.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A site on the real wire, scanned as fast as the test waits. */
class Site {
  readonly tags = new Map<string, Reading>();
  readonly mode: DeviceMode;
  leave: DeviceAccess = 'read';
  readonly #emulated;
  readonly #startMs = performance.now();
  readonly field: FieldRunner;

  constructor(site: Wiring, mode: DeviceMode) {
    this.mode = mode;
    this.#emulated = createEmulatedField(site, { seed: 1 });
    const now = (): number => this.nowS;
    const { main, hardware } = splitWiring(site);
    const options = { speed: 1, readBack: false, now };
    this.field = createModalField({
      wiring: site,
      main: createRealField(main, this.#emulated, { ...options, serve: true }),
      openHardware: (served) => {
        const broker = served.find(({ kind }) => kind === 'mqtt');
        const buses = hardware.buses.map((bus) =>
          bus.kind === 'mqtt' && bus.broker.kind === 'embedded' && broker?.kind === 'mqtt'
            ? { ...bus, broker: { ...bus.broker, listen: { host: broker.host, port: broker.port } } }
            : bus,
        );
        return createRealField({ buses }, null, { ...options, serve: false, access: () => this.leave });
      },
      modeOf: () => this.mode,
    });
  }

  get nowS(): number {
    return (performance.now() - this.#startMs) / 1000;
  }

  async start(): Promise<this> {
    cleanups.push(() => this.field.stop());
    expect(await this.field.start()).toBeNull();
    return this;
  }

  async scanUntil(holds: () => boolean): Promise<void> {
    await until(() => {
      this.#emulated.update(this.nowS, readTruth);
      this.field.exchange(this.nowS);
      for (const { tag, reading } of this.field.drain()) this.tags.set(tag, reading);
      return holds();
    });
  }

  isGood(tag: string): boolean {
    return this.tags.get(tag)?.quality === 'good';
  }
}

/** A transmitter at 4.25 bar, and an output module with 2.5 V on its first channel. */
function hardware(): Map<number, { map: RegisterMap; responseS: number; deviceId: string }> {
  const transmitter = new RegisterMap();
  transmitter.define('holding', 0, 12, false);
  // 4.25 as a float with its high word first: sign and exponent 0x4088, the rest 0.
  transmitter.set('holding', 2, [0x4088, 0]);
  const outputs = new RegisterMap();
  outputs.define('holding', 0, 8, true);
  outputs.set('holding', 0, [2_500, 0, 0, 0]);
  return new Map([
    [1, { map: transmitter, responseS: 0, deviceId: 'transmitter' }],
    [4, { map: outputs, responseS: 0, deviceId: 'outputs' }],
  ]);
}

const inShadow = () =>
  benchDevices()
    .filter(({ id }) => id === 'pt1' || id === 'ao1')
    .map((device) => ({ ...device, mode: 'shadow' as const }));

async function expectShadowed(site: Site, units: ReturnType<typeof hardware>): Promise<void> {
  const held = () => units.get(4)?.map.get('holding', 0);
  site.field.write('inlet1.position', 1, 0);
  await site.scanUntil(() => site.isGood('ch1.pressure.residual') && site.isGood('inlet1.position'));
  expect(site.tags.get('ch1.pressure')?.value).toBe(4.25e5);
  expect(site.tags.get('ch1.pressure.residual')?.value).toBe(1.75e5);
  expect([site.tags.get('inlet1.position')?.value, held()]).toEqual([0.25, 2_500]);
  site.leave = 'command';
  await site.scanUntil(() => held() === 10_000);
}

test('on a serial port, beside an emulator on a pseudo-terminal', async () => {
  const cable = await SerialCable.plugged();
  const bus = serialBus(inShadow(), { connect: cable.near });
  const units = hardware();
  const served = await serveSerialPort(cable.far, bus.serial, units, { speed: 1, option: '' });
  if (!served.ok) throw new Error(served.problem.what);
  cleanups.push(() => served.value.close());
  await expectShadowed(await new Site(wiring(bus), 'shadow').start(), units);
});

test('on a gateway of its own, beside an emulator on another port', async () => {
  const units = hardware();
  const anywhere = { host: '127.0.0.1', port: 0 };
  const served = await startModbusTcpServer(anywhere, units, { speed: 1, option: '' });
  if (!served.ok) throw new Error(served.problem.what);
  cleanups.push(() => served.value.close());
  const bus = modbusBus(inShadow(), { hardware: { ...anywhere, port: served.value.port } });
  await expectShadowed(await new Site(wiring(bus), 'shadow').start(), units);
});

test('a serial port that is not there does not keep the site from starting', async () => {
  const bus = serialBus(inShadow(), { connect: '/dev/serial/by-id/no-such-adapter' });
  const site = await new Site(wiring(bus), 'shadow').start();
  await site.scanUntil(() => site.tags.get('ch1.pressure.residual')?.reason === 'real: no such serial port');
});

test('on one broker, under a topic of its own', async () => {
  const shadowed = (bus: ReturnType<typeof mqttBus>) =>
    bus.devices.map((device) => ({
      ...device,
      mode: 'shadow' as const,
      hardwareTopic: `bench/${device.topic}`,
    }));
  const bus = mqttBus({ devices: [...shadowed(mqttBus()), ...shadowed(plugBus())] });
  const site = await new Site(wiring(bus), 'shadow').start();
  const [broker] = site.field.endpoints();
  if (broker?.kind !== 'mqtt') throw new Error('the site has a broker');
  const outside = await connectAsync(`mqtt://127.0.0.1:${broker.port}`);
  cleanups.push(() => outside.endAsync(true));
  const commands: string[] = [];
  outside.on('message', (topic, payload) => void commands.push(`${topic} ${payload.toString()}`));
  await outside.subscribeAsync('cmnd/#');
  await outside.publishAsync('tele/bench/room/SENSOR', '{"DS18B20":{"Temperature":27.0}}');
  await outside.publishAsync('stat/bench/plug/POWER', 'OFF');
  site.field.write('rack1.enabled', 1, 0);
  await site.scanUntil(() => site.isGood('room.temperature.residual') && commands.length > 0);
  expect(site.tags.get('room.temperature')?.value).toBeCloseTo(300.15, 6);
  expect(site.tags.get('room.temperature.residual')?.value).toBeCloseTo(5, 6);
  expect(site.tags.get('rack1.enabled')?.value).toBe(0);
  expect(new Set(commands)).toEqual(new Set(['cmnd/plug/POWER ON']));
  site.leave = 'command';
  await site.scanUntil(() => commands.includes('cmnd/bench/plug/POWER ON'));
});
