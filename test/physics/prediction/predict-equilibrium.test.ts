import { describe, expect, it } from 'vitest';
import type { PlantDefinition, WallDefinition } from '../../../src/physics/plant-definition.ts';
import { gasSets } from '../../../src/physics/prediction/gas-sets.ts';
import { heatStoreOf, predictEquilibrium } from '../../../src/physics/prediction/predict-equilibrium.ts';
import { AR, chamber, EMPTY_PLANT, N2, relative, valve } from './plants.ts';

const SUPPLY = { id: 'supply', pressurePa: 8e5, temperatureK: 295, gas: N2 };
const WALL: WallDefinition = {
  areaM2: 0.06,
  body: { kind: 'lumped', heatCapacityJPerK: 250 },
  gasSide: { kind: 'coefficient', coefficientWPerM2K: 60 },
  ambientSide: { kind: 'coefficient', coefficientWPerM2K: 25 },
  temperatureK: 310,
};

function plant(change: Partial<PlantDefinition>): PlantDefinition {
  return { ...EMPTY_PLANT, boundaries: [SUPPLY], ...change };
}

describe('which chambers share their gas', () => {
  it('valves, restrictions, tubes and leaks join; relief valves and machines do not', () => {
    const { sizing, laminarRatio } = valve('', '', '');
    const orifice = { sizing, laminarRatio };
    const sets = gasSets(
      plant({
        chambers: ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => chamber(id)),
        valves: [valve('v', 'a', 'c')],
        restrictions: [{ id: 'r', from: 'd', to: 'b', ...orifice }],
        tubes: [{ id: 't', from: 'd', to: 'c', areaM2: 1e-4, lengthM: 1, frictionFactor: 0 }],
        leaks: [{ id: 'l', from: 'e', to: 'ambient', ...orifice }],
        reliefValves: [
          {
            id: 'rv',
            from: 'e',
            to: 'f',
            ...orifice,
            setPressurePa: 2e5,
            fullOpenPressurePa: 3e5,
            reseatPressurePa: 1e5,
          },
        ],
      }),
    );
    expect(sets.map(({ chambers }) => chambers.map(({ id }) => id))).toEqual([
      ['a', 'b', 'c', 'd'],
      ['e'],
      ['f'],
    ]);
    expect(sets[0]?.inside.map(({ id }) => id).sort()).toEqual(['r', 't', 'v']);
    expect(sets.map(({ contacts }) => contacts.map(({ boundary }) => boundary.id))).toEqual([
      [],
      ['ambient'],
      [],
    ]);
  });

  it('chambers of one boundary are not joined by it', () => {
    const sets = gasSets(
      plant({
        chambers: [chamber('a'), chamber('b')],
        valves: [valve('va', 'supply', 'a'), valve('vb', 'supply', 'b')],
      }),
    );
    expect(sets).toHaveLength(2);
  });
});

describe('a set', () => {
  const pair = plant({
    chambers: [
      chamber('a', { gas: AR, pressurePa: 1e6, wall: WALL }),
      chamber('b', { gas: AR, pressurePa: 1e5, volumeM3: 2e-3 }),
    ],
    valves: [valve('cross', 'a', 'b')],
  });
  const [found] = predictEquilibrium(pair);

  it('ends as its conserved quantities say, alone, with its wall, and at the ambient', () => {
    expect(found?.adiabatic.pressurePa).toBeCloseTo(4e5, 3);
    expect(found?.equalPressure.pair?.temperaturesK[0]).toBeCloseTo(300 * 0.4 ** 0.4, 6);
    const gasCapacity = (1.5 * 1.2e3) / 300;
    const t = (gasCapacity * 300 + 250 * 310) / (gasCapacity + 250);
    expect(relative(found?.withWalls?.temperatureK ?? Number.NaN, t)).toBeLessThan(1e-12);
    expect(found?.atAmbient?.temperatureK).toBe(295);
    expect(found).toMatchObject({ together: { kind: 'isolated' }, opened: [], cautions: [] });
  });

  it('without a wall has no end state with one, and an insulated wall none at the ambient', () => {
    const insulated = { ...WALL, ambientSide: { kind: 'coefficient', coefficientWPerM2K: 0 } } as const;
    const [bare, wrapped] = predictEquilibrium(
      plant({ chambers: [chamber('a'), chamber('b', { wall: insulated })] }),
    );
    expect(bare).toMatchObject({ withWalls: null, atAmbient: null });
    expect(wrapped?.withWalls).not.toBeNull();
    expect(wrapped?.atAmbient).toBeNull();
  });

  it('between boundaries of two pressures has no end state, and each boundary alone gives one', () => {
    const [open] = predictEquilibrium(
      plant({
        chambers: [chamber('a')],
        valves: [valve('in', 'supply', 'a'), valve('out', 'a', 'ambient')],
      }),
    );
    expect(open?.together).toEqual({ kind: 'through-flow', lowPa: 101_325, highPa: 8e5 });
    expect(open?.opened.map(({ boundary, openings }) => [boundary, openings])).toEqual([
      ['supply', ['in']],
      ['ambient', ['out']],
    ]);
    expect(open?.opened[0]?.state?.pressurePa).toBeCloseTo(8e5, 3);
    expect(open?.opened[0]?.state?.temperatureK).toBeGreaterThan(380);
  });

  it('opened to a boundary generates what mixing inside and filling generate together', () => {
    const argonSupply = { ...SUPPLY, gas: AR };
    const [open] = predictEquilibrium({
      ...pair,
      boundaries: [argonSupply],
      valves: [...pair.valves, valve('in', 'supply', 'b')],
    });
    const state = open?.opened[0]?.state;
    const entropy = (amountOverR: number, t: number, p: number) =>
      amountOverR * (2.5 * Math.log(t) - Math.log(p));
    const [endK, inflow] = [
      state?.temperatureK ?? Number.NaN,
      (state?.inflowMol ?? Number.NaN) * 8.31446261815324,
    ];
    const generated =
      entropy((8e5 * 3e-3) / endK, endK, 8e5) -
      entropy(1e3 / 300, 300, 1e6) -
      entropy(200 / 300, 300, 1e5) -
      entropy(inflow, 295, 8e5);
    expect(relative(state?.entropyGeneratedJPerK ?? Number.NaN, generated)).toBeLessThan(1e-9);
  });

  it('with one boundary has its pressure', () => {
    const [open] = predictEquilibrium(
      plant({ chambers: [chamber('a')], valves: [valve('in', 'supply', 'a')] }),
    );
    expect(open?.together).toEqual({ kind: 'pressure', pressurePa: 8e5 });
  });

  it('behind a check valve that shuts stays as it is', () => {
    const [shut] = predictEquilibrium(
      plant({ chambers: [chamber('a')], valves: [valve('out', 'a', 'supply', { check: true })] }),
    );
    expect(shut?.opened[0]?.state).toBeNull();
    const [open] = predictEquilibrium(
      plant({ chambers: [chamber('a')], valves: [valve('in', 'supply', 'a', { check: true })] }),
    );
    expect(open?.opened[0]?.state).not.toBeNull();
  });

  it('says when check valves, water or a real gas make the prediction less than sure', () => {
    const [careful] = predictEquilibrium(
      plant({
        fluid: { equationOfState: 'gerg-2008', condensation: true },
        chambers: [
          chamber('a', { gas: { N2: 0.9, H2O: 0.1 }, temperatureK: 350 }),
          chamber('b', { temperatureK: 250, pressurePa: 5e5 }),
        ],
        valves: [valve('one-way', 'a', 'b', { check: true })],
      }),
    );
    expect(careful?.cautions).toHaveLength(3);
    expect(careful?.cautions[0]).toContain('one-way');
  });

  it('says when a state is colder than the gas data', () => {
    const [cold] = predictEquilibrium(
      plant({ chambers: [chamber('a', { pressurePa: 1e6 })], valves: [valve('out', 'a', 'ambient')] }),
    );
    expect(cold?.opened[0]?.state?.temperatureK).toBeLessThan(200);
    expect(cold?.cautions).toEqual([expect.stringContaining('200 K')]);
  });

  it('counts the volume where its piston stands', () => {
    const piston = { id: 'p', chamber: 'a', sweptVolumeM3: 1e-3, frequencyHz: 1, phaseRad: Math.PI / 2 };
    const [swung] = predictEquilibrium(plant({ chambers: [chamber('a')], pistons: [piston] }));
    expect(swung?.volumeM3).toBeCloseTo(1.5e-3, 12);
  });
});

it('a layered wall stores what its layers do', () => {
  const layer = {
    thicknessM: 0.002,
    conductivityWPerMK: 15,
    densityKgPerM3: 8000,
    specificHeatJPerKgK: 500,
    cells: 3,
  };
  const body = {
    kind: 'layered' as const,
    layers: [layer, { ...layer, thicknessM: 0.01, densityKgPerM3: 100 }],
  };
  expect(heatStoreOf({ ...WALL, body }).heatCapacityJPerK).toBeCloseTo(0.06 * 500 * (16 + 1), 9);
});
