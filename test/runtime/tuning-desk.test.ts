import { describe, expect, test } from 'vitest';
import { analyseRelay, analyseStep } from '../../src/control/tuning/analysis.ts';
import { compareTunings } from '../../src/control/tuning/comparison.ts';
import { commandForTag } from '../../src/runtime/operator.ts';
import type { CommandResult } from '../../src/runtime/site-view.ts';
import type { TuneRequest, TuneSnapshot } from '../../src/runtime/tuning-order.ts';
import { tuneOrderOf } from '../../src/runtime/tuning-request.ts';
import { Bench } from './demo-runtime.ts';

async function asked(
  bench: Bench,
  command: Parameters<Bench['runtime']['operator']['submit']>[0],
): Promise<CommandResult> {
  const answer = bench.runtime.operator.submit(command);
  bench.advance(0.01);
  return answer;
}

async function set(bench: Bench, tag: string, value: number | string): Promise<CommandResult> {
  const command = commandForTag(bench.runtime.site, tag, value);
  return 'ok' in command ? command : asked(bench, command);
}

async function begin(bench: Bench, request: TuneRequest, loop = 'pc2'): Promise<CommandResult> {
  const order = tuneOrderOf(bench.runtime.site, loop, request);
  return 'ok' in order ? order : asked(bench, { kind: 'tune', order });
}

function tested({ runtime }: Bench): TuneSnapshot {
  const snapshot = runtime.scan.tuning.snapshot('pc2');
  if (snapshot === null) throw new Error('pc2 was never tested');
  return snapshot;
}

/** Chamber 2 rests at 2 bar under its loop. */
async function settled(): Promise<Bench> {
  const bench = await Bench.start();
  return bench.advance(40);
}

const RELAY: TuneRequest = { method: 'relay', amplitude: 0.2, restS: 1 };

describe('a relay test of a chamber', () => {
  test('finds how fast its valves fill and vent it, and gives output and mode back', async () => {
    const bench = await settled();
    const before = bench.value('pc2.out');
    expect(await begin(bench, RELAY)).toMatchObject({ ok: true });
    expect(bench.value('pc2.mode')).toBe(0);
    for (let waited = 0; tested(bench).phase !== 'done' && waited < 60; waited++) bench.advance(0.5);
    const { phase, result, trend } = tested(bench);
    expect(phase).toBe('done');
    bench.advance(0.05);
    expect(bench.value('pc2.mode')).toBe(1);
    expect(Math.abs(bench.value('pc2.out') - before)).toBeLessThan(0.02);
    expect(new Set(trend.output.map((output) => Math.round((output - before) * 1000) / 1000))).toEqual(
      new Set([0, 0.2, -0.16]),
    );
    if (result?.method !== 'relay') throw new Error('a relay test gives a limit cycle');
    const { known } = analyseRelay(result.cycle);
    if (known === null) throw new Error('a chamber behind valves is an integrator');
    expect(known.process.integrating).toBe(true);
    // Choked flow γ RT C A p 0.6847/√(RT)/V: 1.09 bar/s at an open inlet, 1.8 bar/s at an open vent.
    expect(known.process.gain).toBeGreaterThan(1.09e5);
    expect(known.process.gain).toBeLessThan(1.8e5);
    const simc = compareTunings(known, null).find(({ rule }) => rule === 'simc-pi');
    expect(simc).toMatchObject({ ok: true, robustness: { stable: true } });
  });

  test('is ended by a trip, and leaves the outputs to the interlock', async () => {
    const bench = await settled();
    await begin(bench, RELAY);
    bench.advance(2);
    bench.runtime.scan.guards.tripAll('a test', bench.timeS);
    bench.advance(0.02);
    expect(tested(bench)).toMatchObject({ phase: 'aborted', reason: expect.stringContaining('interlock') });
    expect(bench.value('vent2.position')).toBe(1);
    expect(await begin(bench, RELAY)).toMatchObject({
      ok: false,
      text: expect.stringContaining('reset it first'),
    });
  });

  test.each([
    ['a hand on the output', 'pc2.out', 0.5, 'moved the output'],
    ['a change of the mode', 'pc2.mode', 'auto', 'put in auto'],
  ])('is ended by %s, which stays', async (_what, tag, value, reason) => {
    const bench = await settled();
    await begin(bench, RELAY);
    bench.advance(2);
    expect(await set(bench, tag, value)).toMatchObject({ ok: true });
    bench.advance(0.02);
    expect(tested(bench)).toMatchObject({ phase: 'aborted', reason: expect.stringContaining(reason) });
    if (tag === 'pc2.out') expect(bench.value('pc2.out')).toBe(0.5);
    expect(bench.value('pc2.mode')).toBe(tag === 'pc2.mode' ? 1 : 0);
  });

  test('is ended where the process value leaves the limits that were asked for', async () => {
    const bench = await settled();
    await begin(bench, { ...RELAY, amplitude: 0.6, low: '1.99 bar', high: '2.01 bar' });
    bench.advance(5);
    expect(tested(bench)).toMatchObject({ phase: 'aborted', reason: expect.stringContaining('outside') });
    expect(bench.value('pc2.mode')).toBe(1);
  });

  test('is called off by the operator', async () => {
    const bench = await settled();
    await begin(bench, RELAY);
    bench.advance(2);
    expect(await asked(bench, { kind: 'stop-tuning', loop: 'pc2' })).toMatchObject({ ok: true });
    bench.advance(0.05);
    expect(tested(bench)).toMatchObject({
      phase: 'aborted',
      reason: expect.stringContaining('called it off'),
    });
    expect(bench.value('pc2.mode')).toBe(1);
    expect(await asked(bench, { kind: 'stop-tuning', loop: 'pc2' })).toMatchObject({ ok: false });
  });

  test('is one at a time', async () => {
    const bench = await settled();
    await begin(bench, RELAY);
    expect(await begin(bench, RELAY)).toMatchObject({ ok: false, text: expect.stringContaining('already') });
  });
});

test('a step test of a chamber sees it fill', async () => {
  const bench = await settled();
  await begin(bench, { method: 'step', amplitude: 0.03, restS: 1, durationS: 4 });
  bench.advance(8);
  const { phase, reason, result } = tested(bench);
  expect([phase, reason]).toEqual(['done', null]);
  if (result?.method !== 'step') throw new Error('a step test gives a record');
  const record = {
    timeS: Float64Array.from(result.timeS),
    pv: Float64Array.from(result.pv),
    stepSize: result.stepSize,
  };
  const { fits, known } = analyseStep(record);
  expect(known).not.toBeNull();
  expect(fits[0]?.explained).toBeGreaterThan(0.99);
  bench.advance(0.05);
  expect(bench.value('pc2.mode')).toBe(1);
});

describe('what is asked of a test', () => {
  test.each<[string, Partial<TuneRequest>, string]>([
    ['an amplitude of none', { amplitude: 0 }, 'amplitude'],
    ['a relay that only goes up', { below: 0 }, 'below'],
    ['a limit that is no pressure', { low: '3 kg' }, 'low'],
    ['limits the wrong way round', { low: '3 bar', high: '2 bar' }, 'below high'],
    ['a hysteresis in the wrong unit', { hysteresis: '3 K' }, 'hysteresis'],
  ])('%s is refused with its name', async (_what, parts, text) => {
    const bench = await Bench.start();
    expect(await begin(bench, { ...RELAY, ...parts })).toMatchObject({
      ok: false,
      text: expect.stringContaining(text),
    });
    expect(bench.runtime.scan.tuning.snapshot('pc2')).toBeNull();
  });

  test('an unknown loop is answered with those that there are', async () => {
    const bench = await Bench.start();
    expect(await begin(bench, RELAY, 'pc9')).toMatchObject({
      ok: false,
      text: expect.stringContaining('pc1, pc2'),
    });
  });
});
