/**
 * Frequency from the rising crossings of a level, one reading at a time. A crossing counts once the signal has left the
 * band of the hysteresis on both sides, so noise within the band makes none; its time is that of the level itself, by a
 * straight line between the readings around it. A break (bad reading, gap) ends the period under way.
 */
import { invariant } from '../physics/invariant.ts';
import type { Estimate, Outcome } from './outcome.ts';
import { absent, present } from './outcome.ts';

export interface CrossingSettings {
  readonly level: number;
  /** Distance from the level that must be reached on either side, units, ≥ 0. */
  readonly hysteresis: number;
  /** Longest time between readings that is bridged, s. */
  readonly longestGapS: number;
}

export interface Crossings {
  readonly settings: CrossingSettings;
  lastS: number;
  lastValue: number;
  /** The signal has been below the band since the last crossing. */
  isArmed: boolean;
  /** Of the latest rise through the level, while armed. */
  risingS: number;
  /** Of the last crossing that counted; not a number after a break. */
  crossedS: number;
  periods: number;
  /** Mean of the periods, s, and sum of squared deviations (Welford). */
  meanS: number;
  squares: number;
  refused: number;
}

export interface CrossingFrequency {
  /** Uncertain as the mean of independent periods is: an upper bound where crossings, not periods, jitter. */
  readonly frequencyHz: Estimate;
  readonly periods: number;
  /** Standard deviation of a period, s. */
  readonly periodDeviationS: number;
}

export function createCrossings(settings: CrossingSettings): Crossings {
  invariant(settings.hysteresis >= 0 && settings.longestGapS > 0, 'a hysteresis is not negative');
  return {
    settings,
    lastS: Number.NEGATIVE_INFINITY,
    lastValue: 0,
    isArmed: false,
    risingS: Number.NaN,
    crossedS: Number.NaN,
    periods: 0,
    meanS: 0,
    squares: 0,
    refused: 0,
  };
}

export function pushCrossing(crossings: Crossings, timeS: number, value: number): void {
  if (!Number.isFinite(value) || !(timeS > crossings.lastS)) {
    crossings.refused += 1;
    return;
  }
  const { level, hysteresis, longestGapS } = crossings.settings;
  const { lastS, lastValue } = crossings;
  crossings.lastS = timeS;
  crossings.lastValue = value;
  if (timeS - lastS > longestGapS) {
    crossings.isArmed = value < level - hysteresis;
    crossings.risingS = Number.NaN;
    crossings.crossedS = Number.NaN;
    return;
  }
  if (lastValue < level && value >= level) {
    crossings.risingS = lastS + ((timeS - lastS) * (level - lastValue)) / (value - lastValue);
  }
  if (value < level - hysteresis) {
    crossings.isArmed = true;
  } else if (crossings.isArmed && value >= level + hysteresis) {
    crossings.isArmed = false;
    countCrossing(crossings);
  }
}

function countCrossing(crossings: Crossings): void {
  const periodS = crossings.risingS - crossings.crossedS;
  crossings.crossedS = crossings.risingS;
  if (!(periodS > 0)) return;
  crossings.periods += 1;
  const deviation = periodS - crossings.meanS;
  crossings.meanS += deviation / crossings.periods;
  crossings.squares += deviation * (periodS - crossings.meanS);
}

export function crossingFrequency({ periods, meanS, squares }: Crossings): Outcome<CrossingFrequency> {
  if (periods < 2) return absent('too few periods');
  const periodDeviationS = Math.sqrt(squares / (periods - 1));
  return present({
    frequencyHz: { value: 1 / meanS, uncertainty: periodDeviationS / (meanS ** 2 * Math.sqrt(periods)) },
    periods,
    periodDeviationS,
  });
}
