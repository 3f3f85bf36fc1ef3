/**
 * The first stage of equilibration: flow stops when pressures are equal, long before temperatures and compositions are.
 *
 * Two volumes: the donor's rest expands isentropically, T = T(s₀, p), and keeps its composition; what left it is in
 * the receiver, mixed; p follows from U₁ + U₂ = const. Exact for perfectly stirred adiabatic volumes, because
 * the flow never turns round.
 *
 * More than two: the path decides who ends how warm, but not much of the pressure. With c̄ᵢ the mean cv of volume i's
 * content between its own and the final common temperature, energy balance gives
 *
 *   p/p(end) = (Σ nᵢ c̄ᵢ/Σ nᵢ)/(Σ Vᵢ c̄ᵢ/Σ Vᵢ),  hence  c_min/c_max ≤ p/p(end) ≤ c_max/c_min,
 *
 * and p = p(end) exactly where every gas has the same constant cv (monatomic gases). The limits are those of the
 * species present between the coldest that expansion and the hottest that filling makes of the initial temperatures
 * once. Checked by test/physics/prediction/equal-pressure.test.ts against an integration of the flow.
 */
import type { Moles } from '../gas.ts';
import { heatCapacityJPerK, totalMoles } from '../gas.ts';
import { invariant } from '../invariant.ts';
import { MOLAR_GAS_CONSTANT, SPECIES } from '../species.ts';
import { closedEquilibrium } from './closed-equilibrium.ts';
import type { GasBody } from './gas-content.ts';
import { energyJOf, entropyJPerKOf, isentropicTemperatureK, pressurePaOf } from './gas-content.ts';
import { risingRoot } from './numeric.ts';

export interface EqualPressure {
  /** Lowest and highest that it can be, Pa; the same where it is determined. */
  readonly pressurePa: readonly [number, number];
  /** What else is known for two volumes, in their order; null for one, where nothing flows, and for more. */
  readonly pair: {
    readonly temperaturesK: readonly [number, number];
    readonly entropyGeneratedJPerK: number;
  } | null;
}

/** The largest γ that a gas can have. */
const MONATOMIC_GAMMA = 5 / 3;
const SAMPLES = 32;

/** State in which flow between adiabatic volumes stops. */
export function equalPressure(bodies: readonly GasBody[]): EqualPressure {
  const [one, other, third] = bodies;
  invariant(one !== undefined, 'at least one volume');
  if (other === undefined) {
    const pressurePa = pressurePaOf(one);
    return { pressurePa: [pressurePa, pressurePa], pair: null };
  }
  if (third === undefined) return equalPair(one, other);
  const { pressurePa } = closedEquilibrium(bodies);
  const spread = heatCapacitySpread(bodies);
  return { pressurePa: [pressurePa / spread, pressurePa * spread], pair: null };
}

function equalPair(one: GasBody, other: GasBody): EqualPressure {
  const forward = pressurePaOf(one) >= pressurePaOf(other);
  const [donor, receiver] = forward ? [one, other] : [other, one];
  const energyJ = energyJOf(donor) + energyJOf(receiver);
  const excessJ = (pressurePa: number) => {
    const ends = afterFlow(donor, receiver, pressurePa);
    return energyJOf(ends[0]) + energyJOf(ends[1]) - energyJ;
  };
  const pressurePa = risingRoot(excessJ, pressurePaOf(receiver), pressurePaOf(donor));
  const [rest, filled] = afterFlow(donor, receiver, pressurePa);
  const started = entropyJPerKOf(donor) + entropyJPerKOf(receiver);
  const warm = [rest.temperatureK, filled.temperatureK] as const;
  return {
    pressurePa: [pressurePa, pressurePa],
    pair: {
      temperaturesK: forward ? warm : [warm[1], warm[0]],
      entropyGeneratedJPerK: entropyJPerKOf(rest) + entropyJPerKOf(filled) - started,
    },
  };
}

/** Donor and receiver at a common pressure. */
function afterFlow(donor: GasBody, receiver: GasBody, pressurePa: number): readonly [GasBody, GasBody] {
  const donorK = isentropicTemperatureK(donor.moles, entropyJPerKOf(donor), pressurePa);
  const restMol = (pressurePa * donor.volumeM3) / (MOLAR_GAS_CONSTANT * donorK);
  const share = restMol / totalMoles(donor.moles);
  const rest = { ...donor, temperatureK: donorK, moles: donor.moles.map((mol) => mol * share) };
  const moles: Moles = receiver.moles.map((mol, k) => mol + (donor.moles[k] as number) * (1 - share));
  const receiverK = (pressurePa * receiver.volumeM3) / (MOLAR_GAS_CONSTANT * totalMoles(moles));
  return [rest, { ...receiver, temperatureK: receiverK, moles }];
}

/** c_max/c_min of the species present over the temperatures that one expansion or filling makes. */
function heatCapacitySpread(bodies: readonly GasBody[]): number {
  const temperatures = bodies.map(({ temperatureK }) => temperatureK);
  const pressures = bodies.map(pressurePaOf);
  const ratio = Math.min(...pressures) / Math.max(...pressures);
  const coldK = Math.min(...temperatures) * ratio ** (1 - 1 / MONATOMIC_GAMMA);
  const hotK = Math.max(...temperatures) * MONATOMIC_GAMMA;
  let [least, most] = [Number.POSITIVE_INFINITY, 0];
  SPECIES.forEach((_, k) => {
    if (bodies.every(({ moles }) => moles[k] === 0)) return;
    const one: Moles = Float64Array.from(SPECIES, (_name, j) => (j === k ? 1 : 0));
    for (let i = 0; i <= SAMPLES; i++) {
      const cv = heatCapacityJPerK(one, coldK + ((hotK - coldK) * i) / SAMPLES) - MOLAR_GAS_CONSTANT;
      least = Math.min(least, cv);
      most = Math.max(most, cv);
    }
  });
  return most / least;
}
