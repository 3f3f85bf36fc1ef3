/**
 * A plant as data, in SI, after the configuration room has parsed and checked it. Pressures are absolute.
 */
import type { Composition } from './species.ts';

export interface PlantDefinition {
  readonly solver: SolverDefinition;
  readonly ambient: AmbientDefinition;
  readonly chambers: readonly ChamberDefinition[];
  readonly boundaries: readonly BoundaryDefinition[];
  readonly valves: readonly ValveDefinition[];
  readonly heatLoads: readonly HeatLoadDefinition[];
  readonly restrictions: readonly RestrictionDefinition[];
  readonly leaks: readonly RestrictionDefinition[];
  readonly reliefValves: readonly ReliefValveDefinition[];
  readonly coolers: readonly CoolerDefinition[];
  readonly compressors: readonly MachineDefinition[];
  readonly vacuumPumps: readonly MachineDefinition[];
  readonly injectors: readonly InjectorDefinition[];
}

export interface SolverDefinition {
  /** Outer fixed step, s, > 0. The integrator divides it where the fastest time constant asks for that. */
  readonly stepS: number;
}

/** The surroundings: walls lose heat to it, and `ambient` is a boundary that any valve may name. */
export interface AmbientDefinition {
  readonly temperatureK: number;
  readonly pressurePa: number;
  readonly gas: Composition;
}

export interface ChamberDefinition {
  readonly id: string;
  readonly volumeM3: number;
  readonly pressurePa: number;
  readonly temperatureK: number;
  readonly gas: Composition;
  /** null: adiabatic. */
  readonly wall: WallDefinition | null;
}

/** One lump of metal between the gas and the ambient. */
export interface WallDefinition {
  readonly heatCapacityJPerK: number;
  readonly areaM2: number;
  readonly gasCoefficientWPerM2K: number;
  readonly ambientCoefficientWPerM2K: number;
  /** Temperature at the start, K. */
  readonly temperatureK: number;
}

/** A reservoir so large that nothing changes it. */
export interface BoundaryDefinition {
  readonly id: string;
  readonly pressurePa: number;
  readonly temperatureK: number;
  readonly gas: Composition;
}

export interface ValveDefinition {
  readonly id: string;
  /** Id of a chamber, a boundary, or `ambient`. Positive mass flow runs from `from` to `to`. */
  readonly from: string;
  readonly to: string;
  readonly sizing: ValveSizing;
  /** Opening at the start, 0 … 1; scales the flow linearly. */
  readonly position: number;
  /** True: no reverse flow. */
  readonly check: boolean;
  /**
   * Downstream-to-upstream pressure ratio above which the flow law is continued linearly to zero at equal
   * pressures; in (0, 1). The default is so near 1 that only the infinite slope at zero is removed.
   */
  readonly laminarRatio: number;
}

/** A fixed opening: a valve without a position. A leak is one that nobody wanted. */
export type RestrictionDefinition = Omit<ValveDefinition, 'position' | 'check'>;

/** Pressures of a relief valve, Pa absolute: reseat < set < full open. */
export interface ReliefPressures {
  readonly setPressurePa: number;
  readonly fullOpenPressurePa: number;
  readonly reseatPressurePa: number;
}

/** Opens by the absolute pressure at `from`, and lets nothing back. */
export type ReliefValveDefinition = RestrictionDefinition & ReliefPressures;

export type ValveSizing =
  /** Isentropic nozzle: effective area is `areaM2 * dischargeCoefficient`. */
  | { readonly kind: 'area'; readonly areaM2: number; readonly dischargeCoefficient: number }
  /** ISO 6358-1:2013: sonic conductance C in m³/(s·Pa) at the ANR reference state, critical pressure ratio b. */
  | { readonly kind: 'iso6358'; readonly sonicConductanceM3PerSPa: number; readonly criticalRatio: number }
  /** IEC 60534-2-1: flow coefficient Kv in m³/h of water at 1 bar, pressure-drop ratio factor xT. */
  | { readonly kind: 'kv'; readonly kvM3PerH: number; readonly xt: number };

/** Gas that comes at a set mass flow, whatever the pressure of the chamber. */
export interface InjectorDefinition {
  readonly id: string;
  /** Id of a chamber. */
  readonly into: string;
  /** At the start, kg/s, ≥ 0. */
  readonly massFlowKgPerS: number;
  /** At the start, K. */
  readonly temperatureK: number;
  readonly gas: Composition;
}

/** A machine of positive displacement: a compressor or a vacuum pump. */
export interface MachineDefinition {
  readonly id: string;
  /** Suction: id of a chamber, a boundary, or `ambient`. */
  readonly from: string;
  /** Discharge. */
  readonly to: string;
  /** Volume taken in per revolution, m³. */
  readonly displacementM3: number;
  /** Revolutions at full speed, 1/s. */
  readonly frequencyHz: number;
  /** In (0, 1]. */
  readonly isentropicEfficiency: number;
  /** Discharge to suction, > 1, at which nothing is delivered any more. */
  readonly maxPressureRatio: number;
  /** At the start, 0 … 1 of full speed. */
  readonly speed: number;
}

/** Takes heat from a chamber's gas and rejects it, with the work that this costs, to the ambient. */
export interface CoolerDefinition {
  readonly id: string;
  /** Id of a chamber. */
  readonly from: string;
  /** Heat removed at full demand, W, ≥ 0. */
  readonly powerW: number;
  /** Coefficient of performance as a fraction of Carnot's, in (0, 1]. */
  readonly copFraction: number;
  /** Share of `powerW` that is asked for at the start, 0 … 1. */
  readonly demand: number;
}

/** Power that appears in a chamber's gas (electronics in the gas); negative is not allowed: that is a cooler. */
export interface HeatLoadDefinition {
  readonly id: string;
  readonly into: string;
  readonly powerW: number;
}
