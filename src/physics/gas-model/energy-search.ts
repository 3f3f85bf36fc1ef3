/**
 * Temperature of a chamber from its internal energy: Newton on U(T) with its exact slope, kept inside a bracket.
 *
 * U(T) at constant volume and amounts rises everywhere (each phase has a positive heat capacity, and evaporation takes
 * heat), bends at the dew point, and jumps by the heat of melting at the triple point; so the answer is unique, and does
 * not depend on the guess. Energies inside the jump melt part of the ice. A step is accepted when the next one would
 * be below 1e-11 of the temperature.
 */
import { TRIPLE_POINT_K } from '../properties/water-saturation.ts';

const SETTLED = 1e-11;
const MOST_ITERATIONS = 120;
/** Below this there is no gas in any sense of the models. */
const LEAST_K = 1e-3;
/** Of the temperature, in one step. */
const FURTHEST = 2;
const ROOM_TEMPERATURE_K = 300;

/** One chamber's U(T), evaluated one temperature at a time. */
export interface EnergyCurve {
  /** Whether anything of it can freeze. */
  readonly holdsWater: boolean;
  /** Where the model ends, K; zero where only the gas itself ends. */
  readonly coldestK: number;
  /** Results of the last evaluation; NaN where there is no state. */
  readonly energyJ: number;
  readonly heatCapacityJPerK: number;
  /** With condensed water as ice or as liquid. */
  evaluate(temperatureK: number, frozen: boolean): void;
}

/** Temperature, and how much of the condensed water is liquid; mutable and reused. */
export interface FoundTemperature {
  temperatureK: number;
  meltedShare: number;
}

/** False when no state has that energy; else the curve stands evaluated at the temperature found. */
export function findTemperature(
  found: FoundTemperature,
  curve: EnergyCurve,
  energyJ: number,
  guessK: number,
): boolean {
  const { holdsWater } = curve;
  if (!Number.isFinite(energyJ)) return false;
  const floorK = Math.max(curve.coldestK, LEAST_K);
  let low = 0;
  let high = Number.POSITIVE_INFINITY;
  let t = guessK >= floorK && guessK < high ? guessK : Math.max(ROOM_TEMPERATURE_K, floorK);
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    let frozen = t < TRIPLE_POINT_K;
    curve.evaluate(t, frozen);
    if (t === TRIPLE_POINT_K && holdsWater && energyJ < curve.energyJ) {
      const meltedJ = curve.energyJ;
      frozen = true;
      curve.evaluate(t, frozen);
      if (energyJ >= curve.energyJ) {
        found.temperatureK = t;
        found.meltedShare = (energyJ - curve.energyJ) / (meltedJ - curve.energyJ);
        return true;
      }
    }
    // Contents too dense to be all gas have no energy where it is too hot for liquid: what they have lies below.
    const stepK = Number.isNaN(curve.energyJ) ? -t : (energyJ - curve.energyJ) / curve.heatCapacityJPerK;
    if (Math.abs(stepK) <= SETTLED * t) {
      found.temperatureK = t;
      found.meltedShare = frozen ? 0 : 1;
      return true;
    }
    if (!Number.isFinite(stepK) || (stepK < 0 && t === floorK)) return false;
    if (stepK > 0) low = t;
    else high = t;
    const next = insideBracket(t, stepK, low, high);
    const passesTriplePoint = (t - TRIPLE_POINT_K) * (next - TRIPLE_POINT_K) < 0;
    t = holdsWater && passesTriplePoint ? TRIPLE_POINT_K : Math.max(next, floorK);
  }
  return false;
}

/** The step, but at most to twice or half of `t`, and halfway to the end of the bracket that it would leave. */
function insideBracket(t: number, stepK: number, low: number, high: number): number {
  const next = Math.min(Math.max(t + stepK, t / FURTHEST), t * FURTHEST);
  if (next <= low) return (t + low) / 2;
  return next >= high ? (t + high) / 2 : next;
}
