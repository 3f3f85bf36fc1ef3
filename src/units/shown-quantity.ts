/** Quantities for people: in the unit of the bench, with its sensible decimals. */
import { type Dimension, fromSi, siUnit } from './quantity.ts';

/** Dimensions that are not here stay in SI. */
const SHOWN: Readonly<Partial<Record<Dimension, { readonly unit: string; readonly decimals: number }>>> = {
  pressure: { unit: 'bar', decimals: 4 },
  temperature: { unit: 'K', decimals: 2 },
};

/**
 * @param dimension null for a quantity that nobody writes, shown in SI
 * @param siSymbol symbol of its SI unit; `1` for a ratio
 */
export function shownQuantity(value: number, dimension: Dimension | null, siSymbol: string): string {
  const display = dimension === null ? undefined : SHOWN[dimension];
  if (dimension === null || display === undefined) {
    return siSymbol === '1' ? trimmed(value) : `${trimmed(value)} ${siSymbol}`;
  }
  return `${fromSi(value, dimension, display.unit).toFixed(display.decimals)} ${display.unit}`;
}

/** The quantity as a person would write it into a file: in the unit of the bench, with no more digits than it has. */
export function writtenQuantity(valueSi: number, dimension: Dimension): string {
  const unit = SHOWN[dimension]?.unit ?? siUnit(dimension);
  const number = trimmed(fromSi(valueSi, dimension, unit));
  return unit === '1' ? number : `${number} ${unit}`;
}

function trimmed(value: number): string {
  return Number(value.toPrecision(6)).toString();
}
