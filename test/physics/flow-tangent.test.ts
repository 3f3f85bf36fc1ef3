import { describe, expect, test } from 'vitest';
import { FLOW_LAW, flowFunction } from '../../src/physics/flow.ts';
import { flowElasticity, laminarSlope } from '../../src/physics/flow-tangent.ts';

const KAPPA = 0.4 / 1.4;
const LAWS = [
  ['nozzle', FLOW_LAW.nozzle, 0],
  ['iso6358', FLOW_LAW.iso6358, 0.3],
  ['kv', FLOW_LAW.kv, 0.7],
] as const;

describe.each(LAWS)('%s', (_, law, parameter) => {
  const phi = (drop: number): number => flowFunction(law, parameter, 1 / (1 - KAPPA), 1 - drop);

  test.each([1e-3, 0.01, 0.1, 0.3, 0.45])('its elasticity at a drop of %f is that of differences', (drop) => {
    const d = 1e-5 * drop;
    const slope = (Math.log(phi(drop + d)) - Math.log(phi(drop - d))) / (2 * d);
    expect(flowElasticity(law, parameter, KAPPA, drop)).toBeCloseTo(slope * drop, 6);
  });

  test('goes with the root of small drops, and not with the drop when choked', () => {
    expect(flowElasticity(law, parameter, KAPPA, 1e-9)).toBeCloseTo(0.5, 7);
    for (const drop of [0.75, 0.9, 1]) expect(flowElasticity(law, parameter, KAPPA, drop)).toBe(0);
  });

  test('is never outside 0 to 1', () => {
    for (let i = 1; i <= 1000; i++) {
      const elasticity = flowElasticity(law, parameter, KAPPA, i / 1000);
      expect(elasticity).toBeGreaterThanOrEqual(0);
      expect(elasticity).toBeLessThanOrEqual(0.5);
    }
  });

  test('has the slope of its laminar band at the band’s edge', () => {
    expect(laminarSlope(law, parameter, KAPPA, 1e-4)).toBeCloseTo(phi(1e-4) / 1e-4, 9);
  });
});
