/**
 * What a loop will do after a step of its set-point, or of a load at the input of the process: both of size 1, from
 * rest, in continuous time. The controller is u = K [b r − y + (1/Tᵢ)∫(r − y)dt + Tᵈs/(1 + sTᵈ/N) (c r − y)].
 *
 * Classical Runge-Kutta of a step that is a whole part of the dead time; what the dead time gives back is interpolated
 * between steps. Checked by test/control/tuning/predicted-response.test.ts against independently computed figures.
 */
import type { PidGains } from './gains.ts';
import type { Process } from './process.ts';
import { residenceTimeS } from './process.ts';
import type { ProcessChain } from './process-state.ts';
import { chainOutput, chainRates, processChain } from './process-state.ts';

export interface ResponseQuestion {
  readonly kind: 'set-point' | 'load';
  readonly process: Process;
  readonly pid: PidGains;
  /** b and c, 0 … 1. */
  readonly setPointWeight: number;
  readonly derivativeSetPointWeight: number;
  /** null: until about everything has happened. */
  readonly durationS: number | null;
}

export interface PredictedResponse {
  /** ∫|e|dt, and ∫e dt. */
  readonly integralAbsoluteError: number;
  readonly integralError: number;
  /** Of the PV beyond the set-point, a part of its step; 0 after a load. */
  readonly overshoot: number;
  /** Largest |PV|, and when, s. */
  readonly peak: number;
  readonly peakTimeS: number;
  /** From when on the error stays within 2 % of the step, s; null: not within the duration. */
  readonly settlingTimeS: number | null;
  /** Σ|Δu|, with the jump at the start. */
  readonly totalVariation: number;
  readonly durationS: number;
  /** Evenly spaced over the duration. */
  readonly pv: Float64Array;
  readonly output: Float64Array;
}

const SETTLED = 0.02;
const SHOWN_POINTS = 400;
const STEPS = 8000;
/** Beyond it the fastest lags are taken for dead time rather than followed. */
const MOST_STEPS = 400_000;
/** Of the shortest time constant, for a step that is accurate and stable. */
const PART_OF_SHORTEST = 0.25;

export function predictResponse(question: ResponseQuestion): PredictedResponse {
  const durationS = question.durationS ?? horizonS(question.process, question.pid);
  const { process, stepS, delaySteps } = discretised(question.process, question.pid, durationS);
  const loop = new Loop({ ...question, process }, stepS, delaySteps);
  const steps = Math.round(durationS / stepS);
  const response = new Measured(question.kind === 'set-point' ? 1 : 0, stepS, steps);
  response.note(0, loop.pv, loop.output);
  for (let step = 1; step <= steps; step++) {
    loop.advance();
    response.note(step, loop.pv, loop.output);
  }
  return response.result();
}

function horizonS(process: Process, { gain, integralTimeS }: PidGains): number {
  const residence = residenceTimeS(process);
  const proportional = process.integrating ? 1 : Math.abs(gain * process.gain);
  const integral = integralTimeS === null ? 0 : integralTimeS * (1 + 1 / proportional);
  return 20 * residence + 10 * integral;
}

interface Discretised {
  readonly process: Process;
  readonly stepS: number;
  readonly delaySteps: number;
}

function discretised(process: Process, pid: PidGains, durationS: number): Discretised {
  const leastS = durationS / MOST_STEPS / PART_OF_SHORTEST;
  const plain = process.leadsS.length === 0;
  const slow = plain ? process.lagsS.filter((lag) => lag >= leastS) : process.lagsS;
  const delayS = process.delayS + sum(process.lagsS) - sum(slow);
  const filterS = pid.derivativeTimeS > 0 ? [pid.derivativeTimeS / pid.derivativeFilterN] : [];
  const shortestS = Math.min(...slow, ...filterS, delayS > 0 ? delayS : Number.POSITIVE_INFINITY);
  const wantedS = Math.max(Math.min(durationS / STEPS, PART_OF_SHORTEST * shortestS), durationS / MOST_STEPS);
  const delaySteps = delayS > 0 ? Math.max(1, Math.ceil(delayS / wantedS)) : 0;
  const stepS = delaySteps > 0 ? delayS / delaySteps : wantedS;
  return { process: { ...process, delayS, lagsS: slow }, stepS, delaySteps };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Sections of the process, then the integral of the error, then the filtered derivative's input. */
class Loop {
  readonly #question: ResponseQuestion;
  readonly #chain: ProcessChain;
  readonly #stepS: number;
  /** Outputs under way in the dead time, oldest first, as a ring; empty without dead time. */
  readonly #underWay: Float64Array;
  #oldest = 0;
  #state: Float64Array;
  readonly #stages: readonly Float64Array[];
  readonly #trial: Float64Array;
  readonly #setPoint: number;
  readonly #load: number;
  #step = 0;

  constructor(question: ResponseQuestion, stepS: number, delaySteps: number) {
    this.#question = question;
    this.#chain = processChain(question.process);
    this.#stepS = stepS;
    const size = this.#chain.sections.length + 2;
    this.#state = new Float64Array(size);
    this.#trial = new Float64Array(size);
    this.#stages = Array.from({ length: 4 }, () => new Float64Array(size));
    this.#setPoint = question.kind === 'set-point' ? 1 : 0;
    this.#load = question.kind === 'load' ? 1 : 0;
    this.#underWay = new Float64Array(delaySteps);
  }

  get pv(): number {
    return chainOutput(this.#chain, this.#state);
  }

  get output(): number {
    return this.#outputAt(this.#state);
  }

  advance(): void {
    const h = this.#stepS;
    const [k1, k2, k3, k4] = this.#stages as [Float64Array, Float64Array, Float64Array, Float64Array];
    const state = this.#state;
    const [from, to] = this.#delayed();
    this.#rates(state, from, k1);
    this.#rates(this.#along(h / 2, k1), (from + to) / 2, k2);
    this.#rates(this.#along(h / 2, k2), (from + to) / 2, k3);
    this.#rates(this.#along(h, k3), to, k4);
    this.#remember();
    for (let i = 0; i < state.length; i++) {
      const slope = (k1[i] as number) + 2 * (k2[i] as number) + 2 * (k3[i] as number) + (k4[i] as number);
      state[i] = (state[i] as number) + (h / 6) * slope;
    }
    this.#step++;
  }

  /** What comes out of the dead time at the start and at the end of the step; NaN where there is none. */
  #delayed(): readonly [number, number] {
    const delaySteps = this.#underWay.length;
    if (delaySteps === 0) return [Number.NaN, Number.NaN];
    // The jump at time 0 comes out all at once, and not spread over the step before.
    if (this.#step < delaySteps) return [0, 0];
    const oldest = this.#underWay[this.#oldest] as number;
    const next = delaySteps === 1 ? this.output : (this.#underWay[(this.#oldest + 1) % delaySteps] as number);
    return [oldest + this.#load, next + this.#load];
  }

  #remember(): void {
    const delaySteps = this.#underWay.length;
    if (delaySteps === 0) return;
    this.#underWay[this.#oldest] = this.output;
    this.#oldest = (this.#oldest + 1) % delaySteps;
  }

  #along(h: number, rate: Float64Array): Float64Array {
    for (let i = 0; i < rate.length; i++) {
      this.#trial[i] = (this.#state[i] as number) + h * (rate[i] as number);
    }
    return this.#trial;
  }

  #rates(state: Float64Array, delayed: number, rates: Float64Array): void {
    const { pid, derivativeSetPointWeight } = this.#question;
    const { length } = this.#chain.sections;
    const input = this.#underWay.length === 0 ? this.#outputAt(state) + this.#load : delayed;
    chainRates(this.#chain, state, input, rates);
    const pv = chainOutput(this.#chain, state);
    rates[length] = pid.integralTimeS === null ? 0 : (this.#setPoint - pv) / pid.integralTimeS;
    const error = derivativeSetPointWeight * this.#setPoint - pv;
    rates[length + 1] =
      pid.derivativeTimeS === 0
        ? 0
        : (pid.derivativeFilterN / pid.derivativeTimeS) * (error - (state[length + 1] as number));
  }

  #outputAt(state: Float64Array): number {
    const { pid, setPointWeight, derivativeSetPointWeight } = this.#question;
    const { length } = this.#chain.sections;
    const pv = chainOutput(this.#chain, state);
    const error = derivativeSetPointWeight * this.#setPoint - pv;
    const derivative =
      pid.derivativeTimeS === 0 ? 0 : pid.derivativeFilterN * (error - (state[length + 1] as number));
    return pid.gain * (setPointWeight * this.#setPoint - pv + (state[length] as number) + derivative);
  }
}

class Measured {
  readonly #setPoint: number;
  readonly #stepS: number;
  readonly #steps: number;
  readonly #pv = new Float64Array(SHOWN_POINTS + 1);
  readonly #output = new Float64Array(SHOWN_POINTS + 1);
  #absolute = 0;
  #signed = 0;
  #overshoot = 0;
  #peak = 0;
  #peakStep = 0;
  #lastOutside = -1;
  #variation = 0;
  #errorBefore = 0;
  #outputBefore = 0;

  constructor(setPoint: number, stepS: number, steps: number) {
    this.#setPoint = setPoint;
    this.#stepS = stepS;
    this.#steps = steps;
  }

  note(step: number, pv: number, output: number): void {
    const error = this.#setPoint - pv;
    if (step > 0) {
      this.#absolute += (this.#stepS * (Math.abs(error) + Math.abs(this.#errorBefore))) / 2;
      this.#signed += (this.#stepS * (error + this.#errorBefore)) / 2;
    }
    this.#variation += Math.abs(output - this.#outputBefore);
    if (this.#setPoint !== 0) this.#overshoot = Math.max(this.#overshoot, -error);
    if (Math.abs(pv) > this.#peak) {
      this.#peak = Math.abs(pv);
      this.#peakStep = step;
    }
    if (Math.abs(error) > SETTLED) this.#lastOutside = step;
    const shown = Math.ceil((step * SHOWN_POINTS) / this.#steps);
    this.#pv[shown] = pv;
    this.#output[shown] = output;
    this.#errorBefore = error;
    this.#outputBefore = output;
  }

  result(): PredictedResponse {
    return {
      integralAbsoluteError: this.#absolute,
      integralError: this.#signed,
      overshoot: this.#overshoot,
      peak: this.#peak,
      peakTimeS: this.#peakStep * this.#stepS,
      settlingTimeS: this.#lastOutside === this.#steps ? null : (this.#lastOutside + 1) * this.#stepS,
      totalVariation: this.#variation,
      durationS: this.#steps * this.#stepS,
      pv: this.#pv,
      output: this.#output,
    };
  }
}
