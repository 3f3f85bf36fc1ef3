import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TubeFlow, TubeShape } from '../../../src/physics/laws/tube.ts';
import { kineticEnergyJ, massFlowOfRootKgPerS, rootRateSqrtJPerS } from '../../../src/physics/laws/tube.ts';
import { frictionPowerW, kineticPowerW, massFlowRateKgPerS2 } from '../oracles/tube-power.ts';

const tube = fc.record<TubeShape>({
  areaM2: fc.double({ min: 1e-8, max: 1, noNaN: true }),
  lengthM: fc.double({ min: 1e-3, max: 100, noNaN: true }),
  frictionFactor: fc.double({ min: 0, max: 1, noNaN: true }),
});
const density = fc.double({ min: 1e-6, max: 1000, noNaN: true });
const drop = fc.double({ min: -1e7, max: 1e7, noNaN: true });
const root = fc.double({ min: -100, max: 100, noNaN: true });
const magnitude = (...parts: readonly number[]) => parts.reduce((sum, part) => sum + Math.abs(part), 0);

function flowOf(
  shape: TubeShape,
  densityKgPerM3: number,
  pressureDropPa: number,
  rootSqrtJ: number,
): TubeFlow {
  return {
    densityKgPerM3,
    pressureDropPa,
    massFlowKgPerS: massFlowOfRootKgPerS(shape, densityKgPerM3, rootSqrtJ),
  };
}

test('the store takes up what passing gas is short of, whatever the density', () => {
  fc.assert(
    fc.property(tube, density, drop, root, (shape, rho, dp, q) => {
      const flow = flowOf(shape, rho, dp, q);
      const power = kineticPowerW(shape, flow);
      const friction = frictionPowerW(shape, flow);
      const supplied = (flow.massFlowKgPerS / rho) * dp;
      const scale = 1e-13 * magnitude(supplied, friction) + 1e-300;
      expect(Math.abs(q * rootRateSqrtJPerS(shape, flow) - power)).toBeLessThanOrEqual(scale);
      expect(Math.abs(power + friction - supplied)).toBeLessThanOrEqual(scale);
      expect(friction).toBeGreaterThanOrEqual(0);
      expect(Math.abs(kineticEnergyJ(shape, rho, flow.massFlowKgPerS) - 0.5 * q * q)).toBeLessThanOrEqual(
        1e-14 * q * q + 1e-300,
      );
      // At constant density d(½ (L/ρA) ṁ²)/dt is the same power.
      const byMassFlow =
        ((shape.lengthM * flow.massFlowKgPerS) / (rho * shape.areaM2)) * massFlowRateKgPerS2(shape, flow);
      expect(Math.abs(byMassFlow - power)).toBeLessThanOrEqual(scale);
    }),
    { numRuns: 1000 },
  );
});

test('gas arrives with no less entropy than it left with, down and up the pressure', () => {
  // A monatomic gas, cp = 2.5 R, that leaves at 1 bar; per mole and over R.
  const upstreamPa = 1e5;
  const downstreamPa = fc.double({ min: 10, max: 1e7, noNaN: true });
  fc.assert(
    fc.property(
      tube,
      density,
      downstreamPa,
      fc.double({ min: 1e-9, max: 100, noNaN: true }),
      (shape, rho, pb, q) => {
        const flow = flowOf(shape, rho, upstreamPa - pb, q);
        // P/(ṁ R T) with R T = p/ρ.
        const takenOverRT = (kineticPowerW(shape, flow) / flow.massFlowKgPerS) * (rho / upstreamPa);
        const entropy = 2.5 * Math.log1p(-takenOverRT / 2.5) - Math.log(pb / upstreamPa);
        expect(entropy).toBeGreaterThanOrEqual(-1e-12);
      },
    ),
    { numRuns: 1000 },
  );
});
