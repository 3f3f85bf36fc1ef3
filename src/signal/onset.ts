/**
 * Onset of a change in a stream of samples z, scaled to mean 0 and standard deviation 1 while nothing is wrong, by
 * cumulative sums (Page, Biometrika 41 (1954) 100). Samples are taken as independent and Gaussian: correlated ones
 * must be thinned or whitened first, or alarms come more often than stated.
 *
 * Shift of the mean by ±δ: S± = max(0, S± ± z − δ/2), alarm at h. Mean number of samples between false alarms of one
 * side, after Siegmund (Sequential Analysis, 1985): (e^(δb) − δb − 1)/(δ²/2), b = h + 1.166; both sides: half of it.
 * Growth of the standard deviation to ρ: S = max(0, S + ½ z² (1 − ρ⁻²) − ln ρ), whose terms are log-likelihood
 * ratios, so that at h = ln R false alarms are at least R samples apart on average (Lorden, Ann. Math. Stat. 42 (1971)
 * 1897): a guarantee; the truth is longer, about 16 times at ρ = 1.5. Checked in test/signal/onset.test.ts by Monte Carlo and against a published table.
 */
import { invariant } from '../physics/invariant.ts';

export type OnsetSettings =
  | {
      readonly kind: 'mean';
      /** δ: smallest shift worth finding, in standard deviations, > 0. */
      readonly shift: number;
      readonly falseAlarmSamples: number;
    }
  | {
      readonly kind: 'spread';
      /** ρ: smallest growth worth finding, > 1. */
      readonly growth: number;
      readonly falseAlarmSamples: number;
    };

export interface Onset {
  readonly settings: OnsetSettings;
  /** h. */
  readonly threshold: number;
  up: number;
  down: number;
  /** Samples since each sum last left zero: the estimated age of a change (Page). */
  upAge: number;
  downAge: number;
  refused: number;
}

export interface Alarm {
  readonly direction: 'up' | 'down';
  /** Samples ago that the change is thought to have begun. */
  readonly ageSamples: number;
}

const SIEGMUND_OVERSHOOT = 1.166;

export function createOnset(settings: OnsetSettings): Onset {
  invariant(settings.falseAlarmSamples > 1, 'false alarms are more than a sample apart');
  return { settings, threshold: thresholdOf(settings), up: 0, down: 0, upAge: 0, downAge: 0, refused: 0 };
}

/**
 * One sample, less its normal mean and over its normal standard deviation; not a number is passed over. After an alarm
 * the sums start anew.
 */
export function pushOnset(onset: Onset, standardised: number): Alarm | null {
  if (!Number.isFinite(standardised)) {
    onset.refused += 1;
    return null;
  }
  const { settings, threshold } = onset;
  if (settings.kind === 'mean') {
    onset.up = Math.max(0, onset.up + standardised - settings.shift / 2);
    onset.down = Math.max(0, onset.down - standardised - settings.shift / 2);
  } else {
    onset.up = Math.max(
      0,
      onset.up + (standardised ** 2 * (1 - settings.growth ** -2)) / 2 - Math.log(settings.growth),
    );
  }
  onset.upAge = onset.up > 0 ? onset.upAge + 1 : 0;
  onset.downAge = onset.down > 0 ? onset.downAge + 1 : 0;
  if (onset.up < threshold && onset.down < threshold) return null;
  const alarm: Alarm =
    onset.up >= threshold
      ? { direction: 'up', ageSamples: onset.upAge }
      : { direction: 'down', ageSamples: onset.downAge };
  onset.up = 0;
  onset.down = 0;
  onset.upAge = 0;
  onset.downAge = 0;
  return alarm;
}

/** Mean samples between false alarms of the sum for a shift, both sides, at a threshold h. */
export function meanShiftRunLength(shift: number, threshold: number): number {
  const exponent = shift * (threshold + SIEGMUND_OVERSHOOT);
  return (Math.expm1(exponent) - exponent) / shift ** 2;
}

function thresholdOf(settings: OnsetSettings): number {
  if (settings.kind === 'spread') {
    invariant(settings.growth > 1, 'a growth is above one');
    return Math.log(settings.falseAlarmSamples);
  }
  const { shift, falseAlarmSamples } = settings;
  invariant(shift > 0, 'a shift is not nothing');
  let [low, high] = [0, 1];
  while (meanShiftRunLength(shift, high) < falseAlarmSamples) high *= 2;
  for (let halving = 0; halving < 60; halving += 1) {
    const middle = (low + high) / 2;
    if (meanShiftRunLength(shift, middle) < falseAlarmSamples) low = middle;
    else high = middle;
  }
  return high;
}
