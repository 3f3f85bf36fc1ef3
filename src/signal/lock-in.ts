/**
 * Lock-in: offset, amplitude and phase of a signal against a reference, and of as many harmonics as are asked for, by
 * least squares over offset, cosines and sines of the reference phase (`weighted-fit.ts`). Over whole periods of equal
 * samples this is multiplying by the reference and averaging; over anything else, where averaging leaks, it is still
 * exact: incomplete periods, sample times that jitter, gaps and bad readings cost certainty, not truth.
 *
 *   y = offset + Σ_k A_k cos(k θ + φ_k) + noise
 *
 * Uncertainties are for white noise, to first order in noise over amplitude. With a memory, a reading's weight falls by
 * e in that time. Checked in test/signal/lock-in.test.ts against closed forms and by Monte Carlo.
 */
import { invariant } from '../physics/invariant.ts';
import type { Estimate, Outcome } from './outcome.ts';
import { absent, present } from './outcome.ts';
import type { Solution, WeightedFit } from './weighted-fit.ts';
import { addToFit, clearFit, createWeightedFit, fadeFit, solveFit } from './weighted-fit.ts';

export interface LockInSettings {
  /** 1 is the reference itself, 2 its double as well, and so on. */
  readonly harmonics: number;
  /** Time in which the weight of a reading falls by e, s; null keeps all alike until `clearLockIn`. */
  readonly memoryS: number | null;
}

export interface LockIn {
  readonly settings: LockInSettings;
  readonly fit: WeightedFit;
  readonly basis: Float64Array;
  lastS: number;
  /** Readings that were not numbers, or not later than the one before. */
  refused: number;
}

export interface Tone {
  /** Units, ≥ 0. */
  readonly amplitude: Estimate;
  /** φ of A cos(kθ + φ), rad, within (−π, π]. */
  readonly phaseRad: Estimate;
}

export interface LockInReading {
  readonly offset: Estimate;
  /** The reference first, then its harmonics. */
  readonly tones: readonly Tone[];
  /** Standard deviation of what the tones do not explain, units. */
  readonly noiseDeviation: number;
}

/** Standard deviation of a phase of which nothing is known. */
const UNKNOWN_PHASE_RAD = Math.PI / Math.sqrt(3);

export function createLockIn(settings: LockInSettings): LockIn {
  const { harmonics, memoryS } = settings;
  invariant(Number.isInteger(harmonics) && harmonics >= 1, 'a lock-in has at least its reference');
  invariant(memoryS === null || memoryS > 0, 'a memory lasts');
  const size = 1 + 2 * harmonics;
  return {
    settings,
    fit: createWeightedFit(size),
    basis: new Float64Array(size),
    lastS: Number.NEGATIVE_INFINITY,
    refused: 0,
  };
}

/** @param referenceRad phase of the reference at the time of the reading; `phaseAt` gives that of a fixed frequency */
export function pushLockIn(lockIn: LockIn, timeS: number, value: number, referenceRad: number): void {
  if (!Number.isFinite(value) || !Number.isFinite(referenceRad) || !(timeS > lockIn.lastS)) {
    lockIn.refused += 1;
    return;
  }
  const { memoryS } = lockIn.settings;
  if (memoryS !== null && lockIn.fit.count > 0)
    fadeFit(lockIn.fit, Math.exp((lockIn.lastS - timeS) / memoryS));
  lockIn.lastS = timeS;
  setBasis(lockIn.basis, referenceRad);
  addToFit(lockIn.fit, lockIn.basis, value, 1);
}

/** The next reading is the first: per-cycle results clear at each cycle's end. */
export function clearLockIn(lockIn: LockIn): void {
  clearFit(lockIn.fit);
}

export function readLockIn({ fit, settings }: LockIn): Outcome<LockInReading> {
  if (fit.count === 0) return absent('not started');
  const solved = solveFit(fit);
  return solved.kind === 'absent' ? solved : present(readingOf(solved.value, settings.harmonics));
}

/** Phase of a fixed frequency, rad within [0, 2π), zero at time zero. Whole turns go before digits are lost. */
export function phaseAt(frequencyHz: number, timeS: number): number {
  const turns = frequencyHz * timeS;
  return 2 * Math.PI * (turns - Math.floor(turns));
}

/** 1, cos θ, sin θ, cos 2θ, sin 2θ, … by the addition theorems. */
export function setBasis(basis: Float64Array, referenceRad: number): void {
  const cos = Math.cos(referenceRad);
  const sin = Math.sin(referenceRad);
  basis[0] = 1;
  let c = 1;
  let s = 0;
  for (let at = 1; at + 1 < basis.length; at += 2) {
    const next = c * cos - s * sin;
    s = s * cos + c * sin;
    c = next;
    basis[at] = c;
    basis[at + 1] = s;
  }
}

export function readingOf(solution: Solution, harmonics: number): LockInReading {
  const { coefficients, covariance, noiseDeviation } = solution;
  return {
    offset: { value: coefficients[0] as number, uncertainty: Math.sqrt(covariance[0] as number) },
    tones: Array.from({ length: harmonics }, (_, k) => toneOf(coefficients, covariance, 2 * k + 1)),
    noiseDeviation,
  };
}

/** From a cos + b sin = A cos(θ + φ): A² = a² + b², tan φ = −b/a, uncertainties by the law of propagation. */
function toneOf(coefficients: Float64Array, covariance: Float64Array, at: number): Tone {
  const size = coefficients.length;
  const [a, b] = [coefficients[at] as number, coefficients[at + 1] as number];
  const varianceA = covariance[at * size + at] as number;
  const varianceB = covariance[(at + 1) * size + at + 1] as number;
  const both = covariance[at * size + at + 1] as number;
  const amplitude = Math.hypot(a, b);
  if (amplitude === 0) {
    return {
      amplitude: { value: 0, uncertainty: Math.sqrt((varianceA + varianceB) / 2) },
      phaseRad: { value: 0, uncertainty: UNKNOWN_PHASE_RAD },
    };
  }
  const [ca, cb] = [a / amplitude, b / amplitude];
  const along = ca * ca * varianceA + 2 * ca * cb * both + cb * cb * varianceB;
  const across = cb * cb * varianceA - 2 * ca * cb * both + ca * ca * varianceB;
  return {
    amplitude: { value: amplitude, uncertainty: Math.sqrt(Math.max(0, along)) },
    phaseRad: {
      value: Math.atan2(-b, a),
      uncertainty: Math.min(UNKNOWN_PHASE_RAD, Math.sqrt(Math.max(0, across)) / amplitude),
    },
  };
}
