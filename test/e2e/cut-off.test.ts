import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { eventually, type Interlocks, RunningSite } from './buhera.ts';
import { Cable, type Line } from './cable.ts';
import { freePort } from './free-port.ts';
import { SiteCopy, temporaryFolder } from './site-copy.ts';

const MODBUS_SENSORS = [
  'ch1.pressure',
  'ch2.pressure',
  'ch1.temperature',
  'ch2.temperature',
  'ch1.wall_temperature',
  'ch2.wall_temperature',
];
const CH1_INLET = 'inlet1.position';
const OUTPUTS = [CH1_INLET, 'vent1.position', 'inlet2.position', 'vent2.position', 'cross.position'];
const DEVICES = ['pt1', 'pt2', 'tm1', 'ao1', 'do1'];
const LOST = ['ch1-pressure-lost', 'ch2-pressure-lost', 'ch1-temperature-lost', 'outputs-lost'];
const EFFECTS = ['isolate-ch1', 'isolate-ch2', 'rack-off'];

/** As in the demo's interlocks: how long the loss of a pressure sensor may last before it trips. */
const PRESSURE_LOST_DELAY_S = 1;

const record = join(temporaryFolder(), 'record');
let cable: Cable;
let site: RunningSite;

beforeAll(async () => {
  const emulator = await freePort();
  cable = await Cable.start(emulator);
  const copy = new SiteCopy()
    .edit(
      'device-tree/demo.dts',
      'buhera,connect = "127.0.0.1:5020";',
      `buhera,connect = "127.0.0.1:${cable.port}"; buhera,listen = "127.0.0.1:${emulator}";`,
    )
    .edit(
      'device-tree/demo.dts',
      'buhera,retries = <1>;',
      'buhera,retries = <1>; buhera,backoff-max-ms = <1000>;',
    );
  site = await RunningSite.start(copy.site, ['--modbus-port', String(emulator), '--record', record]);
});

/** A stall of the host can lose a sensor for a moment and trip an effect: each test starts from a bench at work. */
beforeEach(async () => {
  cable.line = 'whole';
  cable.deadUnit = null;
  await eventually(healthy, 'every tag to be good and every effect reset');
});

async function healthy(): Promise<boolean> {
  if (!(await site.isGood(...MODBUS_SENSORS, ...OUTPUTS))) return false;
  await fetch(`${site.url}/api/v1/interlocks/reset`, { method: 'POST' });
  await fetch(`${site.url}/api/v1/tags/rack1.enabled`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: '{"value":1}',
  });
  const { effects } = await interlocks();
  return effects.every(({ tripped }) => !tripped) && (await site.value('rack1.enabled')) === 1;
}

function interlocks(): Promise<Interlocks> {
  return site.api('interlocks');
}

async function activeCauses(): Promise<readonly string[]> {
  return (await interlocks()).causes.filter(({ active }) => active).map(({ id }) => id);
}

async function trippedEffects(): Promise<readonly string[]> {
  return (await interlocks()).effects.filter(({ tripped }) => tripped).map(({ id }) => id);
}

/** Why each of the tags is bad; an empty text for one that is not. */
async function reasonsOf(ids: readonly string[]): Promise<readonly string[]> {
  return (await site.tags(ids)).map(({ quality, reason }) => (quality === 'bad' ? (reason ?? '') : ''));
}

async function loseEverything(line: Exclude<Line, 'whole'>): Promise<void> {
  cable.line = line;
  await eventually(
    async () => (await activeCauses()).length === LOST.length,
    'the loss of every device to be a cause',
  );
}

describe('a bus whose connection is cut', () => {
  test('has bad tags with the reason, trips what depends on them, and leaves other buses alone', async () => {
    await loseEverything('cut');
    for (const reason of await reasonsOf([...MODBUS_SENSORS, ...OUTPUTS, 'rack1.enabled'])) {
      expect(reason).toMatch(/^connection (closed|refused)$/u);
    }
    for (const device of DEVICES) expect((await site.tag(`${device}.online`)).value).toBe(0);
    expect((await site.tag('room.online')).value).toBe(1);
    expect(await activeCauses()).toEqual(LOST);
    expect(await trippedEffects()).toEqual(EFFECTS);
    const { effects } = await interlocks();
    expect(effects.find(({ id }) => id === 'isolate-ch2')?.firstOut[0]).toMatch(
      /^(ch2-pressure-lost|outputs-lost)$/u,
    );
    const { stdout } = await site.cli('interlocks');
    expect(stdout).toMatch(/effect\s+TRIPPED\s+isolate-ch1/u);
    expect(stdout).toMatch(/cause\s+ACTIVE\s+outputs-lost/u);

    const refused = await site.cli('interlocks', 'reset');
    expect(refused.code).toBe(1);
    for (const cause of LOST) expect(refused.stderr).toContain(cause);
    expect(await trippedEffects()).toEqual(EFFECTS);
  });

  test('comes back by itself, with the latch still tripped until a reset, and nothing that starts alone', async () => {
    await loseEverything('cut');
    cable.line = 'whole';
    await eventually(() => site.isGood(...MODBUS_SENSORS, ...OUTPUTS), 'all tags to be good by themselves');
    await eventually(async () => (await activeCauses()).length === 0, 'all causes to be clear');
    expect(await trippedEffects()).toEqual(EFFECTS);
    await eventually(
      async () =>
        (await site.value('inlet1.position')) === 0 &&
        (await site.value('vent1.position')) === 1 &&
        (await site.value('rack1.enabled')) === 0,
      'the devices to confirm the safe state',
    );
    const held = await site.cli('set', 'rack1.enabled', '1');
    expect(held.code).toBe(1);
    expect(held.stderr).toContain('interlock');

    const reset = await site.cli('interlocks', 'reset');
    expect(reset).toMatchObject({ code: 0, stderr: '' });
    expect(reset.stdout).toContain('3 effects reset');
    expect(await trippedEffects()).toEqual([]);
    // Control takes its valves back; what only an operator switches on stays off until the operator does.
    await eventually(async () => (await site.value(CH1_INLET)) > 0, 'control to open the inlet again');
    expect(await site.value('rack1.enabled')).toBe(0);
    expect((await site.cli('set', 'rack1.enabled', '1')).code).toBe(0);
    await eventually(async () => (await site.value('rack1.enabled')) === 1, 'the rack to be on');
  });
});

describe('a bus that swallows every byte', () => {
  test('times out into bad tags, trips, and comes back by itself', async () => {
    await loseEverything('swallow');
    // The driver gives up a connection on which nothing answers, which takes what waits on it along.
    const reasons = await reasonsOf(MODBUS_SENSORS);
    for (const reason of reasons) expect(reason).toMatch(/^(timeout|connection closed)$/u);
    const links = await site.api<readonly { bus: string; online: boolean; timeouts: number }[]>('links');
    const lost = links.filter(({ bus }) => bus === 'modbus0');
    expect(lost.map(({ online }) => online)).toEqual(DEVICES.map(() => false));
    expect(lost.some(({ timeouts }) => timeouts > 0)).toBe(true);
    expect(await trippedEffects()).toEqual(EFFECTS);
    expect((await site.cli('interlocks', 'reset')).code).toBe(1);
    cable.line = 'whole';
    await eventually(() => site.isGood(...MODBUS_SENSORS, ...OUTPUTS), 'all tags to be good by themselves');
    expect(await trippedEffects()).toEqual(EFFECTS);
  });
});

describe('one device that is dead on a bus that is not', () => {
  test('is lost alone: its neighbours stay good, and only what depends on it trips', async () => {
    cable.deadUnit = 1;
    await eventually(async () => (await activeCauses()).length > 0, 'the loss to be a cause');
    expect(await activeCauses()).toEqual(['ch1-pressure-lost']);
    expect(await reasonsOf(['ch1.pressure'])).toEqual(['timeout']);
    expect(await trippedEffects()).toEqual(['isolate-ch1', 'rack-off']);
    const beforeS = (await site.tag('ch2.pressure')).timeS;
    await eventually(async () => (await site.tag('ch2.pressure')).timeS > beforeS + 1, 'ch2 to be read on');
    // A host that stalls makes everything stale for a moment.
    await eventually(
      () => site.isGood('ch2.pressure', 'ch1.temperature', ...OUTPUTS),
      'the neighbours to be good',
    );
    expect(await reasonsOf(['ch1.pressure'])).toEqual(['timeout']);
    cable.deadUnit = null;
    await eventually(() => site.isGood('ch1.pressure'), 'the device to come back');
  });
});

/** Site time says what the wall clock of a busy host cannot: order, and the least that a delay must last. */
describe('the recording of it all', () => {
  test('has no good reading while the loss lasts its delay', async () => {
    expect((await site.stop()).code).toBe(0);
    const changes = csv(join(record, 'tags.csv')).filter(([, tag]) => tag === 'ch2.pressure');
    const losses = eventTimesS('cause ch2-pressure-lost is active');
    expect(losses.length).toBeGreaterThanOrEqual(3);
    for (const lossS of losses) {
      const before = changes.filter(([timeS]) => Number(timeS) <= lossS);
      const firstBad = before[before.findLastIndex(([, , , quality]) => quality === 'good') + 1];
      expect(firstBad?.[3]).toBe('bad');
      expect(lossS - Number(firstBad?.[0])).toBeGreaterThanOrEqual(PRESSURE_LOST_DELAY_S - 1e-5);
    }
  });
});

function csv(path: string): readonly (readonly string[])[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .map((line) => line.split(','));
}

function eventTimesS(text: string): readonly number[] {
  return readFileSync(join(record, 'events.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line.includes(text))
    .map((line) => (JSON.parse(line) as { timeS: number }).timeS);
}
