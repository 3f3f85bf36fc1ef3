import type { LoopMode } from '../control/definition.ts';
import { changeMode, setManualOutput } from '../control/loop-commands.ts';
import type { Loop } from '../control/loop-set.ts';
import { loopOutput } from '../control/loop-step.ts';
import {
  type RelaySettings,
  type RelayState,
  relayOutput,
  startRelay,
  stepRelay,
  stopRelay,
} from '../control/tuning/relay-experiment.ts';
import {
  type StepSettings,
  type StepState,
  startStep,
  stepOutput,
  stepStep,
  stopStep,
} from '../control/tuning/step-experiment.ts';
import type { Journal } from './journal.ts';
import { refused } from './operator.ts';
import type { ProcessImage } from './process-image.ts';
import type { CommandResult } from './site-view.ts';
import { TrendRecord } from './trend-record.ts';
import type { TuneOrder, TuneResult, TuneSnapshot } from './tuning-order.ts';

type Experiment =
  | { readonly method: 'relay'; readonly settings: RelaySettings; state: RelayState }
  | { readonly method: 'step'; readonly settings: StepSettings; state: StepState };

interface Test {
  readonly loop: Loop;
  readonly experiment: Experiment;
  readonly startS: number;
  readonly trend: TrendRecord;
  readonly modeBefore: LoopMode;
  /** What the experiment gave the loop last. */
  asked: number;
  elapsedS: number;
  /** The output is on its way back, which a limit of its rate may make long; only then the mode follows. */
  isReturning: boolean;
}

/**
 * Experiments that tune loops, one at a time for each. The loop stands in manual meanwhile; whatever happens its output
 * and its mode come back. An interlock, a hand on the loop, or a bad process value ends an experiment at once.
 */
export class TuningDesk {
  readonly #loops: ReadonlyMap<string, Loop>;
  readonly #image: ProcessImage;
  readonly #journal: Journal;
  readonly #tests = new Map<string, Test>();

  constructor(loops: readonly Loop[], image: ProcessImage, journal: Journal) {
    this.#loops = new Map(loops.map((loop) => [loop.definition.id, loop]));
    this.#image = image;
    this.#journal = journal;
  }

  start(order: TuneOrder, held: ReadonlyMap<string, number>, nowS: number): CommandResult {
    const loop = this.#loops.get(order.loop);
    if (loop === undefined) return refused(`no loop ${order.loop}`);
    const { id, pv } = loop.definition;
    const running = this.#tests.get(id);
    if (running !== undefined && running.experiment.state.kind !== 'ended') {
      return refused(`${id} is being tested already; stop that first`);
    }
    const holder = heldOutput(loop, held);
    if (holder !== null)
      return refused(`${holder} is held in its safe state by an interlock; reset it first`);
    const { value, quality } = this.#image.read(pv);
    const sample = { timeS: nowS, pv: value, good: quality === 'good' };
    if (!sample.good) return refused(`${pv} is ${quality}: there is nothing to be learnt from it`);
    const modeBefore = loop.mode;
    changeMode(loop, 'manual');
    const rest = loopOutput(loop);
    const experiment: Experiment =
      order.method === 'relay'
        ? { method: 'relay', settings: order.settings, state: startRelay(rest, sample) }
        : { method: 'step', settings: order.settings, state: startStep(rest, sample) };
    const trend = new TrendRecord();
    this.#tests.set(id, {
      loop,
      experiment,
      startS: nowS,
      trend,
      modeBefore,
      asked: rest,
      elapsedS: 0,
      isReturning: false,
    });
    return { ok: true, text: `${id}: ${order.method} test begun at an output of ${percent(rest)}` };
  }

  stop(id: string, nowS: number): CommandResult {
    const test = this.#tests.get(id);
    if (test === undefined || test.experiment.state.kind === 'ended')
      return refused(`${id} is not being tested`);
    this.#abort(test, 'the operator called it off', nowS);
    return { ok: true, text: `${id}: the test is called off, output and mode are back` };
  }

  /** Before the loops are stepped. */
  step(held: ReadonlyMap<string, number>, nowS: number): void {
    for (const test of this.#tests.values()) {
      if (test.experiment.state.kind !== 'ended') this.#advance(test, held, nowS);
      else if (test.isReturning) this.#returnMode(test);
    }
  }

  snapshot(id: string): TuneSnapshot | null {
    const test = this.#tests.get(id);
    if (test === undefined) return null;
    const { experiment, trend, elapsedS } = test;
    const { state } = experiment;
    const end = state.kind === 'ended' ? state.end : null;
    return {
      loop: id,
      method: experiment.method,
      phase: end?.kind ?? (state.kind === 'resting' ? 'resting' : 'testing'),
      reason: end?.kind === 'aborted' ? end.reason : null,
      elapsedS,
      trend: trend.columns(),
      result: resultOf(experiment),
    };
  }

  #advance(test: Test, held: ReadonlyMap<string, number>, nowS: number): void {
    const { loop, experiment, trend } = test;
    const reason = interference(test, held);
    if (reason !== null) {
      this.#abort(test, reason, nowS);
      return;
    }
    const { value, quality } = this.#image.read(loop.definition.pv);
    const sample = { timeS: nowS, pv: value, good: quality === 'good' };
    test.elapsedS = nowS - test.startS;
    trend.add(test.elapsedS, value, loopOutput(loop));
    stepExperiment(experiment, sample);
    if (experiment.state.kind === 'ended') this.#finish(test, nowS);
    else this.#ask(test, outputOf(experiment));
  }

  #abort(test: Test, reason: string, nowS: number): void {
    const { experiment } = test;
    if (experiment.method === 'relay') experiment.state = stopRelay(experiment.state, reason);
    else experiment.state = stopStep(experiment.state, reason);
    this.#finish(test, nowS);
  }

  /** Gives output and mode back, unless a hand has changed them. */
  #finish(test: Test, nowS: number): void {
    const { loop, experiment } = test;
    const { state } = experiment;
    if (state.kind !== 'ended') throw new Error('invariant: a finished experiment has ended');
    if (loop.mode === 'manual' && loop.manualOutput === test.asked) {
      this.#ask(test, state.rest);
      test.isReturning = true;
    }
    const how = state.end.kind === 'done' ? 'is done' : `ended: ${state.end.reason}`;
    this.#journal.add(nowS, 'tuning', `${loop.definition.id}: the ${experiment.method} test ${how}`);
  }

  #returnMode(test: Test): void {
    const { loop, asked, modeBefore } = test;
    const isUntouched = loop.mode === 'manual' && loop.manualOutput === asked;
    if (isUntouched && loopOutput(loop) !== asked) return;
    test.isReturning = false;
    if (isUntouched) changeMode(loop, modeBefore);
  }

  #ask(test: Test, output: number): void {
    const outcome = setManualOutput(test.loop, output);
    if (!outcome.ok) throw new Error(`invariant: ${outcome.reason}`);
    test.asked = output;
  }
}

function interference({ loop, asked }: Test, held: ReadonlyMap<string, number>): string | null {
  if (loop.mode !== 'manual') return `the loop was put in ${loop.mode}`;
  if (loop.manualOutput !== asked) return 'somebody moved the output';
  const holder = heldOutput(loop, held);
  return holder === null ? null : `${holder} was taken to its safe state by an interlock`;
}

function heldOutput({ definition }: Loop, held: ReadonlyMap<string, number>): string | null {
  return definition.outputs.find(({ tag }) => held.has(tag))?.tag ?? null;
}

function stepExperiment(
  experiment: Experiment,
  sample: { readonly timeS: number; readonly pv: number; readonly good: boolean },
): void {
  if (experiment.method === 'relay')
    experiment.state = stepRelay(experiment.settings, experiment.state, sample);
  else experiment.state = stepStep(experiment.settings, experiment.state, sample);
}

function outputOf(experiment: Experiment): number {
  return experiment.method === 'relay'
    ? relayOutput(experiment.settings, experiment.state)
    : stepOutput(experiment.settings, experiment.state);
}

function resultOf(experiment: Experiment): TuneResult | null {
  if (experiment.method === 'relay') {
    const { state } = experiment;
    return state.kind === 'ended' && state.end.kind === 'done'
      ? { method: 'relay', cycle: state.end.result }
      : null;
  }
  const { state } = experiment;
  if (state.kind !== 'ended' || state.end.kind !== 'done') return null;
  const { timeS, pv, stepSize } = state.end.result;
  return { method: 'step', timeS: [...timeS], pv: [...pv], stepSize };
}

function percent(output: number): string {
  return `${(100 * output).toFixed(1)} %`;
}
