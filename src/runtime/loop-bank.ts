import type { Site } from '../config/site.ts';
import { siteTags } from '../config/tags.ts';
import { LOOP_MODES, type LoopDefinition } from '../control/definition.ts';
import { countFatigue, createFatigueCount } from '../control/fatigue-count.ts';
import { createLoops, type Loop, type LoopSet } from '../control/loop-set.ts';
import { type LoopState, restoreLoops, saveLoops } from '../control/loop-state.ts';
import { loopOutput, stepLoops } from '../control/loop-step.ts';
import { type PlainState, restorePlain, savePlain } from '../control/plain-state.ts';
import { openRange, splitPosition } from '../control/split-range.ts';
import type { Dimension } from '../units/quantity.ts';
import { LoopCycle } from './loop-cycle.ts';
import { type LoopEntry, loopTagNames } from './loop-entry.ts';
import { describeOrder, type LoopOrder, obeyOrder } from './loop-orders.ts';
import type { ProcessImage } from './process-image.ts';
import type { CommandResult, LoopSnapshot } from './site-view.ts';
import { usableValue } from './usable-value.ts';

/** The state of all loops as plain data: what a checkpoint keeps. */
export interface LoopBankState {
  readonly loops: readonly LoopState[];
  /** By loop; null where there is none. */
  readonly cycles: Readonly<Record<string, PlainState>>;
  readonly fatigue: Readonly<Record<string, PlainState>>;
}

/** All control loops of a site, with their tags. */
export class LoopBank {
  readonly #set: LoopSet;
  readonly #entries: readonly LoopEntry[];
  readonly #dimensions: ReadonlyMap<string, Dimension | null>;

  constructor(site: Site) {
    this.#dimensions = new Map(siteTags(site).map(({ id, dimension }) => [id, dimension]));
    this.#set = createLoops(site.loops);
    this.#entries = this.#set.loops.map((loop) => ({
      loop,
      cycle: cycleOf(loop.definition, site),
      fatigue: loop.definition.fatigue === null ? null : createFatigueCount(loop.definition.fatigue),
      tags: loopTagNames(loop.definition.id),
    }));
  }

  /** Steps every loop and puts the positions that it wants into `outputs`. */
  step(
    image: ProcessImage,
    timing: { nowS: number; dtS: number },
    held: ReadonlyMap<string, number>,
    outputs: Map<string, number>,
  ): void {
    for (const { loop, cycle } of this.#entries) {
      latch(loop, image, held);
      if (cycle !== null) loop.input.cycleSetPoint = cycle.step(loop, timing);
    }
    stepLoops(this.#set, timing.dtS);
    for (const entry of this.#entries) {
      const { loop, cycle, tags } = entry;
      const output = loopOutput(loop);
      for (const split of loop.definition.outputs) outputs.set(split.tag, splitPosition(split, output));
      image.writeValue(tags.setPoint, loop.setPoint, timing.nowS);
      image.writeValue(tags.output, output, timing.nowS);
      image.writeValue(tags.mode, LOOP_MODES.indexOf(loop.mode), timing.nowS);
      if (cycle !== null) publishCycle(cycle, entry, image, timing);
      publishFatigue(entry, image, timing.nowS);
    }
  }

  /** The loops at work, for those who test and tune them. */
  get loops(): readonly Loop[] {
    return this.#set.loops;
  }

  obey(order: LoopOrder): CommandResult {
    const entry = this.#entries.find(({ loop }) => loop.definition.id === order.loop.id);
    if (entry === undefined) throw new Error(`invariant: no loop ${order.loop.id}`);
    const outcome = obeyOrder(entry, order);
    if (!outcome.ok) return { ok: false, problem: 'refused', text: outcome.reason };
    return { ok: true, text: describeOrder(order, this.#dimensions.get(order.loop.pv) ?? null) };
  }

  snapshots(): readonly LoopSnapshot[] {
    return this.#entries.map(({ loop }) => {
      const { id, title, pv, setPoint, outputs } = loop.definition;
      const followsCycle = setPoint.kind === 'cycle' && loop.mode !== 'cascade' && loop.mode !== 'remote';
      return {
        id,
        title,
        mode: loop.mode,
        pv,
        setPoint: loop.setPoint,
        output: loopOutput(loop),
        outputs: outputs.map(({ tag }) => tag),
        cycle: followsCycle && Number.isNaN(loop.localSetPoint) ? setPoint.cycle : null,
      };
    });
  }

  /** The whole state, for a checkpoint. */
  save(): LoopBankState {
    const entries = this.#entries.map((entry) => [entry.loop.definition.id, entry] as const);
    return {
      loops: saveLoops(this.#set),
      cycles: Object.fromEntries(entries.map(([id, { cycle }]) => [id, cycle?.save() ?? null])),
      fatigue: Object.fromEntries(
        entries.map(([id, { fatigue }]) => [id, fatigue === null ? null : savePlain(fatigue)]),
      ),
    };
  }

  /** Goes on from a saved state; what does not fit is said, and then nothing is changed. */
  restore(state: LoopBankState): string | null {
    const problem = restoreLoops(this.#set, state.loops);
    if (problem !== null) return problem;
    for (const { loop, cycle, fatigue } of this.#entries) {
      const { id } = loop.definition;
      cycle?.restore(state.cycles[id] ?? null);
      if (fatigue !== null) restorePlain(fatigue, state.fatigue[id] ?? null);
    }
    return null;
  }
}

function cycleOf({ setPoint, repetitive }: LoopDefinition, { cycles }: Site): LoopCycle | null {
  if (setPoint.kind !== 'cycle') return null;
  const cycle = cycles.find(({ id }) => id === setPoint.cycle);
  return cycle === undefined ? null : new LoopCycle(cycle, setPoint.phaseS, repetitive);
}

function publishCycle(
  cycle: LoopCycle,
  { loop, tags }: LoopEntry,
  image: ProcessImage,
  timing: { readonly nowS: number; readonly dtS: number },
): void {
  cycle.publish(loop, image, timing);
  image.writeValue(tags.cycle, cycle.status, timing.nowS);
  image.writeValue(tags.cycleCount, cycle.rounds, timing.nowS);
}

function publishFatigue({ loop, fatigue, tags }: LoopEntry, image: ProcessImage, nowS: number): void {
  const { fatigue: limit } = loop.definition;
  if (fatigue === null || limit === null) return;
  countFatigue(fatigue, limit, loop.input.pv);
  image.writeValue(tags.fatigueCycles, fatigue.cycles, nowS);
  image.writeValue(tags.fatigueUsed, fatigue.usedRatio, nowS);
}

/** What the loop sees in this scan. */
function latch(loop: Loop, image: ProcessImage, held: ReadonlyMap<string, number>): void {
  const { definition, input } = loop;
  const { remote, feedForward, schedule, tracking } = definition;
  input.pv = usableValue(image, definition.pv);
  if (remote !== null) input.remoteSetPoint = usableValue(image, remote);
  if (feedForward !== null) input.feedForward = usableValue(image, feedForward.tag);
  if (schedule !== null) input.schedule = usableValue(image, schedule.tag);
  if (tracking !== null) {
    const isTracking = usableValue(image, tracking.whileTag) >= 0.5;
    input.trackedOutput = isTracking ? usableValue(image, tracking.tag) : Number.NaN;
  }
  const [low, high] = openRange(definition, held.size === 0 ? null : held);
  input.openLow = low;
  input.openHigh = high;
}
