import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RealMixture } from '../../../src/physics/properties/real-gas.ts';
import { fugacityCoefficients, realMixture } from '../../../src/physics/properties/real-gas.ts';
import { residualHelmholtz } from '../../../src/physics/properties/residual-helmholtz.ts';
import { MOLAR_GAS_CONSTANT, SPECIES } from '../../../src/physics/species.ts';
import { realGasProperties } from '../oracles/real-gas-properties.ts';

const mixtures = fc
  .array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 6, maxLength: 6 })
  .map((amounts) => amounts.map((amount) => (amount < 0.05 ? 0 : amount)))
  .filter((amounts) => amounts.some((amount) => amount > 0))
  // Water at most a fifth: colder than its critical point a wetter fluid has a loop where nothing is a gas.
  .map((amounts) => Float64Array.from(amounts, (amount, k) => (SPECIES[k] === 'H2O' ? amount * 0.1 : amount)))
  .filter((moles) => moles.some((amount, k) => amount > 0 && SPECIES[k] !== 'H2O'));

const states = fc.record({
  temperatureK: fc.double({ min: 220, max: 950, noNaN: true }),
  densityMolPerM3: fc.double({ min: 10, max: 6000, noNaN: true }),
});

/** Five-point central difference. */
function derivative(f: (x: number) => number, x: number, step: number): number {
  return (8 * (f(x + step) - f(x - step)) - (f(x + 2 * step) - f(x - 2 * step))) / (12 * step);
}

const near = (found: number, expected: number, scale: number, share = 1e-7) =>
  expect(Math.abs(found - expected)).toBeLessThan(share * Math.max(Math.abs(expected), scale));

const R = MOLAR_GAS_CONSTANT;

describe('real-gas properties are derivatives of one Helmholtz energy', () => {
  const check = (law: (mixture: RealMixture, t: number, rho: number) => void) =>
    fc.assert(
      fc.property(mixtures, states, (moles, { temperatureK, densityMolPerM3 }) =>
        law(realMixture(moles), temperatureK, densityMolPerM3),
      ),
      { numRuns: 150 },
    );
  const at = (mixture: RealMixture, temperatureK: number, densityMolPerM3: number) =>
    realGasProperties(mixture, { temperatureK, densityMolPerM3 });
  const helmholtz = (mixture: RealMixture, t: number, rho: number) => {
    const { internalEnergyJPerMol, entropyJPerMolK } = at(mixture, t, rho);
    return internalEnergyJPerMol - t * entropyJPerMolK;
  };

  test('pressure is −(∂a/∂v)_T', () => {
    check((mixture, t, rho) => {
      const slope = derivative((r) => helmholtz(mixture, t, r), rho, 1e-3 * rho);
      near(at(mixture, t, rho).pressurePa, slope * rho * rho, rho * R * t);
    });
  });

  test('entropy is −(∂a/∂T)_ρ', () => {
    check((mixture, t, rho) => {
      const slope = derivative((x) => helmholtz(mixture, x, rho), t, 1e-3 * t);
      near(at(mixture, t, rho).entropyJPerMolK, -slope, R);
    });
  });

  test('cv is (∂u/∂T)_ρ, and T (∂s/∂T)_ρ', () => {
    check((mixture, t, rho) => {
      const { cvJPerMolK } = at(mixture, t, rho);
      near(
        cvJPerMolK,
        derivative((x) => at(mixture, x, rho).internalEnergyJPerMol, t, 1e-3 * t),
        R,
      );
      near(cvJPerMolK, t * derivative((x) => at(mixture, x, rho).entropyJPerMolK, t, 1e-3 * t), R);
    });
  });

  test('cp, sound speed and Joule-Thomson coefficient are those of p, h and s along their own paths', () => {
    check((mixture, t, rho) => {
      const found = at(mixture, t, rho);
      const pT = derivative((x) => at(mixture, x, rho).pressurePa, t, 1e-3 * t);
      const pRho = derivative((r) => at(mixture, t, r).pressurePa, rho, 1e-3 * rho);
      const hT = derivative((x) => at(mixture, x, rho).enthalpyJPerMol, t, 1e-3 * t);
      const hRho = derivative((r) => at(mixture, t, r).enthalpyJPerMol, rho, 1e-3 * rho);
      const sT = derivative((x) => at(mixture, x, rho).entropyJPerMolK, t, 1e-3 * t);
      const sRho = derivative((r) => at(mixture, t, r).entropyJPerMolK, rho, 1e-3 * rho);
      near(found.cpJPerMolK, hT - (hRho * pT) / pRho, R, 1e-6);
      const soundSquared = (pRho - (pT * sRho) / sT) / mixture.molarMassKgPerMol;
      near(found.soundSpeedMPerS ** 2, soundSquared, 1, 1e-6);
      near(found.jouleThomsonKPerPa, -hRho / (hT * pRho - hRho * pT), t / (rho * R * t), 1e-6);
    });
  });

  test('fugacity coefficients are the derivatives by amounts of the residual Helmholtz energy', () => {
    fc.assert(
      fc.property(mixtures, states, (moles, { temperatureK, densityMolPerM3 }) => {
        const total = moles.reduce((sum, amount) => sum + amount, 0);
        const volumeM3 = total / densityMolPerM3;
        const mixture = realMixture(moles);
        const { compressibility } = at(mixture, temperatureK, densityMolPerM3);
        const phi = fugacityCoefficients(mixture, { temperatureK, densityMolPerM3 });
        moles.forEach((amount, k) => {
          if (amount === 0) return;
          const extensive = (x: number) => {
            const changed = moles.slice();
            changed[k] = x;
            const n = changed.reduce((sum, one) => sum + one, 0);
            const { fractions, reducing } = realMixture(changed);
            return (
              n * residualHelmholtz(fractions, reducing, { temperatureK, densityMolPerM3: n / volumeM3 }).a
            );
          };
          const expected = derivative(extensive, amount, 1e-3 * amount) - Math.log(compressibility);
          near(Math.log(phi[k] as number), expected, 1, 1e-6);
        });
      }),
      { numRuns: 60 },
    );
  });
});
