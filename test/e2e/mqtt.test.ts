import { writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Child, eventually, ROOT, RunningSite, run } from './buhera.ts';
import { freePort } from './free-port.ts';
import { SiteCopy, temporaryFolder } from './site-copy.ts';

/** The thermometer reports every 10 s of site time; a faster clock shortens the wait. */
const FAST = ['--speed', '4'];

async function heard(port: number, ...options: string[]): Promise<readonly string[]> {
  const where = ['-h', '127.0.0.1', '-p', String(port)];
  const { code, stdout, stderr } = await run('mosquitto_sub', [...where, '-v', ...options]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout.trim().split('\n');
}

function expectReport(line: string | undefined): void {
  expect(line).toMatch(/^tele\/room\/SENSOR \{/u);
  const report = JSON.parse(line?.slice(line.indexOf('{')) ?? '') as {
    DS18B20: { Temperature: number };
    TempUnit: string;
  };
  expect(report.TempUnit).toBe('C');
  expect(report.DS18B20.Temperature).toBeCloseTo(295 - 273.15, 0);
}

describe('the embedded broker', () => {
  let site: RunningSite;
  beforeAll(async () => {
    site = await RunningSite.start('demo', FAST);
  });
  afterAll(() => site.stop());

  test('shows the thermometer to mosquitto_sub: its retained presence first, then its reports', async () => {
    const lines = await heard(site.mqttPort ?? 0, '-t', '#', '-C', '2');
    expect(lines[0]).toBe('tele/room/LWT Online');
    expectReport(lines[1]);
    await eventually(() => site.isGood('room.temperature'), 'the tag to be good');
  });

  /** Sends it again until the condition holds: the thermometer's own next report may come at any moment. */
  async function pretend(topic: string, payload: string, condition: () => Promise<boolean>): Promise<void> {
    const where = ['-h', '127.0.0.1', '-p', String(site.mqttPort), '-t', topic];
    await eventually(async () => {
      expect((await run('mosquitto_pub', [...where, '-m', payload])).code).toBe(0);
      return condition();
    }, `${payload} to be heard`);
  }

  test('takes nothing for a temperature that is none, and the next report again', async () => {
    await pretend('tele/room/SENSOR', '{"DS18B20":{}}', async () => {
      const { quality, reason } = await site.tag('room.temperature');
      return quality === 'bad' && reason === 'malformed payload';
    });
    await eventually(() => site.isGood('room.temperature'), 'the next report');
  });

  test('makes the tag of a thermometer bad that is said to be offline', async () => {
    await pretend(
      'tele/room/LWT',
      'Offline',
      async () => (await site.tag('room.temperature')).reason === 'device offline',
    );
  });
});

describe('a mosquitto in the place of the embedded broker', () => {
  let port: number;
  let broker: Child;
  let site: RunningSite;

  async function startMosquitto(): Promise<Child> {
    const config = join(temporaryFolder(), 'mosquitto.conf');
    writeFileSync(config, `listener ${port} 127.0.0.1\nallow_anonymous true\n`);
    const child = new Child('mosquitto', ['-c', config]);
    await eventually(() => child.stderr.includes(' running') || child.ended, 'mosquitto to start');
    if (child.ended) throw new Error(`mosquitto did not start: ${child.stderr}`);
    return child;
  }

  beforeAll(async () => {
    port = await freePort();
    broker = await startMosquitto();
    const copy = new SiteCopy().edit(
      'device-tree/demo.dts',
      'buhera,broker = "embedded";       /* or "mqtt://127.0.0.1:1883" */',
      `buhera,broker = "mqtt://127.0.0.1:${port}";`,
    );
    site = await RunningSite.start(copy.site, FAST);
  });

  test('works by changing one line', async () => {
    expect(site.mqttPort).toBeNull();
    const lines = await heard(port, '-t', '#', '-C', '2');
    expect(lines[0]).toBe('tele/room/LWT Online');
    expectReport(lines[1]);
    await eventually(() => site.isGood('room.temperature'), 'the tag to be good');
    expect(await site.value('room.temperature')).toBeCloseTo(295, 0);
  });

  test('killed, leaves a bad tag with its reason, while Modbus runs on; started again, is found again', async () => {
    await broker.stop('SIGKILL');
    await eventually(async () => (await site.tag('room.temperature')).quality === 'bad', 'the tag to be bad');
    expect((await site.tag('room.temperature')).reason).toBe('broker away');
    expect(await site.value('room.online')).toBe(0);
    await eventually(() => site.isGood('ch1.pressure'), 'Modbus to run on');
    broker = await startMosquitto();
    await eventually(() => site.isGood('room.temperature'), 'the tag to be good by itself');
    expect(await site.value('room.online')).toBe(1);
  });

  test('gone mute, does not keep the site from ending in good order', async () => {
    const other = await RunningSite.start(
      new SiteCopy().edit(
        'device-tree/demo.dts',
        'buhera,broker = "embedded";       /* or "mqtt://127.0.0.1:1883" */',
        `buhera,broker = "mqtt://127.0.0.1:${port}";`,
      ).site,
      FAST,
    );
    await eventually(() => other.isGood('vent1.position'), 'the outputs to be driven');
    broker.signal('SIGSTOP');
    const { code, stdout } = await other.stop();
    broker.signal('SIGCONT');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^outputs +in their safe state, confirmed by every device$/mu);
  });

  test('is left with the thermometer said to be offline when the site ends', async () => {
    expect((await site.stop()).code).toBe(0);
    expect(await heard(port, '-t', 'tele/room/LWT', '-C', '1')).toEqual(['tele/room/LWT Offline']);
  });
});

test('a broker that accepts and stays mute does not keep Ctrl-C from stopping the start', async () => {
  let reached = false;
  const mute = createServer((socket) => {
    reached = true;
    // Unread, a socket never hears that the other side has gone.
    socket.resume().on('error', () => {});
  });
  await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
  const { port } = mute.address() as AddressInfo;
  const copy = new SiteCopy().edit(
    'device-tree/demo.dts',
    'buhera,broker = "embedded";       /* or "mqtt://127.0.0.1:1883" */',
    `buhera,broker = "mqtt://127.0.0.1:${port}";`,
  );
  const site = new Child(process.execPath, [
    `${ROOT}/dist/cli/main.js`,
    'run',
    copy.site,
    '--modbus-port',
    '0',
    '--no-http',
  ]);
  await eventually(() => reached, 'the site to look for its broker');
  const { code, stderr } = await site.stop('SIGINT');
  expect({ code, told: stderr.includes('stopped before the site had started') }).toEqual({
    code: 0,
    told: true,
  });
  await new Promise((resolve) => mute.close(resolve));
});
