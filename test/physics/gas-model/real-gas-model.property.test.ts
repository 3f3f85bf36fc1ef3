import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chamberGas } from '../../../src/physics/gas-model/chamber-gas.ts';
import { gasModel } from '../../../src/physics/gas-model/gas-model.ts';
import { SPECIES } from '../../../src/physics/species.ts';
import {
  derivative,
  dryGases,
  entropyOf,
  filled,
  pressures,
  relative,
  solved,
  wetGases,
} from './contents.ts';

const model = gasModel({ equationOfState: 'gerg-2008', condensation: true });
const temperatures = fc.double({ min: 200, max: 1000, noNaN: true });
const wetTemperatures = fc.double({ min: 210, max: 480, noNaN: true });
const volumes = fc.double({ min: -6, max: 1, noNaN: true }).map((exponent) => 10 ** exponent);

describe('the real gas model', () => {
  test('gives back the pressure and temperature that a dry chamber was filled at', () => {
    fc.assert(
      fc.property(dryGases, temperatures, pressures, volumes, temperatures, (gas, t, p, volumeM3, guessK) => {
        const { amounts, energyJ } = filled(model, { pressurePa: p, temperatureK: t, gas, volumeM3 });
        const found = solved(model, amounts, energyJ, volumeM3, guessK);
        expect(relative(found.temperatureK, t)).toBeLessThan(1e-10);
        expect(relative(found.pressurePa, p)).toBeLessThan(1e-10);
      }),
      { numRuns: 300 },
    );
  });

  test('gives back those of a moist chamber, whatever the guess, and keeps its water', () => {
    const seen = { dry: 0, liquid: 0, ice: 0 };
    const amounts = new Float64Array(6);
    fc.assert(
      fc.property(wetGases, wetTemperatures, pressures, temperatures, (gas, t, p, guessK) => {
        const energyJ = model.fill(amounts, 0, { pressurePa: p, temperatureK: t, gas, volumeM3: 1 });
        expect(energyJ).not.toBeNull();
        if (energyJ === null) return;
        const found = solved(model, amounts, energyJ, 1, guessK);
        expect(relative(found.temperatureK, t)).toBeLessThan(1e-10);
        expect(relative(found.pressurePa, p)).toBeLessThan(1e-9);
        const condensed = found.liquidMol + found.iceMol;
        seen[found.liquidMol > 0 ? 'liquid' : condensed > 0 ? 'ice' : 'dry']++;
        const vapour = (found.amountMolPerKg[2] as number) * found.gasMassKg;
        expect(relative(vapour + condensed, amounts[2] as number)).toBeLessThan(1e-12);
      }),
      { numRuns: 300 },
    );
    expect(Math.min(seen.dry, seen.liquid, seen.ice)).toBeGreaterThan(10);
  });

  test('gains dU/T of entropy, and temperature with it, through condensation and freezing', () => {
    const amounts = new Float64Array(6);
    fc.assert(
      fc.property(wetGases, wetTemperatures, pressures, (gas, t, p) => {
        const energyJ = model.fill(amounts, 0, { pressurePa: p, temperatureK: t, gas, volumeM3: 1 });
        if (energyJ === null) return;
        const { heatCapacityJPerK } = solved(model, amounts, energyJ, 1);
        const stepJ = 0.05 * heatCapacityJPerK;
        const above = solved(model, amounts, energyJ + 2 * stepJ, 1);
        const below = solved(model, amounts, energyJ - 2 * stepJ, 1);
        expect(above.temperatureK).toBeGreaterThanOrEqual(below.temperatureK);
        fc.pre(Math.sign(above.liquidMol) === Math.sign(below.liquidMol));
        fc.pre(Math.sign(above.iceMol) === Math.sign(below.iceMol));
        const perJ = derivative((x) => entropyOf(model, amounts, x, 1, t), energyJ, stepJ);
        expect(relative(perJ * t, 1)).toBeLessThan(1e-6);
      }),
      { numRuns: 300 },
    );
  });

  test('does not depend on what its result held before', () => {
    const amounts = new Float64Array(6);
    const reused = chamberGas();
    fc.assert(
      fc.property(
        wetGases,
        wetTemperatures,
        wetTemperatures,
        pressures,
        pressures,
        (gas, t, otherT, p, otherP) => {
          const before = filled(model, { pressurePa: otherP, temperatureK: otherT, gas, volumeM3: 1 });
          expect(model.solve(reused, before.amounts, 0, before.energyJ, 1)).toBe(true);
          const energyJ = model.fill(amounts, 0, { pressurePa: p, temperatureK: t, gas, volumeM3: 1 });
          if (energyJ === null) throw new Error('no such gas');
          expect(model.solve(reused, amounts, 0, energyJ, 1)).toBe(true);
          const fresh = solved(model, amounts, energyJ, 1);
          expect(relative(reused.temperatureK, fresh.temperatureK)).toBeLessThan(1e-10);
          expect(relative(reused.pressurePa, fresh.pressurePa)).toBeLessThan(1e-9);
          expect(relative(reused.exponent, fresh.exponent)).toBeLessThan(1e-8);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('loses no entropy when two chambers become one', () => {
    const amounts = new Float64Array(6);
    const others = new Float64Array(6);
    const both = new Float64Array(6);
    const states = fc.tuple(wetGases, wetTemperatures, pressures);
    fc.assert(
      fc.property(states, states, ([gas, t, p], [otherGas, otherT, otherP]) => {
        const one = model.fill(amounts, 0, { pressurePa: p, temperatureK: t, gas, volumeM3: 1 });
        const other = model.fill(others, 0, {
          pressurePa: otherP,
          temperatureK: otherT,
          gas: otherGas,
          volumeM3: 0.5,
        });
        if (one === null || other === null) return;
        amounts.forEach((amount, k) => {
          both[k] = amount + (others[k] as number);
        });
        const joined = chamberGas();
        // Beyond the model's range at times: two kinds of hot steam.
        fc.pre(model.solve(joined, both, 0, one + other, 1.5));
        const before =
          model.entropyJPerK(amounts, 0, solved(model, amounts, one, 1), 1) +
          model.entropyJPerK(others, 0, solved(model, others, other, 0.5), 0.5);
        const after = model.entropyJPerK(both, 0, joined, 1.5);
        expect(after - before).toBeGreaterThan(-1e-10 * Math.abs(after));
      }),
      { numRuns: 200 },
    );
  });

  test('answers any energy and any statement', () => {
    const gas = chamberGas();
    fc.assert(
      fc.property(wetGases, fc.double(), fc.double(), fc.double(), (composition, energyJ, p, t) => {
        const amounts = Float64Array.from(SPECIES, (name) => composition[name] ?? 0);
        gas.temperatureK = t;
        if (model.solve(gas, amounts, 0, energyJ, 1)) {
          expect(gas.temperatureK).toBeGreaterThan(0);
          expect(gas.pressurePa).toBeGreaterThan(0);
          expect(gas.exponent).toBeGreaterThan(1);
        }
        const state = { pressurePa: p, temperatureK: t, gas: composition };
        if (model.source(gas, state)) expect(gas.pressurePa).toBeGreaterThan(0);
        const filledJ = model.fill(amounts, 0, { ...state, volumeM3: 1 });
        if (filledJ !== null) expect(Number.isFinite(filledJ)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
