/**
 * Commands for the outputs of one device: the last command per output wins, adjacent outputs share a request, and
 * an output stays pending until the device has confirmed the very words that are wanted now.
 */
import { withDecimals } from '../codec/companions.ts';
import { decodeRegisters, encodeRegisters, REGISTER_COUNT } from '../codec/registers.ts';
import { MAX_WRITE_BITS, MAX_WRITE_WORDS } from '../modbus/pdu.ts';
import type { ModbusRequest } from '../modbus/request.ts';
import type { ModbusLimits, ModbusPoint } from '../profile.ts';
import type { Device, DrivenPoint } from '../wiring.ts';

export interface Output {
  readonly tag: string;
  readonly bound: DrivenPoint;
  readonly source: ModbusPoint;
  readonly table: 'coil' | 'holding';
  /** The source with the decimals that the device has now; null while nobody knows them. */
  scaled: ModbusPoint | null;
  /** Last position commanded; null: none yet. */
  position: number | null;
  /** Registers for it. A new command is a new array, so that identity tells commands apart. */
  wanted: readonly number[] | null;
  confirmed: readonly number[] | null;
  confirmedAtS: number;
}

/** A write on its way: which outputs, and what was wanted of each when it left. */
export interface WriteFlight {
  readonly request: ModbusRequest & { readonly kind: 'write' };
  readonly outputs: readonly Output[];
  readonly words: readonly (readonly number[])[];
}

/** Functions that write one value, and several. */
const SINGLE = { coil: 5, holding: 6 } as const;
const MULTIPLE = { coil: 15, holding: 16 } as const;

/** Longest time between two writes of an output, s. */
const REFRESH_MAX_S = 1;

/** Time after which a confirmed output of a device is written again, s. */
export function refreshPeriodS({ staleS }: Device): number {
  return Math.min(REFRESH_MAX_S, staleS / 2);
}

export class OutputBank {
  readonly outputs: readonly Output[];
  private readonly refreshS: number;
  private readonly limits: ModbusLimits | undefined;

  /**
   * @param refreshS A confirmed output is written again after this time: a device that lost its power in between
   *   gets its command back, and the loss of a device with outputs alone is noticed.
   * @param limits Functions and lengths of request that the device knows; undefined: all of the specification.
   */
  constructor(points: readonly DrivenPoint[], refreshS: number, limits?: ModbusLimits) {
    this.limits = limits;
    this.refreshS = refreshS;
    this.outputs = points.map(toOutput).sort(byAddress);
  }

  /** Commands an output; a position outside 0 … 1 saturates, as a terminal does. */
  command(output: Output, position: number): void {
    if (Number.isNaN(position)) throw new Error(`invariant: output ${output.tag} commanded to NaN`);
    if (position === output.position) return;
    output.position = position;
    want(output, position);
  }

  /** The device has said how many decimals an output has: the same position may be another number now. */
  rescale(output: Output, decimals: number): void {
    output.scaled = withDecimals(output.source, decimals);
    if (output.position !== null) want(output, output.position);
  }

  /** Whether any command waits for its confirmation. */
  hasPending(): boolean {
    return this.outputs.some(
      ({ position, wanted, confirmed }) => position !== null && (wanted === null || confirmed !== wanted),
    );
  }

  /** The next write, or null when every output is confirmed and fresh. */
  next(nowS: number): WriteFlight | null {
    const { outputs } = this;
    const first = outputs.findIndex((output) => this.isDue(output, nowS));
    if (first === -1) return null;
    let last = first;
    for (let at = first; at + 1 < outputs.length && this.mayJoin(first, at); at++) {
      const joined = outputs[at + 1];
      if (joined !== undefined && this.isDue(joined, nowS)) last = at + 1;
    }
    return toFlight(outputs.slice(first, last + 1), (table) => !this.knows(SINGLE[table]));
  }

  confirm(flight: WriteFlight, nowS: number): void {
    for (const [i, output] of flight.outputs.entries()) {
      output.confirmed = flight.words[i] ?? null;
      output.confirmedAtS = nowS;
    }
  }

  /** Makes every command pending again, for a device that may have forgotten them. */
  forget(): void {
    for (const output of this.outputs) output.confirmed = null;
  }

  private isDue(output: Output, nowS: number): boolean {
    if (output.wanted === null) return false;
    return output.confirmed !== output.wanted || nowS - output.confirmedAtS >= this.refreshS - 1e-9;
  }

  private knows(functionCode: number): boolean {
    return this.limits?.functions?.includes(functionCode) ?? true;
  }

  /** Whether the output after `at` may travel in the request that starts at `first`. */
  private mayJoin(first: number, at: number): boolean {
    const start = this.outputs[first];
    const output = this.outputs[at];
    const next = this.outputs[at + 1];
    if (start === undefined || output === undefined || next === undefined || next.wanted === null)
      return false;
    if (next.table !== start.table || next.source.address !== endOf(output)) return false;
    if (!this.knows(MULTIPLE[start.table])) return false;
    const limit = start.table === 'coil' ? MAX_WRITE_BITS : (this.limits?.maxRegisters ?? MAX_WRITE_WORDS);
    return endOf(next) - start.source.address <= limit;
  }
}

/** Finds the registers for a position; none while it is unknown how the device scales them. */
function want(output: Output, position: number): void {
  const { bound, scaled, wanted } = output;
  const [closed, open] = bound.signal;
  const signal = closed + Math.min(Math.max(position, 0), 1) * (open - closed);
  const words = scaled === null ? null : encodeRegisters(scaled, signal);
  if (wanted === null || words === null || !sameWords(words, wanted)) output.wanted = words;
}

/** Position that a device shows in its registers; null when they hold a fail value. */
export function positionOf(bound: DrivenPoint, source: ModbusPoint, words: ArrayLike<number>, offset = 0) {
  const signal = decodeRegisters(source, words, offset);
  const [closed, open] = bound.signal;
  return signal === null ? null : (signal - closed) / (open - closed);
}

function toFlight(
  outputs: readonly Output[],
  isMultipleOnly: (table: Output['table']) => boolean,
): WriteFlight {
  const first = outputs[0];
  if (first === undefined) throw new Error('invariant: a write without outputs');
  const words = outputs.map((output) => output.wanted ?? []);
  const request = {
    kind: 'write' as const,
    table: first.table,
    address: first.source.address,
    values: words.length === 1 ? (words[0] ?? []) : words.flat(),
    ...(isMultipleOnly(first.table) ? { alwaysMultiple: true } : {}),
  };
  return { request, outputs, words };
}

function toOutput(bound: DrivenPoint): Output {
  const source = bound.point.source;
  if (source.protocol !== 'modbus' || (source.table !== 'coil' && source.table !== 'holding')) {
    throw new Error(`invariant: output ${bound.tag} is no writable Modbus point`);
  }
  const state = { position: null, wanted: null, confirmed: null, confirmedAtS: 0 };
  const scaled = source.decimals === undefined ? source : null;
  return { tag: bound.tag, bound, source, table: source.table, scaled, ...state };
}

function byAddress(a: Output, b: Output): number {
  if (a.table !== b.table) return a.table < b.table ? -1 : 1;
  return a.source.address - b.source.address;
}

function endOf(output: Output): number {
  return output.source.address + REGISTER_COUNT[output.source.type];
}

function sameWords(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((word, i) => word === b[i]);
}
