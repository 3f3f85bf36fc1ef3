/** Every rule's controller for what is known of a process, with what each would do, before anything is applied. */
import type { PidGains } from './gains.ts';
import type { PredictedResponse } from './predicted-response.ts';
import { predictResponse } from './predicted-response.ts';
import type { Process } from './process.ts';
import type { FirstOrderModel, SecondOrderModel } from './reduction.ts';
import { halfRuleFirstOrder, halfRuleSecondOrder, stepModel } from './reduction.ts';
import type { Robustness } from './robustness.ts';
import { robustnessOf } from './robustness.ts';
import type { Tuned } from './rules.ts';
import {
  amigoPi,
  amigoPid,
  cohenCoonPi,
  cohenCoonPid,
  lambdaPi,
  lambdaPid,
  simcPi,
  simcPid,
  zieglerNicholsStepPi,
  zieglerNicholsStepPid,
  zieglerNicholsUltimatePi,
  zieglerNicholsUltimatePid,
} from './rules.ts';
import type { UltimatePoint } from './ultimate.ts';
import { ultimateOf } from './ultimate.ts';

export const RULES = [
  'simc-pi',
  'simc-pid',
  'amigo-pi',
  'amigo-pid',
  'lambda-pi',
  'lambda-pid',
  'ziegler-nichols-pi',
  'ziegler-nichols-pid',
  'ziegler-nichols-step-pi',
  'ziegler-nichols-step-pid',
  'cohen-coon-pi',
  'cohen-coon-pid',
] as const;
export type RuleName = (typeof RULES)[number];

/** What rules start from; the process is what margins and responses are reckoned with. */
export interface KnownProcess {
  readonly process: Process;
  /** For rules that want one lag; null: there is no such model. */
  readonly firstOrder: FirstOrderModel | null;
  /** By the half rule, which SIMC asks for. */
  readonly halfRule: FirstOrderModel | null;
  readonly secondOrder: SecondOrderModel | null;
  readonly ultimate: UltimatePoint | null;
}

/** Everything that follows from a process. */
export function knownProcess(process: Process): KnownProcess {
  const halfRule = halfRuleFirstOrder(process);
  return {
    process,
    firstOrder: process.integrating ? halfRule : stepModel(process),
    halfRule,
    secondOrder: halfRuleSecondOrder(process),
    ultimate: ultimateOf(process),
  };
}

export type ComparedTuning =
  | {
      readonly rule: RuleName;
      readonly ok: true;
      readonly pid: PidGains;
      readonly setPointWeight: number;
      readonly robustness: Robustness;
      /** null: the loop would not be stable. */
      readonly setPoint: PredictedResponse | null;
      readonly load: PredictedResponse | null;
    }
  | { readonly rule: RuleName; readonly ok: false; readonly reason: string };

/** @param closedLoopS time constant that SIMC and lambda tuning aim at, s; null: what each rule recommends */
export function compareTunings(known: KnownProcess, closedLoopS: number | null): readonly ComparedTuning[] {
  return RULES.map((rule) => compared(rule, known, tunedBy(rule, known, closedLoopS)));
}

function compared(rule: RuleName, { process }: KnownProcess, tuned: Tuned): ComparedTuning {
  if (!tuned.ok) return { rule, ok: false, reason: tuned.reason };
  const { pid, setPointWeight } = tuned;
  const robustness = robustnessOf(process, pid);
  const respond = (kind: 'set-point' | 'load'): PredictedResponse | null =>
    robustness.stable
      ? predictResponse({ kind, process, pid, setPointWeight, derivativeSetPointWeight: 0, durationS: null })
      : null;
  return {
    rule,
    ok: true,
    pid,
    setPointWeight,
    robustness,
    setPoint: respond('set-point'),
    load: respond('load'),
  };
}

const NO_MODEL = 'no first-order model stands for this process';
const NO_HALF_RULE = 'the half rule does not know leads of this kind';
const NO_ULTIMATE = 'no proportional gain makes this process swing';

function tunedBy(rule: RuleName, known: KnownProcess, closedLoopS: number | null): Tuned {
  const { firstOrder, halfRule, secondOrder, ultimate } = known;
  switch (rule) {
    case 'simc-pi':
      return given(halfRule, NO_HALF_RULE, (model) => simcPi(model, closedLoopS));
    case 'simc-pid':
      return given(secondOrder, NO_HALF_RULE, (model) => simcPid(model, closedLoopS));
    case 'amigo-pi':
      return given(firstOrder, NO_MODEL, amigoPi);
    case 'amigo-pid':
      return given(firstOrder, NO_MODEL, amigoPid);
    case 'lambda-pi':
      return given(firstOrder, NO_MODEL, (model) => lambdaPi(model, closedLoopS));
    case 'lambda-pid':
      return given(firstOrder, NO_MODEL, (model) => lambdaPid(model, closedLoopS));
    case 'ziegler-nichols-pi':
      return given(ultimate, NO_ULTIMATE, zieglerNicholsUltimatePi);
    case 'ziegler-nichols-pid':
      return given(ultimate, NO_ULTIMATE, zieglerNicholsUltimatePid);
    case 'ziegler-nichols-step-pi':
      return given(firstOrder, NO_MODEL, zieglerNicholsStepPi);
    case 'ziegler-nichols-step-pid':
      return given(firstOrder, NO_MODEL, zieglerNicholsStepPid);
    case 'cohen-coon-pi':
      return given(firstOrder, NO_MODEL, cohenCoonPi);
    case 'cohen-coon-pid':
      return given(firstOrder, NO_MODEL, cohenCoonPid);
  }
}

function given<Model>(model: Model | null, without: string, rule: (model: Model) => Tuned): Tuned {
  return model === null ? { ok: false, reason: without } : rule(model);
}
