/**
 * Condensed water in equilibrium with the real gas's own saturated vapour at the published saturation pressure:
 *
 *   ln f = ln psat + ln φ,   ln φ = αᵣ + δα_δ − ln Z
 *   d(ln f)/dT = v p'/(RT) − (h − h°)/(RT²)      along the saturation curve, v and h those of the vapour
 *
 * and once more differentiated. With this fugacity the condensate's enthalpy is h_v − T v p', Clapeyron's with the
 * condensed volume neglected, in place of the ideal vapour's h°v − RT²p'/p: the heat of evaporation is then
 * within 0.2 % of the steam table up to 450 K, in place of 1.6 % at 373 K. Checked by test/physics/gas-model/real-condensate.test.ts.
 */
import type { CondensedPhase, Saturation } from '../properties/water-saturation.ts';
import { saturationOver } from '../properties/water-saturation.ts';
import { MOLAR_GAS_CONSTANT, SPECIES } from '../species.ts';
import type { Condensate } from './condensate.ts';
import { condensateOf } from './condensate.ts';
import { HelmholtzGas } from './helmholtz-gas.ts';
import { vapourEnthalpyOverR, vapourHeatCapacityOverR } from './ideal-mixture.ts';

const R = MOLAR_GAS_CONSTANT;

let real: Condensate | null = null;

/** Under the real vapour; made at the first call. */
export function realCondensate(): Condensate {
  if (real === null) {
    const steam = new HelmholtzGas();
    steam.load(new Float64Array(SPECIES.length), 0, 1);
    real = condensateOf((phase, temperatureK) => fugacityOver(steam, phase, temperatureK));
  }
  return real;
}

/** ln f, f in Pa, of saturated vapour, with its first and second derivative by temperature. */
export function fugacityOver(steam: HelmholtzGas, phase: CondensedPhase, temperatureK: number): Saturation {
  const t = temperatureK;
  const { lnPressure, slopePerK, curvaturePerK2 } = saturationOver(phase, t);
  const pressurePa = Math.exp(lnPressure);
  const perK = pressurePa * slopePerK;
  const perK2 = pressurePa * (curvaturePerK2 + slopePerK * slopePerK);
  const density = steam.onlyDensity(t, pressurePa);
  steam.evaluate(t, density);
  const v = 1 / density;
  const vByP = (-v * v) / steam.pressurePerDensity();
  const vByT = -vByP * steam.pressurePerK();
  const departure = steam.enthalpyJPerMol() - R * vapourEnthalpyOverR(t);
  const departurePerK = steam.cpJPerMolK() - R * vapourHeatCapacityOverR(t) + (v - t * vByT) * perK;
  const { a, dA } = steam.residual;
  return {
    lnPressure: lnPressure + a + dA - Math.log(1 + dA),
    slopePerK: (v * perK - departure / t) / (R * t),
    curvaturePerK2:
      ((vByT + vByP * perK) * perK +
        v * perK2 -
        (v * perK) / t -
        departurePerK / t +
        (2 * departure) / (t * t)) /
      (R * t),
  };
}
