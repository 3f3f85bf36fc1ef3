/**
 * What points of a device say of others of the same device: how many decimals a number has, and in which state a
 * reading is not to be relied on.
 */
import type { DeviceProfile, ModbusPoint, PointProfile } from '../profile.ts';

/** Raw number in the registers of a point, or why there is none. */
export type RawState =
  | { readonly ok: true; readonly raw: number }
  | { readonly ok: false; readonly reason: string };

/** How a point is to be read now. */
export interface Verdict {
  /** Scaled with the decimals that it has; without a meaning where they are unknown, and the quality is bad. */
  readonly source: ModbusPoint;
  readonly quality: 'good' | 'uncertain' | 'bad';
  /** null where it is good. */
  readonly reason: string | null;
}

/** More than any register of 16 or 32 bits has digits for. */
const MOST_DECIMALS = 9;

/** Names of the points on which a point depends; empty for most. */
export function companionNames({ decimals, qualifiers = [] }: ModbusPoint): readonly string[] {
  const names = qualifiers.map(({ point }) => point);
  return [...new Set(decimals === undefined ? names : [decimals, ...names])];
}

/** All points of a device on which others depend, by their names. */
export function companionsOf({ points }: Pick<DeviceProfile, 'points'>): ReadonlyMap<string, PointProfile> {
  const named = new Set(
    points.flatMap(({ source }) => (source.protocol === 'modbus' ? companionNames(source) : [])),
  );
  return new Map(points.filter(({ name }) => named.has(name)).map((point) => [point.name, point]));
}

/** @param stateOf Of a companion, by its name. */
export function verdictOn(
  source: ModbusPoint,
  companions: ReadonlyMap<string, PointProfile>,
  stateOf: (name: string) => RawState,
): Verdict {
  const scaled = scaledBy(source, stateOf);
  if (typeof scaled === 'string') return { source, quality: 'bad', reason: scaled };
  for (const { point, is, quality } of source.qualifiers ?? []) {
    const state = stateOf(point);
    if (!state.ok) return { source: scaled, quality: 'bad', reason: state.reason };
    if (is.includes(state.raw)) {
      return { source: scaled, quality, reason: stateWords(companions.get(point), state.raw) };
    }
  }
  return { source: scaled, quality: 'good', reason: null };
}

/** The point as it is scaled with a number of decimals; null where that is none. */
export function withDecimals(source: ModbusPoint, decimals: number): ModbusPoint | null {
  if (!Number.isInteger(decimals) || decimals < 0 || decimals > MOST_DECIMALS) return null;
  return decimals === 0 ? source : { ...source, scale: source.scale * 10 ** -decimals };
}

/** A text says why the decimals are unknown. */
function scaledBy(source: ModbusPoint, stateOf: (name: string) => RawState): ModbusPoint | string {
  if (source.decimals === undefined) return source;
  const state = stateOf(source.decimals);
  if (!state.ok) return state.reason;
  return withDecimals(source, state.raw) ?? `${state.raw} decimals`;
}

/** Such as `State of the measurement: starting up`. */
function stateWords(companion: PointProfile | undefined, raw: number): string {
  if (companion?.source.protocol !== 'modbus')
    throw new Error('invariant: a state of no point of the device');
  return `${companion.title}: ${companion.source.meanings?.[String(raw)] ?? raw}`;
}
