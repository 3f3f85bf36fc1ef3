import { describe, expect, test } from 'vitest';
import type { ConvectingGas } from '../../src/physics/laws/convection.ts';
import { forcedCoefficientWPerM2K, naturalCoefficientWPerM2K } from '../../src/physics/laws/convection.ts';
import { mixtureTransport } from '../../src/physics/laws/mixture-transport.ts';
import { createPlant, type Plant } from '../../src/physics/plant.ts';
import type { Convection, WallDefinition, WallLayer } from '../../src/physics/plant-definition.ts';
import type { Composition, Species } from '../../src/physics/species.ts';
import { SPECIES, SPECIES_DATA } from '../../src/physics/species.ts';
import { expectBooksClosed } from './element-plants.ts';
import { boundary, chamber, DRY_AIR, plantOf, read, relative, run, runTo, valve } from './plants.ts';

const STEEL = { thicknessM: 0.004, conductivityWPerMK: 16, densityKgPerM3: 8000, specificHeatJPerKgK: 500 };
const FOAM = { thicknessM: 0.03, conductivityWPerMK: 0.035, densityKgPerM3: 40, specificHeatJPerKgK: 1400 };

function wallOf(parts: Partial<WallDefinition>): WallDefinition {
  return {
    areaM2: 0.5,
    body: { kind: 'lumped', heatCapacityJPerK: 2000 },
    gasSide: coefficient(10),
    ambientSide: coefficient(5),
    temperatureK: 295,
    ...parts,
  };
}

function coefficient(coefficientWPerM2K: number): Convection {
  return { kind: 'coefficient', coefficientWPerM2K };
}

function layered(layers: readonly WallLayer[]): Pick<WallDefinition, 'body'> {
  return { body: { kind: 'layered', layers } };
}

describe('a wall of layers', () => {
  test('passes steady heat through films and layers in a row', () => {
    const brick = {
      thicknessM: 0.02,
      conductivityWPerMK: 0.8,
      densityKgPerM3: 500,
      specificHeatJPerKgK: 800,
    };
    const wall = wallOf(
      layered([
        { ...brick, cells: 2 },
        { ...FOAM, cells: 4 },
      ]),
    );
    const plant = run(
      plantOf({
        stepS: 10,
        chambers: [chamber('a', { volumeM3: 0.1, temperatureK: 295, wall })],
        heatLoads: [{ id: 'heater', into: 'a', powerW: 10 }],
      }),
      2e5,
    );
    const perW = 1 / 0.5;
    const gasK = 295 + 10 * perW * (1 / 10 + 0.02 / 0.8 + 0.03 / 0.035 + 1 / 5);
    expect(relative(read(plant, 'a.temperature') - 295, gasK - 295)).toBeLessThan(1e-7);
    // At the two faces.
    const innerK = gasK - 10 * perW * (1 / 10);
    const outerK = 295 + 10 * perW * (1 / 5);
    expect(relative(read(plant, 'a.wall_temperature') - 295, innerK - 295)).toBeLessThan(1e-7);
    expect(relative(read(plant, 'a.wall_outer_temperature') - 295, outerK - 295)).toBeLessThan(1e-7);
    expect(Math.abs(read(plant, 'a.heat'))).toBeLessThan(1e-5);
    expectBooksClosed(plant);
  });

  /** A slab that a film heats on one side, insulated on the other: Carslaw and Jaeger, section 3.11. */
  function slab(xOverL: number, biot: number, fourier: number): number {
    let share = 1;
    for (let n = 0; n < 40; n++) {
      let [low, high] = [n * Math.PI, n * Math.PI + Math.PI / 2];
      for (let i = 0; i < 80; i++) {
        const middle = (low + high) / 2;
        if (middle * Math.sin(middle) > biot * Math.cos(middle) === (n % 2 === 0)) high = middle;
        else low = middle;
      }
      const zeta = (low + high) / 2;
      const weight = (4 * Math.sin(zeta)) / (2 * zeta + Math.sin(2 * zeta));
      share -= weight * Math.exp(-zeta * zeta * fourier) * Math.cos(zeta * (1 - xOverL));
    }
    return share;
  }

  test('warms like the slab of the heat equation, with the square of its slices', () => {
    const layer = {
      thicknessM: 0.02,
      conductivityWPerMK: 0.2,
      densityKgPerM3: 1000,
      specificHeatJPerKgK: 1000,
    };
    const errors = [8, 16].map((cells) => {
      const wall = wallOf({
        areaM2: 0.01,
        ...layered([{ ...layer, cells }]),
        gasSide: coefficient(20),
        ambientSide: coefficient(0),
        temperatureK: 300,
      });
      // Of so much gas that its temperature stays.
      const gas = chamber('a', { volumeM3: 1e6, temperatureK: 310, gas: { Ar: 1 }, wall });
      const plant = createPlant(plantOf({ stepS: 1, chambers: [gas] }));
      let worst = 0;
      for (const timeS of [200, 1000, 3000]) {
        runTo(plant, timeS);
        const fourier = (2e-7 * timeS) / 0.02 ** 2;
        const inner = (read(plant, 'a.wall_temperature') - 300) / 10;
        const outer = (read(plant, 'a.wall_outer_temperature') - 300) / 10;
        worst = Math.max(worst, Math.abs(inner - slab(0, 2, fourier)));
        worst = Math.max(worst, Math.abs(outer - slab(1, 2, fourier)));
      }
      return worst;
    });
    expect(errors[0]).toBeLessThan(4e-3);
    expect(errors[1]).toBeLessThan((errors[0] ?? 0) / 3);
  });

  test('of one thin slice of metal is the lump', () => {
    const thin = { ...STEEL, thicknessM: 1e-3, conductivityWPerMK: 1e6, cells: 1 };
    const lump = { kind: 'lumped' as const, heatCapacityJPerK: 0.5 * 1e-3 * 8000 * 500 };
    const [sliced, lumped] = [wallOf(layered([thin])), wallOf({ body: lump })].map((wall) =>
      run(plantOf({ stepS: 0.1, chambers: [chamber('a', { temperatureK: 400, wall })] }), 100),
    ) as [Plant, Plant];
    for (const name of ['a.temperature', 'a.wall_temperature', 'a.pressure', 'a.heat']) {
      expect(relative(read(sliced, name), read(lumped, name))).toBeLessThan(1e-6);
    }
    expect(
      relative(read(sliced, 'ledger.entropy_generated'), read(lumped, 'ledger.entropy_generated')),
    ).toBeLessThan(1e-6);
  });

  test('shows an outer temperature only where it has layers', () => {
    const names = (wall: WallDefinition) => createPlant(plantOf({ chambers: [chamber('a', { wall })] }));
    expect(() => read(names(wallOf({})), 'a.wall_outer_temperature')).toThrow('no point');
    expect(read(names(wallOf(layered([{ ...STEEL, cells: 2 }]))), 'a.wall_outer_temperature')).toBe(295);
  });
});

/** Gas at a wall, as the laws of convection want it. */
function besideWall(gas: Composition, parts: Omit<ConvectingGas, 'molPerKg' | 'offset'>): ConvectingGas {
  const massOf = (name: Species): number => SPECIES_DATA[name].molarMassKgPerMol;
  const mass = SPECIES.reduce((sum, name) => sum + (gas[name] ?? 0) * massOf(name), 0);
  return { molPerKg: Float64Array.from(SPECIES, (name) => (gas[name] ?? 0) / mass), offset: 0, ...parts };
}

describe('a wall with natural convection', () => {
  const wall = wallOf({
    gasSide: { kind: 'natural', heightM: 0.3 },
    ambientSide: { kind: 'natural', heightM: 0.4 },
    temperatureK: 310,
  });

  test('takes from the gas what the law says, and a few watts per square metre and kelvin', () => {
    const plant = createPlant(
      plantOf({ chambers: [chamber('a', { pressurePa: 2e5, temperatureK: 350, gas: DRY_AIR, wall })] }),
    );
    const gas = besideWall(DRY_AIR, { pressurePa: 2e5, gasK: 350, wallK: 310 });
    const expected = naturalCoefficientWPerM2K(mixtureTransport(SPECIES), gas, 0.3);
    expect(relative(read(plant, 'a.heat'), -expected * 0.5 * 40)).toBeLessThan(1e-9);
    expect(expected).toBeGreaterThan(3);
    expect(expected).toBeLessThan(15);
  });

  test('passes steady heat to the ambient, by the law on both sides', () => {
    const plant = run(
      plantOf({
        stepS: 10,
        chambers: [chamber('a', { pressurePa: 2e5, temperatureK: 350, gas: DRY_AIR, wall })],
        heatLoads: [{ id: 'heater', into: 'a', powerW: 20 }],
      }),
      1e5,
    );
    const wallK = read(plant, 'a.wall_temperature');
    const transport = mixtureTransport(SPECIES);
    const inside = besideWall(DRY_AIR, {
      pressurePa: read(plant, 'a.pressure'),
      gasK: read(plant, 'a.temperature'),
      wallK,
    });
    const outside = besideWall(DRY_AIR, { pressurePa: 101325, gasK: 295, wallK });
    const inW =
      naturalCoefficientWPerM2K(transport, inside, 0.3) * 0.5 * (read(plant, 'a.temperature') - wallK);
    const outW = naturalCoefficientWPerM2K(transport, outside, 0.4) * 0.5 * (wallK - 295);
    expect(relative(inW, 20)).toBeLessThan(1e-5);
    expect(relative(outW, 20)).toBeLessThan(1e-5);
    expectBooksClosed(plant);
  });

  test('leaves gas at its own temperature alone', () => {
    const plant = run(
      plantOf({ chambers: [chamber('a', { temperatureK: 295, wall: { ...wall, temperatureK: 295 } })] }),
      1,
    );
    expect(relative(read(plant, 'a.temperature'), 295)).toBeLessThan(1e-14);
    expect(Math.abs(read(plant, 'ledger.entropy_generated'))).toBeLessThan(1e-12);
  });
});

describe('a wall with forced convection', () => {
  test('gains with the flow through the chamber, as the law of the pipe says', () => {
    const pipe = { diameterM: 0.02, lengthM: 0.5 };
    const wall = wallOf({
      areaM2: Math.PI * 0.02 * 0.5,
      gasSide: { kind: 'forced', ...pipe },
      temperatureK: 350,
    });
    const definition = plantOf({
      ambient: { temperatureK: 350, pressurePa: 1e5, gas: { N2: 1 } },
      chambers: [chamber('a', { pressurePa: 1.02e5, temperatureK: 300, wall })],
      boundaries: [
        boundary('in', { pressurePa: 1.04e5, temperatureK: 300 }),
        boundary('out', { pressurePa: 1e5, temperatureK: 300 }),
      ],
      valves: [
        valve('v', 'in', 'a', { cdAreaM2: 2e-5 }),
        valve('w', 'a', 'out', { cdAreaM2: 2e-5, position: 0 }),
      ],
    });
    const plant = createPlant(definition);
    const transport = mixtureTransport(SPECIES);
    const law = (massFlowKgPerS: number): number => {
      const gas = besideWall(
        { N2: 1 },
        {
          pressurePa: read(plant, 'a.pressure'),
          gasK: read(plant, 'a.temperature'),
          wallK: read(plant, 'a.wall_temperature'),
        },
      );
      const fall = read(plant, 'a.wall_temperature') - read(plant, 'a.temperature');
      return forcedCoefficientWPerM2K(transport, gas, pipe, massFlowKgPerS) * wall.areaM2 * fall;
    };
    // Half of what comes in, while nothing goes out; then the mean of both.
    expect(relative(read(plant, 'a.heat'), law(read(plant, 'v.mass_flow') / 2))).toBeLessThan(1e-9);
    const through = createPlant({
      ...definition,
      valves: definition.valves.map((each) => ({ ...each, position: 1 })),
    });
    runTo(through, 20);
    expect(relative(read(through, 'v.mass_flow'), read(through, 'w.mass_flow'))).toBeLessThan(1e-3);
    const gas = besideWall(
      { N2: 1 },
      {
        pressurePa: read(through, 'a.pressure'),
        gasK: read(through, 'a.temperature'),
        wallK: read(through, 'a.wall_temperature'),
      },
    );
    const mean = (read(through, 'v.mass_flow') + read(through, 'w.mass_flow')) / 2;
    const expected =
      forcedCoefficientWPerM2K(transport, gas, pipe, mean) * wall.areaM2 * (gas.wallK - gas.gasK);
    expect(relative(read(through, 'a.heat'), expected)).toBeLessThan(1e-9);
    expect(expected).toBeGreaterThan(1);
    expectBooksClosed(through);
  });
});
