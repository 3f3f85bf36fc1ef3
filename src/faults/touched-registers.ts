/** Which registers a Modbus request asks for or writes. */
import type { RegisterTable } from '../field/profile.ts';

export interface RegisterSpan {
  readonly table: RegisterTable;
  readonly address: number;
  readonly count: number;
}

const TABLES: Readonly<Record<number, RegisterTable>> = {
  1: 'coil',
  2: 'discrete',
  3: 'holding',
  4: 'input',
  5: 'coil',
  6: 'holding',
  15: 'coil',
  16: 'holding',
  22: 'holding',
  23: 'holding',
};

/** Functions that name one address and no quantity. */
const SINGLE: ReadonlySet<number> = new Set([5, 6, 22]);

/** Spans of a request PDU; none where the function touches no registers, or the request is cut short. */
export function touchedSpans(request: Uint8Array): readonly RegisterSpan[] {
  const code = request[0] ?? 0;
  const table = TABLES[code];
  if (table === undefined || request.length < 5) return [];
  const spanAt = (at: number): RegisterSpan => ({
    table,
    address: wordAt(request, at),
    count: SINGLE.has(code) ? 1 : wordAt(request, at + 2),
  });
  return code === 23 && request.length >= 9 ? [spanAt(1), spanAt(5)] : [spanAt(1)];
}

export function overlap(a: RegisterSpan, b: RegisterSpan): boolean {
  return a.table === b.table && a.address < b.address + b.count && b.address < a.address + a.count;
}

function wordAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
