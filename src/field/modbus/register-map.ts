/** The registers of one unit: sparse, four tables, words as 0 … 65535 and bits as 0 and 1. */
import type { RegisterTable } from '../profile.ts';

interface Table {
  readonly values: Map<number, number>;
  readonly writable: Set<number>;
}

export class RegisterMap {
  /** True: the device is broken inside and answers every valid request with exception 4. */
  failed = false;
  private readonly tables: Record<RegisterTable, Table> = {
    coil: emptyTable(),
    discrete: emptyTable(),
    holding: emptyTable(),
    input: emptyTable(),
  };

  /** Adds `count` registers from `address` on; they hold 0, as after power-up. */
  define(table: RegisterTable, address: number, count: number, writable: boolean): void {
    const { values, writable: marks } = this.tables[table];
    for (let at = address; at < address + count; at++) {
      values.set(at, 0);
      if (writable) marks.add(at);
    }
  }

  /** Whether the unit has any register of the table. */
  hasTable(table: RegisterTable): boolean {
    return this.tables[table].values.size > 0;
  }

  /** Whether all of `count` registers from `address` on exist. */
  covers(table: RegisterTable, address: number, count: number): boolean {
    const { values } = this.tables[table];
    for (let at = address; at < address + count; at++) if (!values.has(at)) return false;
    return true;
  }

  /** Whether a master may write all of `count` registers from `address` on. */
  accepts(table: RegisterTable, address: number, count: number): boolean {
    const { writable } = this.tables[table];
    for (let at = address; at < address + count; at++) if (!writable.has(at)) return false;
    return true;
  }

  /** Value of an existing register; 0 for one that does not exist. */
  get(table: RegisterTable, address: number): number {
    return this.tables[table].values.get(address) ?? 0;
  }

  /** Sets registers from `address` on; the caller has made sure that they exist. */
  set(table: RegisterTable, address: number, values: ArrayLike<number>): void {
    const target = this.tables[table].values;
    for (let i = 0; i < values.length; i++) target.set(address + i, values[i] ?? 0);
  }
}

function emptyTable(): Table {
  return { values: new Map(), writable: new Set() };
}
