import { describe, expect, test } from 'vitest';
import { ROW } from '../../src/physics/layout.ts';
import type { ElementEntry } from '../../src/physics/ledger/element-entries.ts';
import { elementEntries, placeResiduals } from '../../src/physics/ledger/element-entries.ts';
import { chamberEntropyJPerK, storedEnergy, storedEntropy } from '../../src/physics/ledger/holdings.ts';
import type { Plant } from '../../src/physics/plant.ts';
import { createPlant, plantWork } from '../../src/physics/plant.ts';
import type { FluidDefinition, PlantDefinition, WallDefinition } from '../../src/physics/plant-definition.ts';
import { solveChamber } from '../../src/physics/plant-state.ts';
import {
  boundary,
  chamber,
  injector,
  machine,
  plantOf,
  read,
  relative,
  runTo,
  valve,
  WALL,
} from './plants.ts';

const LAYERED: WallDefinition = {
  areaM2: 0.05,
  body: {
    kind: 'layered',
    layers: [
      { thicknessM: 2e-3, conductivityWPerMK: 15, densityKgPerM3: 7900, specificHeatJPerKgK: 500, cells: 2 },
      { thicknessM: 1e-2, conductivityWPerMK: 0.04, densityKgPerM3: 30, specificHeatJPerKgK: 1400, cells: 2 },
    ],
  },
  gasSide: { kind: 'natural', heightM: 0.2 },
  ambientSide: { kind: 'coefficient', coefficientWPerM2K: 6 },
  temperatureK: 320,
};

/** One of every kind of element that passes gas, heat or work. */
function everything(fluid: FluidDefinition): PlantDefinition {
  const air = { N2: 0.75, Ar: 0.2, H2O: 0.05 };
  return plantOf({
    fluid,
    chambers: [
      chamber('a', { volumeM3: 2e-3, gas: air, temperatureK: 340, wall: LAYERED }),
      chamber('b', { volumeM3: 4e-3, pressurePa: 1.6e5, gas: { N2: 1 }, wall: WALL }),
      chamber('c', { volumeM3: 3e-3, pressurePa: 1.2e5, temperatureK: 360, gas: { He: 0.5, Ar: 0.5 } }),
    ],
    boundaries: [boundary('supply', { pressurePa: 4e5, gas: { N2: 1 } })],
    valves: [
      valve('in', 'supply', 'a', { cdAreaM2: 1e-7 }),
      valve('hot', 'c', 'a', { cdAreaM2: 2e-7 }),
      valve('cold', 'b', 'c', { cdAreaM2: 2e-7 }),
      valve('out', 'c', 'ambient', { cdAreaM2: 1e-7 }),
    ],
    compressors: [machine('pump', 'a', 'b', { displacementM3: 2e-6 })],
    fans: [
      {
        id: 'blower',
        from: 'b',
        to: 'c',
        shutOffPressurePa: 2e3,
        freeVolumeFlowM3PerS: 1e-4,
        efficiency: 0.4,
        speed: 1,
      },
    ],
    tubes: [{ id: 'pipe', from: 'a', to: 'c', areaM2: 1e-5, lengthM: 0.5, frictionFactor: 0.03 }],
    heatExchangers: [
      { id: 'recuperator', streams: ['hot', 'cold'], conductanceWPerK: 0.5, arrangement: 'counter' },
      { id: 'intercooler', streams: ['pump', 'in'], conductanceWPerK: 0.3, arrangement: 'parallel' },
    ],
    heatConductors: [{ id: 'plate', from: 'c', to: 'b', conductanceWPerK: 0.2 }],
    coolers: [
      {
        id: 'chill',
        from: 'b',
        powerW: 5,
        copFraction: 0.5,
        demand: 1,
        coldConductanceWPerK: 2,
        warmConductanceWPerK: 2,
      },
    ],
    pistons: [{ id: 'swing', chamber: 'b', sweptVolumeM3: 1e-3, frequencyHz: 5, phaseRad: 0 }],
    injectors: [injector('dose', 'c')],
    heatLoads: [{ id: 'q', into: 'c', powerW: 20 }],
  });
}

function audited(plant: Plant): readonly ElementEntry[] {
  const { ledger, state } = plant.integrator;
  if (ledger.elements === null) throw new Error('the plant is audited as a whole only');
  return elementEntries(ledger.elements, state, ledger.commits);
}

function sumOf(entries: readonly ElementEntry[]): number {
  return entries.reduce((sum, each) => sum + each.entropyGeneratedJPerK, 0);
}

describe.each<[string, FluidDefinition]>([
  ['ideal gas', { equationOfState: 'ideal', condensation: false }],
  ['ideal gas whose water condenses', { equationOfState: 'ideal', condensation: true }],
  ['real gas', { equationOfState: 'gerg-2008', condensation: true }],
])('in a plant of %s with every kind of element', (_what, fluid) => {
  const plant = runTo(createPlant(everything(fluid), { audit: 'elements' }), 0.25);
  const entries = audited(plant);

  test('elements add up to what was generated', () => {
    const generated = read(plant, 'ledger.entropy_generated');
    expect(generated).toBeGreaterThan(0.01);
    expect(relative(sumOf(entries), generated)).toBeLessThan(1e-8);
    expect(entries).toHaveLength(7 + 2 + 1 + 1 + 1 + 1 + 1 + 3 + 2);
  });

  test('nobody is convicted, and everything that must waste something does', () => {
    expect(entries.filter(({ entropyDestroyedJPerK }) => entropyDestroyedJPerK !== 0)).toEqual([]);
    const wasteful = entries.filter((each) => each.entropyGeneratedJPerK > 1e-7).map(({ id }) => id);
    expect(wasteful).toEqual(expect.arrayContaining(['in', 'pump', 'recuperator', 'plate', 'q', 'a.wall']));
  });

  test('every place balances', () => {
    const { ledger, state } = plant.integrator;
    if (ledger.elements === null) throw new Error('the plant is audited as a whole only');
    const places = placeResiduals(ledger.elements, state);
    expect(places).toHaveLength(3 + 4 + 1);
    for (const { massKg, energyJ } of places) {
      expect(Math.abs(massKg)).toBeLessThan(1e-15);
      expect(Math.abs(energyJ)).toBeLessThan(1e-8);
    }
  });

  test('shows work and heat where they pass', () => {
    const entry = (id: string) => entries.find((each) => each.id === id);
    expect(entry('pump')?.workJ).toBeGreaterThan(0);
    expect(entry('pump')?.massKg).toBeGreaterThan(0);
    expect(entry('q')?.heatJ).toBeCloseTo(5, 9);
    expect(entry('chill')?.heatJ).toBeCloseTo(1.25, 6);
    expect(entry('recuperator')?.heatJ).toBeGreaterThan(0);
    expect(entry('swing')?.workJ).not.toBeNull();
  });
});

test('substeps that are implicit are audited as the others are', () => {
  const stiff = plantOf({
    stepS: 0.01,
    chambers: [
      chamber('mote', { volumeM3: 1e-8, pressurePa: 5e5 }),
      chamber('hall', { volumeM3: 1, gas: { He: 1 }, temperatureK: 320 }),
    ],
    boundaries: [boundary('supply')],
    valves: [
      valve('feed', 'supply', 'mote', { cdAreaM2: 1e-6 }),
      valve('door', 'mote', 'hall', { cdAreaM2: 1e-6 }),
    ],
  });
  const plant = runTo(createPlant(stiff, { audit: 'elements' }), 0.2);
  expect(plantWork(plant).implicitSubsteps).toBeGreaterThan(10);
  const entries = audited(plant);
  expect(relative(sumOf(entries), read(plant, 'ledger.entropy_generated'))).toBeLessThan(1e-8);
  expect(entries.filter(({ entropyDestroyedJPerK }) => entropyDestroyedJPerK !== 0)).toEqual([]);
});

test('a gas spring that generates nothing is not convicted for the drift of integration', () => {
  const spring = plantOf({
    stepS: 5e-3,
    chambers: [chamber('a', { volumeM3: 6e-4 })],
    pistons: [{ id: 'p', chamber: 'a', sweptVolumeM3: 1e-3, frequencyHz: 30, phaseRad: 0 }],
  });
  const plant = runTo(createPlant(spring, { audit: 'elements' }), 2);
  expect(Math.abs(read(plant, 'ledger.entropy_generated'))).toBeGreaterThan(1e-9);
  expect(read(plant, 'ledger.breach')).toBe(0);
  expect(audited(plant).filter(({ entropyDestroyedJPerK }) => entropyDestroyedJPerK !== 0)).toEqual([]);
});

describe('what a plant holds', () => {
  const wet = runTo(createPlant(everything({ equationOfState: 'ideal', condensation: true })), 0.05);

  test('has the entropy of the gas model in its dry chambers too', () => {
    const { state } = wet.integrator;
    let dry = 0;
    for (let c = 0; c < state.network.chamberCount; c++) {
      dry += state.wet.liquidMol[c] === 0 ? 1 : 0;
      const here = chamberEntropyJPerK(state, c);
      expect(solveChamber(state, state.memory.state, c)).toBe(true);
      const volumeM3 = state.memory.chambers.volumeM3[c] ?? 0;
      const { gas, memory, scratchGas } = state;
      expect(relative(here, gas.entropyJPerK(memory.state, c * ROW, scratchGas, volumeM3))).toBeLessThan(
        1e-12,
      );
    }
    expect(dry).toBeGreaterThan(0);
  });

  test('gives condensed water its share of energy and entropy', () => {
    const definition = plantOf({
      chambers: [chamber('a', { temperatureK: 300, gas: { N2: 0.5, H2O: 0.5 } })],
    });
    const { state } = createPlant(definition).integrator;
    const liquidMol = state.wet.liquidMol[0] ?? 0;
    expect(liquidMol).toBeGreaterThan(0.01);
    // Formation of liquid water from the elements at 298.15 K (CODATA), and 1.9 K more at 75 J/(mol·K).
    expect(storedEnergy(state).condensedWaterJ / liquidMol).toBeCloseTo(-285_830 + 75.3 * 1.85, -3);
    expect(storedEntropy(state).condensedWaterJPerK / liquidMol).toBeCloseTo(69.95 + 0.47, 0);
  });
});
