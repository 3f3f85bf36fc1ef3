/** Numbers of predictions for people. */
import type { Composition } from '../../physics/species.ts';
import { shownQuantity } from '../../units/shown-quantity.ts';

export function bar(pressurePa: number): string {
  return shownQuantity(pressurePa, 'pressure', 'Pa');
}

export function kelvin(temperatureK: number): string {
  return shownQuantity(temperatureK, 'temperature', 'K');
}

/** Four figures, with its unit. */
export function figure(value: number, unit: string): string {
  const plain = String(Number(value.toPrecision(4)));
  return unit === '' ? plain : `${plain} ${unit}`;
}

export function percent(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`;
}

/** `N2`, or `N2 0.8, He 0.2`. */
export function gasText(gas: Composition): string {
  const parts = Object.entries(gas);
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only[0];
  return parts.map(([name, fraction]) => `${name} ${Number(fraction.toPrecision(4))}`).join(', ');
}

export function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? line : `  ${line}`))
    .join('\n');
}
