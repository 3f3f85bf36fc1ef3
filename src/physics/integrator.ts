/**
 * The integrator: one outer step of fixed length, divided into classical fourth-order Runge-Kutta substeps as short
 * as the plant asks for (substep.ts). A substep that ends in no state of matter is taken back, halved and counted.
 * Nothing is ever clamped, and the work per step is bounded: beyond it the plant has a fault.
 */
import { invariant } from './invariant.ts';
import type { Ledger } from './ledger.ts';
import { commitSample, discardSample, sampleBoundary } from './ledger.ts';
import type { Network } from './network.ts';
import type { PlantState } from './plant-state.ts';
import { updateProperties } from './plant-state.ts';
import type { RateFunction } from './rates.ts';
import { holdLifts } from './relief.ts';
import type { Pace } from './substep.ts';
import { newPace, requiredRatePerS } from './substep.ts';

/** Work that one outer step may cost. */
const MOST_SUBSTEPS = 20_000;
const MOST_HALVINGS = 40;

/** Why a plant cannot go on: data for a message. */
export interface PlantFault {
  readonly kind: 'too-stiff' | 'no-state';
  /** Id of the chamber that asked for the shortest substep. */
  readonly element: string;
  /** What happened and what to change, with the chamber's name. */
  readonly message: string;
}

export interface Integrator {
  readonly network: Network;
  readonly state: PlantState;
  readonly ledger: Ledger;
  /** An input has changed since the derivative was computed. */
  stale: boolean;
  substeps: number;
  rejected: number;
  lastSubsteps: number;
  readonly pace: Pace;
  readonly buffers: StageBuffers;
}

interface StageBuffers {
  /** Derivative at the state vector. */
  readonly first: Float64Array;
  readonly stage: Float64Array;
  readonly sum: Float64Array;
  readonly trial: Float64Array;
}

/** An integrator at a state whose properties are up to date. */
export function newIntegrator(parts: Pick<Integrator, 'network' | 'state' | 'ledger'>): Integrator {
  const vector = (): Float64Array => new Float64Array(parts.network.stateSize);
  return {
    ...parts,
    stale: true,
    substeps: 0,
    rejected: 0,
    lastSubsteps: 0,
    pace: newPace(parts.network),
    buffers: { first: vector(), stage: vector(), sum: vector(), trial: vector() },
  };
}

/** Brings flows and heats up to date after an input has changed; the state stays as it is. */
export function refreshRates(integrator: Integrator, rates: RateFunction): void {
  if (!integrator.stale) return;
  integrator.stale = false;
  rates(integrator.network, integrator.state, integrator.buffers.first);
}

/** Advances by the network's step; null when done, else why not: the state is then the last accepted one. */
export function advance(integrator: Integrator, rates: RateFunction): PlantFault | null {
  const { network, state, pace } = integrator;
  refreshRates(integrator, rates);
  let remainingS = network.stepS;
  let count = 0;
  while (remainingS > 0) {
    if (count >= MOST_SUBSTEPS) return tooStiff(integrator, remainingS);
    const rate = requiredRatePerS(pace, network, state);
    const parts = Math.max(1, Math.ceil(remainingS * rate));
    const takenS = takeSubstep(integrator, rates, remainingS / parts);
    if (takenS === 0) return noState(integrator);
    remainingS = takenS === remainingS ? 0 : remainingS - takenS;
    count++;
  }
  integrator.lastSubsteps = count;
  return null;
}

/** Takes the substep, shorter if it must be; returns the time taken, s, or 0 when no length would do. */
function takeSubstep(integrator: Integrator, rates: RateFunction, wantedS: number): number {
  let h = wantedS;
  for (let halving = 0; halving <= MOST_HALVINGS; halving++) {
    if (tryRungeKutta(integrator, rates, h)) {
      integrator.substeps++;
      return h;
    }
    integrator.rejected++;
    restore(integrator, rates);
    h /= 2;
  }
  return 0;
}

function tryRungeKutta(integrator: Integrator, rates: RateFunction, h: number): boolean {
  const { network, state, ledger } = integrator;
  const { first, stage, sum, trial } = integrator.buffers;
  const { vector } = state;
  sum.set(first);
  sampleBoundary(ledger, network, state, 1);
  if (!toStage(integrator, rates, first, h / 2, 2)) return false;
  if (!toStage(integrator, rates, stage, h / 2, 2)) return false;
  if (!toStage(integrator, rates, stage, h, 1)) return false;
  for (let i = 0; i < vector.length; i++) {
    trial[i] = (vector[i] as number) + (h / 6) * (sum[i] as number);
  }
  if (!updateProperties(network, state, trial)) return false;
  vector.set(trial);
  holdLifts(network, state);
  commitSample(ledger, h / 6);
  rates(network, state, first);
  return true;
}

/** Goes `h` along `slope`, evaluates the derivative there, and adds it to the sum with its weight. */
function toStage(
  integrator: Integrator,
  rates: RateFunction,
  slope: Float64Array,
  h: number,
  weight: number,
): boolean {
  const { network, state, ledger } = integrator;
  const { stage, sum, trial } = integrator.buffers;
  const { vector } = state;
  for (let i = 0; i < vector.length; i++) trial[i] = (vector[i] as number) + h * (slope[i] as number);
  if (!updateProperties(network, state, trial)) return false;
  rates(network, state, stage);
  for (let i = 0; i < vector.length; i++) sum[i] = (sum[i] as number) + weight * (stage[i] as number);
  sampleBoundary(ledger, network, state, weight);
  return true;
}

function restore(integrator: Integrator, rates: RateFunction): void {
  discardSample(integrator.ledger);
  const sound = updateProperties(integrator.network, integrator.state, integrator.state.vector);
  invariant(sound, 'an accepted state stays a state');
  rates(integrator.network, integrator.state, integrator.buffers.first);
}

function tooStiff(integrator: Integrator, remainingS: number): PlantFault {
  const { network, pace } = integrator;
  const element = network.nodeIds[pace.chamber] ?? '';
  return {
    kind: 'too-stiff',
    element,
    message:
      `${element} changes so fast that ${MOST_SUBSTEPS} substeps covered only ${network.stepS - remainingS} s of ` +
      `the ${network.stepS} s step; give it a larger volume, its valves a smaller size or a lower laminar_ratio, ` +
      'its wall a smaller h_gas, or the solver a shorter step',
  };
}

function noState(integrator: Integrator): PlantFault {
  const element = integrator.network.nodeIds[integrator.pace.chamber] ?? '';
  return {
    kind: 'no-state',
    element,
    message:
      `around ${element} no substep, however short, leads to a possible state of the gas; ` +
      'check volumes, temperatures, sizes and powers there for absurd values',
  };
}
