/**
 * A plant as data, in SI, after the configuration room has parsed and checked it. Pressures are absolute.
 */
import type { Composition } from './species.ts';

export interface PlantDefinition {
  readonly solver: SolverDefinition;
  readonly fluid: FluidDefinition;
  readonly ledger: LedgerLimits;
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
  readonly burstDiscs: readonly BurstDiscDefinition[];
  readonly fans: readonly FanDefinition[];
  readonly heatExchangers: readonly HeatExchangerDefinition[];
  readonly heatConductors: readonly HeatConductorDefinition[];
  readonly heatEngines: readonly HeatEngineDefinition[];
  readonly pistons: readonly PistonDefinition[];
  readonly tubes: readonly TubeDefinition[];
  readonly computePools: readonly ComputePoolDefinition[];
}

export interface SolverDefinition {
  /** Outer fixed step, s, > 0. The integrator divides it where its error control asks for that. */
  readonly stepS: number;
  /** Error that one substep may make in any chamber, as a share of what the chamber holds; in (0, 1). */
  readonly tolerance: number;
}

export interface FluidDefinition {
  readonly equationOfState: 'ideal' | 'gerg-2008';
  /** False: water stays vapour beyond its saturation too, as no real water does. */
  readonly condensation: boolean;
}

/** Relative residuals beyond which the ledger is in breach. */
export interface LedgerLimits {
  readonly massRelative: number;
  readonly speciesRelative: number;
  readonly energyRelative: number;
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

/** What stands between the gas and the ambient: one lump of metal, or layers that heat has to pass. */
export interface WallDefinition {
  readonly areaM2: number;
  readonly body: WallBody;
  readonly gasSide: Convection;
  readonly ambientSide: Convection;
  /** Temperature at the start, K. */
  readonly temperatureK: number;
}

export type WallBody =
  | { readonly kind: 'lumped'; readonly heatCapacityJPerK: number }
  /** From the gas outwards. */
  | { readonly kind: 'layered'; readonly layers: readonly WallLayer[] };

export interface WallLayer {
  readonly thicknessM: number;
  readonly conductivityWPerMK: number;
  readonly densityKgPerM3: number;
  readonly specificHeatJPerKgK: number;
  /** Slices of equal thickness, ≥ 1. */
  readonly cells: number;
}

/** Heat-transfer coefficient of one side of a wall. */
export type Convection =
  | { readonly kind: 'coefficient'; readonly coefficientWPerM2K: number }
  /** Free convection at an upright surface. */
  | { readonly kind: 'natural'; readonly heightM: number }
  /** Flow through the chamber as through a pipe; on the gas side only. */
  | { readonly kind: 'forced'; readonly diameterM: number; readonly lengthM: number };

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

/** Shut until the absolute pressure at `from` reaches the burst pressure once, and open for good from then on. */
export type BurstDiscDefinition = RestrictionDefinition & { readonly burstPressurePa: number };

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
  /** Null: one efficiency, and full delivery up to near the greatest pressure ratio. */
  readonly map: readonly MachineMapPoint[] | null;
}

/** What a machine was measured to do at one pressure ratio; between two of them, linear. */
export interface MachineMapPoint {
  readonly pressureRatio: number;
  /** Share of the displacement that is delivered, 0 … 1. */
  readonly delivery: number;
  readonly isentropicEfficiency: number;
}

/** Moves gas against a small pressure rise: volume flow and pressure rise on a parabola between its two ends. */
export interface FanDefinition {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** At full speed against a closed duct, Pa. */
  readonly shutOffPressurePa: number;
  /** At full speed without resistance, m³/s. */
  readonly freeVolumeFlowM3PerS: number;
  /** Flow power over shaft power, in (0, 1]. */
  readonly efficiency: number;
  /** At the start, 0 … 1 of full speed. */
  readonly speed: number;
}

/** Passes heat from one stream to another; each of them is an orifice, a machine or a fan. */
export interface HeatExchangerDefinition {
  readonly id: string;
  readonly streams: readonly [string, string];
  readonly conductanceWPerK: number;
  readonly arrangement: 'counter' | 'parallel' | 'cross';
}

/** Conducts heat between two places: chambers' gas, boundaries, the ambient. */
export interface HeatConductorDefinition {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly conductanceWPerK: number;
}

/** Turns heat that runs from a chamber's gas to the ambient into work, as far as Carnot lets it. */
export interface HeatEngineDefinition {
  readonly id: string;
  /** Id of a chamber. */
  readonly from: string;
  /** Between the gas and the engine, W/K. */
  readonly conductanceWPerK: number;
  /** Efficiency as a fraction of Carnot's, 0 … 1. */
  readonly carnotFraction: number;
}

/** Swings the volume of a chamber: V = V₀ + ½·swept·sin(φ), dφ/dt = 2π·frequency. */
export interface PistonDefinition {
  readonly id: string;
  /** Id of a chamber. */
  readonly chamber: string;
  /** From one dead centre to the other, m³; less than twice the volume of the chamber. */
  readonly sweptVolumeM3: number;
  /** At the start, Hz, ≥ 0. */
  readonly frequencyHz: number;
  /** φ at the start, rad. */
  readonly phaseRad: number;
}

/** A pipe whose gas has inertia: dṁ/dt = (area/length)·(Δp − friction). */
export interface TubeDefinition {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly areaM2: number;
  readonly lengthM: number;
  /** Darcy's; 0: none. */
  readonly frictionFactor: number;
}

/** A finite pool of compute slots in a chamber's gas. */
export interface ComputePoolDefinition {
  readonly id: string;
  /** Id of a chamber. */
  readonly into: string;
  readonly slots: number;
  /** Of one slot that exists and does nothing, W. */
  readonly idlePowerW: number;
  /** Of one slot at work, W. */
  readonly busyPowerW: number;
  /** Irreversible bit operations of one slot at work, 1/s. */
  readonly operationsPerS: number;
  /** From the order of a slot until it can be specialised, s. */
  readonly creationS: number;
  readonly specialisationS: number;
  readonly disposalS: number;
  /** Slots wanted at the start. */
  readonly demand: number;
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
  /** Of the heat exchangers at its cold and its warm end, W/K; null: without a temperature difference. */
  readonly coldConductanceWPerK: number | null;
  readonly warmConductanceWPerK: number | null;
}

/** Power that appears in a chamber's gas (electronics in the gas); negative is not allowed: that is a cooler. */
export interface HeatLoadDefinition {
  readonly id: string;
  readonly into: string;
  readonly powerW: number;
}
