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

/** The terms of one fluid side by side, because this loop is where a real-gas plant spends its time. */
const FLUIDS = SPECIES.map((name) => {
  const { terms } = HELMHOLTZ_DATA[name];
  return {
    n: Float64Array.from(terms, (term) => term[0]),
    d: Float64Array.from(terms, (term) => term[1]),
    t: Float64Array.from(terms, (term) => term[2]),
    l: Uint8Array.from(terms, (term) => term[3]),
  };
});
const MOST_POWERS = 1 + Math.max(...FLUIDS.flatMap(({ l }) => [...l]));

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
  const powers = powersOf(delta);
  for (let k = 0; k < FLUIDS.length; k++) {
    const fraction = fractions[k] as number;
    if (fraction === 0) continue;
    const { n, d, t, l } = FLUIDS[k] as (typeof FLUIDS)[number];
    let own = 0;
    for (let i = 0; i < n.length; i++) {
      const order = l[i] as number;
      const power = powers[order] as number;
      const byTau = t[i] as number;
      const byDelta = (d[i] as number) - order * power;
      const term = (n[i] as number) * Math.exp((d[i] as number) * lnDelta + byTau * lnTau - power);
      const part = fraction * term;
      own += term;
      sum.dA += part * byDelta;
      sum.tA += part * byTau;
      sum.ddA += part * (byDelta * (byDelta - 1) - order * order * power);
      sum.dtA += part * byDelta * byTau;
      sum.ttA += part * byTau * (byTau - 1);
    }
    bySpecies[k] = own;
    sum.a += fraction * own;
  }
  return { ...sum, bySpecies };
}

/** δˡ by l, with 0 in the place of l = 0: there is no exponential then. */
function powersOf(delta: number): Float64Array {
  const powers = new Float64Array(MOST_POWERS);
  let power = 1;
  for (let l = 1; l < MOST_POWERS; l++) {
    power *= delta;
    powers[l] = power;
  }
  return powers;
}
