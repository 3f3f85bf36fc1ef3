import fc from 'fast-check';
import { expect, it } from 'vitest';
import { closedEquilibrium } from '../../../src/physics/prediction/closed-equilibrium.ts';
import { equalPressure } from '../../../src/physics/prediction/equal-pressure.ts';
import type { GasBody } from '../../../src/physics/prediction/gas-content.ts';
import { energyJOf, gasBody, pressurePaOf } from '../../../src/physics/prediction/gas-content.ts';
import { openedTo } from '../../../src/physics/prediction/open-equilibrium.ts';
import { SPECIES } from '../../../src/physics/species.ts';

const gases = fc
  .array(fc.integer({ min: 0, max: 10 }), { minLength: SPECIES.length, maxLength: SPECIES.length })
  .filter((parts) => parts.some((part) => part > 0))
  .map((parts) => {
    const sum = parts.reduce((total, part) => total + part, 0);
    return Object.fromEntries(SPECIES.map((species, k) => [species, (parts[k] ?? 0) / sum]));
  });
const stated = fc.record({
  volumeM3: fc.double({ min: 1e-6, max: 1, noNaN: true }),
  pressurePa: fc.double({ min: 1e3, max: 1e7, noNaN: true }),
  temperatureK: fc.double({ min: 220, max: 800, noNaN: true }),
  gas: gases,
});
const bodies = (least: number, most: number) =>
  fc.array(stated.map(gasBody), { minLength: least, maxLength: most });

const energy = (all: readonly GasBody[]) => all.reduce((sum, each) => sum + energyJOf(each), 0);

it('an isolated set keeps its energy and its species, generates entropy, and ends between its temperatures', () => {
  fc.assert(
    fc.property(bodies(1, 5), (set) => {
      const end = closedEquilibrium(set);
      const volumeM3 = set.reduce((sum, each) => sum + each.volumeM3, 0);
      const whole = gasBody({ ...end, volumeM3 });
      const scaleJ = set.reduce(
        (sum, each) => sum + Math.abs(energyJOf(each)) + pressurePaOf(each) * each.volumeM3,
        0,
      );
      expect(Math.abs(energyJOf(whole) - energy(set))).toBeLessThan(1e-9 * scaleJ);
      SPECIES.forEach((_, k) => {
        const before = set.reduce((sum, each) => sum + (each.moles[k] ?? 0), 0);
        expect(Math.abs((whole.moles[k] ?? Number.NaN) - before)).toBeLessThanOrEqual(1e-9 * (before + 1e-9));
      });
      expect(end.entropyGeneratedJPerK).toBeGreaterThan(-1e-9 * (scaleJ / end.temperatureK + 1));
      const temperatures = set.map(({ temperatureK }) => temperatureK);
      expect(end.temperatureK).toBeGreaterThanOrEqual(Math.min(...temperatures));
      expect(end.temperatureK).toBeLessThanOrEqual(Math.max(...temperatures));
    }),
  );
});

it('a pair stops at one pressure inside the limits that a set of any size has, with less entropy than at the end', () => {
  fc.assert(
    fc.property(bodies(2, 2), (pair) => {
      const [first, second] = pair as [GasBody, GasBody];
      const stopped = equalPressure(pair);
      // A third volume of nearly nothing turns the pair into a set.
      const crumb = {
        ...first,
        volumeM3: first.volumeM3 * 1e-12,
        moles: first.moles.map((mol) => mol * 1e-12),
      };
      const limits = equalPressure([first, second, crumb]);
      const [pressurePa] = stopped.pressurePa;
      expect(limits.pair).toBeNull();
      expect(pressurePa).toBeGreaterThanOrEqual(limits.pressurePa[0] * (1 - 1e-9));
      expect(pressurePa).toBeLessThanOrEqual(limits.pressurePa[1] * (1 + 1e-9));
      const generated = stopped.pair?.entropyGeneratedJPerK ?? Number.NaN;
      const end = closedEquilibrium(pair);
      const slack = 1e-9 * (1 + (pressurePa * (first.volumeM3 + second.volumeM3)) / 200);
      expect(generated).toBeGreaterThan(-slack);
      expect(generated).toBeLessThan(end.entropyGeneratedJPerK + slack);
    }),
    { numRuns: 40, endOnFailure: true },
  );
});

it('a volume opened to a boundary ends at its pressure and generates entropy', () => {
  fc.assert(
    fc.property(stated, stated, (start, boundary) => {
      const opened = openedTo(gasBody(start), boundary);
      expect(Math.abs(opened.pressurePa / boundary.pressurePa - 1)).toBeLessThan(1e-9);
      const slack = 1e-9 * (1 + (boundary.pressurePa * start.volumeM3) / 200);
      expect(opened.entropyGeneratedJPerK).toBeGreaterThan(-slack);
      expect(opened.inflowMol * (boundary.pressurePa - start.pressurePa)).toBeGreaterThan(-slack);
    }),
    { numRuns: 40, endOnFailure: true },
  );
});
