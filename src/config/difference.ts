import type { Dimension } from '../units/quantity.ts';

/** Readings of a scale with a zero of its own, degrees Celsius or gauge pressure, are no differences. */
export function differenceOf(dimension: Dimension): Dimension {
  if (dimension === 'temperature') return 'temperature difference';
  return dimension === 'pressure' ? 'pressure difference' : dimension;
}
