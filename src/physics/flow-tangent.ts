/**
 * How the flow through an opening answers to the pressures at its ends. At fixed upstream temperature every flow law
 * is homogeneous of the first degree in both pressures, ṁ = p_up·F(p_down/p_up), so that by Euler's theorem
 *
 *   dṁ = g (dp_up − dp_down) + σ dp_up,   g = ε ṁ/Δp,   σ = (1 − ε) ṁ/p_up,   ε = d ln φ/d ln(1 − r)
 *
 * and ṁ itself is g Δp + σ p_up, with no constant part. ε is 1 in the laminar band, 1/2 where the flow goes with the
 * root of the drop, 0 when choked; g and σ are never negative. Checked by test/physics/flow-tangent.test.ts.
 */
import { FLOW_LAW, flowFunction } from './flow.ts';

/** Fγ xT = γ/1.40·xT, see flow.ts. */
const KV_GAMMA_REFERENCE = 1.4;

/**
 * ε of a flow law, 0 … 1, at a relative pressure drop 1 − r of 0 … 1.
 * @param kappa (γ − 1)/γ of the upstream gas
 */
export function flowElasticity(law: number, parameter: number, kappa: number, drop: number): number {
  if (law === FLOW_LAW.iso6358) {
    const beyond = (1 - drop - parameter) / (1 - parameter);
    return beyond <= 0 ? 0 : beyond / (1 + beyond);
  }
  if (law === FLOW_LAW.kv) {
    const limit = parameter / ((1 - kappa) * KV_GAMMA_REFERENCE);
    if (drop >= limit) return 0;
    const expanded = drop / (3 * limit);
    return 0.5 - expanded / (1 - expanded);
  }
  const fall = -Math.expm1(kappa * Math.log1p(-drop));
  if (fall * (2 - kappa) >= kappa) return 0;
  return (drop / (1 - drop)) * ((kappa * (1 - fall)) / (2 * fall) - (1 - kappa));
}

/** φ over the relative pressure drop in the laminar band, where it is constant. */
export function laminarSlope(law: number, parameter: number, kappa: number, laminarDrop: number): number {
  return flowFunction(law, parameter, 1 / (1 - kappa), 1 - laminarDrop) / laminarDrop;
}
