/** Inputs of elements, and what they can be. */
import type { PointSpec } from './element.ts';

/** A point that sets one number per element of the kind; nothing is set where `isPossible` says no. */
export function inputPoint<M>(
  { suffix, dimension }: Pick<PointSpec<M>, 'suffix' | 'dimension'>,
  values: (model: M) => Float64Array,
  isPossible: (value: number) => boolean,
): PointSpec<M> {
  return {
    suffix,
    dimension,
    read: (model, i) => values(model)[i] ?? Number.NaN,
    write(model, i, value) {
      if (!isPossible(value)) return false;
      values(model)[i] = value;
      return true;
    },
  };
}

export function isSwitch(value: number): boolean {
  return value === 0 || value === 1;
}

export function isRatio(value: number): boolean {
  return value >= 0 && value <= 1;
}

/** A flow or a power: none, or some. */
export function isAmount(value: number): boolean {
  return value >= 0 && value < Number.POSITIVE_INFINITY;
}

/** A pressure or a temperature: more than nothing. */
export function isPositive(value: number): boolean {
  return value > 0 && value < Number.POSITIVE_INFINITY;
}
