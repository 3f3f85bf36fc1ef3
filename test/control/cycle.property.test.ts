import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cyclePressurePa, type PeriodicCycle } from '../../src/control/cycle.ts';
import type { PeriodicShape } from '../../src/control/cycle-definition.ts';

const ratio = fc.double({ min: 0, max: 1, noNaN: true });

function cycles(shapeOf: (periodS: number) => fc.Arbitrary<PeriodicShape>): fc.Arbitrary<PeriodicCycle> {
  return fc
    .tuple(fc.double({ min: 1e4, max: 5e5, noNaN: true }), ratio, fc.integer({ min: 1, max: 64 }), ratio)
    .chain(([lowPa, rise, quarters, phase]) => {
      const periodS = quarters / 4;
      return shapeOf(periodS).map((shape) => ({
        shape,
        lowPa,
        highPa: lowPa + 1e3 + rise * 1e6,
        periodS,
        phaseS: Math.round(phase * 16) / 16,
      }));
    });
}

const sine = cycles(() => fc.constant({ kind: 'sine' }));
const square = cycles(() => ratio.map((dutyRatio) => ({ kind: 'square', dutyRatio })));

/** Trapezoids whose parts fit into the period; `least` keeps ramps from being jumps. */
function trapezoid(least: number): fc.Arbitrary<PeriodicCycle> {
  const part = fc.double({ min: least, max: 1, noNaN: true });
  return cycles((periodS) =>
    fc.tuple(part, ratio, part).map(([rise, high, fall]) => {
      const scale = periodS / Math.max(1, rise + high + fall);
      return { kind: 'trapezoid', riseS: rise * scale, highS: high * scale, fallS: fall * scale };
    }),
  );
}

const any = fc.oneof(sine, square, trapezoid(0));
/** Multiples of 1/16 s: sums with periods of quarter seconds are then exact. */
const exactTime = fc.integer({ min: -1e6, max: 1e6 }).map((sixteenths) => sixteenths / 16);

describe('pressure cycles', () => {
  it('stay between low and high at any time', () => {
    fc.assert(
      fc.property(any, fc.double({ min: -1e9, max: 1e9, noNaN: true }), (cycle, timeS) => {
        const pressurePa = cyclePressurePa(cycle, timeS);
        expect(pressurePa).toBeGreaterThanOrEqual(cycle.lowPa);
        expect(pressurePa).toBeLessThanOrEqual(cycle.highPa);
      }),
    );
  });

  it('repeat exactly after any number of periods', () => {
    fc.assert(
      fc.property(any, exactTime, fc.integer({ min: -1000, max: 1000 }), (cycle, timeS, periods) => {
        expect(cyclePressurePa(cycle, timeS + periods * cycle.periodS)).toBe(cyclePressurePa(cycle, timeS));
      }),
    );
  });

  it('phase delays the whole profile', () => {
    fc.assert(
      fc.property(any, exactTime, (cycle, timeS) => {
        const undelayed = { ...cycle, phaseS: 0 };
        expect(cyclePressurePa(cycle, timeS + cycle.phaseS)).toBe(cyclePressurePa(undelayed, timeS));
      }),
    );
  });

  it('sine and ramped trapezoid never move faster than their steepest slope', () => {
    fc.assert(
      fc.property(
        fc.oneof(sine, trapezoid(0.05)),
        fc.double({ min: -100, max: 100, noNaN: true }),
        fc.double({ min: 1e-6, max: 1, noNaN: true }),
        (cycle, timeS, stepS) => {
          const swingPa = cycle.highPa - cycle.lowPa;
          const steepest =
            cycle.shape.kind === 'trapezoid'
              ? swingPa / Math.min(cycle.shape.riseS, cycle.shape.fallS)
              : (Math.PI * swingPa) / cycle.periodS;
          const movedPa = Math.abs(cyclePressurePa(cycle, timeS + stepS) - cyclePressurePa(cycle, timeS));
          expect(movedPa).toBeLessThanOrEqual(steepest * stepS * (1 + 1e-6) + swingPa * 1e-9);
        },
      ),
    );
  });
});
