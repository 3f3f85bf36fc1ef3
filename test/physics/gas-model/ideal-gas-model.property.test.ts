import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chamberGas } from '../../../src/physics/gas-model/chamber-gas.ts';
import { gasModel } from '../../../src/physics/gas-model/gas-model.ts';
import { SPECIES } from '../../../src/physics/species.ts';
import { moistEnergyJ, moistEntropyJPerK, moistStateOfEnergy, waterSplit } from '../oracles/moist-chamber.ts';
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

const WATER = SPECIES.indexOf('H2O');
const model = gasModel({ equationOfState: 'ideal', condensation: true });
const temperatures = fc.double({ min: 200, max: 1000, noNaN: true });
const wetTemperatures = fc.oneof(
  fc.double({ min: 60, max: 540, noNaN: true }),
  fc.double({ min: 274, max: 400, noNaN: true }),
);
const volumes = fc.double({ min: -6, max: 1, noNaN: true }).map((exponent) => 10 ** exponent);

describe('the ideal gas model', () => {
  test('gives back the pressure and temperature that a dry chamber was filled at', () => {
    fc.assert(
      fc.property(dryGases, temperatures, pressures, volumes, temperatures, (gas, t, p, volumeM3, guessK) => {
        const { amounts, energyJ } = filled(model, { pressurePa: p, temperatureK: t, gas, volumeM3 });
        const found = solved(model, amounts, energyJ, volumeM3, guessK);
        expect(relative(found.temperatureK, t)).toBeLessThan(1e-10);
        expect(relative(found.pressurePa, p)).toBeLessThan(1e-10);
        expect(found.liquidMol + found.iceMol).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  test('is the plain moist chamber for any amounts, dry, wet or frozen', () => {
    const seen = { dry: 0, liquid: 0, ice: 0 };
    const concentrations = fc.array(fc.double({ min: 0, max: 200, noNaN: true }), {
      minLength: 6,
      maxLength: 6,
    });
    const waterExponents = fc.double({ min: -5, max: 3, noNaN: true });
    fc.assert(
      fc.property(
        concentrations,
        waterExponents,
        wetTemperatures,
        volumes,
        wetTemperatures,
        (perM3, exponent, t, volumeM3, guessK) => {
          const moles = Float64Array.from(
            perM3,
            (one, k) => (k === WATER ? 10 ** exponent : one + 0.1) * volumeM3,
          );
          const split = waterSplit(moles[WATER] as number, { temperatureK: t, volumeM3 });
          const energyJ = moistEnergyJ({ moles, volumeM3 }, t, split);
          const oracle = moistStateOfEnergy({ moles, volumeM3 }, energyJ);
          const found = solved(model, moles, energyJ, volumeM3, guessK);
          expect(oracle).not.toBeNull();
          if (oracle === null) return;
          expect(relative(found.temperatureK, oracle.temperatureK)).toBeLessThan(1e-9);
          expect(relative(found.pressurePa, oracle.pressurePa)).toBeLessThan(1e-8);
          const waterMol = moles[WATER] as number;
          expect(Math.abs(found.liquidMol - oracle.liquidMol)).toBeLessThan(1e-8 * waterMol);
          expect(Math.abs(found.iceMol - oracle.iceMol)).toBeLessThan(1e-8 * waterMol);
          seen[found.liquidMol > 0 ? 'liquid' : found.iceMol > 0 ? 'ice' : 'dry']++;
          const entropy = model.entropyJPerK(moles, 0, found, volumeM3);
          const expected = moistEntropyJPerK({ moles, volumeM3 }, oracle.temperatureK, oracle);
          const scale = Math.abs(expected) + 200 * moles.reduce((sum, amount) => sum + amount, 0);
          expect(Math.abs(entropy - expected)).toBeLessThan(1e-8 * scale);
        },
      ),
      { numRuns: 400 },
    );
    expect(Math.min(seen.dry, seen.liquid, seen.ice)).toBeGreaterThan(10);
  });

  test('gains dU/T of entropy, through condensation and freezing', () => {
    fc.assert(
      fc.property(wetGases, fc.double({ min: 230, max: 360, noNaN: true }), pressures, (gas, t, p) => {
        const state = { pressurePa: p, temperatureK: t, gas, volumeM3: 1 };
        const amounts = new Float64Array(6);
        const energyJ = model.fill(amounts, 0, state);
        if (energyJ === null) return;
        const { heatCapacityJPerK } = solved(model, amounts, energyJ, 1);
        const stepJ = 0.05 * heatCapacityJPerK;
        const above = solved(model, amounts, energyJ + 2 * stepJ, 1);
        const below = solved(model, amounts, energyJ - 2 * stepJ, 1);
        fc.pre(Math.sign(above.liquidMol) === Math.sign(below.liquidMol));
        fc.pre(Math.sign(above.iceMol) === Math.sign(below.iceMol));
        const perJ = derivative((x) => entropyOf(model, amounts, x, 1, t), energyJ, stepJ);
        expect(relative(perJ * t, 1)).toBeLessThan(1e-6);
      }),
      { numRuns: 300 },
    );
  });

  test('does not depend on the guess', () => {
    fc.assert(
      fc.property(wetGases, wetTemperatures, pressures, wetTemperatures, (gas, t, p, guessK) => {
        const amounts = new Float64Array(6);
        const energyJ = model.fill(amounts, 0, { pressurePa: p, temperatureK: t, gas, volumeM3: 1 });
        if (energyJ === null) return;
        const one = solved(model, amounts, energyJ, 1, t);
        const other = solved(model, amounts, energyJ, 1, guessK);
        expect(relative(other.temperatureK, one.temperatureK)).toBeLessThan(1e-10);
        expect(relative(other.pressurePa, one.pressurePa)).toBeLessThan(1e-9);
      }),
      { numRuns: 300 },
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
        }
        const state = { pressurePa: p, temperatureK: t, gas: composition };
        if (model.source(gas, state)) expect(gas.pressurePa).toBeGreaterThan(0);
        const filledJ = model.fill(amounts, 0, { ...state, volumeM3: 1 });
        if (filledJ !== null) expect(Number.isFinite(filledJ)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
