/**
 * One loop's run through a pressure cycle: started and stopped without a jump, held and resumed, repeated a number of
 * times, and in a sequence waiting for the process. The state is plain data, changed in place at every scan.
 *
 * A cycle without an end is a function of site time, so that cycles of several chambers keep their phases whenever each
 * was started; time spent on hold shifts it. A cycle with a number of repeats, and a sequence, begin when started.
 */
import { cyclePressurePa, endPressurePa, type PeriodicCycle } from './cycle.ts';
import type { CycleDefinition, SequenceShape, SequenceStep } from './cycle-definition.ts';

/** In the order of the numbers that the tag `<loop>.cycle` shows. */
export const CYCLE_STATUSES = ['stopped', 'running', 'held', 'waiting', 'finished'] as const;
export type CycleStatus = (typeof CYCLE_STATUSES)[number];

/** Plain data. Times in s of site time unless said otherwise; pressures in Pa. */
export interface CycleRun {
  status: CycleStatus;
  /** Of the next scan on, the run begins. */
  isFresh: boolean;
  startS: number;
  /** How much of the time since the start was spent on hold, s. */
  heldS: number;
  /** Level from which the run began, and how long it takes into the cycle, s. */
  fromPa: number;
  leadInS: number;
  /** How far the period under way has come, 0 … 1; without meaning in a sequence. */
  turn: number;
  /** Periods, or passes of the sequence, since the start that are behind. */
  rounds: number;
  /** Of a sequence: the step, how long it has counted and how long the PV was within its tolerance, s. */
  step: number;
  stepS: number;
  settledS: number;
  /** Level at which the step began. */
  stepFromPa: number;
  /** What the cycle asks for. */
  setPointPa: number;
}

/** Share of the period over which a cycle is entered when an operator starts it, unless its file says how long. */
const DEFAULT_LEAD_IN = 0.25;

/** A run that begins with the first scan; without a lead-in of its own it is in its cycle at once. */
export function createCycleRun(cycle: CycleDefinition): CycleRun {
  return {
    status: 'running',
    isFresh: true,
    startS: 0,
    heldS: 0,
    fromPa: cycle.lowPa,
    leadInS: cycle.leadInS ?? 0,
    turn: 0,
    rounds: 0,
    step: 0,
    stepS: 0,
    settledS: 0,
    stepFromPa: cycle.lowPa,
    setPointPa: cycle.lowPa,
  };
}

/** Begins anew with the next scan, from the level where the loop stands. */
export function startCycle(cycle: CycleDefinition, run: CycleRun): void {
  const fresh = createCycleRun(cycle);
  Object.assign(run, fresh, { leadInS: cycle.leadInS ?? DEFAULT_LEAD_IN * cycle.periodS });
}

export function stopCycle(run: CycleRun): void {
  run.status = 'stopped';
}

/** Keeps the set-point where it is; false where there is nothing to hold. */
export function holdCycle(run: CycleRun): boolean {
  if (run.status !== 'running' && run.status !== 'waiting') return false;
  run.status = 'held';
  return true;
}

/** Goes on from where it was held; false where it was not. */
export function resumeCycle(run: CycleRun): boolean {
  if (run.status !== 'held') return false;
  run.status = 'running';
  return true;
}

export interface CycleScan {
  /** Site time, and time since the last scan, s. */
  readonly nowS: number;
  readonly dtS: number;
  /** Not a number: bad. */
  readonly pvPa: number;
  /** Where the loop stands: its set-point, or its PV where it has none; not a number: not known yet. */
  readonly levelPa: number;
  /** Delay of this loop against the cycle, s. */
  readonly phaseS: number;
  /** Whether the loop follows its cycle now; if not, a sequence waits for it. */
  readonly isFollowed: boolean;
}

/** One scan; what the cycle asks for now is in the run, within its lowest and highest level and the one it began at. */
export function stepCycle(cycle: CycleDefinition, run: CycleRun, scan: CycleScan): void {
  if (run.status === 'stopped' || run.status === 'finished') return;
  if (run.isFresh && !begin(cycle, run, scan)) return;
  if (run.status === 'held') {
    run.heldS += scan.dtS;
    return;
  }
  if (isPeriodic(cycle)) stepPeriodic(cycle, run, scan);
  else if (cycle.shape.kind === 'sequence') stepSequence(cycle.shape, cycle.repeat, run, scan);
}

/** Whether the cycle is a function of time. */
export function isPeriodic(cycle: CycleDefinition): cycle is CycleDefinition & PeriodicCycle {
  return cycle.shape.kind !== 'sequence';
}

/** False while it is not known from which level to begin, and that matters. */
function begin(cycle: CycleDefinition, run: CycleRun, scan: CycleScan): boolean {
  const needsLevel = cycle.shape.kind === 'sequence' || run.leadInS > 0;
  if (needsLevel && !Number.isFinite(scan.levelPa)) return false;
  run.isFresh = false;
  run.startS = scan.nowS;
  run.fromPa = Number.isFinite(scan.levelPa) ? scan.levelPa : cycle.lowPa;
  run.stepFromPa = run.fromPa;
  run.setPointPa = run.fromPa;
  return true;
}

function stepPeriodic(cycle: CycleDefinition & PeriodicCycle, run: CycleRun, scan: CycleScan): void {
  const { periodS, phaseS, repeat } = cycle;
  // An endless cycle has its zero at that of the site, one with an end at its own start.
  const zeroS = (repeat === null ? 0 : run.startS) + scan.phaseS;
  const timeS = scan.nowS - run.heldS - zeroS;
  const turns = (timeS - phaseS) / periodS;
  const turnsAtStart = repeat === null ? (run.startS - zeroS - phaseS) / periodS : 0;
  run.rounds = Math.max(0, Math.floor(turns) - Math.floor(turnsAtStart));
  run.turn = turns - Math.floor(turns);
  let pressurePa = cyclePressurePa(cycle, timeS);
  if (repeat !== null && run.rounds >= repeat) {
    run.rounds = repeat;
    run.status = 'finished';
    pressurePa = endPressurePa(cycle);
  } else if (repeat !== null && turns < 0) {
    pressurePa = endPressurePa(cycle);
  }
  const sinceStartS = scan.nowS - run.startS - run.heldS;
  const share = run.leadInS > 0 ? Math.min(1, sinceStartS / run.leadInS) : 1;
  run.setPointPa = share === 1 ? pressurePa : run.fromPa + share * (pressurePa - run.fromPa);
}

function stepSequence({ steps }: SequenceShape, repeat: number | null, run: CycleRun, scan: CycleScan): void {
  if (!scan.isFollowed) return;
  let leftS = scan.dtS;
  run.status = 'running';
  // What a step leaves of the scan belongs to the next one, so that durations add up exactly.
  for (let passed = 0; leftS > 0 && passed <= steps.length; passed++) {
    const step = steps[run.step] as SequenceStep;
    const usedS = advance(step, run, scan.pvPa, leftS);
    if (usedS === null) return;
    leftS -= usedS;
    run.stepFromPa = run.setPointPa;
    run.stepS = 0;
    run.settledS = 0;
    run.step += 1;
    if (run.step < steps.length) continue;
    run.step = 0;
    run.rounds += 1;
    if (repeat === null || run.rounds < repeat) continue;
    run.status = 'finished';
    return;
  }
}

/** How much of the time the step still takes, s; null: all, and it goes on. */
function advance(step: SequenceStep, run: CycleRun, pvPa: number, leftS: number): number | null {
  switch (step.kind) {
    case 'ramp':
      return advanceRamp(step, run, leftS);
    case 'soak': {
      if (step.withinPa !== null && !(Math.abs(pvPa - run.setPointPa) <= step.withinPa)) {
        run.status = 'waiting';
        return null;
      }
      return count(run, step.durationS, leftS);
    }
    case 'wait': {
      run.status = 'waiting';
      run.settledS = Math.abs(pvPa - run.setPointPa) <= step.withinPa ? run.settledS + leftS : 0;
      if (run.settledS === 0 || run.settledS < step.forS) return null;
      run.status = 'running';
      return leftS;
    }
  }
}

function advanceRamp(
  { toPa, durationS }: Extract<SequenceStep, { readonly kind: 'ramp' }>,
  run: CycleRun,
  leftS: number,
): number | null {
  const usedS = count(run, durationS, leftS);
  const share = usedS === null ? run.stepS / durationS : 1;
  run.setPointPa = share === 1 ? toPa : run.stepFromPa + share * (toPa - run.stepFromPa);
  return usedS;
}

function count(run: CycleRun, durationS: number, leftS: number): number | null {
  const neededS = durationS - run.stepS;
  // Sums of many short scans come to within their rounding of the duration.
  if (neededS > leftS + 1e-9 * leftS) {
    run.stepS += leftS;
    return null;
  }
  return Math.min(leftS, Math.max(0, neededS));
}
