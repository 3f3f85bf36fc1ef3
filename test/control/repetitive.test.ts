import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RepetitiveTuning } from '../../src/control/repetitive.ts';
import { correctionAt, createRepetitive, learn } from '../../src/control/repetitive.ts';

const TUNING: RepetitiveTuning = { gain: 0.5, leadS: 0.2, limit: 10, points: 100 };
const PERIOD_S = 10;
const SCAN_S = 0.02;

/** A closed loop that follows its set-point through one lag and a dead time, in place of a plant with its controller. */
function loop(lagS: number, delayS: number): (setPoint: number) => number {
  const underWay = new Array<number>(Math.round(delayS / SCAN_S)).fill(0);
  let pv = 0;
  return (setPoint) => {
    underWay.push(setPoint);
    pv += (SCAN_S / lagS) * ((underWay.shift() ?? setPoint) - pv);
    return pv;
  };
}

function trapezoid(turn: number): number {
  if (turn < 0.2) return turn / 0.2;
  if (turn < 0.5) return 1;
  return turn < 0.7 ? 1 - (turn - 0.5) / 0.2 : 0;
}

/** Root mean square error of each period. */
function errors(
  tuning: RepetitiveTuning | null,
  periods: number,
  follow: (setPoint: number) => number,
  shape: (turn: number) => number,
): number[] {
  const state = createRepetitive(tuning ?? TUNING);
  const scans = Math.round(PERIOD_S / SCAN_S);
  const found: number[] = [];
  for (let period = 0; period < periods; period++) {
    let squares = 0;
    for (let scan = 0; scan < scans; scan++) {
      const turn = scan / scans;
      const wanted = shape(turn);
      const pv = follow(wanted + (tuning === null ? 0 : correctionAt(state, turn)));
      const error = wanted - pv;
      squares += error * error;
      if (tuning !== null) learn(state, tuning, { turn, error, isSaturated: false, periodS: PERIOD_S });
    }
    found.push(Math.sqrt(squares / scans));
  }
  return found;
}

describe('repetitive control', () => {
  test('makes the error of a sine vanish, geometrically, where the loop alone keeps its own', () => {
    const sine = (turn: number): number => Math.sin(2 * Math.PI * turn);
    const plain = errors(null, 12, loop(0.3, 0.1), sine);
    const learning = errors({ ...TUNING, leadS: 0.4 }, 12, loop(0.3, 0.1), sine);
    expect(plain.at(-1)).toBeGreaterThan(0.15);
    expect(learning.at(-1)).toBeLessThan(0.008 * (plain.at(-1) ?? 0));
    // |1 − γ T e^(jωλ)| is about ½ for a lead that is right; the first whole period is watched, then each halves.
    for (let i = 3; i < 7; i++) expect((learning[i] ?? 1) / (learning[i - 1] ?? 1)).toBeLessThan(0.65);
  });

  test('brings a trapezoid to a hundredth of its amplitude', () => {
    const plain = errors(null, 8, loop(0.15, 0.1), trapezoid);
    const learning = errors({ ...TUNING, gain: 0.8, leadS: 0.25 }, 8, loop(0.15, 0.1), trapezoid);
    expect(plain.at(-1)).toBeGreaterThan(0.04);
    // The amplitude is half the swing.
    expect(learning[5]).toBeLessThan(0.01 * 0.5);
  });

  test('stays bounded for any loop and any lead, and never beyond its limit', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.05, max: 3, noNaN: true }),
        fc.double({ min: 0, max: 2, noNaN: true }),
        fc.double({ min: 0, max: 5, noNaN: true }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (lagS, delayS, leadS, limit) => {
          const tuning = { ...TUNING, gain: 1, leadS, limit };
          const follow = loop(lagS, delayS);
          const state = createRepetitive(tuning);
          for (let scan = 0; scan < 3000; scan++) {
            const turn = (scan % 500) / 500;
            const correction = correctionAt(state, turn);
            expect(Math.abs(correction)).toBeLessThanOrEqual(limit);
            const error = trapezoid(turn) - follow(trapezoid(turn) + correction);
            learn(state, tuning, { turn, error, isSaturated: false, periodS: PERIOD_S });
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  test('learns nothing from a period that it has not seen whole, nor from a bad PV, nor at a limit', () => {
    const state = createRepetitive(TUNING);
    const scan = (turn: number, error: number, isSaturated = false): void =>
      learn(state, TUNING, { turn, error, isSaturated, periodS: PERIOD_S });
    for (let i = 50; i < 100; i++) scan(i / 100, 1);
    for (let i = 0; i < 100; i++) scan(i / 100, i === 40 ? Number.NaN : 1);
    for (let i = 0; i < 100; i++) scan(i / 100, 1, true);
    scan(0, 1);
    expect([...state.correction].every((value) => value === 0)).toBe(true);
    for (let i = 1; i < 100; i++) scan(i / 100, 1);
    scan(0, 1);
    expect([...state.correction].every((value) => Math.abs(value - 0.5) < 1e-12)).toBe(true);
  });

  test('puts the correction at the phase of its error less the lead, without a jump between stretches', () => {
    const tuning = { ...TUNING, leadS: 2 };
    const state = createRepetitive(tuning);
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 500; i++) {
        const turn = i / 500;
        const error = round === 1 ? Math.sin(2 * Math.PI * turn) : 0;
        learn(state, tuning, { turn, error, isSaturated: false, periodS: PERIOD_S });
        if (round === 2 && i === 0) break;
      }
    }
    for (const turn of [0, 0.1, 0.33, 0.5, 0.999]) {
      expect(correctionAt(state, turn)).toBeCloseTo(0.5 * Math.sin(2 * Math.PI * (turn + 0.2)), 2);
    }
    let widest = 0;
    for (let i = 0; i < 5000; i++)
      widest = Math.max(
        widest,
        Math.abs(correctionAt(state, i / 5000) - correctionAt(state, ((i + 1) % 5000) / 5000)),
      );
    expect(widest).toBeLessThan(0.5 * 2 * Math.PI * 2e-4 * 1.1);
  });
});
