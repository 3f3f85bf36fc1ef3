/**
 * The exponent with which the ideal nozzle's flow function gives a real gas its exact choked flow.
 *
 * The choked flux is the largest ρ√(2(h₀ − h)) along the isentrope of the stagnation state, where the throat is sonic,
 * h₀ − h = a²/2. With F = 1 − a²/(2(h₀ − h)) = d ln G/d ln ρ it is found by the secant rule on F, starting from the
 * ideal nozzle's throat; entropy is put right on the way to first order. The exponent k then solves
 *
 *   √(p₀ρ₀) · √k (2/(k+1))^((k+1)/(2(k−1))) = G
 *
 * The expansion is that of one phase: vapour that would condense in the throat has no time to. Between the throat and
 * small drops the flow function is not exact; the error against direct integration is printed and bounded by
 * test/physics/gas-model/choked-flow.test.ts.
 */
import type { HelmholtzGas } from './helmholtz-gas.ts';

/** Where the nozzle's flow function begins: at 1 itself it divides by zero. */
const LEAST_EXPONENT = 1.0001;
const THROAT_SETTLED = 1e-6;
const EXPONENT_SETTLED = 1e-11;
/** Of ln ρ: shorter steps tell more of rounding than of the slope. */
const LEAST_SECANT = 1e-4;
const MOST_ITERATIONS = 40;

/**
 * Of the stagnation state where the gas was last evaluated, above 1. A cold dense gas (nitrogen below 150 K near its
 * critical pressure) may leave its phase before it is sonic; it has the exponent a²ρ/p of small expansions.
 */
export function chokedExponent(gas: HelmholtzGas): number {
  const scale = Math.sqrt(gas.pressurePa() * gas.densityMolPerM3);
  const guess = Math.max((gas.soundEnergyJPerMol() * gas.densityMolPerM3) / gas.pressurePa(), LEAST_EXPONENT);
  const exponent = exponentOf(chokedFlux(gas, guess) / scale, guess);
  return Number.isNaN(exponent) ? guess : exponent;
}

/** √(G²M), with the density molar and energies per mole, so that the molar mass drops out. */
function chokedFlux(gas: HelmholtzGas, exponent: number): number {
  const entropy = gas.entropyJPerMolK();
  const enthalpy = gas.enthalpyJPerMol();
  let logStep = Math.log(2 / (exponent + 1)) / (exponent - 1);
  // −dF/d ln ρ at the throat is 2Γ, with the fundamental derivative Γ = (γ+1)/2 of an ideal gas.
  const idealFall = exponent + 1;
  let fall = idealFall;
  let lastF = 0;
  let t = gas.temperatureK;
  let density = gas.densityMolPerM3;
  let grueneisen = grueneisenOf(gas);
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    density *= Math.exp(logStep);
    t *= Math.exp(grueneisen * logStep);
    if (!gas.evaluate(t, density)) return Number.NaN;
    grueneisen = grueneisenOf(gas);
    const lack = entropy - gas.entropyJPerMolK();
    const logT = lack / gas.cvJPerMolK();
    const drop = enthalpy - gas.enthalpyJPerMol() - t * (1 + grueneisen) * lack;
    if (!(drop > 0)) return Number.NaN;
    // The speed of sound goes nearly with the temperature, as that of an ideal gas does.
    const f = 1 - (gas.soundEnergyJPerMol() * (1 + logT)) / (2 * drop);
    if (iteration > 0 && Math.abs(logStep) > LEAST_SECANT) {
      fall = Math.min(Math.max((lastF - f) / logStep, 0.6 * idealFall), 2 * idealFall);
    }
    lastF = f;
    logStep = f / fall;
    if (Math.abs(f) <= THROAT_SETTLED && Math.abs(logT) <= THROAT_SETTLED) {
      return density * Math.sqrt(2 * drop) * Math.exp((f * logStep) / 2);
    }
    t *= Math.exp(logT);
  }
  return Number.NaN;
}

/** d ln T/d ln ρ along an isentrope. */
function grueneisenOf(gas: HelmholtzGas): number {
  return gas.pressurePerK() / (gas.densityMolPerM3 * gas.cvJPerMolK());
}

/** Newton on ln φ(k) = ½ ln k + (k+1)/(2(k−1)) ln(2/(k+1)), which rises with k. */
function exponentOf(flux: number, guess: number): number {
  const wanted = Math.log(flux);
  let k = guess;
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    const log = Math.log(2 / (k + 1));
    const beyond = k - 1;
    const value = 0.5 * Math.log(k) + ((k + 1) / (2 * beyond)) * log;
    const slope = 1 / (2 * k) - log / (beyond * beyond) - 1 / (2 * beyond);
    const next = Math.max(k + (wanted - value) / slope, LEAST_EXPONENT);
    const settled = Math.abs(next - k) <= EXPONENT_SETTLED * k;
    k = next;
    if (settled) return k;
  }
  return Number.NaN;
}
