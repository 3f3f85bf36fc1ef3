/**
 * Whether a device that begins to answer is the one that was wired: before anything of it is believed, and before
 * anything is written to it, its registers must hold what its profile expects. A transmitter of another range at the
 * same address would otherwise give good readings of a wrong pressure.
 */
import type { ModbusOutcome, ModbusRequest } from '../modbus/request.ts';
import type { Expectation } from '../profile.ts';
import type { Device } from '../wiring.ts';
import { expectedCount, heldIn } from './expectation.ts';
import type { ReadBatch } from './poll-plan.ts';
import { planReads } from './poll-plan.ts';

/** Exceptions of a device that has no such register, and so is another one. Busy or broken is something else. */
const NO_SUCH_REGISTER = new Set([1, 2, 3]);

/** `unknown`: the device could not say, and may be asked again. */
export type Verdict =
  | { readonly kind: 'asks-on' | 'passed' | 'unknown' }
  | { readonly kind: 'failed'; readonly reason: string };

export class IdentityCheck {
  private readonly profileId: string;
  private readonly steps: readonly ReadBatch<Expectation>[];
  private at = 0;

  constructor(device: Device) {
    this.profileId = device.profile.id;
    this.steps = device.verify === false ? [] : plan(device);
  }

  /** The next register to read; null once the device has passed. */
  next(): ModbusRequest | null {
    const step = this.steps[this.at];
    if (step === undefined) return null;
    return { kind: 'read', table: step.table, address: step.address, count: step.count };
  }

  /** Takes the answer to what was asked last. */
  take(outcome: ModbusOutcome): Verdict {
    const step = this.steps[this.at];
    if (step === undefined) throw new Error(`invariant: nothing was asked of ${this.profileId}`);
    if (!outcome.ok) {
      const isAnother =
        outcome.kind === 'exception' && outcome.code !== null && NO_SUCH_REGISTER.has(outcome.code);
      const title = step.items[0]?.item.title ?? '';
      return isAnother
        ? { kind: 'failed', reason: this.isNot(`${title} cannot be read (${outcome.detail})`) }
        : { kind: 'unknown' };
    }
    for (const { item, offset } of step.items) {
      const held = heldIn(item, outcome.values, offset);
      const { equals } = item.content;
      if (held !== equals)
        return { kind: 'failed', reason: this.isNot(`${item.title} is ${held}, expected ${equals}`) };
    }
    this.at++;
    return { kind: this.at < this.steps.length ? 'asks-on' : 'passed' };
  }

  /** The device was away: another may stand in its place. */
  restart(): void {
    this.at = 0;
  }

  private isNot(why: string): string {
    return `is not a ${this.profileId}: ${why}`;
  }
}

/** A register that is an output of ours as well holds what we command, and proves nothing. */
function plan({ profile, points }: Device): ReadBatch<Expectation>[] {
  const driven = new Set(
    points.flatMap(({ direction, point: { source } }) =>
      direction === 'drive' && source.protocol === 'modbus' ? [`${source.table} ${source.address}`] : [],
    ),
  );
  const items = (profile.expectations ?? [])
    .filter(({ table, address }) => !driven.has(`${table} ${address}`))
    .map((item) => ({ table: item.table, address: item.address, count: expectedCount(item), item }));
  // Nothing says that there are registers in the gaps.
  return planReads(items, () => false, profile.modbus?.maxRegisters ?? undefined);
}
