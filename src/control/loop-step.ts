/** One scan of all loops, in place: who decides each output, from which set-point, and what the controller makes of it. */
import { outputOfSetPoint, setPointOfOutput, stuckSide, takesCascade } from './cascade.ts';
import { loadScheduled } from './gain-schedule.ts';
import { leadLagOutput } from './lead-lag.ts';
import { changeMode } from './loop-commands.ts';
import type { Loop, LoopSet } from './loop-set.ts';
import { PID, stepPidRow } from './pid-row.ts';

/**
 * Steps every loop with what stands in its input. Outputs are finite, within their limits, and move no faster than
 * their rate, except where somebody else moves the actuator.
 *
 * @param dtS time since the last step, s, > 0
 */
export function stepLoops(set: LoopSet, dtS: number): void {
  const { order } = set;
  for (let index = 0; index < order.length; index++) stepLoop(order[index] as Loop, dtS);
}

/** Controller output of the last step, within the output range. */
export function loopOutput({ memory, at }: Loop): number {
  return memory[at + PID.output] as number;
}

function stepLoop(loop: Loop, dtS: number): void {
  const { memory, at, input, definition } = loop;
  judgePv(loop);
  followSchedule(loop);
  loop.setPoint = nextSetPoint(loop);
  memory[at + PID.feedForward] = definition.feedForward === null ? 0 : feedForwardOutput(loop, dtS);
  memory[at + PID.setPoint] = loop.setPoint + input.correction;
  memory[at + PID.pv] = input.pv;
  memory[at + PID.openLow] = input.openLow;
  memory[at + PID.openHigh] = input.openHigh;
  memory[at + PID.stuck] = loop.downstream === null ? 0 : stuckSide(loop);
  memory[at + PID.heldOutput] = heldOutput(loop);
  stepPidRow(memory, at, dtS);
  // What an override has moved stays moved when it ends.
  if (loop.mode === 'manual')
    loop.manualOutput = Math.min(input.openHigh, Math.max(input.openLow, loop.manualOutput));
}

/** Falls to manual where the loop is to do so on a bad PV, or after one. */
function judgePv(loop: Loop): void {
  const { definition, input } = loop;
  const isGood = Number.isFinite(input.pv);
  const isLost = loop.isPvGood && !isGood;
  const isBack = loop.hasPv && !loop.isPvGood && isGood;
  if (isLost && definition.onBad.kind === 'manual') changeMode(loop, 'manual');
  if (isBack && definition.afterBad === 'manual') changeMode(loop, 'manual');
  loop.isPvGood = isGood;
  loop.hasPv = loop.hasPv || isGood;
}

function followSchedule(loop: Loop): void {
  const { definition, input } = loop;
  const { schedule } = definition;
  if (schedule === null || !Number.isFinite(input.schedule) || input.schedule === loop.scheduledAt) return;
  loop.scheduledAt = input.schedule;
  loadScheduled(loop.memory, loop.at, definition, schedule, input.schedule);
}

function nextSetPoint(loop: Loop): number {
  const { definition, input, upstream } = loop;
  if (loop.mode === 'cascade' && upstream !== null) {
    if (Number.isNaN(loop.setPoint)) return firstSetPoint(loop, upstream);
    return setPointOfOutput(upstream.definition, definition, loopOutput(upstream));
  }
  if (loop.mode === 'remote') {
    if (Number.isFinite(input.remoteSetPoint)) return withinRange(loop, input.remoteSetPoint);
    // Before there ever was one, there is nothing to hold and nothing to fall back from.
    if (definition.onBadSetPoint === 'hold' || Number.isNaN(loop.setPoint)) return loop.setPoint;
    changeMode(loop, definition.onBadSetPoint);
  }
  return localSetPoint(loop);
}

/** A cascade begins where its inner process stands, not where the output of its outer loop happens to. */
function firstSetPoint(loop: Loop, upstream: Loop): number {
  if (!loop.isPvGood) return Number.NaN;
  const setPoint = withinRange(loop, loop.input.pv);
  trackOutput(upstream, outputOfSetPoint(upstream.definition, loop.definition, setPoint));
  return setPoint;
}

function localSetPoint(loop: Loop): number {
  const { definition, input, mode } = loop;
  if (mode === 'manual' && definition.setPointTracksPv && loop.isPvGood)
    loop.localSetPoint = withinRange(loop, input.pv);
  if (!Number.isNaN(loop.localSetPoint)) return loop.localSetPoint;
  const source = definition.setPoint;
  if (source.kind === 'value') return source.value;
  if (source.kind === 'cycle') return input.cycleSetPoint;
  if (loop.isPvGood) loop.localSetPoint = withinRange(loop, input.pv);
  return loop.localSetPoint;
}

function withinRange({ definition }: Loop, setPoint: number): number {
  return Math.min(definition.setPointRange[1], Math.max(definition.setPointRange[0], setPoint));
}

/** What the disturbance adds to the output; while its tag is bad, what it added last. */
function feedForwardOutput(loop: Loop, dtS: number): number {
  const { definition, input, memory, at } = loop;
  const { feedForward } = definition;
  if (feedForward === null) return 0;
  if (!Number.isFinite(input.feedForward)) {
    loop.leadLagInput = Number.NaN;
    return Number.isNaN(loop.leadLagOutput) ? 0 : loop.leadLagOutput;
  }
  const [low, high] = feedForward.range;
  const outputSpan = definition.outputRange[1] - definition.outputRange[0];
  const scaled = (feedForward.gain * outputSpan * (input.feedForward - low)) / (high - low);
  if (Number.isNaN(loop.leadLagInput)) {
    // New or back: it begins at rest, and the controller takes the difference over.
    loop.leadLagOutput = scaled;
    memory[at + PID.controlling] = 0;
  } else {
    loop.leadLagOutput = leadLagOutput(feedForward, loop.leadLagOutput, loop.leadLagInput, scaled, dtS);
  }
  loop.leadLagInput = scaled;
  return loop.leadLagOutput;
}

/** Output that somebody else decides, within the output range; not a number: nobody does. */
function heldOutput(loop: Loop): number {
  const { definition, input, downstream, memory, at } = loop;
  if (Number.isFinite(input.trackedOutput)) return trackOutput(loop, input.trackedOutput);
  if (downstream !== null && !takesCascade(downstream)) {
    return Number.isNaN(downstream.setPoint)
      ? loopOutput(loop)
      : trackOutput(loop, outputOfSetPoint(definition, downstream.definition, downstream.setPoint));
  }
  if (loop.mode === 'manual') return loop.manualOutput;
  if (loop.isPvGood) return Number.NaN;
  return definition.onBad.kind === 'output' ? definition.onBad.value : (memory[at + PID.output] as number);
}

/** The output is already there, so no rate holds it back. */
function trackOutput(loop: Loop, wanted: number): number {
  const [low, high] = loop.definition.outputRange;
  const output = Math.min(high, Math.max(low, wanted));
  loop.memory[loop.at + PID.output] = output;
  loop.manualOutput = output;
  return output;
}
