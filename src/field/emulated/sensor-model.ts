/**
 * What a sensor makes of the truth: first-order lag, then, at each conversion, noise, rounding to the
 * resolution and saturation at the measuring range; between conversions the output holds.
 *
 * The lag dy/dt = (u − y)/τ is solved exactly for an input that is constant over the step:
 * y ← u + (y − u)·exp(−Δt/τ). Checked in test/field/sensor-model.test.ts against the step response.
 */
import type { SensorModel } from '../profile.ts';
import type { RandomState } from './random.ts';
import { nextGaussian } from './random.ts';

export interface SensorState {
  readonly timeS: number;
  /** Lagged truth, SI; NaN before the first step. */
  readonly lagged: number;
  /** What the device shows, SI; NaN while it has nothing to show. */
  readonly output: number;
  /** Number of the last conversion, counted from time zero. */
  readonly conversion: number;
  readonly random: RandomState;
}

export function initialSensor(random: RandomState): SensorState {
  return { timeS: 0, lagged: Number.NaN, output: Number.NaN, conversion: -1, random };
}

/**
 * Advances a sensor to `nowS`. The first step starts settled on the truth. A truth of NaN is a failed sensor: the
 * output is NaN from the next conversion on, and the lag starts afresh afterwards.
 */
export function stepSensor(
  model: SensorModel,
  range: readonly [number, number],
  state: SensorState,
  truth: number,
  nowS: number,
): SensorState {
  const lagged = lag(model.lagS, state, truth, nowS);
  const conversion = conversionAt(model.samplePeriodS, state, nowS);
  if (conversion === state.conversion) return { ...state, timeS: nowS, lagged };
  if (model.noise === 0 || Number.isNaN(lagged)) {
    return { timeS: nowS, lagged, output: shape(model, range, lagged), conversion, random: state.random };
  }
  const draw = nextGaussian(state.random);
  const output = shape(model, range, lagged + model.noise * draw.value);
  return { timeS: nowS, lagged, output, conversion, random: draw.state };
}

function lag(lagS: number, state: SensorState, truth: number, nowS: number): number {
  if (lagS === 0 || Number.isNaN(state.lagged)) return truth;
  return truth + (state.lagged - truth) * Math.exp(-(nowS - state.timeS) / lagS);
}

function conversionAt(samplePeriodS: number, state: SensorState, nowS: number): number {
  if (samplePeriodS === 0) return state.conversion + 1;
  // A billionth of a period keeps a time that was meant to hit the grid from falling short of it.
  return Math.floor(nowS / samplePeriodS + 1e-9);
}

function shape(model: SensorModel, range: readonly [number, number], value: number): number {
  const step = model.resolution;
  const rounded = step === 0 ? value : Math.round(value / step) * step;
  return Math.min(Math.max(rounded, range[0]), range[1]);
}
