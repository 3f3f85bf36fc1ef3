/** Reachable pressure cycles of each chamber of a plant, by the laws of cycle-limits.ts. */
import { heatCapacityRatio, molesOf } from '../gas.ts';
import type { ChamberDefinition, PistonDefinition, PlantDefinition } from '../plant-definition.ts';
import type { CycleCost, FastestCycle, Heat } from './cycle-limits.ts';
import {
  cycleCost,
  fallRatePaPerS,
  fastestCycle,
  highestFrequencyHz,
  reachableAmplitudePa,
  reachPaOf,
  riseRatePaPerS,
  timeConstantS,
} from './cycle-limits.ts';
import type { CycledChamber } from './cycle-valves.ts';
import { cycledChamber } from './cycle-valves.ts';
import { startVolumeM3 } from './gas-sets.ts';

/** What is asked; null: chosen from the plant. */
export interface CyclingQuestion {
  /** Null: halfway between vent and supply. */
  readonly meanPa: number | null;
  /** Null: several parts of what vent and supply allow. */
  readonly amplitudePa: number | null;
  /** Null: no amplitude is worked out for a frequency. */
  readonly frequencyHz: number | null;
}

export interface CyclingPrediction {
  readonly chamber: string;
  /** Null where `reason` says why valves cannot cycle it. */
  readonly limits: CyclingLimits | null;
  readonly reason: string | null;
  readonly pistons: readonly PistonSwing[];
}

export interface CyclingLimits {
  readonly supply: string;
  readonly supplyValves: readonly string[];
  readonly vent: string;
  readonly ventValves: readonly string[];
  readonly fillTimeConstantS: number;
  readonly ventTimeConstantS: number;
  readonly meanPa: number;
  readonly swings: readonly SwingLimits[];
  /** Amplitudes at the frequency that was asked for. */
  readonly reachable: ReachableAmplitude | null;
}

export interface SwingLimits {
  readonly lowPa: number;
  readonly highPa: number;
  readonly adiabatic: HeatLimits;
  /** With the gas held at the temperature that the chamber starts with. */
  readonly isothermal: HeatLimits;
}

export interface HeatLimits extends FastestCycle {
  /** Fastest rise at the low, middle and high pressure, Pa/s. */
  readonly risePaPerS: readonly [number, number, number];
  /** Fastest fall at the same pressures, Pa/s. */
  readonly fallPaPerS: readonly [number, number, number];
  readonly sineHz: number;
  readonly trapezoidHz: number;
  readonly cost: CycleCost;
}

export interface ReachableAmplitude {
  readonly frequencyHz: number;
  readonly sinePa: { readonly adiabatic: number; readonly isothermal: number };
  readonly trapezoidPa: { readonly adiabatic: number; readonly isothermal: number };
}

/** Pressures that a piston makes of a shut chamber without heat: p = p₀ (V₀/V)^γ. */
export interface PistonSwing {
  readonly piston: string;
  readonly frequencyHz: number;
  readonly lowPa: number;
  readonly highPa: number;
}

/** Parts of the distance to the nearer of vent and supply. */
const AMPLITUDE_SHARES = [0.1, 0.25, 0.5, 0.75, 0.9] as const;

/** Whether a mean and an amplitude fit between the vent and the supply of a chamber. */
export function swingFits(chamber: CycledChamber, question: CyclingQuestion): boolean {
  const meanPa = question.meanPa ?? middlePa(chamber);
  const reachPa = reachPaOf(chamber, meanPa);
  return reachPa > 0 && (question.amplitudePa === null || question.amplitudePa < reachPa);
}

/** Limits of every chamber; a mean or an amplitude outside vent and supply is a reason why it cannot be cycled. */
export function predictCycling(
  plant: PlantDefinition,
  question: CyclingQuestion,
): readonly CyclingPrediction[] {
  return plant.chambers.map((definition) => {
    const pistons = plant.pistons
      .filter(({ chamber }) => chamber === definition.id)
      .map((piston) => pistonSwing(piston, definition, plant));
    const chamber = cycledChamber(definition, plant);
    const without = { chamber: definition.id, limits: null, pistons };
    if ('reason' in chamber) return { ...without, reason: chamber.reason };
    if (!swingFits(chamber, question)) {
      const { supply, vent } = chamber;
      return {
        ...without,
        reason: `the swing asked for does not fit between ${vent.boundary} and ${supply.boundary}`,
      };
    }
    return { ...without, limits: limitsOf(chamber, definition, question), reason: null };
  });
}

function middlePa({ supply, vent }: CycledChamber): number {
  return (supply.pressurePa + vent.pressurePa) / 2;
}

function limitsOf(
  chamber: CycledChamber,
  { temperatureK }: ChamberDefinition,
  question: CyclingQuestion,
): CyclingLimits {
  const { supply, vent } = chamber;
  const meanPa = question.meanPa ?? middlePa(chamber);
  const reachPa = reachPaOf(chamber, meanPa);
  const amplitudesPa =
    question.amplitudePa === null ? AMPLITUDE_SHARES.map((share) => share * reachPa) : [question.amplitudePa];
  const isothermal: Heat = { kind: 'isothermal', temperatureK };
  return {
    supply: supply.boundary,
    supplyValves: supply.valves,
    vent: vent.boundary,
    ventValves: vent.valves,
    fillTimeConstantS: timeConstantS(chamber, supply),
    ventTimeConstantS: timeConstantS(chamber, vent),
    meanPa,
    swings: amplitudesPa.map((amplitudePa) => {
      const swing = { lowPa: meanPa - amplitudePa, highPa: meanPa + amplitudePa };
      return {
        ...swing,
        adiabatic: heatLimits(chamber, { kind: 'adiabatic' }, swing),
        isothermal: heatLimits(chamber, isothermal, swing),
      };
    }),
    reachable:
      question.frequencyHz === null ? null : reachableAt(chamber, isothermal, meanPa, question.frequencyHz),
  };
}

function heatLimits(
  chamber: CycledChamber,
  heat: Heat,
  swing: { readonly lowPa: number; readonly highPa: number },
): HeatLimits {
  const { lowPa, highPa } = swing;
  const rise = (pressurePa: number) => riseRatePaPerS(chamber, heat, pressurePa);
  const fall = (pressurePa: number) => fallRatePaPerS(chamber, heat, swing, pressurePa);
  const middle = (lowPa + highPa) / 2;
  return {
    ...fastestCycle(chamber, heat, swing),
    risePaPerS: [rise(lowPa), rise(middle), rise(highPa)],
    fallPaPerS: [fall(lowPa), fall(middle), fall(highPa)],
    sineHz: highestFrequencyHz(chamber, heat, swing, 'sine'),
    trapezoidHz: highestFrequencyHz(chamber, heat, swing, 'trapezoid'),
    cost: cycleCost(chamber, heat, swing),
  };
}

function reachableAt(
  chamber: CycledChamber,
  isothermal: Heat,
  meanPa: number,
  frequencyHz: number,
): ReachableAmplitude {
  const both = (form: 'sine' | 'trapezoid') => ({
    adiabatic: reachableAmplitudePa(chamber, { kind: 'adiabatic' }, { meanPa, frequencyHz, form }),
    isothermal: reachableAmplitudePa(chamber, isothermal, { meanPa, frequencyHz, form }),
  });
  return { frequencyHz, sinePa: both('sine'), trapezoidPa: both('trapezoid') };
}

function pistonSwing(
  { id, sweptVolumeM3, frequencyHz }: PistonDefinition,
  chamber: ChamberDefinition,
  plant: PlantDefinition,
): PistonSwing {
  const gamma = heatCapacityRatio(molesOf(chamber.gas, 1), chamber.temperatureK);
  const startM3 = startVolumeM3(chamber, plant);
  const at = (volumeM3: number) => chamber.pressurePa * (startM3 / volumeM3) ** gamma;
  return {
    piston: id,
    frequencyHz,
    lowPa: at(chamber.volumeM3 + sweptVolumeM3 / 2),
    highPa: at(chamber.volumeM3 - sweptVolumeM3 / 2),
  };
}
