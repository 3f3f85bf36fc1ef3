/**
 * What a boundary of fixed pressure, temperature and gas does to a rigid adiabatic volume that is opened to it.
 *
 * Pressure is determined: the boundary's. The temperature just then depends on the way:
 *
 *   filling (p₀ < p_b):  U(n₀ + n x_b, T) = U₀ + n h_b(T_b),  p_b V = (n₀ + n) R T;  S generated = S − S₀ − n s_b
 *   venting (p₀ > p_b):  what remains has expanded isentropically, s(T, p_b) = s(T₀, p₀);
 *                        S generated, by throttling of what left: ∫ R ln(p/p_b) (−dn)
 *
 * Afterwards diffusion and conduction through the opening drive the volume to the boundary's temperature and
 * composition, at a pace that no lumped model knows; only then are those two determined. Moran and Shapiro,
 * Fundamentals of Engineering Thermodynamics, transient analysis. Exact for one stirred volume. Checked by
 * test/physics/prediction/open-equilibrium.test.ts: T = γT_b after filling from vacuum, and an integration of venting.
 */
import type { Moles } from '../gas.ts';
import { enthalpyJ, entropyJPerK, molesOf, temperatureOfEnergyK, totalMoles } from '../gas.ts';
import { invariant } from '../invariant.ts';
import { MOLAR_GAS_CONSTANT } from '../species.ts';
import type { EndState } from './closed-equilibrium.ts';
import type { GasBody, StatedGas } from './gas-content.ts';
import {
  compositionOf,
  energyJOf,
  entropyJPerKOf,
  isentropicTemperatureK,
  pressurePaOf,
} from './gas-content.ts';
import { integral, risingRoot } from './numeric.ts';

export interface OpenedState extends EndState {
  /** Amount that came in, mol; negative: went out. */
  readonly inflowMol: number;
}

/** A boundary's pressure, temperature and gas. */
export type Reservoir = Omit<StatedGas, 'volumeM3'>;

/** State of a volume when the flow between it and a boundary has stopped. */
export function openedTo(body: GasBody, boundary: Reservoir): OpenedState {
  return pressurePaOf(body) < boundary.pressurePa ? filled(body, boundary) : vented(body, boundary);
}

function filled(body: GasBody, boundary: Reservoir): OpenedState {
  const oneMol = molesOf(boundary.gas, 1);
  const enthalpyJPerMol = enthalpyJ(oneMol, boundary.temperatureK);
  const startJ = energyJOf(body);
  const after = (inflowMol: number): GasBody => {
    const moles: Moles = body.moles.map((mol, k) => mol + inflowMol * (oneMol[k] as number));
    const temperatureK = temperatureOfEnergyK(moles, startJ + inflowMol * enthalpyJPerMol);
    invariant(temperatureK !== null, 'gas that came in from a boundary has an energy');
    return { volumeM3: body.volumeM3, temperatureK, moles };
  };
  const excessPa = (inflowMol: number) => pressurePaOf(after(inflowMol)) - boundary.pressurePa;
  let mostMol = totalMoles(body.moles);
  while (excessPa(mostMol) < 0) mostMol *= 2;
  const inflowMol = risingRoot(excessPa, 0, mostMol);
  const end = after(inflowMol);
  const entropyIn = inflowMol * entropyJPerK(oneMol, boundary);
  return {
    ...stateOf(end),
    entropyGeneratedJPerK: entropyJPerKOf(end) - entropyJPerKOf(body) - entropyIn,
    inflowMol,
  };
}

function vented(body: GasBody, boundary: Reservoir): OpenedState {
  const entropy = entropyJPerKOf(body);
  const startMol = totalMoles(body.moles);
  const temperatureAt = (pressurePa: number) => isentropicTemperatureK(body.moles, entropy, pressurePa);
  const temperatureK = temperatureAt(boundary.pressurePa);
  const restMol = (boundary.pressurePa * body.volumeM3) / (MOLAR_GAS_CONSTANT * temperatureK);
  const end = {
    volumeM3: body.volumeM3,
    temperatureK,
    moles: body.moles.map((mol) => (mol * restMol) / startMol),
  };
  const startPa = pressurePaOf(body);
  const lnRatio = Math.log(startPa / boundary.pressurePa);
  // By parts: n₀ R ln(p₀/p_b) − ∫ nR d(ln p), with nR = pV/T.
  const kept = integral(
    (ln) => {
      const pressurePa = boundary.pressurePa * Math.exp(ln);
      return (pressurePa * body.volumeM3) / temperatureAt(pressurePa);
    },
    0,
    lnRatio,
  );
  return {
    ...stateOf(end),
    entropyGeneratedJPerK: startMol * MOLAR_GAS_CONSTANT * lnRatio - kept,
    inflowMol: restMol - startMol,
  };
}

function stateOf(body: GasBody): Omit<EndState, 'entropyGeneratedJPerK'> {
  return {
    temperatureK: body.temperatureK,
    pressurePa: pressurePaOf(body),
    gas: compositionOf(body.moles),
  };
}
