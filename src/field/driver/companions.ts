/**
 * What the driver knows of the points that say something of others. A value counts when the state that belongs to it
 * has been read with it or after it: a sensor that broke before it was read shows in a state that is read later, and
 * not in one that was read earlier. Until then the value is held back.
 */

import type { Reading } from '../../units/reading.ts';
import { companionNames, companionsOf, type RawState, type Verdict, verdictOn } from '../codec/companions.ts';
import { decodeRaw } from '../codec/registers.ts';
import type { DeviceProfile, ModbusPoint, PointProfile } from '../profile.ts';
import { bad } from './samples.ts';

export interface Companion {
  readonly name: string;
  readonly source: ModbusPoint;
  state: RawState;
  /** Number of the answer that it was read in. */
  turn: number;
}

const NEVER_READ: RawState = { ok: false, reason: 'never read' };

export class Companions {
  /** Those on which the given points depend: they are to be polled with them. */
  readonly polled: readonly Companion[];
  private readonly points: ReadonlyMap<string, PointProfile>;
  private readonly byName: ReadonlyMap<string, Companion>;
  private turn = 0;

  constructor(profile: DeviceProfile, dependents: readonly ModbusPoint[]) {
    this.points = companionsOf(profile);
    const named = new Set(dependents.flatMap((source) => [...companionNames(source)]));
    this.polled = [...this.points]
      .filter(([name]) => named.has(name))
      .flatMap(([name, { source }]) =>
        source.protocol === 'modbus' ? [{ name, source, state: NEVER_READ, turn: 0 }] : [],
      );
    this.byName = new Map(this.polled.map((companion) => [companion.name, companion]));
  }

  /** An answer has come; the number by which the values in it are known. */
  nextTurn(): number {
    return ++this.turn;
  }

  take(companion: Companion, words: ArrayLike<number>, offset: number): void {
    companion.state = { ok: true, raw: decodeRaw(companion.source, words, offset) };
    companion.turn = this.turn;
  }

  refuse(companion: Companion, reason: string): void {
    companion.state = { ok: false, reason };
    companion.turn = this.turn;
  }

  /** Whether everything on which a value of that turn depends has been read since. */
  isSettled(source: ModbusPoint, turn: number): boolean {
    return companionNames(source).every((name) => (this.byName.get(name)?.turn ?? turn) >= turn);
  }

  verdictOn(source: ModbusPoint): Verdict {
    return verdictOn(source, this.points, (name) => this.byName.get(name)?.state ?? NEVER_READ);
  }

  /** Number of decimals that a companion says, or null while nobody knows. */
  decimalsOf({ decimals }: ModbusPoint): number | null {
    const state = decimals === undefined ? undefined : this.byName.get(decimals)?.state;
    return state?.ok === true ? state.raw : null;
  }
}

/** The worse of two judgements, with what the device says of itself before what its number shows. */
export function qualified(reading: Reading, verdict: Verdict, lastValue: number): Reading {
  const { quality, reason } = verdict;
  if (quality === 'bad') return bad(lastValue, reason ?? '');
  return quality === 'good' || reading.quality !== 'good' ? reading : { ...reading, quality, reason };
}
