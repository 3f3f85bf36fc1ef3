/** One SI prefix and one number of decimals for all quantities of a table. */

const PREFIXES = ['z', 'a', 'f', 'p', 'n', 'µ', 'm', '', 'k', 'M', 'G', 'T'];
const PLAIN = PREFIXES.indexOf('');
/** Of the largest quantity. */
const DIGITS = 7;

export interface Scale {
  /** Such as `kJ`. */
  readonly unit: string;
  /** What one unit of the last digit is, in the unit without a prefix. */
  readonly lastDigit: number;
  readonly decimals: number;
}

/** A scale on which the largest quantity has its digits before and behind the point. */
export function scaleFor(values: readonly number[], unit: 'g' | 'mol' | 'J' | 'J/K'): Scale {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const exponent = largest > 0 && largest < Number.POSITIVE_INFINITY ? Math.floor(Math.log10(largest)) : 0;
  const step = Math.min(Math.max(Math.floor(exponent / 3), -PLAIN), PREFIXES.length - 1 - PLAIN);
  const decimals = Math.min(Math.max(DIGITS - 1 - (exponent - 3 * step), 0), DIGITS - 1);
  return { unit: `${PREFIXES[PLAIN + step]}${unit}`, lastDigit: 10 ** (3 * step - decimals), decimals };
}

/** A quantity in units of the last digit. */
export function inUnits({ lastDigit }: Scale, value: number): number {
  return value / lastDigit;
}

/** Whole units of the last digit as a number with its decimals. */
export function shown({ decimals }: Scale, units: number): string {
  const text = (Math.abs(units) / 10 ** decimals).toFixed(decimals);
  return Math.sign(units) < 0 ? `-${text}` : text;
}

/** A quantity that need not add up to anything. */
export function shownValue(scale: Scale, value: number): string {
  return shown(scale, Math.round(inUnits(scale, value)));
}
