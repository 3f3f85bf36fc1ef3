/**
 * Density of a real-gas mixture from temperature and pressure, and whether the gas would split into two phases.
 *
 * Where p(ρ) may have a loop it is walked from zero density upwards on a fixed grid, so the search ends whatever the
 * input, and the root of each crossing is found by Newton kept inside its bracket. A gas is unstable when
 *   - p(ρ) has no root below the density where dp/dρ first vanishes (the spinodal), or
 *   - it is dry, and a denser root has the lower Gibbs energy (g/RT = αᵣ + Z − 1 − ln Z at equal T, p, x), or
 *   - its water has more fugacity than liquid water or ice under the same pressure:
 *     x φ p > psat φsat exp(v (p − psat)/(RT)), with the volume v of the condensed phase held constant.
 * Gibbs' conditions as in Michelsen and Mollerup, "Thermodynamic Models", 2nd ed. (2007), chapters 9 and 10; the
 * second is sufficient, not necessary, for dry mixtures below 200 K. Checked by test/physics/properties/density.test.ts.
 */
import { MOLAR_GAS_CONSTANT, SPECIES } from '../species.ts';
import type { RealMixture } from './real-gas.ts';
import { fugacityCoefficients, realMixture } from './real-gas.ts';
import { residualHelmholtz } from './residual-helmholtz.ts';
import {
  COLDEST_ICE_K,
  CRITICAL_POINT_K,
  condensedPhaseAt,
  saturationPressurePa,
} from './water-saturation.ts';

export type DensityResult =
  | { readonly kind: 'gas'; readonly densityMolPerM3: number }
  /** The density is that of the supersaturated gas; null when no gas at all exists under this pressure. */
  | { readonly kind: 'two-phase'; readonly densityMolPerM3: number | null }
  /** `problem` is a clause for a diagnostic. */
  | { readonly kind: 'none'; readonly problem: string };

interface PressureState {
  readonly temperatureK: number;
  readonly pressurePa: number;
}

interface Curve {
  readonly pressurePa: number;
  readonly slope: number;
  /** Gibbs energy over RT, up to a function of temperature, pressure and composition. */
  readonly gibbs: number;
}

/** The equations turn unphysical far beyond this multiple of the reducing density. */
const DENSEST = 3.5;
const GRID = 140;
/** Above this multiple of the reducing temperature p(ρ) rises all the way, which a test checks. */
const LOOP_FREE = 1.2;
const MOST_ITERATIONS = 80;
const SETTLED = 1e-14;

const WATER = SPECIES.indexOf('H2O');
const PURE_WATER = realMixture(Float64Array.from(SPECIES, (name) => (name === 'H2O' ? 1 : 0)));
/** m³/mol near 273 K: IAPWS-95, and IAPWS R10-06 for ice. */
const CONDENSED_VOLUME = { liquid: 18.02e-6, ice: 19.65e-6 } as const;

/** Density at a temperature and a pressure; every input has an answer. */
export function densityOf(mixture: RealMixture, at: PressureState): DensityResult {
  const { temperatureK, pressurePa } = at;
  if (!(temperatureK > 0 && Number.isFinite(temperatureK))) {
    return { kind: 'none', problem: `${temperatureK} K is no temperature` };
  }
  if (!(pressurePa / (MOLAR_GAS_CONSTANT * temperatureK) > 0 && Number.isFinite(pressurePa))) {
    return { kind: 'none', problem: `${pressurePa} Pa is no pressure of a gas` };
  }
  if (!(mixture.molarMassKgPerMol > 0)) return { kind: 'none', problem: 'there is no gas' };
  const { gas, spinodal, densest } = roots(mixture, at);
  if (gas === null) {
    if (spinodal) return { kind: 'two-phase', densityMolPerM3: null };
    const mostMPa = (curveAt(mixture, temperatureK, densestOf(mixture)).pressurePa / 1e6).toPrecision(3);
    return { kind: 'none', problem: `the equation of state reaches ${mostMPa} MPa at ${temperatureK} K` };
  }
  const splits =
    mixture.fractions[WATER] === 0
      ? densest !== null &&
        curveAt(mixture, temperatureK, densest).gibbs < curveAt(mixture, temperatureK, gas).gibbs
      : waterSaturationRatio(mixture, at, gas) > 1;
  return { kind: splits ? 'two-phase' : 'gas', densityMolPerM3: gas };
}

/** Fugacity of the gas's water over that of its condensed phase under the same pressure; above 1 it condenses. */
export function waterSaturationRatio(
  mixture: RealMixture,
  at: PressureState,
  densityMolPerM3: number,
): number {
  const { temperatureK, pressurePa } = at;
  const fraction = mixture.fractions[WATER] as number;
  if (fraction === 0 || temperatureK >= CRITICAL_POINT_K) return 0;
  if (temperatureK < COLDEST_ICE_K) return Number.POSITIVE_INFINITY;
  const saturationPa = saturationPressurePa(temperatureK);
  const phi = fugacityCoefficients(mixture, { temperatureK, densityMolPerM3 })[WATER] as number;
  const volume = CONDENSED_VOLUME[condensedPhaseAt(temperatureK)];
  const pressed = Math.exp((volume * (pressurePa - saturationPa)) / (MOLAR_GAS_CONSTANT * temperatureK));
  return (fraction * phi * pressurePa) / (saturatedFugacityPa(temperatureK, saturationPa) * pressed);
}

function saturatedFugacityPa(temperatureK: number, saturationPa: number): number {
  const { gas } = roots(PURE_WATER, { temperatureK, pressurePa: saturationPa });
  // Near its critical point the equation of state may place its own spinodal below the true saturation.
  if (gas === null) return saturationPa;
  return (
    saturationPa * (fugacityCoefficients(PURE_WATER, { temperatureK, densityMolPerM3: gas })[WATER] as number)
  );
}

function densestOf(mixture: RealMixture): number {
  return DENSEST * mixture.reducing.densityMolPerM3;
}

/** The roots of p(ρ): of the gas, below the spinodal, and the densest one, where it is another. */
function roots(
  mixture: RealMixture,
  { temperatureK, pressurePa }: PressureState,
): { gas: number | null; spinodal: boolean; densest: number | null } {
  const top = densestOf(mixture);
  if (temperatureK > LOOP_FREE * mixture.reducing.temperatureK) {
    return { gas: onlyRoot(mixture, { temperatureK, pressurePa }, top), spinodal: false, densest: null };
  }
  let low = 0;
  let gas: number | null = null;
  let densest: number | null = null;
  let spinodal = false;
  let lowPa = 0;
  for (let i = 1; i <= GRID; i++) {
    // Cubic spacing, because the spinodal of cold steam lies at a thousandth of its critical density.
    const high = top * (i / GRID) ** 3;
    const { pressurePa: highPa, slope } = curveAt(mixture, temperatureK, high);
    if (lowPa < pressurePa && highPa >= pressurePa) {
      const root = rootBetween(mixture, { temperatureK, pressurePa }, low, high);
      if (spinodal) densest = root;
      else if (gas === null) gas = root;
    }
    if (slope <= 0) spinodal = true;
    lowPa = highPa;
    low = high;
  }
  return { gas, spinodal, densest };
}

/** The root where there is no loop; null beyond the densest state. */
function onlyRoot(mixture: RealMixture, at: PressureState, top: number): number | null {
  let low = 0;
  let high = Math.min((1.5 * at.pressurePa) / (MOLAR_GAS_CONSTANT * at.temperatureK), top);
  while (curveAt(mixture, at.temperatureK, high).pressurePa < at.pressurePa) {
    if (high === top) return null;
    low = high;
    high = Math.min(2 * high, top);
  }
  return rootBetween(mixture, at, low, high);
}

/** Newton on p(ρ), halving the bracket whenever a step would leave it. */
function rootBetween(mixture: RealMixture, at: PressureState, from: number, to: number): number {
  let low = from;
  let high = to;
  let density = Math.min(Math.max(at.pressurePa / (MOLAR_GAS_CONSTANT * at.temperatureK), low), high);
  if (density <= low || density >= high) density = (low + high) / 2;
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    const { pressurePa, slope } = curveAt(mixture, at.temperatureK, density);
    const excessPa = pressurePa - at.pressurePa;
    if (excessPa > 0) high = density;
    else low = density;
    const newton = density - excessPa / slope;
    const next = newton >= low && newton <= high ? newton : (low + high) / 2;
    const settled = Math.abs(next - density) <= SETTLED * density;
    density = next;
    if (settled) break;
  }
  return density;
}

function curveAt(mixture: RealMixture, temperatureK: number, densityMolPerM3: number): Curve {
  const { a, dA, ddA } = residualHelmholtz(mixture.fractions, mixture.reducing, {
    temperatureK,
    densityMolPerM3,
  });
  const rt = MOLAR_GAS_CONSTANT * temperatureK;
  return {
    pressurePa: densityMolPerM3 * rt * (1 + dA),
    slope: rt * (1 + 2 * dA + ddA),
    gibbs: a + dA - Math.log(1 + dA),
  };
}
