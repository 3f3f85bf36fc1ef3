/**
 * Saturation of a manipulated variable: the share of time that it stands at a limit, the longest stay, and how often it
 * came there. A loop that lives at a limit controls nothing; one that touches it for moments after a step is healthy, so
 * both a share and a stay of a length that the loop would notice are asked for.
 */
import { invariant } from '../../physics/invariant.ts';
import type { Finding } from './finding.ts';
import { above, findingOf, undecided } from './finding.ts';

export interface SaturationSettings {
  readonly low: number;
  readonly high: number;
  /** Nearness that counts as at the limit, units of the output. */
  readonly tolerance: number;
  /** Share of the time that is too much, 0 … 1. */
  readonly shareLimit: number;
  /** A stay that is long, s: some integral times of the loop. */
  readonly stayLimitS: number;
  /** Longest time between readings that is counted, s. */
  readonly longestGapS: number;
}

export interface Saturation {
  readonly settings: SaturationSettings;
  lastS: number;
  lastSide: -1 | 0 | 1;
  lowS: number;
  highS: number;
  totalS: number;
  stayS: number;
  longestStayS: number;
  entries: number;
  refused: number;
}

export function createSaturation(settings: SaturationSettings): Saturation {
  const { low, high, tolerance } = settings;
  invariant(low + tolerance < high - tolerance && tolerance >= 0, 'between the limits there is room');
  return {
    settings,
    lastS: Number.NEGATIVE_INFINITY,
    lastSide: 0,
    lowS: 0,
    highS: 0,
    totalS: 0,
    stayS: 0,
    longestStayS: 0,
    entries: 0,
    refused: 0,
  };
}

/** The output holds from its reading to the next. */
export function pushSaturation(state: Saturation, timeS: number, output: number): void {
  if (!Number.isFinite(output) || !(timeS > state.lastS)) {
    state.refused += 1;
    return;
  }
  const { low, high, tolerance, longestGapS } = state.settings;
  const dtS = timeS - state.lastS;
  if (dtS <= longestGapS) {
    state.totalS += dtS;
    if (state.lastSide === -1) state.lowS += dtS;
    if (state.lastSide === 1) state.highS += dtS;
    if (state.lastSide !== 0) state.stayS += dtS;
    state.longestStayS = Math.max(state.longestStayS, state.stayS);
  } else {
    state.stayS = 0;
  }
  const side = output <= low + tolerance ? -1 : output >= high - tolerance ? 1 : 0;
  if (side !== state.lastSide) {
    state.stayS = 0;
    if (side !== 0) state.entries += 1;
  }
  state.lastS = timeS;
  state.lastSide = side;
}

export function saturationFinding({ settings, lowS, highS, totalS, longestStayS }: Saturation): Finding {
  if (totalS === 0) return undecided('too few samples');
  return findingOf([
    above('share of the time at a limit', (lowS + highS) / totalS, settings.shareLimit),
    above('longest stay at a limit, s', longestStayS, settings.stayLimitS),
  ]);
}
