/**
 * Compressors and vacuum pumps: machines of positive displacement, 1 suction, 2 discharge, r = p₂/p₁.
 *
 *   ṁ = ρ₁ V f n · e(r)                     swept volume V, full rotational frequency f, speed n in 0 … 1
 *   s(T₂ₛ, p₂) = s(T₁, p₁)                  isentropic discharge, composition unchanged
 *   w = (h(T₂ₛ) − h(T₁))/η,  h(T₂) = h(T₁) + w,  P = ṁ w
 *
 * with h and s of the mixture, cp varying with temperature (nasa7.ts). The machine is adiabatic: all its work leaves
 * with the gas. No gas comes back through it. Where the pressure falls on the way (r < 1) the gas is let through at
 * the displacement and throttled, without work. e = 1 until 95 % of the greatest pressure ratio, from there it falls
 * linearly to 0 at that ratio, so that the machine comes to rest there instead of switching on and off. No
 * clearance losses otherwise. Source: Moran and Shapiro, "Fundamentals of Engineering Thermodynamics", sections
 * 6.12 and 12.5. Checked by test/physics/machine.test.ts.
 */
import { enthalpyOverR, entropyOverR, FIT_SIZE, fitsAt, heatCapacityOverR } from './nasa7.ts';
import type { Network } from './network.ts';
import type { PlantState } from './plant-state.ts';
import { MOLAR_GAS_CONSTANT } from './species.ts';

/** Of the greatest pressure ratio: where the delivery begins to fall. */
export const FULL_DELIVERY_UNTIL = 0.95;

const SETTLED = 1e-13;
const MOST_ITERATIONS = 60;

type FitProperty = typeof enthalpyOverR;

/** Mass flow, discharge temperature and shaft power of every machine. */
export function updateMachines(network: Network, state: PlantState): void {
  const { firstStream, fullSpeedM3PerS, maxPressureRatio, isentropicEfficiency } = network.machines;
  const { pressurePa, temperatureK, gasConstantJPerKgK } = state.nodes;
  for (let m = 0; m < fullSpeedM3PerS.length; m++) {
    const up = network.streams.from[firstStream + m] as number;
    const down = network.streams.to[firstStream + m] as number;
    const suctionPa = pressurePa[up] as number;
    const suctionK = temperatureK[up] as number;
    const ratio = (pressurePa[down] as number) / suctionPa;
    const volumeFlow = (fullSpeedM3PerS[m] as number) * (state.inputs.speed[m] as number);
    const density = suctionPa / ((gasConstantJPerKgK[up] as number) * suctionK);
    const massFlow = density * volumeFlow * delivery(ratio, maxPressureRatio[m] as number);
    const works = massFlow > 0 && ratio > 1;
    state.massFlowKgPerS[firstStream + m] = massFlow;
    state.dischargeK[m] = works
      ? dischargeK(network, state, up, ratio, isentropicEfficiency[m] as number)
      : suctionK;
    state.shaftPowerW[m] = works
      ? massFlow * workJPerKg(network, state, up, state.dischargeK[m] as number)
      : 0;
  }
}

/** Share of the displacement that is delivered against a pressure ratio, 0 … 1. */
export function delivery(ratio: number, maxPressureRatio: number): number {
  const share = (1 - ratio / maxPressureRatio) / (1 - FULL_DELIVERY_UNTIL);
  return Math.min(Math.max(share, 0), 1);
}

/** Discharge temperature, K, of the gas at a node compressed by a ratio above 1. */
function dischargeK(
  network: Network,
  state: PlantState,
  node: number,
  ratio: number,
  efficiency: number,
): number {
  const suctionK = state.nodes.temperatureK[node] as number;
  const gamma = state.nodes.gamma[node] as number;
  const sum = (property: FitProperty, t: number): number => perKgOverR(network, state, node, property, t);
  const molPerKg = (state.nodes.gasConstantJPerKgK[node] as number) / MOLAR_GAS_CONSTANT;
  const entropy = sum(entropyOverR, suctionK) + molPerKg * Math.log(ratio);
  // In ln T the slope of the entropy is cp itself.
  const isentropicK = newton(
    suctionK * ratio ** ((gamma - 1) / gamma),
    (t) => t * Math.exp((entropy - sum(entropyOverR, t)) / sum(heatCapacityOverR, t)),
  );
  const start = sum(enthalpyOverR, suctionK);
  const enthalpy = start + (sum(enthalpyOverR, isentropicK) - start) / efficiency;
  return newton(
    suctionK + (isentropicK - suctionK) / efficiency,
    (t) => t + (enthalpy - sum(enthalpyOverR, t)) / sum(heatCapacityOverR, t),
  );
}

function newton(guessK: number, improved: (temperatureK: number) => number): number {
  let t = guessK;
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    const before = t;
    t = improved(before);
    if (!(Math.abs(t - before) > SETTLED * t)) return t;
  }
  return t;
}

function workJPerKg(network: Network, state: PlantState, node: number, endK: number): number {
  const start = perKgOverR(network, state, node, enthalpyOverR, state.nodes.temperatureK[node] as number);
  return MOLAR_GAS_CONSTANT * (perKgOverR(network, state, node, enthalpyOverR, endK) - start);
}

function perKgOverR(
  network: Network,
  state: PlantState,
  node: number,
  property: FitProperty,
  temperatureK: number,
): number {
  const fits = fitsAt(network.fits, temperatureK);
  const speciesCount = network.species.length;
  let sum = 0;
  for (let k = 0; k < speciesCount; k++) {
    const amount = state.nodes.amountMolPerKg[node * speciesCount + k] as number;
    if (amount !== 0) sum += amount * property(fits, k * FIT_SIZE, temperatureK);
  }
  return sum;
}
