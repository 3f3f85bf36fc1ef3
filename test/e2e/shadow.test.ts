/** A site in shadow of hardware reads it, compares it, and writes nothing. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { eventually } from './buhera.ts';
import { ShadowBench } from './shadow-bench.ts';
import type { SiteCopy } from './site-copy.ts';

// Two sites and a command line for every question: more than most, on a machine that is busy with other tests.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const RESIDUAL_ALARM = `[[alarm]]
id = "ch1-model"
message = "Chamber 1 is not what its model says"
tag = "ch1.pressure.residual"
beyond = "0.2 bar"
deadband = "0.05 bar"
on_delay = "300 ms"
priority = "medium"

`;

const watched = (copy: SiteCopy): SiteCopy =>
  copy.write('etc/demo/alarms.toml', RESIDUAL_ALARM + copy.read('etc/demo/alarms.toml').toString('utf8'));

let bench: ShadowBench;
beforeAll(async () => {
  bench = await ShadowBench.start(watched);
  await eventually(
    () => bench.site.isGood('ch1.pressure', 'ch1.pressure.residual', 'inlet1.position'),
    'the first comparisons',
  );
  // Left to its cycle the model would come by the pressure of the plant now and then.
  expect((await bench.site.cli('set', 'pc1.mode', 'manual')).code).toBe(0);
  expect((await bench.site.cli('set', 'pc1.out', '-100 %')).code).toBe(0);
  await eventually(
    async () => (await bench.site.value('ch1.pressure.residual')) > 100_000,
    'the model to be vented',
  );
});
afterAll(() => bench.stop());

test('a tag in shadow is the reading of the hardware, and its residual the distance of the model', async () => {
  const [real, residual] = await bench.site.tags(['ch1.pressure', 'ch1.pressure.residual']);
  const atHardware = (await bench.hardware.tag('ch1.pressure')).value ?? Number.NaN;
  expect(Math.abs((real?.value ?? Number.NaN) - atHardware)).toBeLessThan(2_000);
  expect(real?.value).toBeGreaterThan(220_000);
  expect(residual).toMatchObject({ unit: 'Pa', source: 'shadow', quality: 'good' });
  expect(residual?.value).toBeGreaterThan(100_000);
});

test('what is not real says so, wherever it is shown', async () => {
  expect(bench.site.stdout).toMatch(/^devices +1 EMULATED, 5 in SHADOW, 0 real$/mu);
  expect(bench.site.stdout).toContain('in shadow: pt1, pt2, tm1, ao1, do1');
  expect(bench.site.stdout).toMatch(/^armed +no: /mu);
  expect((await bench.site.cli('get', 'ch1.pressure')).stdout).toMatch(/good\s+shadow$/mu);
  expect((await bench.site.cli('get', 'room.temperature')).stdout).toContain('emulated');
  const { stdout: top } = await bench.site.cli('top', '--once');
  expect(top).toContain('1 EMULATED, 5 in SHADOW, 0 real');
  expect(top).toMatch(/ch1\.pressure .*shadow Δ/u);
  expect(top).toMatch(/inlet1\.position .* % shadow/u);
  const { stdout: modes } = await bench.site.cli('mode');
  expect(modes).toMatch(/^ao1 +SHADOW +modbus0 +drives inlet1\.position/mu);
  expect(modes).toMatch(/^room +EMULATED/mu);
  expect(modes).toContain('not armed: reads inlet1.position');
});

test('the model is fed by what control asks for, and the hardware by nobody', async () => {
  await eventually(async () => (await bench.emulated('vent1')) === 10_000, 'the model to be vented');
  expect(await bench.held('vent1')).toBe(0);
  expect(await bench.site.value('vent1.position')).toBe(0);
});

test('a residual beyond its limit for its delay raises the alarm that the site has for it', async () => {
  await eventually(async () => (await bench.alarmState('ch1-model')) === 'unacknowledged', 'the alarm');
  expect((await bench.journal()).some((text) => text.startsWith('alarm: ch1-model (medium)'))).toBe(true);
});

test('nobody has written to the hardware', async () => {
  await bench.requestsMore(200);
  expect(bench.tap.requests.length).toBeGreaterThan(200);
  expect(new Set(bench.tap.requests.map(({ unit }) => unit))).toEqual(new Set([1, 2, 3, 4, 5]));
  expect(bench.tap.writes).toEqual([]);
});

test('a sensor goes back to its emulator and into shadow again, without a wrong good value', async () => {
  const seen: { value: number | null; quality: string; source: string }[] = [];
  const watch = async (until: (tag: (typeof seen)[number]) => boolean) =>
    eventually(async () => {
      const tag = await bench.site.api<(typeof seen)[number]>('tags/ch1.pressure');
      seen.push(tag);
      return until(tag);
    }, 'the change of mode');
  expect(await bench.site.cli('mode', 'pt1', 'emulated')).toMatchObject({ code: 0, stderr: '' });
  await watch(({ quality, source }) => quality === 'good' && source === 'emulated');
  expect(await bench.site.tag('ch1.pressure.residual')).toMatchObject({
    quality: 'bad',
    reason: 'not in shadow',
  });
  await eventually(
    async () => (await bench.alarmState('ch1-model')) !== 'unacknowledged',
    'the alarm to return',
  );
  expect((await bench.site.cli('mode', 'pt1', 'shadow')).code).toBe(0);
  await watch(({ quality, source }) => quality === 'good' && source === 'shadow');
  for (const { value, quality, source } of seen.filter((tag) => tag.quality === 'good')) {
    // The hardware stands above 2.2 bar; the model has been vented.
    expect([quality, source, (value ?? 0) > 200_000]).toEqual([quality, source, source === 'shadow']);
  }
  expect((await bench.journal()).filter((text) => text.startsWith('mode: pt1'))).toHaveLength(2);
});

test.each([
  [['mode', 'ao1', 'real'], 'the site is not armed'],
  [['mode', 'room', 'shadow'], 'buhera,hardware-topic'],
  [['mode', 'pt9'], 'did you mean'],
  [['mode', 'pt9', 'real'], 'did you mean'],
  [['arm', '--for', '10m', '--yes', 'bench'], '"bench" is not the name of this site'],
  [['arm', '--for', '24h', '--yes', 'demo'], '[arming] longest'],
])('%j is refused: %s', async (args, reason) => {
  const { code, stdout, stderr } = await bench.site.cli(...args);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain(reason);
});

test.each([
  [['mode', 'pt1', 'sideways'], 'expected emulated, shadow, real'],
  [['arm', '--for', '10m'], '--yes <site>'],
  [['arm', '--yes', 'demo'], '--for'],
])('%j is wrong usage', async (args, reason) => {
  const { code, stderr } = await bench.site.cli(...args);
  expect(code).toBe(2);
  expect(stderr).toContain(reason);
});

test('a run that was never armed ends without a write, and says that it left the outputs alone', async () => {
  await bench.turn('inlet2', 1_234);
  const { code, stdout } = await bench.site.stop();
  expect(code).toBe(0);
  expect(stdout).toContain('not armed: the real outputs of ao1, do1 were left as they were');
  expect(bench.tap.writes).toEqual([]);
  expect(await bench.held('inlet2')).toBe(1_234);
});
