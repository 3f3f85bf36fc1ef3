import { describe, expect, test } from 'vitest';
import { effectiveness, exchangedHeatW } from '../../../src/physics/laws/heat-exchanger.ts';
import { relative } from './common.ts';
import vectors from './vectors/vessels.json' with { type: 'json' };

/** Mason's exact series for cross flow with both streams unmixed. */
function masonSeries(transferUnits: number, capacityRatio: number): number {
  const other = capacityRatio * transferUnits;
  let sum = 0;
  let [term, otherTerm, partial, otherPartial] = [1, 1, 0, 0];
  for (let n = 0; n < 300; n++) {
    partial += term;
    otherPartial += otherTerm;
    sum += (1 - Math.exp(-transferUnits) * partial) * (1 - Math.exp(-other) * otherPartial);
    term *= transferUnits / (n + 1);
    otherTerm *= other / (n + 1);
  }
  return sum / other;
}

describe('effectiveness', () => {
  test('of counter flow is that of the reference', () => {
    expect(vectors.eps_ntu.length).toBeGreaterThanOrEqual(3);
    for (const { kind, NTU, Cr, eps } of vectors.eps_ntu) {
      expect(kind).toBe('counter');
      expect(relative(effectiveness('counter', NTU, Cr), eps)).toBeLessThan(1e-9);
    }
  });

  // Kays and London, "Compact Heat Exchangers", tables of effectiveness, three digits.
  test.each([
    ['counter', 2, 1, 0.667],
    ['counter', 3, 0.5, 0.874],
    ['parallel', 1, 0.5, 0.518],
    ['parallel', 2, 1, 0.491],
  ] as const)('%s at NTU %d and capacity ratio %d is %d', (arrangement, ntu, ratio, expected) => {
    expect(Math.abs(effectiveness(arrangement, ntu, ratio) - expected)).toBeLessThan(6e-4);
  });

  test('of cross flow is within 0.011 of the exact series up to NTU of 3, and the errors are printed', () => {
    const rows = [0.25, 0.5, 1, 2, 3, 5, 10].map((ntu) => ({
      ntu,
      errors: [0.25, 0.5, 0.75, 1].map((cr) => effectiveness('cross', ntu, cr) - masonSeries(ntu, cr)),
    }));
    console.info(
      `cross flow against Mason's series, at capacity ratios of 0.25 … 1\n${rows
        .map(({ ntu, errors }) => `NTU ${ntu}: ${errors.map((error) => error.toFixed(4)).join('  ')}`)
        .join('\n')}`,
    );
    const worst = (upTo: number) =>
      Math.max(...rows.filter(({ ntu }) => ntu <= upTo).flatMap(({ errors }) => errors.map(Math.abs)));
    expect(worst(3)).toBeLessThan(0.011);
    expect(worst(10)).toBeLessThan(0.02);
    expect(masonSeries(1, 1)).toBeCloseTo(0.476, 3);
  });

  test('of every arrangement is 1 − exp(−NTU) beside a stream that does not change', () => {
    for (const arrangement of ['counter', 'parallel', 'cross'] as const) {
      for (const ntu of [0, 1e-9, 0.3, 1, 4, 30, Number.POSITIVE_INFINITY]) {
        expect(effectiveness(arrangement, ntu, 0)).toBeCloseTo(-Math.expm1(-ntu), 14);
        expect(effectiveness(arrangement, ntu, 1e-12)).toBeCloseTo(-Math.expm1(-ntu), 9);
      }
    }
  });

  test('of counter flow runs smoothly into its balanced form', () => {
    for (const ntu of [1e-6, 0.1, 1, 10, 1e4]) {
      const balanced = effectiveness('counter', ntu, 1);
      expect(relative(balanced, ntu / (1 + ntu))).toBeLessThan(1e-14);
      expect(relative(effectiveness('counter', ntu, 1 - 1e-15), balanced)).toBeLessThan(1e-10);
    }
  });

  test('of parallel flow ends at the mixing temperature', () => {
    expect(effectiveness('parallel', Number.POSITIVE_INFINITY, 0.6)).toBeCloseTo(1 / 1.6, 15);
  });
});

describe('exchanged heat', () => {
  const a = { capacityRateWPerK: 1000, temperatureK: 400 };
  const b = { capacityRateWPerK: 1000, temperatureK: 300 };

  test('of a balanced recuperator of one transfer unit is half of the greatest', () => {
    expect(exchangedHeatW({ uaWPerK: 1000, arrangement: 'counter', a, b })).toBeCloseTo(50_000, 8);
    expect(exchangedHeatW({ uaWPerK: 1000, arrangement: 'counter', a: b, b: a })).toBeCloseTo(-50_000, 8);
  });

  test('is zero when a stream stands still, and when nothing conducts', () => {
    const still = { ...b, capacityRateWPerK: 0 };
    for (const arrangement of ['counter', 'parallel', 'cross'] as const) {
      expect(exchangedHeatW({ uaWPerK: 1000, arrangement, a, b: still })).toBe(0);
      expect(exchangedHeatW({ uaWPerK: 1000, arrangement, a: still, b: still })).toBe(0);
      expect(exchangedHeatW({ uaWPerK: 0, arrangement, a, b })).toBe(0);
    }
  });
});
