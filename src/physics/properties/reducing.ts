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
  /** n ∂(ln Tᵣ)/∂nᵢ at constant other amounts, of the species that are there. */
  readonly temperatureSlopes: Float64Array;
  /** n ∂(ln ρᵣ)/∂nᵢ at constant other amounts, of the species that are there. */
  readonly densitySlopes: Float64Array;
}

interface PairRule {
  readonly i: number;
  readonly j: number;
  readonly weight: number;
  readonly betaSquared: number;
}

export interface MixingRule {
  readonly pure: readonly number[];
  readonly pairs: readonly PairRule[];
}

/** Result of a rule; mutable, because the inner loop reuses it. */
export interface Mixed {
  value: number;
  /** ∂/∂xᵢ of the sum as written above, of the species that are there. */
  readonly gradient: Float64Array;
}

const PLAIN = { betaV: 1, gammaV: 1, betaT: 1, gammaT: 1 };

const temperatures = SPECIES.map((name) => HELMHOLTZ_DATA[name].reducingTemperatureK);
const volumes = SPECIES.map((name) => 1 / HELMHOLTZ_DATA[name].reducingDensityMolPerM3);

/** Tᵣ, K. */
export const TEMPERATURE_RULE = mixingRule(temperatures, (i, j) => {
  const { betaT, gammaT } = pairOf(i, j);
  return {
    beta: betaT,
    cross: gammaT * Math.sqrt((temperatures[i] as number) * (temperatures[j] as number)),
  };
});

/** 1/ρᵣ, m³/mol. */
export const VOLUME_RULE = mixingRule(volumes, (i, j) => {
  const { betaV, gammaV } = pairOf(i, j);
  const sum = Math.cbrt(volumes[i] as number) + Math.cbrt(volumes[j] as number);
  return { beta: betaV, cross: (gammaV * sum ** 3) / 8 };
});

/** @param fractions mole fractions in the order of `SPECIES`, adding up to 1 */
export function reducingOf(fractions: Float64Array): Reducing {
  const temperature = mixedOf();
  const volume = mixedOf();
  mixInto(temperature, TEMPERATURE_RULE, fractions);
  mixInto(volume, VOLUME_RULE, fractions);
  // Of second degree in the amounts, so that the gradient's mean is twice the value.
  return {
    temperatureK: temperature.value,
    densityMolPerM3: 1 / volume.value,
    temperatureSlopes: temperature.gradient.map((slope) => slope / temperature.value - 2),
    densitySlopes: volume.gradient.map((slope) => 2 - slope / volume.value),
  };
}

export function mixedOf(): Mixed {
  return { value: 0, gradient: new Float64Array(SPECIES.length) };
}

/** One rule for one composition. */
export function mixInto(into: Mixed, { pure, pairs }: MixingRule, fractions: Float64Array): void {
  const { gradient } = into;
  let value = 0;
  for (let k = 0; k < pure.length; k++) {
    const slope = (fractions[k] as number) * (pure[k] as number);
    value += (fractions[k] as number) * slope;
    gradient[k] = 2 * slope;
  }
  for (const { i, j, weight, betaSquared } of pairs) {
    const x = fractions[i] as number;
    const y = fractions[j] as number;
    if (x === 0 || y === 0) continue;
    const divisor = betaSquared * x + y;
    const shape = (x * y * (x + y)) / divisor;
    const slopeX = (y * (2 * x + y) - betaSquared * shape) / divisor;
    const slopeY = (x * (x + 2 * y) - shape) / divisor;
    value += weight * shape;
    gradient[i] = (gradient[i] as number) + weight * slopeX;
    gradient[j] = (gradient[j] as number) + weight * slopeY;
  }
  into.value = value;
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
