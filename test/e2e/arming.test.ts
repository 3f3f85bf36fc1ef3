/** Real outputs are written while the site is armed, and at no other time: proven by the bytes on the wire. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { eventually } from './buhera.ts';
import { AO, ShadowBench } from './shadow-bench.ts';
import type { SiteCopy } from './site-copy.ts';

// Two sites and a command line for every question: more than most, on a machine that is busy with other tests.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const AO_UNIT = 4;
/** [safe_state] of the demo: inlets shut, vents open. */
const SAFE_MV = { inlet1: 0, vent1: 10_000, inlet2: 0, vent2: 10_000 } as const;

const CHANNELS = Object.keys(AO) as (keyof typeof AO)[];

const disarming = (copy: SiteCopy): SiteCopy =>
  copy.edit('etc/demo/site.toml', '[scan]', '[arming]\ndisarm_on_trip = true\n\n[scan]');

let bench: ShadowBench;
beforeAll(async () => {
  bench = await ShadowBench.start(disarming);
  await eventually(
    () => bench.site.isGood('ch1.pressure', 'ch2.pressure', 'inlet2.position', 'cross.position'),
    'the first readings',
  );
  // On a machine that stalls for seconds its wide cycle could carry chamber 1 to a trip that is not meant.
  expect((await bench.site.cli('set', 'pc1.mode', 'manual')).code).toBe(0);
  expect((await bench.site.cli('set', 'pc1.out', '0 %')).code).toBe(0);
});
afterAll(() => bench.stop());

const arm = (time: string) => bench.site.cli('arm', '--for', time, '--yes', 'demo');
const armed = async (): Promise<boolean> => (await bench.site.value('site.armed')) === 1;

async function heldSafe(): Promise<boolean> {
  for (const channel of CHANNELS) {
    if ((await bench.held(channel)) !== SAFE_MV[channel]) return false;
  }
  return true;
}

/** The site stays away from the outputs while it goes on to read. */
async function expectNoMoreWrites(): Promise<void> {
  const before = bench.tap.writes.length;
  await bench.requestsMore(150);
  expect(bench.tap.writes.length).toBe(before);
}

test('before arming the outputs are read back, and no write is on the wire', async () => {
  await bench.turn('inlet2', 1_230);
  await eventually(async () => (await bench.site.value('inlet2.position')) === 0.123, 'the read-back');
  await bench.requestsMore(150);
  expect(bench.tap.writes).toEqual([]);
  expect(bench.tap.requests.some(({ unit, code }) => unit === AO_UNIT && code === 3)).toBe(true);
  expect(await armed()).toBe(false);
});

test('arming goes on from what the outputs hold: the first write changes nothing', async () => {
  expect(await arm('30m')).toMatchObject({ code: 0, stderr: '' });
  await eventually(() => bench.tap.writes.some(({ unit }) => unit === AO_UNIT), 'a write to the outputs');
  const first = bench.tap.writes.find(({ unit }) => unit === AO_UNIT);
  expect(first?.code).toBe(16);
  // Function, address, count, byte count, and then the four channels.
  const values = [0, 1, 2, 3].map((channel) => first?.pdu.readUInt16BE(6 + 2 * channel));
  expect(values).toEqual([0, 0, 1_230, 0]);
});

test('while armed the site controls the plant, and says so', async () => {
  expect(await armed()).toBe(true);
  expect(await bench.alarmState('site-armed')).toBe('unacknowledged');
  expect((await bench.site.cli('top', '--once')).stdout).toContain('ARMED');
  expect((await bench.site.cli('mode')).stdout).toMatch(/ARMED for another \d+ s/u);
  await eventually(
    async () => Math.abs((await bench.hardware.value('ch2.pressure')) - 200_000) < 3_000,
    'chamber 2 of the plant at its set-point',
  );
});

test('the emulator obeys the very commands that the hardware gets', async () => {
  expect((await bench.site.cli('set', 'pc1.out', '2.5 %')).code).toBe(0);
  await eventually(async () => (await bench.held('inlet1')) === 250, 'the hardware to obey');
  await eventually(async () => (await bench.emulated('inlet1')) === 250, 'the emulator to obey');
  expect((await bench.site.cli('set', 'pc1.out', '0 %')).code).toBe(0);
});

test('while armed no sensor and no output goes back to its emulator, and outputs may be real', async () => {
  for (const device of ['pt1', 'ao1']) {
    const { code, stderr } = await bench.site.cli('mode', device, 'emulated');
    expect([device, code]).toEqual([device, 1]);
    expect(stderr).toContain('the site is armed');
  }
  expect(await bench.site.cli('mode', 'ao1', 'real')).toMatchObject({ code: 0, stderr: '' });
  expect(await bench.site.tag('inlet1.position')).toMatchObject({ source: 'real' });
});

test('a trip disarms where the site says so: safe state, and then no write any more', async () => {
  expect((await bench.site.cli('set', 'pc2.mode', 'manual')).code).toBe(0);
  expect((await bench.site.cli('set', 'pc2.out', '100 %')).code).toBe(0);
  await eventually(async () => !(await armed()), 'the trip');
  expect(await heldSafe()).toBe(true);
  const journal = await bench.journal();
  expect(journal).toContainEqual(expect.stringMatching(/^arming: demo is disarmed \(isolate-ch2 tripped\)/u));
  expect(journal).toContain('arming: real outputs are in their safe state, and written no more');
  expect(await bench.site.value('site.safe_state_unconfirmed')).toBe(0);
  await expectNoMoreWrites();
});

test('a tripped effect stands against arming, until it is reset', async () => {
  const { code, stderr } = await arm('1m');
  expect(code).toBe(1);
  expect(stderr).toContain('isolate-ch2 is tripped');
  expect(await armed()).toBe(false);
  expect((await bench.site.cli('set', 'pc2.mode', 'auto')).code).toBe(0);
  await eventually(async () => (await bench.site.cli('interlocks', 'reset')).code === 0, 'the reset');
});

test('the time limit takes the outputs to their safe state, and ends the writing', async () => {
  expect((await arm('2s')).code).toBe(0);
  expect(await armed()).toBe(true);
  await eventually(async () => !(await armed()), 'the end of the time');
  expect(await heldSafe()).toBe(true);
  expect(await bench.journal()).toContainEqual(expect.stringContaining('disarmed (its time is over)'));
  await expectNoMoreWrites();
});

test('`disarm` does the same at once', async () => {
  expect((await arm('30m')).code).toBe(0);
  await eventually(async () => !(await heldSafe()), 'control to move an output');
  expect((await bench.site.cli('disarm')).code).toBe(0);
  await eventually(async () => !(await armed()), 'the site to disarm');
  expect(await heldSafe()).toBe(true);
  await expectNoMoreWrites();
});

test('outputs that vanish while armed are told of when they cannot be made safe, and written no more', async () => {
  expect((await arm('30m')).code).toBe(0);
  await eventually(async () => !(await heldSafe()), 'control to move an output');
  bench.tap.cut = true;
  await eventually(async () => (await bench.site.value('ao1.online')) === 0, 'the loss of the outputs');
  await bench.site.cli('disarm');
  await eventually(async () => !(await armed()), 'the site to give up');
  expect(await bench.site.value('site.safe_state_unconfirmed')).toBe(1);
  expect(await bench.alarmState('safe-state-unconfirmed')).toBe('unacknowledged');
  const { stderr } = await arm('1m');
  expect(stderr).toContain('ao1, which has outputs, does not answer');
  bench.tap.cut = false;
  const before = bench.tap.writes.length;
  await eventually(() => bench.site.isGood('inlet1.position', 'ch1.pressure'), 'the hardware to be back');
  await bench.requestsMore(100);
  expect(bench.tap.writes.length).toBe(before);
  // Somebody goes there and does it by hand.
  for (const channel of CHANNELS) await bench.turn(channel, SAFE_MV[channel]);
  await eventually(
    async () => (await bench.site.value('site.safe_state_unconfirmed')) === 0,
    'the site to see it',
  );
});

test('a run that ends armed leaves the safe state behind, confirmed', async () => {
  await eventually(async () => {
    await bench.site.cli('interlocks', 'reset');
    return (await arm('30m')).code === 0;
  }, 'arming after the loss');
  await eventually(async () => !(await heldSafe()), 'control to move an output');
  const { code, stdout } = await bench.site.stop();
  expect(code).toBe(0);
  expect(stdout).toMatch(/^outputs +in their safe state, confirmed by every device$/mu);
  expect(await heldSafe()).toBe(true);
});
