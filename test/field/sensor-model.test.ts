import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextGaussian, randomStream } from '../../src/field/emulated/random.ts';
import { initialSensor, stepSensor } from '../../src/field/emulated/sensor-model.ts';
import { IDEAL } from './fixtures.ts';

const WIDE = [-1e9, 1e9] as const;
const STREAM = randomStream(1, 'pt1', 'pressure');

describe('sensor model', () => {
  test('the lag follows the step response, whatever the steps', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 1e-3, max: 0.5, noNaN: true }), { minLength: 1 }), (steps) => {
        const model = { ...IDEAL, lagS: 0.7 };
        let state = stepSensor(model, WIDE, initialSensor(STREAM), 0, 0);
        let nowS = 0;
        for (const dtS of steps) {
          nowS += dtS;
          state = stepSensor(model, WIDE, state, 1, nowS);
        }
        expect(state.output).toBeCloseTo(1 - Math.exp(-nowS / 0.7), 9);
      }),
    );
  });

  test('it starts settled on the truth', () => {
    expect(stepSensor({ ...IDEAL, lagS: 5 }, WIDE, initialSensor(STREAM), 300, 0).output).toBe(300);
  });

  test('between conversions the output holds, and ten minutes of them miss none', () => {
    const model = { ...IDEAL, samplePeriodS: 0.005 };
    let state = initialSensor(STREAM);
    let conversions = 0;
    for (let tick = 0; tick < 300_000; tick++) {
      const before = state.conversion;
      state = stepSensor(model, WIDE, state, tick, tick * 0.002);
      if (state.conversion !== before) conversions++;
      else expect(state.output).not.toBe(tick);
    }
    expect(conversions).toBe(120_000);
  });

  test('it saturates at its range and rounds to its resolution', () => {
    const model = { ...IDEAL, resolution: 0.25 };
    const shown = (truth: number) => stepSensor(model, [0, 10], initialSensor(STREAM), truth, 0).output;
    expect([shown(3.3), shown(-4), shown(12)]).toEqual([3.25, 0, 10]);
  });

  test('a failed sensor shows nothing, and recovers', () => {
    const model = { ...IDEAL, lagS: 1, noise: 0.1 };
    let state = stepSensor(model, WIDE, initialSensor(STREAM), 5, 0);
    state = stepSensor(model, WIDE, state, Number.NaN, 1);
    expect(state.output).toBeNaN();
    state = stepSensor({ ...model, noise: 0 }, WIDE, state, 7, 2);
    expect(state.output).toBe(7);
  });

  test('noise has the standard deviation asked for and no bias', () => {
    const model = { ...IDEAL, noise: 3 };
    let state = initialSensor(STREAM);
    let sum = 0;
    let squares = 0;
    const count = 20_000;
    for (let i = 0; i < count; i++) {
      state = stepSensor(model, WIDE, state, 100, i);
      sum += state.output - 100;
      squares += (state.output - 100) ** 2;
    }
    expect(Math.abs(sum / count)).toBeLessThan(0.1);
    expect(Math.sqrt(squares / count)).toBeGreaterThan(2.9);
    expect(Math.sqrt(squares / count)).toBeLessThan(3.1);
  });
});

describe('random streams', () => {
  test('the same seed, device and point give the same numbers, and any other does not', () => {
    const first = nextGaussian(randomStream(7, 'pt1', 'pressure')).value;
    expect(nextGaussian(randomStream(7, 'pt1', 'pressure')).value).toBe(first);
    for (const other of [
      randomStream(8, 'pt1', 'pressure'),
      randomStream(7, 'pt2', 'pressure'),
      randomStream(7, 'pt1', 'temperature'),
      randomStream(7, 'pt1p', 'ressure'),
    ]) {
      expect(nextGaussian(other).value).not.toBe(first);
    }
  });
});
