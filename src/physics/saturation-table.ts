/**
 * Whether water vapour can be beyond saturation at all, decided from a table so that a dry chamber costs no
 * exponential: the saturation pressure rises with temperature, and so its value at the whole kelvin below is a floor.
 */
import { COLDEST_ICE_K, CRITICAL_POINT_K, saturationPressurePa } from './properties/water-saturation.ts';
import { MOLAR_GAS_CONSTANT } from './species.ts';

const FLOOR_PA = Float64Array.from({ length: Math.floor(CRITICAL_POINT_K) - COLDEST_ICE_K + 1 }, (_, i) =>
  saturationPressurePa(COLDEST_ICE_K + i),
);

/** True when vapour of this concentration, mol/m³, may be at or beyond saturation; false when it surely is not. */
export function mayCondense(molPerM3: number, temperatureK: number): boolean {
  if (temperatureK >= CRITICAL_POINT_K) return false;
  const floorPa = FLOOR_PA[Math.floor(temperatureK) - COLDEST_ICE_K] ?? 0;
  return molPerM3 * MOLAR_GAS_CONSTANT * temperatureK > floorPa;
}
