/** Errors of booking and of laws that a plant's derivative may have, each of which the ledger must find and place. */
import { describe, expect, test } from 'vitest';
import type { Evaluation } from '../../src/physics/evaluate.ts';
import { evaluate } from '../../src/physics/evaluate.ts';
import { ENERGY, ROW, SPECIES_COUNT, WALL as WALL_SLOT } from '../../src/physics/layout.ts';
import type { BalanceSheet } from '../../src/physics/ledger/balance-sheet.ts';
import { balanceSheet } from '../../src/physics/ledger/balance-sheet.ts';
import { createPlant, stepPlant } from '../../src/physics/plant.ts';
import type { PlantDefinition } from '../../src/physics/plant-definition.ts';
import type { PlantState } from '../../src/physics/plant-state.ts';
import { SPECIES, SPECIES_DATA } from '../../src/physics/species.ts';
import { boundary, chamber, machine, plantOf, valve, WALL, withEvaluation } from './plants.ts';

const WATER = SPECIES.indexOf('H2O');
const A = 0;
const B = 1;
/** Streams, in the order of the network: by kind, then by id. */
const CROSS = 0;
const IN = 1;
const PUMP = 3;
/** Links. */
const PLATE = 0;
const CHILL = 1;

/** Two chambers with all that can be booked wrongly: b is wet, colder than the ambient, and cooled. */
function bench(): PlantDefinition {
  return plantOf({
    chambers: [
      chamber('a', { wall: { ...WALL, temperatureK: 330 }, gas: { N2: 0.6, He: 0.4 } }),
      chamber('b', { volumeM3: 2e-3, pressurePa: 2e5, temperatureK: 285, gas: { Ar: 0.9, H2O: 0.1 } }),
    ],
    boundaries: [boundary('supply', { temperatureK: 280 })],
    valves: [
      valve('in', 'supply', 'a', { cdAreaM2: 2e-7 }),
      valve('cross', 'b', 'a', { cdAreaM2: 1e-7 }),
      valve('out', 'a', 'ambient', { cdAreaM2: 3e-7 }),
    ],
    compressors: [machine('pump', 'a', 'b', { displacementM3: 1e-6 })],
    heatConductors: [{ id: 'plate', from: 'a', to: 'b', conductanceWPerK: 0.1 }],
    coolers: [
      {
        id: 'chill',
        from: 'b',
        powerW: 5,
        copFraction: 0.5,
        demand: 1,
        coldConductanceWPerK: null,
        warmConductanceWPerK: null,
      },
    ],
    heatLoads: [{ id: 'q', into: 'a', powerW: 20 }],
  });
}

function sheetAfter(evaluation: Evaluation): BalanceSheet {
  const plant = withEvaluation(createPlant(bench(), { audit: 'elements' }), evaluation);
  for (let step = 0; step < 200; step++) expect(stepPlant(plant)).toBeNull();
  return balanceSheet(plant);
}

/** The plant's own rates with something wrong done to them. */
function wrong(change: (state: PlantState, rate: Float64Array) => void): Evaluation {
  return (state, vector, rate) => {
    const sound = evaluate(state, vector, rate);
    if (sound) change(state, rate);
    return sound;
  };
}

function add(rate: Float64Array, index: number, by: number): void {
  rate[index] = (rate[index] ?? 0) + by;
}

/** Adds what `share` of a stream carries to a chamber. */
function carry({ memory }: PlantState, rate: Float64Array, stream: number, share: number, c: number): void {
  const up = (memory.streams.from[stream] ?? 0) * ROW;
  const flow = share * (memory.streams.massFlowKgPerS[stream] ?? 0);
  for (let k = 0; k < SPECIES_COUNT; k++) add(rate, c * ROW + k, flow * (memory.nodes.perKg[up + k] ?? 0));
  add(rate, c * ROW + ENERGY, flow * (memory.nodes.perKg[up + ENERGY] ?? 0));
}

function molarMass(species: 'H2O' | 'Ar'): number {
  return SPECIES_DATA[species].molarMassKgPerMol;
}

function breached({ breaches }: BalanceSheet): readonly string[] {
  return breaches.map(({ residual }) => residual);
}

/** Places whose energy or mass does not balance, beyond rounding. */
function unbalanced({ places }: BalanceSheet): readonly string[] {
  return places
    .filter(({ massKg, energyJ }) => Math.abs(massKg) > 1e-12 || Math.abs(energyJ) > 1e-7)
    .map(({ id }) => id);
}

describe('the ledger with its elements', () => {
  test('acquits the bench as it is', () => {
    const sheet = sheetAfter(evaluate);
    expect(breached(sheet)).toEqual([]);
    expect(unbalanced(sheet)).toEqual([]);
    expect(sheet.defects).toEqual([]);
    expect(sheet.condensedWater.now).toBeGreaterThan(1e-3);
    expect(sheet.elements.map(({ id }) => id).sort()).toEqual(
      ['a', 'a.wall', 'b', 'chill', 'cross', 'in', 'out', 'plate', 'pump', 'q'].sort(),
    );
  });

  test.each<[string, (state: PlantState, rate: Float64Array) => void, readonly string[], readonly string[]]>([
    [
      'a stream that arrives in the wrong chamber, though the whole plant closes',
      (state, rate) => {
        carry(state, rate, IN, -1, A);
        carry(state, rate, IN, 1, B);
      },
      [],
      ['a', 'b'],
    ],
    [
      'a stream with the enthalpy of the gas that it flows into',
      ({ memory }, rate) => {
        const [up = 0, down = 0] = [memory.streams.from[IN], memory.streams.to[IN]];
        const enthalpy = (node: number): number => memory.nodes.perKg[node * ROW + ENERGY] ?? 0;
        const flow = memory.streams.massFlowKgPerS[IN] ?? 0;
        add(rate, A * ROW + ENERGY, flow * (enthalpy(down) - enthalpy(up)));
      },
      ['energy_residual_relative'],
      ['a'],
    ],
    [
      'the heat of a load forgotten',
      (_, rate) => add(rate, A * ROW + ENERGY, -20),
      ['energy_residual_relative'],
      ['a'],
    ],
    [
      'the work of a compressor forgotten',
      ({ memory }, rate) => add(rate, B * ROW + ENERGY, -(memory.streams.addedW[PUMP] ?? 0)),
      ['energy_residual_relative'],
      ['b'],
    ],
    [
      'the heat of a cooler taken from the other chamber, though the whole plant closes',
      ({ links }, rate) => {
        add(rate, B * ROW + ENERGY, links.takenW[CHILL] ?? 0);
        add(rate, A * ROW + ENERGY, -(links.takenW[CHILL] ?? 0));
      },
      [],
      ['a', 'b'],
    ],
    [
      'condensed water that is lost, with its energy',
      ({ wet, scratchGas }, rate) => {
        const lost = 1e-3 * (wet.liquidMol[B] ?? 0);
        expect(scratchGas.liquidMol).toBe(wet.liquidMol[B]);
        add(rate, B * ROW + WATER, -lost);
      },
      ['mass_residual_relative', 'species_residual_relative.H2O'],
      ['b'],
    ],
    [
      'water that turns into argon of the same mass',
      (_, rate) => {
        add(rate, B * ROW + WATER, -1e-5);
        add(rate, B * ROW + SPECIES.indexOf('Ar'), (1e-5 * molarMass('H2O')) / molarMass('Ar'));
      },
      ['species_residual_relative.H2O', 'species_residual_relative.Ar'],
      [],
    ],
    [
      'a wall that takes from its gas twice what the gas gives, though gas closes alone',
      ({ memory, evaluated }, rate) => {
        const { gasConductanceWPerK, wallCapacityJPerK } = memory.chambers;
        const wallK = (evaluated.vector[WALL_SLOT] ?? 0) / (wallCapacityJPerK[A] ?? 0);
        add(rate, WALL_SLOT, (gasConductanceWPerK[A] ?? 0) * ((memory.nodes.temperatureK[A] ?? 0) - wallK));
      },
      ['energy_residual_relative'],
      ['a.wall'],
    ],
  ])('convicts %s', (_what, change, residuals, places) => {
    const sheet = sheetAfter(wrong(change));
    expect(breached(sheet)).toEqual(residuals);
    expect(unbalanced(sheet)).toEqual(places);
  });
});

test('a stream that enters where it should leave is convicted, with the chamber named', () => {
  const sheet = sheetAfter(wrong((state, rate) => carry(state, rate, CROSS, 2, B)));
  expect(breached(sheet)).toContain('mass_residual_relative');
  expect(breached(sheet)).toContain('species_residual_relative.Ar');
  expect(breached(sheet)).toContain('energy_residual_relative');
  expect(unbalanced(sheet)).toEqual(['b']);
});

describe('the second law', () => {
  test('names a conductor that carries heat from cold to warm, though all energy is booked', () => {
    const sheet = sheetAfter(
      wrong(({ links }, rate) => {
        const heatW = links.takenW[PLATE] ?? 0;
        links.takenW[PLATE] = -heatW;
        links.givenW[PLATE] = -heatW;
        add(rate, A * ROW + ENERGY, 2 * heatW);
        add(rate, B * ROW + ENERGY, -2 * heatW);
      }),
    );
    expect(breached(sheet)).toEqual([]);
    expect(unbalanced(sheet)).toEqual([]);
    expect(sheet.defects.map(({ id }) => id)).toEqual(['plate']);
    expect(sheet.defects[0]?.entropyDestroyedJPerK).toBeCloseTo(
      -(sheet.defects[0]?.entropyGeneratedJPerK ?? 0),
      12,
    );
  });

  test('names a cooler that works for nothing', () => {
    const sheet = sheetAfter(
      wrong(({ links, shaftW, network }) => {
        links.givenW[CHILL] = links.takenW[CHILL] ?? 0;
        shaftW[network.shafts.indexOf('chill')] = 0;
      }),
    );
    expect(breached(sheet)).toEqual([]);
    expect(sheet.defects.map(({ id, kind }) => `${kind} ${id}`)).toEqual(['cooler chill']);
  });

  test('names the gas and the wall between which the kernel turns the heat round', () => {
    const sheet = sheetAfter(
      wrong(({ memory, evaluated }, rate) => {
        const { gasConductanceWPerK, wallCapacityJPerK } = memory.chambers;
        const wallK = (evaluated.vector[WALL_SLOT] ?? 0) / (wallCapacityJPerK[A] ?? 0);
        const toGasW = (gasConductanceWPerK[A] ?? 0) * (wallK - (memory.nodes.temperatureK[A] ?? 0));
        add(rate, A * ROW + ENERGY, -2 * toGasW);
        add(rate, WALL_SLOT, 2 * toGasW);
      }),
    );
    expect(breached(sheet)).toEqual([]);
    expect(unbalanced(sheet)).toEqual(['a', 'a.wall']);
    expect(sheet.defects.map(({ id }) => id)).toEqual(['a']);
  });
});
