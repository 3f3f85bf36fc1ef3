/** Numbers of predictions for people. */
import type { Composition } from '../../physics/species.ts';
import { shownQuantity } from '../../units/shown-quantity.ts';

/** Below this the four decimals of bar are not enough. */
const LEAST_BAR_PA = 100;

export function bar(pressurePa: number): string {
  return pressurePa < LEAST_BAR_PA ? figure(pressurePa, 'Pa') : shownQuantity(pressurePa, 'pressure', 'Pa');
}

export function kelvin(temperatureK: number): string {
  return shownQuantity(temperatureK, 'temperature', 'K');
}

/** Four significant digits, with its unit. */
export function figure(value: number, unit: string): string {
  const plain = digits(value, 4);
  return unit === '' ? plain : `${plain} ${unit}`;
}

const LEAST_SHARE = 1e-5;

export function percent(share: number): string {
  if (share > 0 && share < LEAST_SHARE) return `<${digits(100 * LEAST_SHARE, 2)} %`;
  return `${digits(100 * share, 2)} %`;
}

function digits(value: number, significant: number): string {
  const rounded = Number(value.toPrecision(significant));
  const size = Math.abs(rounded);
  const plain = size === 0 || (size >= 1e-4 && size < 1e6);
  return plain ? String(rounded) : rounded.toExponential().replace('e+', 'e');
}

/** `N2`, or `N2 0.8, He 0.2`. */
export function gasText(gas: Composition): string {
  const parts = Object.entries(gas);
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only[0];
  return parts.map(([name, fraction]) => `${name} ${digits(fraction, 4)}`).join(', ');
}

export function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? line : `  ${line}`))
    .join('\n');
}
