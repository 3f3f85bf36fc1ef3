/**
 * Heat-transfer coefficients of a gas at a wall, W/(m²·K), from published correlations.
 *
 * Natural, at an upright surface of height H, properties at the film temperature T_f = (T + T_w)/2, β = 1/T_f,
 * ρ = p/(R T_f):
 *
 *   Nu = (0.825 + 0.387 Ra^(1/6)/[1 + (0.492/Pr)^(9/16)]^(8/27))²,   Ra = g |T − T_w| H³ ρ² cp/(T_f η λ)
 *
 * Churchill and Chu, Int. J. Heat Mass Transfer 18 (1975) 1323, eq. 9; laminar and turbulent, Ra from 0.1 to 1e12.
 * Without a difference of temperature 0.68 λ/H is left, and the heat is zero.
 *
 * Forced, in a pipe, mean over its length, properties at the gas temperature, Re = 4ṁ/(π D η):
 *
 *   Re ≤ 2300   Nu = (3.66³ + 0.7³ + (1.615 (Re Pr D/L)^⅓ − 0.7)³)^⅓                      constant wall temperature
 *   Re ≥ 4000   Nu = (ξ/8)(Re − 1000) Pr/(1 + 12.7 √(ξ/8) (Pr^⅔ − 1)) · (1 + (D/L)^⅔) · K,  ξ = (1.8 lg Re − 1.5)⁻²
 *               K = (T/T_w)^0.45 for a wall warmer than the gas, T/T_w not below 0.5; 1 for a colder one
 *   between     linear in Re from the one at 2300 to the other at 4000
 *
 * Gnielinski, Int. J. Heat Mass Transfer 63 (2013) 134, with Int. Chem. Eng. 16 (1976) 359; Re up to 1e6,
 * Pr from 0.6, D/L up to 1, where it is held. Mixtures of helium with heavier gases reach Pr of 0.3, to which both are
 * continued. A gas that stands still keeps 3.66 λ/D. Where the gas is well stirred, as in a chamber, the coefficient is
 * the mean over the pipe at its one temperature.
 *
 * Outside of these ranges both are continued by the same formulas, finite and positive for every positive state, so
 * that heat only runs from warm to cold. Both are continuous in the state; C0 at Re of 2300 and 4000 and at T = T_w.
 * Thin gases, whose molecules meet the wall more often than each other, are not covered.
 * Checked by test/physics/laws/convection.test.ts and convection.property.test.ts.
 */
import type { MixtureTransport } from './mixture-transport.ts';
import { updateTransport } from './mixture-transport.ts';

/** Standard acceleration of free fall, m/s². */
const GRAVITY = 9.80665;
const LAMINAR_UP_TO = 2300;
const TURBULENT_FROM = 4000;
const HOTTEST_WALL = 0.5;

/** A gas beside a wall. Mutable, because solvers refill one for all their chambers. */
export interface ConvectingGas {
  /** Amounts of each species in one kilogram, in the order of the transport tables, from `offset` on. */
  molPerKg: Float64Array;
  offset: number;
  pressurePa: number;
  gasK: number;
  wallK: number;
}

/** Diameter and length of the pipe, m. */
export interface PipeShape {
  readonly diameterM: number;
  readonly lengthM: number;
}

/** Coefficient of free convection at an upright surface, W/(m²·K), > 0. */
export function naturalCoefficientWPerM2K(
  transport: MixtureTransport,
  gas: ConvectingGas,
  heightM: number,
): number {
  const filmK = 0.5 * (gas.gasK + gas.wallK);
  updateTransport(transport, gas.molPerKg, gas.offset, filmK);
  const { viscosityPaS, conductivityWPerMK, heatCapacityJPerKgK } = transport;
  const density = gas.pressurePa / (transport.gasConstantJPerKgK * filmK);
  const buoyancy = (GRAVITY * Math.abs(gas.gasK - gas.wallK) * heightM ** 3 * density * density) / filmK;
  const rayleigh = (buoyancy * heatCapacityJPerKgK) / (viscosityPaS * conductivityWPerMK);
  const prandtl = (viscosityPaS * heatCapacityJPerKgK) / conductivityWPerMK;
  return (uprightSurfaceNusselt(rayleigh, prandtl) * conductivityWPerMK) / heightM;
}

/**
 * Coefficient of the flow through a pipe, W/(m²·K), > 0.
 *
 * @param massFlowKgPerS of either sign
 */
export function forcedCoefficientWPerM2K(
  transport: MixtureTransport,
  gas: ConvectingGas,
  pipe: PipeShape,
  massFlowKgPerS: number,
): number {
  updateTransport(transport, gas.molPerKg, gas.offset, gas.gasK);
  const { viscosityPaS, conductivityWPerMK, heatCapacityJPerKgK } = transport;
  const reynolds = (4 * Math.abs(massFlowKgPerS)) / (Math.PI * pipe.diameterM * viscosityPaS);
  const prandtl = (viscosityPaS * heatCapacityJPerKgK) / conductivityWPerMK;
  const nusselt = pipeNusselt(reynolds, prandtl, pipe.diameterM / pipe.lengthM, gas.gasK / gas.wallK);
  return (nusselt * conductivityWPerMK) / pipe.diameterM;
}

/** Nusselt number of free convection at an upright surface of constant temperature. */
export function uprightSurfaceNusselt(rayleigh: number, prandtl: number): number {
  const root = 0.825 + (0.387 * rayleigh ** (1 / 6)) / (1 + (0.492 / prandtl) ** (9 / 16)) ** (8 / 27);
  return root * root;
}

/**
 * Nusselt number of a pipe, mean over its length.
 *
 * @param diameterToLength above 1 taken as 1
 * @param gasToWall ratio of the temperatures
 */
export function pipeNusselt(
  reynolds: number,
  prandtl: number,
  diameterToLength: number,
  gasToWall: number,
): number {
  const slenderness = Math.min(diameterToLength, 1);
  if (reynolds <= LAMINAR_UP_TO) return laminarNusselt(reynolds, prandtl, slenderness);
  const upper = turbulentNusselt(Math.max(reynolds, TURBULENT_FROM), prandtl, slenderness, gasToWall);
  if (reynolds >= TURBULENT_FROM) return upper;
  const share = (reynolds - LAMINAR_UP_TO) / (TURBULENT_FROM - LAMINAR_UP_TO);
  return (1 - share) * laminarNusselt(LAMINAR_UP_TO, prandtl, slenderness) + share * upper;
}

function laminarNusselt(reynolds: number, prandtl: number, slenderness: number): number {
  const entrance = 1.615 * Math.cbrt(reynolds * prandtl * slenderness) - 0.7;
  return Math.cbrt(3.66 ** 3 + 0.7 ** 3 + entrance ** 3);
}

function turbulentNusselt(reynolds: number, prandtl: number, slenderness: number, gasToWall: number): number {
  const eighth = (1.8 * Math.log10(reynolds) - 1.5) ** -2 / 8;
  const developed =
    (eighth * (reynolds - 1000) * prandtl) / (1 + 12.7 * Math.sqrt(eighth) * (Math.cbrt(prandtl) ** 2 - 1));
  const warmWall = Math.min(Math.max(gasToWall, HOTTEST_WALL), 1) ** 0.45;
  return developed * (1 + Math.cbrt(slenderness) ** 2) * warmWall;
}
