import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cyclePressurePa, type PeriodicCycle } from '../../src/control/cycle.ts';
import type { TablePoint } from '../../src/control/cycle-definition.ts';

function table(
  points: readonly TablePoint[],
  interpolation: 'linear' | 'cubic',
  periodS: number,
): PeriodicCycle {
  const levels = points.map(({ pressurePa }) => pressurePa);
  return {
    shape: { kind: 'table', interpolation, points },
    lowPa: Math.min(...levels),
    highPa: Math.max(...levels),
    periodS,
    phaseS: 0,
  };
}

const POINTS: readonly TablePoint[] = [
  { timeS: 0, pressurePa: 1e5 },
  { timeS: 2, pressurePa: 3e5 },
  { timeS: 3, pressurePa: 3.5e5 },
  { timeS: 6, pressurePa: 3.5e5 },
  { timeS: 8, pressurePa: 2e5 },
];

describe('a table', () => {
  it.each([
    [0, 1e5],
    [1, 2e5],
    [2.5, 3.25e5],
    [4, 3.5e5],
    [7, 2.75e5],
    [9, 1.5e5],
    [10, 1e5],
    [-1, 1.5e5],
  ])('linear at %d s is %d Pa, and goes back to its first point at the end', (timeS, pressurePa) => {
    expect(cyclePressurePa(table(POINTS, 'linear', 10), timeS)).toBeCloseTo(pressurePa, 6);
  });

  it('cubic goes through its points and stays flat where they are', () => {
    const cubic = table(POINTS, 'cubic', 10);
    for (const { timeS, pressurePa } of POINTS)
      expect(cyclePressurePa(cubic, timeS)).toBeCloseTo(pressurePa, 6);
    for (const timeS of [3.3, 4.5, 5.9]) expect(cyclePressurePa(cubic, timeS)).toBeCloseTo(3.5e5, 6);
  });

  it('cubic on equal steps has the slopes of Fritsch and Butland: the harmonic mean', () => {
    // Rises of 1, 2 and 4 bar a second: the slope at the second point is 2/(1/1 + 1/2), at the third 2/(1/2 + 1/4).
    const rising = [0, 1, 3, 7].map((bar, timeS) => ({ timeS, pressurePa: bar * 1e5 }));
    const cubic = table(rising, 'cubic', 100);
    const slopeAt = (timeS: number): number =>
      (cyclePressurePa(cubic, timeS + 1e-5) - cyclePressurePa(cubic, timeS - 1e-5)) / 2e-5;
    expect(slopeAt(1) / 1e5).toBeCloseTo(4 / 3, 3);
    expect(slopeAt(2) / 1e5).toBeCloseTo(8 / 3, 3);
  });
});

const anyTable = fc
  .record({
    gaps: fc.array(fc.double({ min: 0.05, max: 5, noNaN: true }), { minLength: 2, maxLength: 12 }),
    levels: fc.array(fc.double({ min: 1e4, max: 9e5, noNaN: true }), { minLength: 13, maxLength: 13 }),
    interpolation: fc.constantFrom('linear' as const, 'cubic' as const),
  })
  .map(({ gaps, levels, interpolation }) => {
    let timeS = 0;
    const points = gaps.map((gapS, index) => {
      const point = { timeS, pressurePa: levels[index] ?? 1e5 };
      timeS += gapS;
      return point;
    });
    return { cycle: table(points, interpolation, timeS), points, periodS: timeS };
  });

describe('tables', () => {
  it('never leave the two points between which they are', () => {
    fc.assert(
      fc.property(
        anyTable,
        fc.double({ min: 0, max: 1, noNaN: true }),
        ({ cycle, points, periodS }, share) => {
          const timeS = Math.min(share * periodS, periodS * (1 - 1e-12));
          const after = points.findIndex((point) => point.timeS > timeS);
          const from = points[(after === -1 ? points.length : after) - 1];
          const to = points[after === -1 ? 0 : after];
          if (from === undefined || to === undefined) throw new Error('two points expected');
          const pressurePa = cyclePressurePa(cycle, timeS);
          const slack = 1e-9 * Math.max(from.pressurePa, to.pressurePa);
          expect(pressurePa).toBeGreaterThanOrEqual(Math.min(from.pressurePa, to.pressurePa) - slack);
          expect(pressurePa).toBeLessThanOrEqual(Math.max(from.pressurePa, to.pressurePa) + slack);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('are continuous, at the end of the period too', () => {
    fc.assert(
      fc.property(
        anyTable,
        fc.double({ min: -1, max: 2, noNaN: true }),
        fc.double({ min: 1e-7, max: 1e-2, noNaN: true }),
        ({ cycle, points, periodS }, at, stepS) => {
          const timeS = at * periodS;
          const slopes = points.map(({ timeS: fromS, pressurePa }, index) => {
            const to = points[index + 1] ?? { timeS: periodS, pressurePa: points[0]?.pressurePa ?? 0 };
            return Math.abs(to.pressurePa - pressurePa) / (to.timeS - fromS);
          });
          // Fritsch and Carlson: a monotone cubic is nowhere steeper than three times its chords.
          const movedPa = Math.abs(cyclePressurePa(cycle, timeS + stepS) - cyclePressurePa(cycle, timeS));
          expect(movedPa).toBeLessThanOrEqual(3 * Math.max(...slopes) * stepS * (1 + 1e-6) + 1e-3);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
