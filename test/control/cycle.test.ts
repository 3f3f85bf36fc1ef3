import { describe, expect, it } from 'vitest';
import { cyclePressurePa, type PeriodicCycle } from '../../src/control/cycle.ts';
import type { PeriodicShape } from '../../src/control/cycle-definition.ts';

function cycle(shape: PeriodicShape, phaseS = 0): PeriodicCycle {
  return { shape, lowPa: 1.5e5, highPa: 3e5, periodS: 20, phaseS };
}

describe('shapes at known times', () => {
  it.each([
    [0, 1.5e5],
    [2, 2.25e5],
    [4, 3e5],
    [9.99, 3e5],
    [12, 2.25e5],
    [14, 1.5e5],
    [19.9, 1.5e5],
    [22, 2.25e5],
    [-18, 2.25e5],
  ])('trapezoid at %d s is %d Pa', (timeS, pressurePa) => {
    const breath = cycle({ kind: 'trapezoid', riseS: 4, highS: 6, fallS: 4 });
    expect(cyclePressurePa(breath, timeS)).toBe(pressurePa);
  });

  it.each([
    [0, 1.5e5],
    [5, 2.25e5],
    [10, 3e5],
    [15, 2.25e5],
  ])('sine at %d s is %d Pa', (timeS, pressurePa) => {
    expect(cyclePressurePa(cycle({ kind: 'sine' }), timeS)).toBeCloseTo(pressurePa, 6);
  });

  it.each([
    [0, 3e5],
    [4.999, 3e5],
    [5, 1.5e5],
    [19.999, 1.5e5],
    [20, 3e5],
  ])('square of duty 0.25 at %d s is %d Pa', (timeS, pressurePa) => {
    expect(cyclePressurePa(cycle({ kind: 'square', dutyRatio: 0.25 }), timeS)).toBe(pressurePa);
  });

  it('a trapezoid without ramps is the square', () => {
    const steps = cycle({ kind: 'trapezoid', riseS: 0, highS: 5, fallS: 0 });
    const square = cycle({ kind: 'square', dutyRatio: 0.25 });
    for (let timeS = 0; timeS < 40; timeS += 0.125) {
      expect(cyclePressurePa(steps, timeS)).toBe(cyclePressurePa(square, timeS));
    }
  });

  it('the high level is never passed, not by a rounding either', () => {
    const [lowPa, highPa] = [387_556.3, 927_634.1];
    expect(lowPa + (highPa - lowPa)).toBeGreaterThan(highPa);
    const levels = { ...cycle({ kind: 'square', dutyRatio: 0.5 }), lowPa, highPa };
    expect(cyclePressurePa(levels, 0)).toBe(highPa);
  });

  it('a delayed profile starts with the end of the period before', () => {
    const delayed = cycle({ kind: 'trapezoid', riseS: 4, highS: 6, fallS: 4 }, 10);
    expect(cyclePressurePa(delayed, 2)).toBe(2.25e5);
    expect(cyclePressurePa(delayed, 10)).toBe(1.5e5);
    expect(cyclePressurePa(delayed, 12)).toBe(2.25e5);
  });
});
