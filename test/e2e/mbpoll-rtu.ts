/** mbpoll on a serial line: a master on libmodbus that knows nothing of this project. Addresses count from zero. */
import { type Outcome, run } from './buhera.ts';

export interface SerialPlace {
  readonly path: string;
  readonly unit: number;
  readonly address: number;
}

/** mbpoll's own names of tables and types. */
export type SerialKind = '0' | '1' | '3' | '4' | '4:float';

/** Long enough for a host that stalls. */
const TIMEOUT_S = 10;

/** Reads `count` values, or writes the given ones, with mbpoll's own line settings unless `options` say others. */
export function mbpollRtu(
  { path, unit, address }: SerialPlace,
  kind: SerialKind,
  { count = 1, written = [], options = [] }: { count?: number; written?: number[]; options?: string[] } = {},
): Promise<Outcome> {
  const target = ['-m', 'rtu', '-a', String(unit), '-t', kind, '-B', '-0', '-r', String(address)];
  const values = written.length > 0 ? written.map(String) : [];
  const counted = written.length > 0 ? [] : ['-c', String(count)];
  return run('mbpoll', [
    ...target,
    ...counted,
    '-1',
    '-q',
    '-o',
    String(TIMEOUT_S),
    ...options,
    path,
    ...values,
  ]);
}

/** The numbers that mbpoll reads, in order; throws with its words where it reads none. */
export async function readRtu(place: SerialPlace, kind: SerialKind, count = 1): Promise<number[]> {
  const { code, stdout, stderr } = await mbpollRtu(place, kind, { count });
  const values = [...stdout.matchAll(/^\[\d+\]:\s+(\S+)/gmu)].map(([, value]) => Number(value));
  if (code !== 0 || values.length === 0) throw new Error(`mbpoll read nothing: ${stdout}${stderr}`);
  return values;
}
