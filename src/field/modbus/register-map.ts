/**
 * The registers of one unit: sparse, four tables, words as 0 … 65535 and bits as 0 and 1. A table is a few runs of
 * registers without gaps, each one typed array: a farm has thousands of units, and a request touches one run.
 */
import type { RegisterTable } from '../profile.ts';
import type { DeviceIdentification } from './server-identification.ts';

/** Registers without a gap between them, and with gaps on both sides. */
export interface RegisterRun {
  readonly first: number;
  readonly values: Uint16Array;
  /** 1: a master may write it. */
  readonly writable: Uint8Array;
}

/**
 * Exception with which a unit answers what it would otherwise carry out: 4 server device failure, 6 server device
 * busy, 8 memory parity error; 0: it is well.
 */
export type UnitFault = 0 | 4 | 6 | 8;

const ADDRESSES = 0x1_0000;
const NO_RUNS: readonly RegisterRun[] = [];

export class RegisterMap {
  /** What is wrong inside the device. */
  fault: UnitFault = 0;
  /** What the unit tells of itself by function 43/14; null: it does not know that function. */
  identification: DeviceIdentification | null = null;
  private coil = NO_RUNS;
  private discrete = NO_RUNS;
  private holding = NO_RUNS;
  private input = NO_RUNS;

  /** True: the device is broken inside and answers every valid request with exception 4. */
  get failed(): boolean {
    return this.fault === 4;
  }

  set failed(failed: boolean) {
    this.fault = failed ? 4 : 0;
  }

  /** Adds `count` registers from `address` on; they hold 0, as after power-up. Those of them that exist stay. */
  define(table: RegisterTable, address: number, count: number, writable: boolean): void {
    const end = address + count;
    if (address < 0 || count < 1 || end > ADDRESSES)
      throw new Error(`invariant: no ${count} registers from ${address}`);
    const touching = this[table].filter((run) => run.first <= end && endOf(run) >= address);
    const first = Math.min(address, ...touching.map((run) => run.first));
    const size = Math.max(end, ...touching.map(endOf)) - first;
    const joined = { first, values: new Uint16Array(size), writable: new Uint8Array(size) };
    for (const run of touching) {
      joined.values.set(run.values, run.first - first);
      joined.writable.set(run.writable, run.first - first);
    }
    if (writable) joined.writable.fill(1, address - first, end - first);
    const others = this[table].filter((run) => !touching.includes(run));
    this[table] = [...others, joined].sort((a, b) => a.first - b.first);
  }

  /** Whether the unit has any register of the table. */
  hasTable(table: RegisterTable): boolean {
    return this[table].length > 0;
  }

  /** The run that holds all of `count` registers from `address` on; null where one of them is missing. */
  find(table: RegisterTable, address: number, count: number): RegisterRun | null {
    const runs = this[table];
    let low = 0;
    let high = runs.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const run = runs[middle] as RegisterRun;
      if (address < run.first) high = middle - 1;
      else if (address >= endOf(run)) low = middle + 1;
      else return address + count <= endOf(run) ? run : null;
    }
    return null;
  }

  /** The run that holds all of `count` registers from `address` on, where a master may write every one; else null. */
  findWritable(table: RegisterTable, address: number, count: number): RegisterRun | null {
    const run = this.find(table, address, count);
    if (run === null) return null;
    const from = address - run.first;
    for (let i = from; i < from + count; i++) if (run.writable[i] !== 1) return null;
    return run;
  }

  /** Value of an existing register; 0 for one that does not exist. */
  get(table: RegisterTable, address: number): number {
    const run = this.find(table, address, 1);
    return run?.values[address - run.first] ?? 0;
  }

  /** Sets registers from `address` on; the caller has made sure that they exist. */
  set(table: RegisterTable, address: number, values: ArrayLike<number>): void {
    const run = this.find(table, address, values.length);
    if (run === null) throw new Error(`invariant: no ${values.length} ${table} registers from ${address}`);
    run.values.set(values, address - run.first);
  }
}

function endOf(run: RegisterRun): number {
  return run.first + run.values.length;
}
