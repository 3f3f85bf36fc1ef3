/**
 * What each duty asks of a gas, as one figure that is derived, not weighted.
 *
 *   heat-transfer  coefficient h = Nu λ/D of flow at a given speed in a given duct, W/(m²·K); more is better
 *   pumping        power to carry heat Q at a temperature rise ΔT through a given duct, W; less is better:
 *                  ṁ = Q/(cp ΔT), v = 4ṁ/(πρD²), Δp = f (L/D) ρv²/2, P = Δp ṁ/ρ. In turbulent flow with
 *                  f ∝ Re^-0.2 that is P ∝ η^0.2 cp^-2.8 ρ^-2; in laminar flow P ∝ η cp^-2 ρ^-2
 *   cycling        choked filling of an adiabatic volume: dp/dt = (A/V) p_supply · γ φ* √(RₛT); the gas decides over
 *                  γ φ* √(RₛT), m/s; more is better
 *   storage        heat that a rigid volume keeps per kelvin, ρ cv, J/(m³·K); more is better
 *   leakage        choked loss through a hole: −ṅ/n = (A/V) φ* √(RₛT); the gas decides over φ* √(RₛT), m/s; less is
 *                  better. (A long fine capillary obeys viscosity instead, and prefers another gas.)
 *
 * φ* = √γ (2/(γ+1))^((γ+1)/(2(γ−1))), the choked flow function of flow.ts. Friction and Nu: duct-flow.ts. Δp is that
 * of incompressible flow: good while it is a small part of the pressure. Checked by
 * test/physics/prediction/working-gas.test.ts.
 */
import { criticalRatio, FLOW_LAW, flowFunction } from '../flow.ts';
import { frictionFactor, nusselt } from './duct-flow.ts';
import type { Candidate, GasPoint, WorkingGas } from './working-gas.ts';
import { workingGas } from './working-gas.ts';

export const DUTIES = ['heat-transfer', 'pumping', 'cycling', 'storage', 'leakage'] as const;
export type Duty = (typeof DUTIES)[number];

/** Numbers of the two duties that have a duct. */
export interface DuctDuty {
  readonly diameterM: number;
  readonly lengthM: number;
  /** Of `heat-transfer`. */
  readonly speedMPerS: number;
  /** Of `pumping`. */
  readonly heatW: number;
  readonly riseK: number;
}

export interface DutyForm {
  readonly figure: string;
  readonly unit: string;
  readonly better: 'more' | 'less';
}

export const DUTY_FORMS: Readonly<Record<Duty, DutyForm>> = {
  'heat-transfer': { figure: 'heat-transfer coefficient', unit: 'W/(m^2 K)', better: 'more' },
  pumping: { figure: 'pumping power', unit: 'W', better: 'less' },
  cycling: { figure: 'pressure-rise speed', unit: 'm/s', better: 'more' },
  storage: { figure: 'heat capacity at constant volume', unit: 'J/(m^3 K)', better: 'more' },
  leakage: { figure: 'leak speed', unit: 'm/s', better: 'less' },
};

export interface Ranked {
  readonly name: string;
  readonly figure: number;
  /** Against the best: 1 for it, and the larger the worse. */
  readonly timesWorse: number;
  /** Of the flow in the duct; null for duties without one. */
  readonly duct: DuctFlow | null;
}

export interface DuctFlow {
  readonly speedMPerS: number;
  readonly reynolds: number;
  readonly mach: number;
  /** Pressure drop over the pressure; beyond 0.1 the incompressible figure is no longer good. */
  readonly relativeDrop: number;
}

export interface DutyRanking extends DutyForm {
  readonly duty: Duty;
  /** Best first; gases that would condense are left out. */
  readonly ranking: readonly Ranked[];
}

/** Speed of mass flow through a choked hole over the density upstream, φ* √(RₛT), m/s. */
export function chokedSpeedMPerS(gamma: number, gasConstantJPerKgK: number, temperatureK: number): number {
  const choked = flowFunction(FLOW_LAW.nozzle, 0, gamma, criticalRatio(gamma) / 2);
  return choked * Math.sqrt(gasConstantJPerKgK * temperatureK);
}

/** The gases at a state, and their order for each duty. */
export function rankGases(
  candidates: readonly Candidate[],
  at: GasPoint,
  duct: DuctDuty,
): { readonly gases: readonly WorkingGas[]; readonly duties: readonly DutyRanking[] } {
  const gases = candidates.map((candidate) => workingGas(candidate, at));
  return { gases, duties: DUTIES.map((duty) => rankingOf(duty, gases, at, duct)) };
}

function rankingOf(duty: Duty, gases: readonly WorkingGas[], at: GasPoint, duct: DuctDuty): DutyRanking {
  const form = DUTY_FORMS[duty];
  const scored = gases
    .filter(({ condenses }) => !condenses)
    .map((gas) => ({ name: gas.name, ...scoreOf(duty, gas, at, duct) }))
    .sort((a, b) => (form.better === 'more' ? b.figure - a.figure : a.figure - b.figure));
  const best = scored[0]?.figure ?? Number.NaN;
  const ranking = scored.map((score) => ({
    ...score,
    timesWorse: form.better === 'more' ? best / score.figure : score.figure / best,
  }));
  return { duty, ...form, ranking };
}

function scoreOf(
  duty: Duty,
  gas: WorkingGas,
  at: GasPoint,
  duct: DuctDuty,
): { readonly figure: number; readonly duct: DuctFlow | null } {
  const leakSpeed = chokedSpeedMPerS(gas.gamma, gas.gasConstantJPerKgK, at.temperatureK);
  switch (duty) {
    case 'heat-transfer': {
      const flow = ductFlow(gas, at, duct, duct.speedMPerS);
      const figure = (nusselt(flow.reynolds, gas.prandtl) * gas.conductivityWPerMK) / duct.diameterM;
      return { figure, duct: flow };
    }
    case 'pumping': {
      const massFlowKgPerS = duct.heatW / (gas.heatCapacityJPerKgK * duct.riseK);
      const volumeFlowM3PerS = massFlowKgPerS / gas.densityKgPerM3;
      const flow = ductFlow(gas, at, duct, (4 * volumeFlowM3PerS) / (Math.PI * duct.diameterM ** 2));
      return { figure: flow.relativeDrop * at.pressurePa * volumeFlowM3PerS, duct: flow };
    }
    case 'cycling':
      return { figure: gas.gamma * leakSpeed, duct: null };
    case 'storage':
      return {
        figure: gas.densityKgPerM3 * (gas.heatCapacityJPerKgK - gas.gasConstantJPerKgK),
        duct: null,
      };
    case 'leakage':
      return { figure: leakSpeed, duct: null };
  }
}

function ductFlow(gas: WorkingGas, at: GasPoint, duct: DuctDuty, speedMPerS: number): DuctFlow {
  const reynolds = (gas.densityKgPerM3 * speedMPerS * duct.diameterM) / gas.viscosityPaS;
  const dropPa =
    (frictionFactor(reynolds) * (duct.lengthM / duct.diameterM) * gas.densityKgPerM3 * speedMPerS ** 2) / 2;
  return {
    speedMPerS,
    reynolds,
    mach: speedMPerS / gas.soundSpeedMPerS,
    relativeDrop: dropPa / at.pressurePa,
  };
}
