/**
 * Phase-locked loop of type 2 on a real signal that may stand on an offset.
 *
 * Phase detector: the phasor Z and the offset d of the model y = Re(Z e^(jθ)) + d follow the signal by normalised
 * least-mean-squares steps, θ being the oscillator's phase; the error is arg Z. For small gains that is a first-order
 * low-pass of bandwidth a, without the ripple of a multiplier at twice the frequency, and in lock without error whatever
 * the offset. The step contracts the error of (Z, d) in the metric of its gains g₁, g₂ as long as g₁ + g₂ < 2, which
 * g = 1 − e^(−x) always keeps: it cannot diverge at any sample times.
 * Loop filter: θ' = ω + K_p e, ω' = K_i e. Closed loop
 *
 *   H(s) = a (K_p s + K_i) / (s³ + a s² + a K_p s + a K_i) = … / ((s² + 2ζω_n s + ω_n²)(s + 5ω_n))
 *
 * by a = (2ζ + 5) ω_n, a K_p = (1 + 10ζ) ω_n², a K_i = 5 ω_n³: natural frequency and damping are those that were asked for. Noise
 * bandwidth B_L = ½ ∫|H|² df by the table of Newton, Gould and Kaiser (1957); the phase in lock scatters by
 * √(2 N₀ B_L)/A for noise of one-sided density N₀ (Gardner, Phaselock Techniques, 3rd ed. 2005, ch. 6).
 * Checked in test/signal/phase-lock.test.ts: step responses against the third-order law, scatter by Monte Carlo.
 */
import { invariant } from '../physics/invariant.ts';
import type { Outcome } from './outcome.ts';
import { absent, present } from './outcome.ts';

export interface PhaseLockSettings {
  /** Where the search starts, and the frequencies that the oscillator may take. */
  readonly centreHz: number;
  readonly lowestHz: number;
  readonly highestHz: number;
  /** ω_n/2π; at most a fifteenth of the lowest frequency, so that the detector sees whole periods. */
  readonly naturalHz: number;
  /** ζ; 0.7 settles fastest. */
  readonly damping: number;
  /** Smallest amplitude that counts as a signal, units. */
  readonly leastAmplitude: number;
  /** RMS phase error below which the loop says that it is locked; it says so until the error is twice that. */
  readonly lockRad: number;
  /** Time without a usable reading after which the lock is given up, s. */
  readonly coastS: number;
}

export interface LoopDesign {
  /** a, rad/s. */
  readonly detectorPerS: number;
  readonly proportionalPerS: number;
  readonly integralPerS2: number;
  /** B_L, one-sided, Hz. */
  readonly noiseBandwidthHz: number;
}

export interface PhaseLock {
  readonly settings: PhaseLockSettings;
  readonly design: LoopDesign;
  /** Of the last usable reading; −∞ before the first. */
  lastS: number;
  /** θ, rad within [0, 2π). */
  phaseRad: number;
  /** ω, rad/s. */
  radPerS: number;
  re: number;
  im: number;
  offset: number;
  errorRad: number;
  /** Fading means of the squared phase error and of the squared innovation. */
  errorSquared: number;
  innovationSquared: number;
  isLocked: boolean;
  refused: number;
}

export interface PhaseLockReading {
  readonly frequencyHz: number;
  /** Phase of the signal's cosine, rad within [0, 2π). */
  readonly phaseRad: number;
  readonly amplitude: number;
  readonly offset: number;
  readonly errorRad: number;
  readonly isLocked: boolean;
}

const THIRD_POLE = 5;
const NATURAL_PER_LOWEST = 1 / 15;
/** A phasor fitted to white noise has power g₁/2 of the innovation's; a signal must have this many times that. */
const ABOVE_NOISE = 8;

export function loopDesign(naturalHz: number, damping: number): LoopDesign {
  const natural = 2 * Math.PI * naturalHz;
  const a2 = (2 * damping + THIRD_POLE) * natural;
  const a1 = (1 + 2 * damping * THIRD_POLE) * natural ** 2;
  const a0 = THIRD_POLE * natural ** 3;
  return {
    detectorPerS: a2,
    proportionalPerS: a1 / a2,
    integralPerS2: a0 / a2,
    noiseBandwidthHz: (a1 ** 2 * a0 + a0 ** 2 * a2) / (4 * a0 * (a1 * a2 - a0)),
  };
}

export function createPhaseLock(settings: PhaseLockSettings): PhaseLock {
  const { centreHz, lowestHz, highestHz, naturalHz, damping } = settings;
  invariant(0 < lowestHz && lowestHz <= centreHz && centreHz <= highestHz, 'a loop starts within its range');
  invariant(
    0 < naturalHz && naturalHz <= lowestHz * NATURAL_PER_LOWEST && damping > 0,
    'a loop is slower than its signal',
  );
  return {
    settings,
    design: loopDesign(naturalHz, damping),
    lastS: Number.NEGATIVE_INFINITY,
    phaseRad: 0,
    radPerS: 2 * Math.PI * centreHz,
    re: 0,
    im: 0,
    offset: 0,
    errorRad: 0,
    errorSquared: Math.PI ** 2,
    innovationSquared: 0,
    isLocked: false,
    refused: 0,
  };
}

/**
 * One reading. A bad one (not a number) or one not later than the last only lets the oscillator run on.
 * Readings come at least eight times a period of the signal, or the detector's gain falls.
 */
export function pushPhaseLock(lock: PhaseLock, timeS: number, value: number): void {
  if (!Number.isFinite(value) || !(timeS > lock.lastS)) {
    lock.refused += 1;
    if (timeS - lock.lastS > lock.settings.coastS) loseLock(lock);
    return;
  }
  if (lock.lastS === Number.NEGATIVE_INFINITY) {
    lock.lastS = timeS;
    lock.offset = value;
    return;
  }
  const dtS = timeS - lock.lastS;
  lock.lastS = timeS;
  if (dtS > lock.settings.coastS) {
    // What the phase did meanwhile is not known: neither the old error nor this one reading says.
    lock.errorRad = 0;
    advance(lock, dtS);
    loseLock(lock);
    return;
  }
  advance(lock, dtS);
  // One reading after a pause says no more than any other.
  const creditS = Math.min(dtS, Math.PI / (4 * lock.radPerS));
  detect(lock, value, creditS);
  judge(lock, creditS);
}

export function readPhaseLock(lock: PhaseLock): Outcome<PhaseLockReading> {
  if (lock.lastS === Number.NEGATIVE_INFINITY) return absent('not started');
  return present({
    frequencyHz: lock.radPerS / (2 * Math.PI),
    phaseRad: wrapped(lock.phaseRad + lock.errorRad),
    amplitude: Math.hypot(lock.re, lock.im),
    offset: lock.offset,
    errorRad: lock.errorRad,
    isLocked: lock.isLocked,
  });
}

/** Oscillator and loop filter over the time since the last reading, from the error found then. */
function advance(lock: PhaseLock, dtS: number): void {
  const { proportionalPerS, integralPerS2 } = lock.design;
  const { lowestHz, highestHz } = lock.settings;
  lock.phaseRad = wrapped(
    lock.phaseRad + lock.radPerS * dtS - Math.expm1(-proportionalPerS * dtS) * lock.errorRad,
  );
  // After a gap the error of its start says nothing about its whole length.
  const wanted = lock.radPerS + integralPerS2 * lock.errorRad * Math.min(dtS, 1 / proportionalPerS);
  lock.radPerS = Math.min(2 * Math.PI * highestHz, Math.max(2 * Math.PI * lowestHz, wanted));
}

function detect(lock: PhaseLock, value: number, dtS: number): void {
  const { detectorPerS } = lock.design;
  const cos = Math.cos(lock.phaseRad);
  const sin = Math.sin(lock.phaseRad);
  const innovation = value - (lock.re * cos - lock.im * sin) - lock.offset;
  const gain = phasorGain(detectorPerS, dtS);
  lock.re += gain * innovation * cos;
  lock.im -= gain * innovation * sin;
  lock.offset -= Math.expm1((-detectorPerS * dtS) / 2) * innovation;
  lock.errorRad = Math.atan2(lock.im, lock.re);
  const share = -Math.expm1(-2 * Math.PI * lock.settings.naturalHz * dtS);
  lock.innovationSquared += share * (innovation * innovation - lock.innovationSquared);
  lock.errorSquared += share * (lock.errorRad * lock.errorRad - lock.errorSquared);
}

/** cos² averages a half, so the phasor follows at half the rate of its gain. */
function phasorGain(detectorPerS: number, dtS: number): number {
  return -Math.expm1(-2 * detectorPerS * dtS);
}

function judge(lock: PhaseLock, dtS: number): void {
  const { lockRad, leastAmplitude } = lock.settings;
  const power = (lock.re ** 2 + lock.im ** 2) / 2;
  const noisePower = (phasorGain(lock.design.detectorPerS, dtS) / 2) * lock.innovationSquared;
  const slack = lock.isLocked ? 2 : 1;
  const isStrong = power >= (leastAmplitude / slack) ** 2 / 2 && power > (ABOVE_NOISE / slack) * noisePower;
  lock.isLocked = isStrong && lock.errorSquared < (slack * lockRad) ** 2;
}

function loseLock(lock: PhaseLock): void {
  lock.isLocked = false;
  lock.errorSquared = Math.PI ** 2;
}

function wrapped(rad: number): number {
  const turns = rad / (2 * Math.PI);
  return 2 * Math.PI * (turns - Math.floor(turns));
}
