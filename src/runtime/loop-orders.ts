/** What an operator asks of a loop, and what becomes of it. */
import type { LoopDefinition, LoopMode } from '../control/definition.ts';
import {
  type LoopCommand,
  releaseSetPoint,
  setManualOutput,
  setMode,
  setSetPoint,
} from '../control/loop-commands.ts';
import { type Dimension, siUnit } from '../units/quantity.ts';
import { shownQuantity } from '../units/shown-quantity.ts';
import type { CycleOrder } from './loop-cycle.ts';
import type { LoopEntry } from './loop-entry.ts';

/** Values are SI. */
export type LoopOrder =
  | { readonly kind: 'set-point'; readonly loop: LoopDefinition; readonly value: number }
  | { readonly kind: 'release-set-point'; readonly loop: LoopDefinition }
  | { readonly kind: 'mode'; readonly loop: LoopDefinition; readonly mode: LoopMode }
  | { readonly kind: 'manual-output'; readonly loop: LoopDefinition; readonly value: number }
  | { readonly kind: 'cycle'; readonly loop: LoopDefinition; readonly order: CycleOrder };

export function obeyOrder({ loop, cycle }: LoopEntry, order: LoopOrder): LoopCommand {
  switch (order.kind) {
    case 'set-point': {
      const outcome = setSetPoint(loop, order.value);
      if (outcome.ok) cycle?.leave();
      return outcome;
    }
    case 'release-set-point':
      return cycle === null ? releaseSetPoint(loop) : cycle.follow(loop);
    case 'mode':
      return setMode(loop, order.mode);
    case 'manual-output':
      return setManualOutput(loop, order.value);
    case 'cycle':
      return cycle === null
        ? { ok: false, reason: `loop ${loop.definition.id} has no cycle to follow` }
        : cycle.obey(loop, order.order);
  }
}

/** @param pv what the loop's process value is */
export function describeOrder(order: LoopOrder, pv: Dimension | null): string {
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
    case 'cycle':
      return `${id}.cycle: ${order.order}`;
  }
}
