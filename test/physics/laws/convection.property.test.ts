import fc from 'fast-check';
import { expect, test } from 'vitest';
import { massKg } from '../../../src/physics/gas.ts';
import {
  forcedCoefficientWPerM2K,
  naturalCoefficientWPerM2K,
  pipeNusselt,
  uprightSurfaceNusselt,
} from '../../../src/physics/laws/convection.ts';
import { mixtureTransport } from '../../../src/physics/laws/mixture-transport.ts';
import { SPECIES } from '../../../src/physics/species.ts';

const transport = mixtureTransport(SPECIES);
const lg = (from: number, to: number) => fc.double({ min: from, max: to, noNaN: true }).map((x) => 10 ** x);
const temperatureK = fc.double({ min: 1, max: 6000, noNaN: true });
const gas = fc.record({
  molPerKg: fc
    .array(fc.oneof(fc.constant(0), fc.double({ min: 1e-6, max: 1, noNaN: true })), {
      minLength: SPECIES.length,
      maxLength: SPECIES.length,
    })
    .filter((list) => list.some((amount) => amount > 0))
    .map((list) => {
      const moles = Float64Array.from(list);
      const mass = massKg(moles);
      return moles.map((amount) => amount / mass);
    }),
  offset: fc.constant(0),
  pressurePa: lg(-3, 11),
  gasK: temperatureK,
  wallK: temperatureK,
});

test('coefficients are finite and positive for every state', () => {
  fc.assert(
    fc.property(gas, lg(-4, 2), lg(-4, 2), lg(-12, 4), (state, one, other, massFlow) => {
      const natural = naturalCoefficientWPerM2K(transport, state, one);
      const pipe = { diameterM: one, lengthM: other };
      const forced = forcedCoefficientWPerM2K(transport, state, pipe, massFlow);
      for (const found of [natural, forced]) {
        expect(found).toBeGreaterThan(0);
        expect(found).toBeLessThan(Number.POSITIVE_INFINITY);
      }
    }),
    { numRuns: 1000 },
  );
});

test('Nusselt numbers never fall with stronger flow', () => {
  const prandtl = fc.double({ min: 0.2, max: 10, noNaN: true });
  fc.assert(
    fc.property(
      lg(-6, 12),
      prandtl,
      lg(-4, 0),
      fc.double({ min: 1, max: 3, noNaN: true }),
      (x, pr, d, by) => {
        expect(uprightSurfaceNusselt(x * by, pr)).toBeGreaterThanOrEqual(uprightSurfaceNusselt(x, pr));
        // A short pipe may lose a part of its laminar entrance in the transition, a long one never does.
        const slenderness = Math.min(d, 0.01);
        expect(pipeNusselt(x * by, pr, slenderness, 1)).toBeGreaterThanOrEqual(
          pipeNusselt(x, pr, slenderness, 1) * (1 - 1e-14),
        );
      },
    ),
  );
});
