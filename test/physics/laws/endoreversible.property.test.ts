import fc from 'fast-check';
import { expect, test } from 'vitest';
import { carnotCoolingRatio } from '../../../src/physics/laws/carnot.ts';
import { coldHeatLimitW, solveCooler } from '../../../src/physics/laws/endoreversible.ts';

const temperatureK = fc.double({ min: 10, max: 2000, noNaN: true });
const conductance = fc.oneof(
  fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
  fc.constant(Number.POSITIVE_INFINITY),
);
/** From 0 up, without the numbers near the least that there are, which have no digits left. */
const amount = (max: number) =>
  fc.double({ min: 0, max, noNaN: true }).map((value) => (value < 1e-250 ? 0 : value));
const duty = fc.record({
  coldHeatW: amount(1e6),
  coldK: temperatureK,
  hotK: temperatureK,
  coldConductanceWPerK: conductance,
  hotConductanceWPerK: conductance,
  copFraction: fc.double({ min: 0.01, max: 1, noNaN: true }),
});
const empty = () => ({ coldInsideK: 0, hotInsideK: 0, workW: 0, hotHeatW: 0, entropyGeneratedWPerK: 0 });

test('no cooler beats its fraction of Carnot, inside it is colder and warmer than outside, entropy rises', () => {
  fc.assert(
    fc.property(duty, amount(0.999), (given, share) => {
      const limit = coldHeatLimitW(given);
      const asked = { ...given, coldHeatW: Number.isFinite(limit) ? share * limit : given.coldHeatW };
      const found = empty();
      expect(solveCooler(asked, found)).toBe(true);
      expect(found.workW).toBeGreaterThanOrEqual(0);
      const leastWorkW = asked.coldHeatW / (asked.copFraction * carnotCoolingRatio(asked));
      expect(found.workW).toBeGreaterThanOrEqual(leastWorkW * (1 - 1e-12) - 1e-290);
      expect(found.coldInsideK).toBeGreaterThan(0);
      expect(found.coldInsideK).toBeLessThanOrEqual(asked.coldK);
      expect(found.hotInsideK).toBeGreaterThanOrEqual(asked.hotK);
      expect(found.entropyGeneratedWPerK).toBeGreaterThanOrEqual(-1e-12 * (found.hotHeatW / asked.hotK));
    }),
    { numRuns: 2000 },
  );
});

test('every duty is solved below its limit and refused above it', () => {
  fc.assert(
    fc.property(duty, (asked) => {
      const ratio = asked.coldHeatW / coldHeatLimitW(asked);
      fc.pre(Math.abs(ratio - 1) > 1e-9);
      const found = empty();
      expect(solveCooler(asked, found)).toBe(ratio < 1);
      if (ratio > 1) expect(found).toEqual(empty());
    }),
    { numRuns: 1000 },
  );
});
