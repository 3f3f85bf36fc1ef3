import { describe, expect, test } from 'vitest';
import { advance } from '../../src/physics/integrator.ts';
import { createPlant, plantWork } from '../../src/physics/plant.ts';
import type { PlantDefinition } from '../../src/physics/plant-definition.ts';
import type { RateFunction } from '../../src/physics/rates.ts';
import { updateRates } from '../../src/physics/rates.ts';
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

function ledgerAfter(rates: RateFunction): { mass: number; energy: number; argon: number } {
  const plant = createPlant(busyPlant());
  for (let step = 0; step < 500; step++) expect(advance(plant.integrator, rates)).toBeNull();
  return {
    mass: read(plant, 'ledger.mass_residual_relative'),
    energy: read(plant, 'ledger.energy_residual_relative'),
    argon: Math.abs(read(plant, 'ledger.species_residual.Ar')),
  };
}

describe('the ledger', () => {
  test('acquits the plant as it is', () => {
    const { mass, energy, argon } = ledgerAfter(updateRates);
    expect(mass).toBeLessThan(1e-13);
    expect(energy).toBeLessThan(1e-13);
    expect(argon).toBeLessThan(1e-15);
  });

  test('convicts a flow that arrives 1.001 times as large as it left', () => {
    const { mass, energy, argon } = ledgerAfter((network, state, rate) => {
      updateRates(network, state, rate);
      const excess = 0.001 * (state.massFlowKgPerS[1] ?? 0);
      const { amountMolPerKg, enthalpyJPerKg } = state.nodes;
      const from = network.streams.from[1] ?? 0;
      const k = network.species.indexOf('Ar');
      rate[k] = (rate[k] ?? 0) + excess * (amountMolPerKg[from * network.species.length + k] ?? 0);
      rate[network.species.length] =
        (rate[network.species.length] ?? 0) + excess * (enthalpyJPerKg[from] ?? 0);
    });
    expect(mass).toBeGreaterThan(1e-6);
    expect(energy).toBeGreaterThan(5e-9);
    expect(argon).toBeGreaterThan(1e-7);
  });

  test('convicts a stream that brings its internal energy instead of its enthalpy', () => {
    const { mass, energy } = ledgerAfter((network, state, rate) => {
      updateRates(network, state, rate);
      const up = network.streams.from[0] ?? 0;
      const flowWork = (state.nodes.gasConstantJPerKgK[up] ?? 0) * (state.nodes.temperatureK[up] ?? 0);
      const energyOfA = network.species.length;
      rate[energyOfA] = (rate[energyOfA] ?? 0) - (state.massFlowKgPerS[0] ?? 0) * flowWork;
    });
    expect(mass).toBeLessThan(1e-13);
    expect(energy).toBeGreaterThan(1e-4);
  });

  test('convicts a wall that loses nothing to the ambient', () => {
    const { energy } = ledgerAfter((network, state, rate) => {
      updateRates(network, state, rate);
      const ambientK = state.nodes.temperatureK[network.ambientNode] ?? 0;
      const loss =
        (network.walls.ambientConductanceWPerK[0] ?? 0) * ((state.wallTemperatureK[0] ?? 0) - ambientK);
      rate[network.wallOffset] = (rate[network.wallOffset] ?? 0) + loss;
    });
    expect(energy).toBeGreaterThan(1e-5);
  });

  test('shows heat that flows from cold to warm as entropy destroyed', () => {
    const plant = createPlant(
      plantOf({
        chambers: [chamber('a', { wall: { ...WALL, temperatureK: 350, ambientCoefficientWPerM2K: 0 } })],
      }),
    );
    const uphill: RateFunction = (network, state, rate) => {
      updateRates(network, state, rate);
      for (let i = 0; i < rate.length; i++) rate[i] = -(rate[i] ?? 0);
    };
    for (let step = 0; step < 10; step++) expect(advance(plant.integrator, uphill)).toBeNull();
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
    const plant = createPlant(busyPlant());
    let evaluations = 0;
    const stumbling: RateFunction = (network, state, rate) => {
      updateRates(network, state, rate);
      evaluations++;
      // Helium of chamber a, gone faster than there is any, while enough nitrogen stays, once in a while.
      if (evaluations % 10 === 2) rate[network.species.indexOf('He')] = -60;
    };
    for (let step = 0; step < 50; step++) expect(advance(plant.integrator, stumbling)).toBeNull();
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
