/** A Modbus master that knows nothing of this project. Addresses are those of the protocol, from zero. */
import { type Outcome, run } from './buhera.ts';

export interface Place {
  readonly port: number;
  readonly unit: number;
  readonly address: number;
  /** How long to wait for an answer, s. */
  readonly timeoutS?: number;
}

/** Long enough for a host that stalls. */
const TIMEOUT_S = 10;

/** mbpoll's names of the tables and types. */
export type Kind = '0' | '4' | '4:float';

/** Reads one value, or writes the given ones. */
export function mbpoll(place: Place, kind: Kind, ...written: number[]): Promise<Outcome> {
  const target = ['-m', 'tcp', '-p', String(place.port), '-a', String(place.unit), '-t', kind];
  const what = [
    '-0',
    '-r',
    String(place.address),
    '-1',
    '-q',
    '-o',
    String(place.timeoutS ?? TIMEOUT_S),
    '127.0.0.1',
    ...written.map(String),
  ];
  return run('mbpoll', [...target, '-B', ...what]);
}

/** The number that mbpoll reads; throws with its words where it reads none. */
export async function readNumber(place: Place, kind: Kind): Promise<number> {
  const { code, stdout, stderr } = await mbpoll(place, kind);
  const value = new RegExp(`^\\[${place.address}\\]:\\s+(\\S+)`, 'mu').exec(stdout)?.[1];
  if (code !== 0 || value === undefined) throw new Error(`mbpoll read nothing: ${stdout}${stderr}`);
  return Number(value);
}
