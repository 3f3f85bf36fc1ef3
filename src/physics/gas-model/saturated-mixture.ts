/**
 * The gas in which water is saturated at a temperature and a total pressure: Newton on the logarithm of its share, with
 * the slope of an ideal mixture, which is near enough that each step leaves a small part of the error.
 */
import { REFERENCE_PRESSURE_PA } from '../gas.ts';
import type { CondensateTable } from './condensate.ts';
import { COLDEST_WATER_K, lookUp } from './condensate.ts';
import type { HelmholtzGas } from './helmholtz-gas.ts';
import { WATER } from './ideal-mixture.ts';
import { findActivity, waterActivity } from './water-activity.ts';

const SETTLED = 1e-13;
const MOST_ITERATIONS = 200;

const activity = waterActivity();
const point = { lnFugacity: 0, slopePerK: 0, curvaturePerK2: 0 };

/**
 * What becomes of a stated mixture, whose fractions the gas was last given: all of it is gas, or the gas is saturated
 * and holds so much of the dry species, or there is no gas of that pressure.
 */
export function saturatedMixture(
  gas: HelmholtzGas,
  table: CondensateTable,
  { temperatureK, pressurePa }: { readonly temperatureK: number; readonly pressurePa: number },
): 'unsaturated' | 'none' | { readonly dryMolPerM3: number } {
  if (temperatureK < COLDEST_WATER_K) return 'none';
  const stated = gas.fractions.slice();
  const waterFraction = stated[WATER] as number;
  lookUp(table, temperatureK, point);
  if (!Number.isNaN(gas.findDensity(temperatureK, pressurePa))) {
    findActivity(activity, gas);
    if (activity.lnFugacity <= point.lnFugacity) return 'unsaturated';
  }
  let share = Math.min(waterFraction, (REFERENCE_PRESSURE_PA * Math.exp(point.lnFugacity)) / pressurePa);
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    // Shares at constant dry composition: the water beside one mole of dry gas.
    gas.load(stated, 0, (share / (1 - share)) * (1 - waterFraction));
    const density = gas.findDensity(temperatureK, pressurePa);
    if (Number.isNaN(density)) return 'none';
    findActivity(activity, gas);
    const step = point.lnFugacity - activity.lnFugacity;
    if (Math.abs(step) <= SETTLED) return { dryMolPerM3: density * (1 - share) };
    share *= Math.exp(step);
    if (share >= 1) return 'none';
  }
  return 'none';
}
