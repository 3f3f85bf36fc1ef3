/**
 * The integrator: one outer step of fixed length, divided into substeps as long as the error that each may make
 * allows. A substep that errs too much, that ends in no state of matter, or that passes an event is taken back and
 * shortened. Nothing is ever clamped, and the work per step is bounded: beyond it the plant has a fault.
 */
import type { PlantEvent } from './elements/element.ts';
import type { Evaluation } from './evaluate.ts';
import { IMPLICIT_ORDER, tryImplicitEuler } from './implicit-euler.ts';
import type { ImplicitSystem } from './implicit-system.ts';
import { implicitSystem } from './implicit-system.ts';
import { invariant } from './invariant.ts';
import type { Ledger } from './ledger.ts';
import { commitSample } from './ledger.ts';
import type { LinkCoupling } from './link-coupling.ts';
import { linkCoupling, linkCouplingPerS } from './link-coupling.ts';
import type { PlantState } from './plant-state.ts';
import type { Stages } from './runge-kutta.ts';
import { changePerS, fastestChamber, newStages, returnToStart, tryRungeKutta } from './runge-kutta.ts';

/** Work that one outer step may cost, with what was taken back. */
const MOST_SUBSTEPS = 50_000;
const MOST_RETRIES = 60;
/** Aimed at below the tolerance, so that most substeps hold at once. */
const SAFETY = 0.9;
const MOST_GROWTH = 4;
const LEAST_SHRINKAGE = 0.1;
/** Explicit substeps that stability may cost before implicit ones are considered, for the rest of an outer step. */
const MANY_SUBSTEPS = 40;
/** What an implicit substep costs in explicit ones, amply. */
const IMPLICIT_COST = 8;
/** By how much an implicit substep may become longer while explicit ones do the work. */
const RECOVERY = 1.2;
/** Of what a chamber holds, in one substep: the error estimate does not see what only time drives. */
const MOST_CHANGE = 0.1;
/** An event is met when its level is past 0 by no more than this. */
const EVENT_TOLERANCE = 1e-9;

/** Why a plant cannot go on: data for a message. */
export interface PlantFault {
  readonly kind: 'too-stiff' | 'no-state';
  /** Id of the chamber that asked for the shortest substep. */
  readonly element: string;
  /** What happened and what to change, with the chamber's name. */
  readonly message: string;
}

export interface Integrator {
  readonly state: PlantState;
  readonly ledger: Ledger;
  readonly stages: Stages;
  readonly events: readonly PlantEvent[];
  /** An input has changed since the rate was computed. */
  stale: boolean;
  /** What the next substep may be long, s, as far as the last one tells. */
  suggestedS: number;
  /** The same for an implicit one. */
  suggestedImplicitS: number;
  /** null until the first implicit substep: it is larger than all the rest, and most plants never need it. */
  implicit: ImplicitSystem | null;
  /** Scratch, so that a step leaves nothing behind: the next substep, and levels of events before it. */
  readonly plan: SubstepPlan;
  readonly levels: Float64Array;
  readonly linkCoupling: LinkCoupling;
  substeps: number;
  /** Those of the substeps that were implicit. */
  implicitSubsteps: number;
  rejected: number;
  lastSubsteps: number;
}

/** An integrator at a state whose properties are up to date. */
export function newIntegrator(state: PlantState, ledger: Ledger, evaluate: Evaluation): Integrator {
  const events = state.models.flatMap((model) => model.events ?? []);
  return {
    state,
    ledger,
    stages: newStages(state, evaluate),
    events,
    stale: true,
    suggestedS: state.network.stepS,
    suggestedImplicitS: state.network.stepS,
    implicit: null,
    plan: { isImplicit: false, wantedS: Number.NaN, explicitS: Number.NaN },
    levels: new Float64Array(events.length),
    linkCoupling: linkCoupling(state),
    substeps: 0,
    implicitSubsteps: 0,
    rejected: 0,
    lastSubsteps: 0,
  };
}

/** Brings flows and heats up to date after an input has changed; the state stays as it is. */
export function refresh(integrator: Integrator): void {
  if (!integrator.stale) return;
  integrator.stale = false;
  const { state, stages } = integrator;
  state.memory.chambers.heatInputW.fill(0);
  for (const model of state.models) model.heatInputs?.();
  const sound = stages.evaluate(state, state.memory.state, stages.first);
  invariant(sound, 'an accepted state stays a state');
}

/** Advances by the network's step; null when done, else why not: the state is then the last accepted one. */
export function advance(integrator: Integrator): PlantFault | null {
  const { state } = integrator;
  const { stepS } = state.network;
  for (const model of state.models) {
    if (model.begin?.(stepS) === true) integrator.stale = true;
  }
  refresh(integrator);
  meetEvents(integrator);
  let remainingS = stepS;
  const rejectedBefore = integrator.rejected;
  let count = 0;
  while (remainingS > 0) {
    if (count + integrator.rejected - rejectedBefore >= MOST_SUBSTEPS)
      return tooStiff(integrator, remainingS);
    planSubstep(integrator, remainingS);
    if (!takeSubstep(integrator)) return noState(integrator);
    const takenS = integrator.stages.trialS[0] as number;
    remainingS = takenS === remainingS ? 0 : remainingS - takenS;
    count++;
  }
  integrator.lastSubsteps = count;
  return null;
}

interface SubstepPlan {
  isImplicit: boolean;
  /** Of equal ones as long as accuracy as far as it is known, change, links, and for an explicit substep flows allow, s. */
  wantedS: number;
  /** What stability allows an explicit substep, s. */
  explicitS: number;
}

/** Implicit where stability alone would cost many substeps, and where it is known to save some. */
function planSubstep(integrator: Integrator, remainingS: number): void {
  const { state, stages, plan } = integrator;
  const explicitS = 1 / state.kernel.couplingPerS();
  const boundS = Math.min(
    MOST_CHANGE / changePerS(state, stages),
    1 / linkCouplingPerS(state, integrator.linkCoupling),
  );
  const implicitS = Math.min(integrator.suggestedImplicitS, boundS);
  const isImplicit =
    remainingS > MANY_SUBSTEPS * explicitS && Math.min(implicitS, remainingS) > IMPLICIT_COST * explicitS;
  const longestS = isImplicit ? implicitS : Math.min(integrator.suggestedS, boundS, explicitS);
  plan.isImplicit = isImplicit;
  plan.wantedS = remainingS / Math.max(1, Math.ceil(remainingS / longestS));
  plan.explicitS = explicitS;
}

/** Takes the planned substep, shorter if it must be; false when no length would do. */
function takeSubstep(integrator: Integrator): boolean {
  const { state, ledger, stages, events, levels } = integrator;
  const { isImplicit, wantedS, explicitS } = integrator.plan;
  const { tolerance } = state.network.definition.solver;
  for (let i = 0; i < events.length; i++) levels[i] = (events[i] as PlantEvent).level();
  let implicit = isImplicit;
  let h = wantedS;
  for (let attempt = 0; attempt <= MOST_RETRIES; attempt++) {
    stages.trialS[0] = h;
    const isSound = implicit
      ? tryImplicitEuler(state, ledger, stages, implicitOf(integrator))
      : tryRungeKutta(state, ledger, stages);
    const error = isSound ? (stages.error[0] as number) : Number.POSITIVE_INFINITY;
    const share = error <= tolerance ? shareBeforeEvent(events, levels) : 1;
    const factor = growth(tolerance, error, implicit ? IMPLICIT_ORDER : 4);
    if (error <= tolerance && share === 1) {
      accept(integrator, implicit);
      suggest(integrator, implicit, h === wantedS ? Math.min(h * factor, state.network.stepS) : h);
      return true;
    }
    integrator.rejected++;
    const isBack = returnToStart(state, ledger, stages);
    invariant(isBack, 'an accepted state stays a state');
    h *= share < 1 ? share : Math.min(factor, 0.5);
    if (implicit && share === 1 && h < IMPLICIT_COST * explicitS) {
      suggest(integrator, implicit, h);
      implicit = false;
      h = Math.min(h, explicitS);
    }
  }
  return false;
}

function implicitOf(integrator: Integrator): ImplicitSystem {
  integrator.implicit ??= implicitSystem(integrator.state);
  return integrator.implicit;
}

function suggest(integrator: Integrator, isImplicit: boolean, h: number): void {
  if (isImplicit) {
    integrator.suggestedImplicitS = h;
    return;
  }
  integrator.suggestedS = h;
  const { stepS } = integrator.state.network;
  integrator.suggestedImplicitS = Math.min(integrator.suggestedImplicitS * RECOVERY, stepS);
}

/** By how much the next substep may be longer than one that made an error, which goes with a power of its length. */
function growth(tolerance: number, error: number, power: number): number {
  const factor = SAFETY * (tolerance / error) ** (1 / power);
  return Math.min(Math.max(factor, LEAST_SHRINKAGE), MOST_GROWTH);
}

/** Share of the trial that ends at the first event it passes, by a straight line between its levels; 1: none passed. */
function shareBeforeEvent(events: readonly PlantEvent[], before: Float64Array): number {
  let share = 1;
  for (let i = 0; i < events.length; i++) {
    const start = before[i] as number;
    const end = (events[i] as PlantEvent).level();
    if (start < 0 && end > EVENT_TOLERANCE) {
      share = Math.min(share, (EVENT_TOLERANCE / 2 - start) / (end - start));
    }
  }
  return share;
}

function accept(integrator: Integrator, isImplicit: boolean): void {
  const { state, ledger, stages } = integrator;
  state.kernel.copy(state.memory.state, stages.trial);
  const { first, last } = stages;
  stages.first = last;
  stages.last = first;
  commitSample(ledger, (stages.trialS[0] as number) / 6);
  for (const model of state.models) model.accepted?.();
  integrator.substeps++;
  if (isImplicit) integrator.implicitSubsteps++;
  meetEvents(integrator);
}

/** Lets everything happen whose instant has come; the flows that follow are those after it. */
function meetEvents(integrator: Integrator): void {
  for (const event of integrator.events) {
    if (event.level() < 0) continue;
    event.happen();
    integrator.stale = true;
  }
  refresh(integrator);
}

function tooStiff({ state, stages }: Integrator, remainingS: number): PlantFault {
  const { stepS } = state.network;
  const element = fastestChamber(state, stages);
  return {
    kind: 'too-stiff',
    element,
    message:
      `${element} changes so fast that ${MOST_SUBSTEPS} substeps covered only ${stepS - remainingS} s of ` +
      `the ${stepS} s step; give it a larger volume, its valves a smaller size or a lower laminar_ratio, ` +
      'its wall a smaller h_gas, or the solver a shorter step or a larger tolerance',
  };
}

function noState({ state, stages }: Integrator): PlantFault {
  const element = fastestChamber(state, stages);
  return {
    kind: 'no-state',
    element,
    message:
      `around ${element} no substep, however short, leads to a possible state of the gas; ` +
      'check volumes, temperatures, sizes and powers there for absurd values',
  };
}
