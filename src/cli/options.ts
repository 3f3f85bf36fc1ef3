import { parseQuantity } from '../units/quantity.ts';
import { usageError } from './exit.ts';

/** A duration such as `60s`, `10 ms` or `10m`; a bare number is seconds. */
export function parseDurationS(text: string, option: string): number {
  const bare = Number(text);
  const parsed =
    text.trim() !== '' && Number.isFinite(bare)
      ? { ok: true as const, value: bare }
      : parseQuantity(text, 'time');
  if (!parsed.ok) throw usageError(`buhera: ${option} ${text}: ${parsed.problem}; ${parsed.hint}.`);
  if (parsed.value < 0) throw usageError(`buhera: ${option} ${text}: a duration cannot be negative.`);
  return parsed.value;
}

export function parseInteger(text: string, option: string, [low, high]: readonly [number, number]): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < low || value > high) {
    throw usageError(`buhera: ${option} ${text}: expected a whole number from ${low} to ${high}.`);
  }
  return value;
}

/** `1`, a factor, or `max` for virtual time. */
export function parseSpeed(text: string): number | 'max' {
  if (text === 'max') return 'max';
  const value = Number(text);
  if (!(value > 0 && value <= 1000)) {
    throw usageError(`buhera: --speed ${text}: expected a factor above 0 and up to 1000, or max.`);
  }
  return value;
}
