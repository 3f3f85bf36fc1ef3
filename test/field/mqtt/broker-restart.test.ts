/** The embedded broker goes away and comes back, again and again, while devices report and outputs are commanded. */
import mqtt, { type MqttClient } from 'mqtt';
import { afterEach, expect, test } from 'vitest';
import { createEmulatedField } from '../../../src/field/emulated/emulated-field.ts';
import { type MqttBroker, startBroker } from '../../../src/field/mqtt/broker.ts';
import { createRealField } from '../../../src/field/real-field.ts';
import { plugBus, readTruth, until, wiring } from '../fixtures.ts';

const RESTARTS = 8;
const STRANGERS = 5;
const cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A broker that keeps its port. */
class Restarting {
  port = 0;
  private broker: MqttBroker | null = null;

  async start(): Promise<void> {
    const started = await startBroker({ host: '127.0.0.1', port: this.port }, 'test');
    if (!started.ok) throw new Error(started.problem.what);
    this.broker = started.value;
    this.port = started.value.port;
  }

  async stop(): Promise<void> {
    await this.broker?.close();
    this.broker = null;
  }
}

/** Somebody else on the broker, who comes back by himself. */
function stranger(port: number): MqttClient {
  const client = mqtt.connect({ host: '127.0.0.1', port, reconnectPeriod: 20 });
  client.on('error', () => {});
  cleanups.push(() => client.endAsync(true));
  return client;
}

/** A site with a relay, whose scan goes on by itself; what the plant sees of the relay, change by change. */
async function site(url: string) {
  const bus = plugBus({ broker: { kind: 'external', url } });
  const link = { ...bus.link, backoffFirstS: 0.02, backoffMaxS: 0.05 };
  const buses = wiring({ ...bus, link });
  const emulated = createEmulatedField(buses, { seed: 1 });
  const startMs = performance.now();
  const now = () => (performance.now() - startMs) / 1000;
  const field = createRealField(buses, emulated, { speed: 1, readBack: false, now, serve: true });
  const seen: number[] = [];
  let quality = '';
  let isOver = false;
  expect(await field.start()).toBeNull();
  const scans = (async () => {
    while (!isOver) {
      emulated.update(now(), readTruth);
      emulated.forEachDrive((_, position) => {
        if (seen.at(-1) !== position) seen.push(position);
      });
      for (const { tag, reading } of field.drain()) if (tag === 'rack1.enabled') quality = reading.quality;
      field.exchange(now());
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  })();
  cleanups.push(async () => {
    isOver = true;
    await scans;
    await field.stop();
  });
  return { field, seen, isGood: () => quality === 'good' };
}

test('a broker restarted under load loses no command, applies none twice, and everybody comes back', async () => {
  const broker = new Restarting();
  await broker.start();
  cleanups.push(() => broker.stop());
  let heard = 0;
  const listener = stranger(broker.port);
  listener.on('connect', () => listener.subscribe('load/#'));
  listener.on('message', () => {
    heard++;
  });
  const speakers = Array.from({ length: STRANGERS }, () => stranger(broker.port));
  const load = setInterval(() => {
    for (const [index, speaker] of speakers.entries()) {
      if (speaker.connected)
        speaker.publish(`load/${index}`, 'x'.repeat(100), { qos: index % 2 === 0 ? 0 : 1 });
    }
  }, 1);
  cleanups.push(async () => clearInterval(load));
  const { field, seen, isGood } = await site(`mqtt://127.0.0.1:${broker.port}`);
  await until(() => isGood() && heard > 0);
  const wanted = [0];
  for (let restart = 0; restart < RESTARTS; restart++) {
    const position = (restart + 1) % 2;
    // The command is on its way, or not yet, or arrived, when the broker goes.
    field.write('rack1.enabled', position, 0);
    if (restart % 3 === 1) field.exchange(0);
    if (restart % 3 === 2) await until(() => seen.at(-1) === position);
    wanted.push(position);
    await broker.stop();
    expect(seen.length).toBeLessThanOrEqual(wanted.length);
    await broker.start();
    const before = heard;
    await until(() => seen.at(-1) === position && isGood() && !field.hasPendingWrites() && heard > before);
  }
  expect(seen).toEqual(wanted);
  expect(await field.flush(0, 0)).toBe(true);
});
