/**
 * A cooler: a refrigerator between a chamber's gas at T and the ambient at T₀, which works at a stated fraction f of
 * Carnot's coefficient of performance and rejects all that it takes up to the ambient:
 *
 *   COP = f T/(T₀ − T),   W = Q/COP = Q (T₀/T − 1)/f   for T < T₀,   W = 0 for T ≥ T₀,   Q_ambient = Q + W
 *
 * Above the ambient temperature heat goes the way it likes, and the work of fans is not counted. With 0 < f ≤ 1 the
 * entropy generated, Q (1/T − 1/T₀)(1/f − 1), is never negative. Source: Carnot (1824); Moran and Shapiro,
 * "Fundamentals of Engineering Thermodynamics", section 5.10. Checked by test/physics/cooler.test.ts.
 */
import type { Network } from './network.ts';
import type { PlantState } from './plant-state.ts';

export interface CoolerDuty {
  readonly heatW: number;
  readonly gasK: number;
  readonly ambientK: number;
  /** Fraction of Carnot's coefficient of performance, 0 … 1. */
  readonly copFraction: number;
}

/** Work that a cooler needs, W. */
export function coolerWorkW({ heatW, gasK, ambientK, copFraction }: CoolerDuty): number {
  return gasK < ambientK ? (heatW * (ambientK / gasK - 1)) / copFraction : 0;
}

/** Heat that cooler `i` takes from its gas, W. */
export function coolerHeatW(network: Network, state: PlantState, i: number): number {
  return (network.coolers.powerW[i] as number) * (state.inputs.demand[i] as number);
}

/** Work of cooler `i` at the present temperatures, W. */
export function coolerPowerW(network: Network, state: PlantState, i: number): number {
  const { temperatureK } = state.nodes;
  return coolerWorkW({
    heatW: coolerHeatW(network, state, i),
    gasK: temperatureK[network.coolers.chamber[i] as number] as number,
    ambientK: temperatureK[network.ambientNode] as number,
    copFraction: network.coolers.copFraction[i] as number,
  });
}
