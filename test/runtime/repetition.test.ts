import { expect, test } from 'vitest';
import type { Site } from '../../src/config/site.ts';
import type { RepetitiveTuning } from '../../src/control/repetitive.ts';
import { Bench, demoSite } from './demo-runtime.ts';

function demoWith(repetitive: RepetitiveTuning | null): Site {
  const site = demoSite();
  const [first, ...rest] = site.loops;
  if (first === undefined) throw new Error('the demo has loops');
  return { ...site, loops: [{ ...first, repetitive }, ...rest] };
}

/** Share of the amplitude, root mean square, of the last of some periods. */
async function trackingError(bench: Bench, periods: number): Promise<number> {
  bench.advance(periods * 20 + 1);
  expect(bench.value('pc1.cycle_count')).toBe(periods);
  return bench.value('pc1.cycle_rms_error') / bench.value('pc1.cycle_amplitude');
}

const LEARNING: RepetitiveTuning = { gain: 0.5, leadS: 0.1, limit: 2e4, points: 200 };

test('a cycle of 1.5 to 3 bar at 0.05 Hz is followed to 1 % of its amplitude after five periods', async () => {
  const plain = await trackingError(await Bench.start(demoWith(null)), 6);
  const bench = await Bench.start(demoWith(LEARNING));
  const learnt = await trackingError(bench, 6);
  console.log(
    `tracking error, rms of the amplitude: PID ${(100 * plain).toFixed(2)} %, with repetitive control ${(100 * learnt).toFixed(2)} %`,
  );
  expect(plain).toBeGreaterThan(0.015);
  expect(learnt).toBeLessThan(0.005);
  expect(bench.tripped()).toEqual([]);
});

test('stays there over twenty periods more, and what was learnt is part of the saved state', async () => {
  const bench = await Bench.start(demoWith(LEARNING));
  await trackingError(bench, 6);
  const { loops } = bench.runtime.scan;
  const saved = JSON.parse(JSON.stringify(loops.save()));
  const other = await Bench.start(demoWith(LEARNING));
  expect(other.runtime.scan.loops.restore(saved)).toBeNull();
  expect(other.runtime.scan.loops.save()).toEqual(loops.save());
  bench.advance(400);
  expect(bench.value('pc1.cycle_rms_error') / bench.value('pc1.cycle_amplitude')).toBeLessThan(0.005);
});
