/**
 * Reducing temperature and density of a mixture, and how they change with composition.
 *
 *   Tᵣ   = Σ xᵢ² Tcᵢ  + Σ_{i<j} 2 βT γT f(xᵢ, xⱼ; βT) √(Tcᵢ Tcⱼ)
 *   1/ρᵣ = Σ xᵢ²/ρcᵢ + Σ_{i<j} 2 βv γv f(xᵢ, xⱼ; βv) (ρcᵢ^−⅓ + ρcⱼ^−⅓)³/8
 *   f(x, y; β) = x y (x + y)/(β² x + y)
 *
 * Kunz and Wagner, J. Chem. Eng. Data 57 (2012) 3032, eqs. 10 and 11.
 */
import { SPECIES } from '../species.ts';
import { HELMHOLTZ_DATA, PAIR_PARAMETERS } from './helmholtz-data.ts';

export interface Reducing {
  readonly temperatureK: number;
  readonly densityMolPerM3: number;
  /** n ∂(ln Tᵣ)/∂nᵢ at constant other amounts. */
  readonly temperatureSlopes: Float64Array;
  /** n ∂(ln ρᵣ)/∂nᵢ at constant other amounts. */
  readonly densitySlopes: Float64Array;
}

interface PairRule {
  readonly i: number;
  readonly j: number;
  readonly weight: number;
  readonly betaSquared: number;
}

interface MixingRule {
  readonly pure: readonly number[];
  readonly pairs: readonly PairRule[];
}

const PLAIN = { betaV: 1, gammaV: 1, betaT: 1, gammaT: 1 };

const temperatures = SPECIES.map((name) => HELMHOLTZ_DATA[name].reducingTemperatureK);
const volumes = SPECIES.map((name) => 1 / HELMHOLTZ_DATA[name].reducingDensityMolPerM3);

const TEMPERATURE_RULE = mixingRule(temperatures, (i, j) => {
  const { betaT, gammaT } = pairOf(i, j);
  return {
    beta: betaT,
    cross: gammaT * Math.sqrt((temperatures[i] as number) * (temperatures[j] as number)),
  };
});

const VOLUME_RULE = mixingRule(volumes, (i, j) => {
  const { betaV, gammaV } = pairOf(i, j);
  const sum = Math.cbrt(volumes[i] as number) + Math.cbrt(volumes[j] as number);
  return { beta: betaV, cross: (gammaV * sum ** 3) / 8 };
});

/** @param fractions mole fractions in the order of `SPECIES`, adding up to 1 */
export function reducingOf(fractions: Float64Array): Reducing {
  const temperature = mixed(TEMPERATURE_RULE, fractions);
  const volume = mixed(VOLUME_RULE, fractions);
  return {
    temperatureK: temperature.value,
    densityMolPerM3: 1 / volume.value,
    temperatureSlopes: temperature.slopes,
    densitySlopes: volume.slopes.map((slope) => -slope),
  };
}

function pairOf(i: number, j: number): (typeof PAIR_PARAMETERS)[string] {
  return PAIR_PARAMETERS[`${SPECIES[i]}-${SPECIES[j]}`] ?? PLAIN;
}

function mixingRule(
  pure: readonly number[],
  crossOf: (i: number, j: number) => { readonly beta: number; readonly cross: number },
): MixingRule {
  const pairs: PairRule[] = [];
  for (let i = 0; i < pure.length; i++) {
    for (let j = i + 1; j < pure.length; j++) {
      const { beta, cross } = crossOf(i, j);
      pairs.push({ i, j, weight: 2 * beta * cross, betaSquared: beta * beta });
    }
  }
  return { pure, pairs };
}

/** The mixed value and its logarithmic slopes with respect to amounts. */
function mixed(rule: MixingRule, fractions: Float64Array): { value: number; slopes: Float64Array } {
  const gradient = new Float64Array(fractions.length);
  let value = 0;
  rule.pure.forEach((own, k) => {
    const x = fractions[k] as number;
    value += x * x * own;
    gradient[k] = 2 * x * own;
  });
  for (const { i, j, weight, betaSquared } of rule.pairs) {
    const x = fractions[i] as number;
    const y = fractions[j] as number;
    const divisor = betaSquared * x + y;
    if (divisor === 0) continue;
    const shape = (x * y * (x + y)) / divisor;
    value += weight * shape;
    gradient[i] = (gradient[i] as number) + (weight * (y * (2 * x + y) - betaSquared * shape)) / divisor;
    gradient[j] = (gradient[j] as number) + (weight * (x * (x + 2 * y) - shape)) / divisor;
  }
  const mean = gradient.reduce((sum, slope, k) => sum + slope * (fractions[k] as number), 0);
  return { value, slopes: gradient.map((slope) => (slope - mean) / value) };
}
