/**
 * Which requests read which points: adjacent registers of one table travel together. A gap is read over when it is
 * short and the profile maps every register in it; a register that no document mentions is never asked for, because
 * many devices refuse the whole request then.
 */
import { REGISTER_COUNT } from '../codec/registers.ts';
import { MAX_READ_BITS, MAX_READ_WORDS } from '../modbus/pdu.ts';
import type { DeviceProfile, ModbusPoint, RegisterTable } from '../profile.ts';

/** A value to be read. */
export interface ReadItem<T> {
  readonly table: RegisterTable;
  readonly address: number;
  readonly count: number;
  readonly item: T;
}

/** One request, and where in its answer each value starts. */
export interface ReadBatch<T> {
  readonly table: RegisterTable;
  readonly address: number;
  readonly count: number;
  readonly items: readonly { readonly offset: number; readonly item: T }[];
}

/** Longest gaps worth reading over: about what a further request would cost in bytes. */
const GAP_WORDS = 8;
const GAP_BITS = 64;

/**
 * Batches in order of table and address.
 *
 * @param isMapped Whether the profile knows a register.
 * @param maxWords Most registers that the device gives in one answer.
 */
export function planReads<T>(
  items: readonly ReadItem<T>[],
  isMapped: (table: RegisterTable, address: number) => boolean,
  maxWords = MAX_READ_WORDS,
): ReadBatch<T>[] {
  const sorted = [...items].sort((a, b) => compare(a.table, b.table) || a.address - b.address);
  const groups: ReadItem<T>[][] = [];
  for (const item of sorted) {
    const group = groups.at(-1);
    if (group !== undefined && mayJoin(group, item, isMapped, maxWords)) group.push(item);
    else groups.push([item]);
  }
  return groups.map(toBatch);
}

/** Requests that read these points of a device, as far as it allows them to be joined. */
export function planPointReads<T extends { readonly source: ModbusPoint }>(
  profile: DeviceProfile,
  points: readonly T[],
): ReadBatch<T>[] {
  const mapped = new Set<string>();
  for (const { source } of profile.points) {
    if (source.protocol !== 'modbus') continue;
    for (let i = 0; i < REGISTER_COUNT[source.type]; i++) mapped.add(`${source.table} ${source.address + i}`);
  }
  const items = points.map((item): ReadItem<T> => {
    const { table, address, type } = item.source;
    return { table, address, count: REGISTER_COUNT[type], item };
  });
  const isMapped = (table: RegisterTable, address: number) => mapped.has(`${table} ${address}`);
  return planReads(items, isMapped, profile.modbus?.maxRegisters ?? undefined);
}

function mayJoin<T>(
  group: readonly ReadItem<T>[],
  item: ReadItem<T>,
  isMapped: (table: RegisterTable, address: number) => boolean,
  maxWords: number,
): boolean {
  const first = group[0];
  if (first === undefined || first.table !== item.table) return false;
  const bits = item.table === 'coil' || item.table === 'discrete';
  const end = endOf(group);
  if (item.address - end > (bits ? GAP_BITS : GAP_WORDS)) return false;
  const total = Math.max(end, item.address + item.count) - first.address;
  if (total > (bits ? MAX_READ_BITS : maxWords)) return false;
  for (let at = end; at < item.address; at++) if (!isMapped(item.table, at)) return false;
  return true;
}

function endOf<T>(group: readonly ReadItem<T>[]): number {
  return Math.max(...group.map(({ address, count }) => address + count));
}

function toBatch<T>(group: readonly ReadItem<T>[]): ReadBatch<T> {
  const first = group[0];
  if (first === undefined) throw new Error('invariant: a batch without items');
  const { table, address } = first;
  const items = group.map((item) => ({ offset: item.address - address, item: item.item }));
  return { table, address, count: endOf(group) - address, items };
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
