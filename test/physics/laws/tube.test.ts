import { describe, expect, test } from 'vitest';
import {
  frictionPa,
  kineticEnergyJ,
  massFlowOfRootKgPerS,
  rootRateSqrtJPerS,
} from '../../../src/physics/laws/tube.ts';
import { frictionPowerW, massFlowRateKgPerS2 } from '../oracles/tube-power.ts';
import { relative } from './common.ts';

const TUBE = { areaM2: 1e-4, lengthM: 2, frictionFactor: 0.02 };
const flow = (massFlowKgPerS: number, pressureDropPa = 100) => ({
  pressureDropPa,
  densityKgPerM3: 1.2,
  massFlowKgPerS,
});

describe('a tube', () => {
  test('loses the pressure of Darcy and Weisbach in the direction of the flow', () => {
    const velocity = 1e-3 / (1.2 * 1e-4);
    const diameter = Math.sqrt((4 * 1e-4) / Math.PI);
    const expected = 0.02 * (2 / diameter) * 1.2 * velocity ** 2 * 0.5;
    expect(relative(frictionPa(TUBE, flow(1e-3)), expected)).toBeLessThan(1e-14);
    expect(frictionPa(TUBE, flow(-1e-3))).toBe(-frictionPa(TUBE, flow(1e-3)));
  });

  test('starts as Newton has it and comes to rest where friction takes the whole pressure', () => {
    expect(massFlowRateKgPerS2(TUBE, flow(0))).toBeCloseTo((1e-4 / 2) * 100, 15);
    const steady = 1e-3 * Math.sqrt(100 / frictionPa(TUBE, flow(1e-3)));
    expect(Math.abs(massFlowRateKgPerS2(TUBE, flow(steady)))).toBeLessThan(1e-15);
    expect(relative(frictionPowerW(TUBE, flow(steady)), (steady / 1.2) * 100)).toBeLessThan(1e-14);
  });

  test('holds ½ m v²', () => {
    const mass = 1.2 * 1e-4 * 2;
    const velocity = 1e-3 / (1.2 * 1e-4);
    expect(relative(kineticEnergyJ(TUBE, 1.2, 1e-3), 0.5 * mass * velocity ** 2)).toBeLessThan(1e-14);
  });

  test('from rest against quadratic friction follows the closed form, a hyperbolic tangent', () => {
    const steady = 1e-3 * Math.sqrt(100 / frictionPa(TUBE, flow(1e-3)));
    const timeConstant = steady / massFlowRateKgPerS2(TUBE, flow(0));
    const steps = 2000;
    const h = (1.5 * timeConstant) / steps;
    let root = 0;
    for (let step = 0; step < steps; step++) {
      const slope = (q: number) => rootRateSqrtJPerS(TUBE, flow(massFlowOfRootKgPerS(TUBE, 1.2, q)));
      root += h * slope(root + 0.5 * h * slope(root));
    }
    expect(relative(massFlowOfRootKgPerS(TUBE, 1.2, root), steady * Math.tanh(1.5))).toBeLessThan(1e-6);
  });
});
