import type { Site } from '../config/site.ts';
import { siteTags } from '../config/tags.ts';
import { cyclePressurePa } from '../control/cycle.ts';
import type { CycleDefinition, LoopDefinition } from '../control/definition.ts';
import {
  createLoop,
  type LoopCommand,
  type LoopState,
  releaseSetPoint,
  setManualOutput,
  setMode,
  setSetPoint,
  stepLoop,
} from '../control/loop.ts';
import { type Dimension, siUnit } from '../units/quantity.ts';
import { shownQuantity } from '../units/shown-quantity.ts';
import { type OperatorCommand, refused } from './operator.ts';
import type { ProcessImage } from './process-image.ts';
import type { CommandResult, LoopSnapshot } from './site-view.ts';

interface Entry {
  readonly definition: LoopDefinition;
  readonly cycle: CycleDefinition | null;
  state: LoopState;
  setPoint: number;
}

export type LoopOrder = Extract<OperatorCommand, { readonly loop: LoopDefinition }>;

/** All control loops of a site, with their tags. */
export class LoopBank {
  readonly #entries: readonly Entry[];
  readonly #dimensions: ReadonlyMap<string, Dimension | null>;

  constructor(site: Site) {
    this.#dimensions = new Map(siteTags(site).map(({ id, dimension }) => [id, dimension]));
    const cycles = new Map(site.cycles.map((cycle) => [cycle.id, cycle]));
    this.#entries = site.loops.map((definition) => ({
      definition,
      cycle: definition.setPoint.kind === 'cycle' ? (cycles.get(definition.setPoint.cycle) ?? null) : null,
      state: createLoop(definition),
      setPoint: Number.NaN,
    }));
  }

  /** Steps every loop and puts the positions that it wants into `outputs`. */
  step(
    image: ProcessImage,
    timing: { nowS: number; dtS: number },
    held: ReadonlyMap<string, number>,
    outputs: Map<string, number>,
  ): void {
    for (const entry of this.#entries) {
      const { id, pv } = entry.definition;
      const stepped = stepLoop(entry.definition, entry.state, {
        pv: image.read(pv),
        cycleSetPoint: entry.cycle === null ? null : cyclePressurePa(entry.cycle, timing.nowS),
        dtS: timing.dtS,
        heldPositions: held.size === 0 ? null : held,
      });
      entry.state = stepped.state;
      entry.setPoint = stepped.setPoint ?? Number.NaN;
      for (const [tag, position] of stepped.outputs) outputs.set(tag, position);
      image.writeValue(`${id}.sp`, entry.setPoint, timing.nowS);
      image.writeValue(`${id}.out`, stepped.output, timing.nowS);
      image.writeValue(`${id}.mode`, entry.state.mode === 'auto' ? 1 : 0, timing.nowS);
    }
  }

  obey(order: LoopOrder): CommandResult {
    const entry = this.#entries.find(({ definition }) => definition.id === order.loop.id);
    if (entry === undefined) throw new Error(`invariant: no loop ${order.loop.id}`);
    const outcome = apply(entry, order);
    if (!outcome.ok) return refused(outcome.reason);
    entry.state = outcome.state;
    return { ok: true, text: describe(order, this.#dimensions.get(entry.definition.pv) ?? null) };
  }

  snapshots(): readonly LoopSnapshot[] {
    return this.#entries.map(({ definition, state, setPoint }) => ({
      id: definition.id,
      title: definition.title,
      mode: state.mode,
      pv: definition.pv,
      setPoint,
      output: state.pid.output,
      outputs: definition.outputs.map(({ tag }) => tag),
      cycle:
        definition.setPoint.kind === 'cycle' && state.operatorSetPoint === null
          ? definition.setPoint.cycle
          : null,
    }));
  }
}

function apply({ definition, state }: Entry, order: LoopOrder): LoopCommand {
  switch (order.kind) {
    case 'set-point':
      return setSetPoint(definition, state, order.value);
    case 'release-set-point':
      return { ok: true, state: releaseSetPoint(state) };
    case 'mode':
      return { ok: true, state: setMode(state, order.mode) };
    case 'manual-output':
      return setManualOutput(definition, state, order.value);
  }
}

function describe(order: LoopOrder, pv: Dimension | null): string {
  const { id } = order.loop;
  switch (order.kind) {
    case 'set-point':
      return `${id}.sp set to ${shownQuantity(order.value, pv, pv === null ? '1' : siUnit(pv))}`;
    case 'release-set-point':
      return `${id}.sp follows its cycle again`;
    case 'mode':
      return `${id} is in ${order.mode}`;
    case 'manual-output':
      return `${id}.out set to ${(order.value * 100).toFixed(1)} %`;
  }
}
