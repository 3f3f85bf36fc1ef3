import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Arrangement } from '../../../src/physics/laws/heat-exchanger.ts';
import { effectiveness, exchangedHeatW } from '../../../src/physics/laws/heat-exchanger.ts';

const arrangement = fc.constantFrom<Arrangement>('counter', 'parallel', 'cross');
const positive = fc.double({ min: -12, max: 12, noNaN: true }).map((lg) => 10 ** lg);
const ratio = fc.double({ min: 0, max: 1, noNaN: true });
const temperatureK = fc.double({ min: 50, max: 2000, noNaN: true });
const stream = fc.record({
  capacityRateWPerK: fc.oneof(positive, fc.constant(0), fc.constant(1e-250)),
  temperatureK,
});

test('effectiveness stays in 0 … 1 and below that of counter flow, and parallel flow below the mixing', () => {
  fc.assert(
    fc.property(arrangement, positive, ratio, (kind, ntu, cr) => {
      const found = effectiveness(kind, ntu, cr);
      expect(found).toBeGreaterThanOrEqual(0);
      expect(found).toBeLessThanOrEqual(1);
      expect(found).toBeLessThanOrEqual(effectiveness('counter', ntu, cr) * (1 + 1e-12));
      if (kind === 'parallel') expect(found).toBeLessThanOrEqual((1 + 1e-15) / (1 + cr));
    }),
    { numRuns: 2000 },
  );
});

test('effectiveness never falls with more transfer units', () => {
  fc.assert(
    fc.property(
      arrangement,
      positive,
      ratio,
      fc.double({ min: 1, max: 10, noNaN: true }),
      (kind, ntu, cr, by) => {
        expect(effectiveness(kind, ntu * by, cr)).toBeGreaterThanOrEqual(
          effectiveness(kind, ntu, cr) - 1e-15,
        );
      },
    ),
  );
});

test('no outlet passes the other inlet, heat runs from warm to cold, and entropy does not fall', () => {
  fc.assert(
    fc.property(arrangement, positive, stream, stream, (kind, uaWPerK, a, b) => {
      const heatW = exchangedHeatW({ uaWPerK, arrangement: kind, a, b });
      expect(heatW * (a.temperatureK - b.temperatureK)).toBeGreaterThanOrEqual(0);
      expect(exchangedHeatW({ uaWPerK, arrangement: kind, a: b, b: a })).toBe(-heatW || 0);
      if (heatW === 0) return;
      const outA = a.temperatureK - heatW / a.capacityRateWPerK;
      const outB = b.temperatureK + heatW / b.capacityRateWPerK;
      const warmest = Math.max(a.temperatureK, b.temperatureK);
      const coldest = Math.min(a.temperatureK, b.temperatureK);
      for (const out of [outA, outB]) {
        expect(out).toBeLessThanOrEqual(warmest * (1 + 1e-14));
        expect(out).toBeGreaterThanOrEqual(coldest * (1 - 1e-14));
      }
      const parts = [
        a.capacityRateWPerK * Math.log1p((outA - a.temperatureK) / a.temperatureK),
        b.capacityRateWPerK * Math.log1p((outB - b.temperatureK) / b.temperatureK),
      ] as const;
      // An outlet keeps 1e-16 of its temperature, which is this much of entropy.
      const rounding = 1e-14 * (a.capacityRateWPerK + b.capacityRateWPerK);
      expect(parts[0] + parts[1]).toBeGreaterThanOrEqual(-rounding);
    }),
    { numRuns: 2000 },
  );
});
