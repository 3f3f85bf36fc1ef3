/** Builders of the elements that tests put into plants, and what must hold of every plant with them. */
import { expect } from 'vitest';
import type { Plant } from '../../src/physics/plant.ts';
import type {
  BurstDiscDefinition,
  ComputePoolDefinition,
  FanDefinition,
  HeatConductorDefinition,
  HeatExchangerDefinition,
  PistonDefinition,
  TubeDefinition,
} from '../../src/physics/plant-definition.ts';
import { read, restriction } from './plants.ts';

/** 300 Pa against a closed duct, 1 L/s in free air. */
export function fan(id: string, from: string, to: string, parts: Partial<FanDefinition> = {}): FanDefinition {
  const curve = { shutOffPressurePa: 300, freeVolumeFlowM3PerS: 1e-3, efficiency: 0.6 };
  return { id, from, to, ...curve, speed: 1, ...parts };
}

export function tube(
  id: string,
  from: string,
  to: string,
  parts: Partial<TubeDefinition> = {},
): TubeDefinition {
  return { id, from, to, areaM2: 1e-4, lengthM: 0.05, frictionFactor: 0, ...parts };
}

export function piston(id: string, chamber: string, parts: Partial<PistonDefinition> = {}): PistonDefinition {
  return { id, chamber, sweptVolumeM3: 1e-3, frequencyHz: 10, phaseRad: 0, ...parts };
}

export function exchanger(
  id: string,
  streams: readonly [string, string],
  conductanceWPerK: number,
  arrangement: HeatExchangerDefinition['arrangement'] = 'counter',
): HeatExchangerDefinition {
  return { id, streams, conductanceWPerK, arrangement };
}

export function conductor(
  id: string,
  from: string,
  to: string,
  conductanceWPerK: number,
): HeatConductorDefinition {
  return { id, from, to, conductanceWPerK };
}

export function burstDisc(
  id: string,
  from: string,
  to: string,
  parts: { readonly burstPressurePa: number; readonly cdAreaM2?: number },
): BurstDiscDefinition {
  const { burstPressurePa, ...size } = parts;
  return { ...restriction(id, from, to, size), burstPressurePa };
}

export function computePool(
  id: string,
  into: string,
  parts: Partial<ComputePoolDefinition> = {},
): ComputePoolDefinition {
  const power = { slots: 4, idlePowerW: 1, busyPowerW: 10, operationsPerS: 1e12 };
  const times = { creationS: 0, specialisationS: 0, disposalS: 0 };
  return { id, into, ...power, ...times, demand: 0, ...parts };
}

/** Nothing is lost, and entropy has only grown. */
export function expectBooksClosed(plant: Plant, relative = 1e-11): void {
  expect(read(plant, 'ledger.mass_residual_relative')).toBeLessThan(relative);
  expect(read(plant, 'ledger.energy_residual_relative')).toBeLessThan(relative);
  expect(read(plant, 'ledger.entropy_generated')).toBeGreaterThan(-1e-8);
}
