/**
 * Smaller models of a known process, as tuning rules want them.
 *
 *   half rule    the largest lag that is left out goes half to the one before it and half to the dead time, all smaller
 *                ones and inverse responses to the dead time: Skogestad, J. Process Control 13 (2003) 291, section 2
 *   step         dead time L where the steepest tangent of the step response leaves the start, T from there to 63 %:
 *                Åström and Hägglund, Advanced PID Control, ISA 2006, section 2.7
 *
 * Checked by test/control/tuning/reduction.test.ts.
 */
import type { Process } from './process.ts';
import { residenceTimeS } from './process.ts';
import type { ProcessChain } from './process-state.ts';
import { chainOutput, chainRates, processChain } from './process-state.ts';

/** k e^(−Ls)/(1 + Ts); where it integrates, k e^(−Ls)/s, and T has no meaning. */
export interface FirstOrderModel {
  readonly gain: number;
  readonly delayS: number;
  readonly timeConstantS: number;
  readonly integrating: boolean;
}

/** With a second, smaller lag. */
export interface SecondOrderModel extends FirstOrderModel {
  readonly secondTimeConstantS: number;
}

/** null where positive leads stand in the way: the half rule has no word for them. */
export function halfRuleFirstOrder(process: Process): FirstOrderModel | null {
  const { lags, delayS } = halfRuleParts(process);
  if (process.leadsS.some((lead) => lead > 0)) return null;
  const kept = process.integrating ? 0 : 1;
  const [largest = 0] = lags;
  const dropped = lags[kept] ?? 0;
  return {
    gain: process.gain,
    delayS: delayS + dropped / 2 + sum(lags.slice(kept + 1)),
    timeConstantS: process.integrating ? 0 : largest + dropped / 2,
    integrating: process.integrating,
  };
}

export function halfRuleSecondOrder(process: Process): SecondOrderModel | null {
  const { lags, delayS } = halfRuleParts(process);
  if (process.leadsS.some((lead) => lead > 0)) return null;
  const kept = process.integrating ? 1 : 2;
  const dropped = lags[kept] ?? 0;
  const second = lags[kept - 1] ?? 0;
  return {
    gain: process.gain,
    delayS: delayS + dropped / 2 + sum(lags.slice(kept + 1)),
    timeConstantS: process.integrating ? 0 : (lags[0] ?? 0),
    secondTimeConstantS: second + dropped / 2,
    integrating: process.integrating,
  };
}

function halfRuleParts({ lagsS, leadsS, delayS }: Process): { lags: readonly number[]; delayS: number } {
  const inverse = leadsS.filter((lead) => lead < 0);
  return { lags: lagsS.toSorted((one, other) => other - one), delayS: delayS - sum(inverse) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

const STEPS_PER_RESIDENCE = 1000;
const RESIDENCES = 40;
const BISECTIONS = 60;
/** Of a gain, what a step has reached after one dead time and one time constant. */
const SIXTY_THREE = 1 - Math.exp(-1);

interface Steepest {
  readonly timeS: number;
  readonly value: number;
  readonly slope: number;
}

/** From the step response; null for an integrating process, and for one that never rises as one lag does. */
export function stepModel(process: Process): FirstOrderModel | null {
  if (process.integrating) return null;
  const chain = processChain({ ...process, gain: 1 });
  let response = stepResponse(chain, new Float64Array(chain.sections.length));
  const stepS = residenceTimeS({ ...process, delayS: 0 }) / STEPS_PER_RESIDENCE;
  let steepest: Steepest = { timeS: 0, value: 0, slope: response.slope };
  for (let step = 0; step < STEPS_PER_RESIDENCE * RESIDENCES; step++) {
    const startS = step * stepS;
    const next = response.after(stepS);
    if (response.curvature > 0 && next.curvature <= 0) {
      const peakS = bisected(stepS, (tauS) => response.after(tauS).curvature <= 0);
      const { value, slope } = response.after(peakS);
      if (slope > steepest.slope) steepest = { timeS: startS + peakS, value, slope };
    }
    if (next.value >= SIXTY_THREE) {
      const reachedS = startS + bisected(stepS, (tauS) => response.after(tauS).value >= SIXTY_THREE);
      return tangentModel(process, steepest, reachedS);
    }
    response = next;
  }
  return null;
}

function tangentModel(process: Process, steepest: Steepest, reachedS: number): FirstOrderModel | null {
  const leavesS = steepest.timeS - steepest.value / steepest.slope;
  const delayS = process.delayS + leavesS;
  const timeConstantS = reachedS - leavesS;
  if (!(steepest.slope > 0 && delayS >= 0 && timeConstantS > 0)) return null;
  return { gain: process.gain, delayS, timeConstantS, integrating: false };
}

/** Where a condition begins to hold between 0 and an end where it does. */
function bisected(end: number, holds: (at: number) => boolean): number {
  let [low, high] = [0, end];
  for (let i = 0; i < BISECTIONS; i++) {
    const middle = (low + high) / 2;
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** The response of a process with gain 1 to a step that has passed the dead time, at one instant. */
interface StepResponse {
  readonly value: number;
  readonly slope: number;
  readonly curvature: number;
  after(stepS: number): StepResponse;
}

function stepResponse(chain: ProcessChain, state: Float64Array): StepResponse {
  const ratesOf = (of: Float64Array, input: number): Float64Array => {
    const rates = new Float64Array(of.length);
    chainRates(chain, of, input, rates);
    return rates;
  };
  const rates = ratesOf(state, 1);
  // The chain is linear and its input constant: rates change as a state without input does.
  const curvature = ratesOf(rates, 0);
  return {
    value: chainOutput(chain, state),
    slope: chainOutput(chain, rates),
    curvature: chainOutput(chain, curvature),
    after(stepS) {
      const moved = state.slice();
      let term = rates;
      let factor = stepS;
      // The classical Runge-Kutta method of a linear chain is a Taylor series of four terms.
      for (let k = 1; k <= 4; k++) {
        for (let i = 0; i < moved.length; i++) moved[i] = (moved[i] as number) + factor * (term[i] as number);
        term = ratesOf(term, 0);
        factor *= stepS / (k + 1);
      }
      return stepResponse(chain, moved);
    },
  };
}
