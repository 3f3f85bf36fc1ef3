/** Builders of plant definitions for tests, and the few verbs that tests use on plants. */
import type { Evaluation } from '../../src/physics/evaluate.ts';
import { DEFAULT_LAMINAR_RATIO } from '../../src/physics/flow.ts';
import type { Plant } from '../../src/physics/plant.ts';
import { createPlant, inputWriter, pointReader, stepPlant } from '../../src/physics/plant.ts';
import type {
  BoundaryDefinition,
  ChamberDefinition,
  InjectorDefinition,
  MachineDefinition,
  PlantDefinition,
  ReliefPressures,
  ReliefValveDefinition,
  RestrictionDefinition,
  ValveDefinition,
  WallDefinition,
} from '../../src/physics/plant-definition.ts';

export const DRY_AIR = { N2: 0.7808, O2: 0.2096, Ar: 0.0096 };

export function plantOf(parts: Partial<PlantDefinition> & { stepS?: number }): PlantDefinition {
  const { stepS = 1e-3, ...rest } = parts;
  return {
    solver: { stepS, tolerance: 1e-9 },
    fluid: { equationOfState: 'ideal', condensation: true },
    ledger: { massRelative: 1e-9, speciesRelative: 1e-9, energyRelative: 1e-9 },
    ambient: { temperatureK: 295, pressurePa: 101325, gas: DRY_AIR },
    chambers: [],
    boundaries: [],
    valves: [],
    heatLoads: [],
    restrictions: [],
    leaks: [],
    reliefValves: [],
    coolers: [],
    compressors: [],
    vacuumPumps: [],
    injectors: [],
    burstDiscs: [],
    fans: [],
    heatExchangers: [],
    heatConductors: [],
    heatEngines: [],
    pistons: [],
    tubes: [],
    computePools: [],
    ...rest,
  };
}

export function chamber(id: string, parts: Partial<ChamberDefinition> = {}): ChamberDefinition {
  return { id, volumeM3: 1e-3, pressurePa: 1e5, temperatureK: 300, gas: { N2: 1 }, wall: null, ...parts };
}

export function boundary(id: string, parts: Partial<BoundaryDefinition> = {}): BoundaryDefinition {
  return { id, pressurePa: 8e5, temperatureK: 295, gas: { N2: 1 }, ...parts };
}

export function valve(
  id: string,
  from: string,
  to: string,
  parts: Partial<ValveDefinition> & { cdAreaM2?: number } = {},
): ValveDefinition {
  const { cdAreaM2 = 1e-6, ...rest } = parts;
  return {
    id,
    from,
    to,
    sizing: { kind: 'area', areaM2: cdAreaM2, dischargeCoefficient: 1 },
    position: 1,
    check: false,
    laminarRatio: DEFAULT_LAMINAR_RATIO,
    ...rest,
  };
}

/** A valve without a position. */
export function restriction(...[id, from, to, parts = {}]: Parameters<typeof valve>): RestrictionDefinition {
  const { position: _, check: __, ...orifice } = valve(id, from, to, parts);
  return orifice;
}

/** Opens at 2 bar, is fully open at 2.4 bar and shut again at 1.9 bar. */
export const RELIEF: ReliefPressures = {
  setPressurePa: 2e5,
  fullOpenPressurePa: 2.4e5,
  reseatPressurePa: 1.9e5,
};

export function reliefValve(...ends: Parameters<typeof restriction>): ReliefValveDefinition {
  return { ...restriction(...ends), ...RELIEF };
}

/** 1 L/s at full speed, which it has. */
export function machine(
  id: string,
  from: string,
  to: string,
  parts: Partial<MachineDefinition> = {},
): MachineDefinition {
  const size = { displacementM3: 4e-5, frequencyHz: 25, isentropicEfficiency: 0.75, maxPressureRatio: 10 };
  return { id, from, to, ...size, speed: 1, map: null, ...parts };
}

export function injector(
  id: string,
  into: string,
  parts: Partial<InjectorDefinition> = {},
): InjectorDefinition {
  return { id, into, massFlowKgPerS: 1e-5, temperatureK: 300, gas: { He: 1 }, ...parts };
}

export function lumpedWall(parts: {
  readonly heatCapacityJPerK: number;
  readonly areaM2: number;
  readonly gasCoefficientWPerM2K: number;
  readonly ambientCoefficientWPerM2K: number;
  readonly temperatureK: number;
}): WallDefinition {
  const { heatCapacityJPerK, areaM2, gasCoefficientWPerM2K, ambientCoefficientWPerM2K, temperatureK } = parts;
  return {
    areaM2,
    body: { kind: 'lumped', heatCapacityJPerK },
    gasSide: { kind: 'coefficient', coefficientWPerM2K: gasCoefficientWPerM2K },
    ambientSide: { kind: 'coefficient', coefficientWPerM2K: ambientCoefficientWPerM2K },
    temperatureK,
  };
}

export const WALL = lumpedWall({
  heatCapacityJPerK: 250,
  areaM2: 0.06,
  gasCoefficientWPerM2K: 15,
  ambientCoefficientWPerM2K: 6,
  temperatureK: 295,
});

/** The demo bench as a user writes it, valves shut. */
export function demoPlant(): PlantDefinition {
  const shut = { position: 0 };
  return plantOf({
    stepS: 2e-3,
    chambers: ['ch1', 'ch2'].map((id) => chamber(id, { pressurePa: 1.5e5, temperatureK: 295, wall: WALL })),
    boundaries: [boundary('supply')],
    valves: [
      valve('inlet1', 'supply', 'ch1', { cdAreaM2: 0.48e-6, ...shut }),
      valve('vent1', 'ch1', 'ambient', { cdAreaM2: 3.2e-6, ...shut }),
      valve('inlet2', 'supply', 'ch2', { cdAreaM2: 0.48e-6, ...shut }),
      valve('vent2', 'ch2', 'ambient', { cdAreaM2: 3.2e-6, ...shut }),
      valve('cross', 'ch1', 'ch2', { cdAreaM2: 0.14e-6, ...shut }),
    ],
    heatLoads: [{ id: 'rack1', into: 'ch1', powerW: 40 }],
  });
}

export function read(plant: Plant, name: string): number {
  const reader = pointReader(plant, name);
  if (reader === null) throw new Error(`the plant has no point ${name}`);
  return reader();
}

export function write(plant: Plant, name: string, value: number): boolean {
  const writer = inputWriter(plant, name);
  if (writer === null) throw new Error(`the plant has no input ${name}`);
  return writer(value);
}

/** The plant with another derivative. */
export function withEvaluation(plant: Plant, evaluate: Evaluation): Plant {
  Object.assign(plant.integrator.stages, { evaluate });
  plant.integrator.stale = true;
  return plant;
}

/** Steps to a time; a fault is an error here. */
export function runTo(plant: Plant, timeS: number): Plant {
  const last = Math.round(timeS / plant.integrator.state.network.stepS);
  while (plant.tick < last) {
    const fault = stepPlant(plant);
    if (fault !== null) throw new Error(fault.message);
  }
  return plant;
}

export function run(definition: PlantDefinition, timeS: number): Plant {
  return runTo(createPlant(definition), timeS);
}

/** |a − b| / |b|. */
export function relative(actual: number, expected: number): number {
  return Math.abs(actual - expected) / Math.abs(expected);
}
