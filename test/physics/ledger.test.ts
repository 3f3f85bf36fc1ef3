import { describe, expect, test } from 'vitest';
import type { Evaluation } from '../../src/physics/evaluate.ts';
import { evaluate } from '../../src/physics/evaluate.ts';
import { ENERGY, ROW, WALL as WALL_SLOT } from '../../src/physics/layout.ts';
import { createPlant, plantWork, stepPlant } from '../../src/physics/plant.ts';
import type { PlantDefinition } from '../../src/physics/plant-definition.ts';
import type { PlantState } from '../../src/physics/plant-state.ts';
import { SPECIES } from '../../src/physics/species.ts';
import {
  boundary,
  chamber,
  demoPlant,
  plantOf,
  read,
  relative,
  runTo,
  valve,
  WALL,
  withEvaluation,
  write,
} from './plants.ts';

/** A walled chamber with flow in from a supply and out to the ambient, and a second chamber behind a valve. */
function busyPlant(): PlantDefinition {
  return plantOf({
    chambers: [
      chamber('a', { wall: { ...WALL, temperatureK: 330 }, gas: { N2: 0.6, He: 0.4 } }),
      chamber('b', { pressurePa: 3e5, temperatureK: 350, gas: { Ar: 1 } }),
    ],
    boundaries: [boundary('supply', { temperatureK: 280 })],
    valves: [
      valve('in', 'supply', 'a', { cdAreaM2: 2e-7 }),
      valve('cross', 'b', 'a', { cdAreaM2: 1e-7 }),
      valve('out', 'a', 'ambient', { cdAreaM2: 3e-7 }),
    ],
    heatLoads: [{ id: 'q', into: 'a', powerW: 20 }],
  });
}

const ARGON = SPECIES.indexOf('Ar');
/** Streams, in the order of their ids. */
const CROSS = 0;
const IN = 1;

function ledgerAfter(evaluation: Evaluation): { mass: number; energy: number; argon: number } {
  const plant = withEvaluation(createPlant(busyPlant()), evaluation);
  for (let step = 0; step < 500; step++) expect(stepPlant(plant)).toBeNull();
  return {
    mass: read(plant, 'ledger.mass_residual_relative'),
    energy: read(plant, 'ledger.energy_residual_relative'),
    argon: Math.abs(read(plant, 'ledger.species_residual.Ar')),
  };
}

/** The plant's own rates with something wrong done to them. */
function wrong(change: (state: PlantState, rate: Float64Array) => void): Evaluation {
  return (state, vector, rate) => {
    const sound = evaluate(state, vector, rate);
    change(state, rate);
    return sound;
  };
}

function add(rate: Float64Array, index: number, by: number): void {
  rate[index] = (rate[index] ?? 0) + by;
}

describe('the ledger', () => {
  test('acquits the plant as it is', () => {
    const { mass, energy, argon } = ledgerAfter(evaluate);
    expect(mass).toBeLessThan(1e-13);
    expect(energy).toBeLessThan(1e-13);
    expect(argon).toBeLessThan(1e-15);
  });

  test('convicts a flow that arrives 1.001 times as large as it left', () => {
    const { mass, energy, argon } = ledgerAfter(
      wrong(({ memory }, rate) => {
        const excess = 0.001 * (memory.streams.massFlowKgPerS[CROSS] ?? 0);
        const from = (memory.streams.from[CROSS] ?? 0) * ROW;
        add(rate, ARGON, excess * (memory.nodes.perKg[from + ARGON] ?? 0));
        add(rate, ENERGY, excess * (memory.nodes.perKg[from + ENERGY] ?? 0));
      }),
    );
    expect(mass).toBeGreaterThan(1e-6);
    expect(energy).toBeGreaterThan(5e-9);
    expect(argon).toBeGreaterThan(1e-7);
  });

  test('convicts a stream that brings its internal energy instead of its enthalpy', () => {
    const { mass, energy } = ledgerAfter(
      wrong(({ memory }, rate) => {
        const up = memory.streams.from[IN] ?? 0;
        const { massFlux, pressurePa } = memory.nodes;
        const flowWork = ((pressurePa[up] ?? 0) / (massFlux[up] ?? 0)) ** 2;
        add(rate, ENERGY, -(memory.streams.massFlowKgPerS[IN] ?? 0) * flowWork);
      }),
    );
    expect(mass).toBeLessThan(1e-13);
    expect(energy).toBeGreaterThan(1e-4);
  });

  test('convicts a wall that loses nothing to the ambient', () => {
    const { energy } = ledgerAfter(
      wrong(({ memory, network, evaluated }, rate) => {
        const { ambientConductanceWPerK, wallCapacityJPerK } = memory.chambers;
        const wallK = (evaluated.vector[WALL_SLOT] ?? 0) / (wallCapacityJPerK[0] ?? 0);
        const fall = wallK - (memory.nodes.temperatureK[network.ambientNode] ?? 0);
        add(rate, WALL_SLOT, (ambientConductanceWPerK[0] ?? 0) * fall);
      }),
    );
    expect(energy).toBeGreaterThan(1e-5);
  });

  test('shows heat that flows from cold to warm as entropy destroyed', () => {
    const definition = plantOf({
      chambers: [
        chamber('a', {
          wall: {
            ...WALL,
            temperatureK: 350,
            ambientSide: { kind: 'coefficient', coefficientWPerM2K: 0 },
          },
        }),
      ],
    });
    const uphill = wrong((_, rate) => {
      for (let i = 0; i < rate.length; i++) rate[i] = -(rate[i] ?? 0);
    });
    const plant = withEvaluation(createPlant(definition), uphill);
    for (let step = 0; step < 10; step++) expect(stepPlant(plant)).toBeNull();
    expect(read(plant, 'ledger.energy_residual_relative')).toBeLessThan(1e-13);
    expect(read(plant, 'ledger.entropy_generated')).toBeLessThan(-1e-5);
  });

  test('is closed, not undefined, where nothing is stored and nothing has crossed', () => {
    const plant = createPlant(
      plantOf({ boundaries: [boundary('a'), boundary('b')], valves: [valve('v', 'a', 'b')] }),
    );
    expect(read(plant, 'ledger.mass_residual_relative')).toBe(0);
    expect(read(plant, 'ledger.energy_residual_relative')).toBe(0);
  });

  test('keeps no trace of a substep that was taken back', () => {
    let evaluations = 0;
    const stumbling = wrong((_, rate) => {
      evaluations++;
      // Helium of chamber a, gone faster than there is any, while enough nitrogen stays, once in a while.
      if (evaluations % 17 === 2) rate[SPECIES.indexOf('He')] = -60;
    });
    const plant = withEvaluation(createPlant(busyPlant()), stumbling);
    for (let step = 0; step < 50; step++) expect(stepPlant(plant)).toBeNull();
    expect(plantWork(plant).rejected).toBeGreaterThan(20);
    expect(read(plant, 'ledger.mass_residual_relative')).toBeLessThan(1e-13);
    expect(read(plant, 'ledger.energy_residual_relative')).toBeLessThan(1e-13);
  });

  test('closes over ten minutes of the demo bench with valves at work', () => {
    const plant = createPlant(demoPlant());
    for (let second = 0; second < 600; second++) {
      const rising = second % 20 < 8;
      write(plant, 'inlet1.position', rising ? 0.8 : 0);
      write(plant, 'vent1.position', rising ? 0 : 0.3);
      write(plant, 'inlet2.position', 0.2);
      write(plant, 'vent2.position', second % 2 === 0 ? 0.4 : 0);
      write(plant, 'cross.position', second % 7 === 0 ? 1 : 0);
      write(plant, 'rack1.enabled', second % 60 < 30 ? 1 : 0);
      runTo(plant, second + 1);
      expect(read(plant, 'ledger.mass_residual_relative')).toBeLessThan(1e-12);
      expect(read(plant, 'ledger.energy_residual_relative')).toBeLessThan(1e-12);
    }
  });

  test('counts a stream from boundary to boundary as throttled, and nothing else', () => {
    const plant = createPlant(
      plantOf({
        chambers: [chamber('a')],
        boundaries: [boundary('supply', { temperatureK: 300, gas: { N2: 1 } })],
        valves: [valve('bypass', 'supply', 'ambient')],
      }),
    );
    runTo(plant, 0.1);
    const mass = 0.1 * read(plant, 'bypass.mass_flow');
    const expected = mass * (8.31446261815324 / 28.014e-3) * Math.log(8e5 / 101325);
    expect(relative(read(plant, 'ledger.entropy_generated'), expected)).toBeLessThan(1e-9);
    expect(read(plant, 'ledger.energy_residual')).toBe(0);
  });
});
