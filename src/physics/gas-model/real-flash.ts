/**
 * A real gas of one composition at a pressure and a molar enthalpy or entropy: Newton in ln T and ln ρ together.
 *
 *   (∂h/∂T)_ρ = cv + p_T/ρ,   (∂h/∂ρ)_T = (p_ρ − T p_T/ρ)/ρ,   (∂s/∂T)_ρ = cv/T,   (∂s/∂ρ)_T = −p_T/ρ²
 */
import type { HelmholtzGas } from './helmholtz-gas.ts';

const SETTLED = 1e-12;
const MOST_ITERATIONS = 60;
/** Of ln T and of ln ρ, in one step. */
const FURTHEST_T = 0.3;
const FURTHEST_DENSITY = 0.7;

export type FlashKind = 'enthalpy' | 'entropy';

/**
 * Evaluates the gas where it has the pressure and the enthalpy, J/mol, or the entropy without mixing, J/(mol·K),
 * starting where it was last evaluated; false where there is no such gas.
 */
export function flash(gas: HelmholtzGas, kind: FlashKind, wanted: number, pressurePa: number): boolean {
  let t = gas.temperatureK;
  let density = gas.densityMolPerM3;
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    if (!gas.evaluate(t, density)) return false;
    const perK = gas.pressurePerK();
    const perDensity = gas.pressurePerDensity();
    const cv = gas.cvJPerMolK();
    const ofEnthalpy = kind === 'enthalpy';
    const miss = wanted - (ofEnthalpy ? gas.enthalpyJPerMol() : gas.entropyJPerMolK());
    const missPa = pressurePa - gas.pressurePa();
    // Both rows by ln T and ln ρ.
    const byT = ofEnthalpy ? t * (cv + perK / density) : cv;
    const byDensity = ofEnthalpy ? perDensity - (t * perK) / density : -perK / density;
    const pressureByT = t * perK;
    const pressureByDensity = density * perDensity;
    const determinant = byT * pressureByDensity - byDensity * pressureByT;
    const stepT = (miss * pressureByDensity - byDensity * missPa) / determinant;
    const stepDensity = (byT * missPa - miss * pressureByT) / determinant;
    if (!Number.isFinite(stepT + stepDensity)) return false;
    if (Math.abs(stepT) + Math.abs(stepDensity) <= SETTLED) return gas.isStable();
    t *= Math.exp(within(stepT, FURTHEST_T));
    density *= Math.exp(within(stepDensity, FURTHEST_DENSITY));
  }
  return false;
}

function within(step: number, furthest: number): number {
  return Math.min(Math.max(step, -furthest), furthest);
}
