/**
 * The residual Helmholtz energy of a mixture with all its second derivatives: the one function from which every
 * real-gas property follows, so that all of them agree with each other by construction.
 *
 *   αᵣ = aᵣ/(RT) = Σ xᵢ αᵣᵢ(δ, τ),   δ = ρ/ρᵣ(x),   τ = Tᵣ(x)/T
 *
 * Corresponding states of several fluids, without departure functions: Kunz and Wagner, J. Chem. Eng. Data 57 (2012)
 * 3032, eqs. 7 to 12. Derivatives are analytic; test/physics/properties/real-gas.property.test.ts compares them with
 * differences.
 */
import { SPECIES } from '../species.ts';
import { HELMHOLTZ_DATA } from './helmholtz-data.ts';
import type { Reducing } from './reducing.ts';

/** Derivatives of αᵣ, each times its own powers of δ and τ: dimensionless, and all zero at zero density. */
export interface ResidualHelmholtz {
  readonly a: number;
  readonly dA: number;
  readonly tA: number;
  readonly ddA: number;
  readonly dtA: number;
  readonly ttA: number;
  /** αᵣᵢ of each species that is there, in the order of `SPECIES`; zero for the others. */
  readonly bySpecies: Float64Array;
}

const FLUIDS = SPECIES.map((name) => HELMHOLTZ_DATA[name]);

export interface ThermalState {
  readonly temperatureK: number;
  readonly densityMolPerM3: number;
}

/** @param fractions mole fractions in the order of `SPECIES`, adding up to 1 */
export function residualHelmholtz(
  fractions: Float64Array,
  reducing: Reducing,
  at: ThermalState,
): ResidualHelmholtz {
  const delta = at.densityMolPerM3 / reducing.densityMolPerM3;
  const lnDelta = Math.log(delta);
  const tau = reducing.temperatureK / at.temperatureK;
  const lnTau = Math.log(tau);
  const sum = { a: 0, dA: 0, tA: 0, ddA: 0, dtA: 0, ttA: 0 };
  const bySpecies = new Float64Array(SPECIES.length);
  if (delta === 0) return { ...sum, bySpecies };
  FLUIDS.forEach((fluid, k) => {
    const fraction = fractions[k] as number;
    if (fraction === 0) return;
    let own = 0;
    for (const [n, d, t, l] of fluid.terms) {
      const powerL = l === 0 ? 0 : delta ** l;
      const term = n * Math.exp(d * lnDelta + t * lnTau - powerL);
      const slope = d - l * powerL;
      own += term;
      const part = fraction * term;
      sum.dA += part * slope;
      sum.tA += part * t;
      sum.ddA += part * (slope * (slope - 1) - l * l * powerL);
      sum.dtA += part * slope * t;
      sum.ttA += part * t * (t - 1);
    }
    bySpecies[k] = own;
    sum.a += fraction * own;
  });
  return { ...sum, bySpecies };
}
