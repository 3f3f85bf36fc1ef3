import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HelmholtzGas } from '../../../src/physics/gas-model/helmholtz-gas.ts';
import { findActivity, waterActivity } from '../../../src/physics/gas-model/water-activity.ts';
import { fugacityCoefficients, realMixture } from '../../../src/physics/properties/real-gas.ts';
import { residualHelmholtz } from '../../../src/physics/properties/residual-helmholtz.ts';
import { SPECIES } from '../../../src/physics/species.ts';
import { realGasProperties } from '../oracles/real-gas-properties.ts';
import { derivative, wetGases } from './contents.ts';

const WATER = SPECIES.indexOf('H2O');

const amountsOf = wetGases.map((gas) => Float64Array.from(SPECIES, (name) => 3 * (gas[name] ?? 0)));
const temperatures = fc.double({ min: 200, max: 1000, noNaN: true });
const densities = fc.double({ min: -3, max: 3.9, noNaN: true }).map((exponent) => 10 ** exponent);

const near = (found: number, expected: number, scale: number, share: number) =>
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(share * Math.max(Math.abs(expected), scale));

describe('the gas of the inner loop', () => {
  test('has the residual Helmholtz energy of the plain function, with every derivative', () => {
    const gas = new HelmholtzGas();
    fc.assert(
      fc.property(amountsOf, temperatures, densities, (amounts, temperatureK, densityMolPerM3) => {
        gas.load(amounts, 0, amounts[WATER] as number);
        const { fractions, reducing } = realMixture(amounts);
        const plain = residualHelmholtz(fractions, reducing, { temperatureK, densityMolPerM3 });
        fc.pre(densityMolPerM3 < 3.5 * reducing.densityMolPerM3);
        expect(gas.evaluate(temperatureK, densityMolPerM3)).toBe(true);
        const scale = densityMolPerM3 / reducing.densityMolPerM3;
        near(gas.residual.a, plain.a, scale, 1e-11);
        near(gas.residual.dA, plain.dA, scale, 1e-11);
        near(gas.residual.tA, plain.tA, scale, 1e-11);
        near(gas.residual.ddA, plain.ddA, scale, 1e-11);
        near(gas.residual.dtA, plain.dtA, scale, 1e-11);
        near(gas.residual.ttA, plain.ttA, scale, 1e-10);
      }),
      { numRuns: 400 },
    );
  });

  test('has the properties of the plain function', () => {
    const gas = new HelmholtzGas();
    fc.assert(
      fc.property(amountsOf, temperatures, densities, (amounts, temperatureK, densityMolPerM3) => {
        const mixture = realMixture(amounts);
        fc.pre(densityMolPerM3 < 3.5 * mixture.reducing.densityMolPerM3);
        const plain = realGasProperties(mixture, { temperatureK, densityMolPerM3 });
        gas.load(amounts, 0, amounts[WATER] as number);
        gas.evaluate(temperatureK, densityMolPerM3);
        near(gas.pressurePa(), plain.pressurePa, densityMolPerM3 * 8 * temperatureK, 1e-10);
        near(gas.enthalpyJPerMol(), plain.enthalpyJPerMol, 8 * temperatureK, 1e-10);
        near(gas.energyJPerMol(), plain.internalEnergyJPerMol, 8 * temperatureK, 1e-10);
        near(gas.entropyJPerMolK() + gas.mixingEntropyJPerMolK(), plain.entropyJPerMolK, 8, 1e-10);
        near(gas.cvJPerMolK(), plain.cvJPerMolK, 8, 1e-9);
        if (gas.isStable()) {
          near(gas.cpJPerMolK(), plain.cpJPerMolK, 8, 1e-6);
          const sound = Math.sqrt(gas.soundEnergyJPerMol() / gas.molarMassKgPerMol);
          near(sound, plain.soundSpeedMPerS, 1, 1e-6);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('the activity of water', () => {
  const gas = new HelmholtzGas();
  const activity = waterActivity();
  const at = (amounts: Float64Array, waterMol: number, temperatureK: number, volumeM3: number) => {
    gas.load(amounts, 0, waterMol);
    gas.evaluate(temperatureK, gas.totalMol / volumeM3);
    findActivity(activity, gas);
    return { ...activity, pressurePa: gas.pressurePa() };
  };
  const states = fc.tuple(
    amountsOf,
    fc.double({ min: 230, max: 700, noNaN: true }),
    fc.double({ min: 0, max: 3.5, noNaN: true }).map((exponent) => 3 / 10 ** exponent),
  );

  test('is that of the plain fugacity coefficient', () => {
    fc.assert(
      fc.property(states, ([amounts, temperatureK, volumeM3]) => {
        const { lnFugacity, pressurePa } = at(amounts, amounts[WATER] as number, temperatureK, volumeM3);
        fc.pre(pressurePa > 0);
        const densityMolPerM3 = 3 / volumeM3;
        const mixture = realMixture(amounts);
        const phi = fugacityCoefficients(mixture, { temperatureK, densityMolPerM3 })[WATER] as number;
        const expected = Math.log((phi * (mixture.fractions[WATER] as number) * pressurePa) / 1e5);
        expect(Math.abs(lnFugacity - expected)).toBeLessThan(1e-9);
      }),
      { numRuns: 200 },
    );
  });

  test('has the slopes of its own differences, by temperature and by water', () => {
    fc.assert(
      fc.property(states, ([amounts, temperatureK, volumeM3]) => {
        const waterMol = amounts[WATER] as number;
        const found = at(amounts, waterMol, temperatureK, volumeM3);
        const byT = derivative(
          (t) => at(amounts, waterMol, t, volumeM3).lnFugacity,
          temperatureK,
          1e-3 * temperatureK,
        );
        near(found.slopePerK, byT, 1 / temperatureK, 1e-7);
        const byLog = derivative(
          (x) => at(amounts, Math.exp(x), temperatureK, volumeM3).lnFugacity,
          Math.log(waterMol),
          1e-3,
        );
        near(found.slopePerLogMol, byLog, 1, 1e-7);
        const pressure = derivative(
          (x) => at(amounts, x, temperatureK, volumeM3).pressurePa,
          waterMol,
          1e-3 * waterMol,
        );
        near(found.pressureVolumePerMol, pressure * volumeM3, 8 * temperatureK, 1e-7);
      }),
      { numRuns: 200 },
    );
  });
});
