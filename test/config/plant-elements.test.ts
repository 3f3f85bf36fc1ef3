import { describe, expect, it } from 'vitest';
import { chamberText, loadPlantText } from './support/plant-file.ts';

const PLANT = `${chamberText('a')}${chamberText('b', '2 L')}`;

function load(text: string) {
  const { value, diagnostics } = loadPlantText(`${PLANT}${text}`);
  expect(diagnostics).toEqual([]);
  return value;
}

describe('every element in SI', () => {
  it('the tables for the plant as a whole', () => {
    const value = load(`[solver]
tolerance = 1e-6
[fluid]
equation_of_state = "gerg-2008"
condensation = false
[ledger]
mass_residual = 1e-10
species_residual = 2e-10
energy_residual = 1
`);
    expect(value).toMatchObject({
      solver: { stepS: 1e-3, tolerance: 1e-6 },
      fluid: { equationOfState: 'gerg-2008', condensation: false },
      ledger: { massRelative: 1e-10, speciesRelative: 2e-10, energyRelative: 1 },
    });
  });

  it('a burst disc, to the ambient unless it says otherwise', () => {
    const value = load(`[[burst_disc]]
id = "d"
from = "a"
area = "1 cm^2"
discharge_coefficient = 0.62
burst_pressure = "3 bar"
`);
    expect(value?.burstDiscs).toMatchObject([
      {
        id: 'd',
        from: 'a',
        to: 'ambient',
        sizing: { kind: 'area', areaM2: expect.closeTo(1e-4, 12), dischargeCoefficient: 0.62 },
        burstPressurePa: expect.closeTo(3e5, 6),
      },
    ]);
  });

  it('a fan, at full speed unless it says otherwise', () => {
    const fan = (id: string, rest: string): string =>
      `[[fan]]\nid = "${id}"\nfrom = "a"\nto = "b"\nshut_off_pressure = "3 mbar"\nefficiency = 0.6\n${rest}\n`;
    const value = load(fan('f', 'free_flow = "36 m^3/h"') + fan('g', 'free_flow_L_min = 60\nspeed = "50 %"'));
    expect(value?.fans).toEqual([
      {
        id: 'f',
        from: 'a',
        to: 'b',
        shutOffPressurePa: expect.closeTo(300, 9),
        freeVolumeFlowM3PerS: expect.closeTo(0.01, 12),
        efficiency: 0.6,
        speed: 1,
      },
      expect.objectContaining({ id: 'g', freeVolumeFlowM3PerS: expect.closeTo(1e-3, 12), speed: 0.5 }),
    ]);
  });

  it('tubes, without friction unless they say otherwise', () => {
    const tube = '[[tube]]\nfrom = "a"\nto = "b"\narea = "1 cm^2"\nlength = "250 mm"\n';
    const value = load(`${tube}id = "t"\n${tube}id = "u"\nfriction_factor = 0.02\n`);
    const ends = { from: 'a', to: 'b', areaM2: expect.closeTo(1e-4, 12), lengthM: 0.25 };
    expect(value?.tubes).toEqual([
      { id: 't', ...ends, frictionFactor: 0 },
      { id: 'u', ...ends, frictionFactor: 0.02 },
    ]);
  });

  it('a piston, in its middle unless it says otherwise', () => {
    const piston = (id: string, chamber: string): string =>
      `[[piston]]\nid = "${id}"\nin = "${chamber}"\nswept_volume = "100 mL"\nfrequency = "2 Hz"\n`;
    const value = load(`${piston('p', 'a')}${piston('q', 'b')}phase = "-90 deg"\n`);
    const swing = { sweptVolumeM3: expect.closeTo(1e-4, 15), frequencyHz: 2 };
    expect(value?.pistons).toEqual([
      { id: 'p', chamber: 'a', ...swing, phaseRad: 0 },
      { id: 'q', chamber: 'b', ...swing, phaseRad: expect.closeTo(-Math.PI / 2, 12) },
    ]);
  });

  it('a heat exchanger between any two streams, counter-flow unless it says otherwise', () => {
    const value = load(`[[valve]]
id = "v"
from = "a"
to = "b"
kv = 0.01
[[tube]]
id = "t"
from = "b"
to = "a"
area = "1 mm^2"
length = "1 m"
[[heat_exchanger]]
id = "x"
streams = ["v", "t"]
ua = "50 W/K"
[[heat_exchanger]]
id = "y"
streams = ["t", "v"]
ua_kW_K = 0.002
arrangement = "cross"
`);
    expect(value?.heatExchangers).toEqual([
      { id: 'x', streams: ['v', 't'], conductanceWPerK: 50, arrangement: 'counter' },
      { id: 'y', streams: ['t', 'v'], conductanceWPerK: 2, arrangement: 'cross' },
    ]);
  });

  it('a heat conductor between any two places', () => {
    const value = load('[[heat_conductor]]\nid = "c"\nfrom = "a"\nto = "ambient"\nua = "250 mW/K"\n');
    expect(value?.heatConductors).toEqual([{ id: 'c', from: 'a', to: 'ambient', conductanceWPerK: 0.25 }]);
  });

  it('a compute pool, at rest and without delays unless it says otherwise', () => {
    const pool = (id: string, rest: string): string =>
      `[[compute_pool]]\nid = "${id}"\ninto = "a"\nslots = 8\nidle_power = "1 W"\nbusy_power = "10 W"\noperations_per_second = 1e12\n${rest}`;
    const value = load(
      `${pool('p', '')}${pool('q', 'creation = "2 s"\nspecialisation = "500 ms"\ndisposal = "1 min"\ndemand = 8\n')}`,
    );
    const slots = { into: 'a', slots: 8, idlePowerW: 1, busyPowerW: 10, operationsPerS: 1e12 };
    expect(value?.computePools).toEqual([
      { id: 'p', ...slots, creationS: 0, specialisationS: 0, disposalS: 0, demand: 0 },
      { id: 'q', ...slots, creationS: 2, specialisationS: 0.5, disposalS: 60, demand: 8 },
    ]);
  });

  it('a heat engine', () => {
    const value = load('[[heat_engine]]\nid = "e"\nfrom = "a"\nua = "2 W/K"\ncarnot_fraction = 0.15\n');
    expect(value?.heatEngines).toEqual([{ id: 'e', from: 'a', conductanceWPerK: 2, carnotFraction: 0.15 }]);
  });

  it('a cooler with exchangers at its ends', () => {
    const value = load(
      '[[cooler]]\nid = "k"\nfrom = "a"\npower = "20 W"\ncop_fraction = 0.4\nua_cold = "5 W/K"\nua_warm = "8 W/K"\n',
    );
    expect(value?.coolers).toMatchObject([{ coldConductanceWPerK: 5, warmConductanceWPerK: 8 }]);
  });
});

describe('the map of a machine', () => {
  const machine = (rest: string): string =>
    `[[compressor]]\nid = "k"\nfrom = "a"\nto = "b"\ndisplacement = "1 mL"\nfrequency = "1 Hz"\n${rest}\n`;
  const first = '{ pressure_ratio = 1, delivery = 0.98, isentropic_efficiency = 0.6 }';

  it('ends where nothing is delivered', () => {
    const value = load(
      machine(`map = [${first}, { pressure_ratio = 6, delivery = 0, isentropic_efficiency = 0.4 }]`),
    );
    expect(value?.compressors).toMatchObject([
      {
        maxPressureRatio: expect.closeTo(6, 12),
        isentropicEfficiency: 0.6,
        map: [
          { pressureRatio: 1, delivery: 0.98, isentropicEfficiency: 0.6 },
          { pressureRatio: 6, delivery: 0, isentropicEfficiency: 0.4 },
        ],
      },
    ]);
    // The model of the machine takes no point at its end.
    expect(value?.compressors[0]?.maxPressureRatio).toBeGreaterThan(6);
  });

  it('goes on to the greatest pressure ratio where it still delivers', () => {
    const value = load(
      machine(
        `map = [${first}, { pressure_ratio = 6, delivery = 0.7, isentropic_efficiency = 0.4 }]\nmax_pressure_ratio = 9`,
      ),
    );
    expect(value?.compressors[0]?.maxPressureRatio).toBe(9);
    expect(value?.compressors[0]?.map?.map(({ pressureRatio }) => pressureRatio)).toEqual([1, 6]);
  });
});

describe('a wall', () => {
  function wallOf(wall: string) {
    return loadPlantText(`${chamberText('a')}wall = { area = "0.06 m^2", ${wall} }\n`);
  }
  const LUMP = 'heat_capacity = "250 J/K"';

  it('is one lump or layers from the gas outwards, of five cells unless they say otherwise', () => {
    const { value, diagnostics } = wallOf(`h_gas = "15 W/(m^2 K)", h_ambient = "6 W/(m^2 K)", layers = [
  { thickness = "3 mm", conductivity = "15 W/(m K)", density = "7900 kg/m^3", specific_heat = "500 J/(kg K)" },
  { thickness = "5 cm", conductivity = "40 mW/(m K)", density_kg_m3 = 30, specific_heat = "1.4 kJ/(kg K)", cells = 20 },
]`);
    expect(diagnostics).toEqual([]);
    expect(value?.chambers[0]?.wall).toMatchObject({
      temperatureK: 300,
      body: {
        kind: 'layered',
        layers: [
          {
            thicknessM: expect.closeTo(0.003, 12),
            conductivityWPerMK: 15,
            densityKgPerM3: 7900,
            specificHeatJPerKgK: 500,
            cells: 5,
          },
          {
            thicknessM: expect.closeTo(0.05, 12),
            conductivityWPerMK: expect.closeTo(0.04, 12),
            densityKgPerM3: 30,
            specificHeatJPerKgK: 1400,
            cells: 20,
          },
        ],
      },
    });
  });

  it('passes heat by a coefficient or by a flow on either side', () => {
    const { value, diagnostics } = wallOf(
      `${LUMP}, h_gas = { forced_convection = { diameter = "20 mm", length = "0.2 m" } }, h_ambient = { natural_convection = { height = "10 cm" } }`,
    );
    expect(diagnostics).toEqual([]);
    expect(value?.chambers[0]?.wall).toMatchObject({
      gasSide: { kind: 'forced', diameterM: expect.closeTo(0.02, 12), lengthM: 0.2 },
      ambientSide: { kind: 'natural', heightM: expect.closeTo(0.1, 12) },
    });
    const natural = wallOf(
      `${LUMP}, h_ambient_W_m2K = 6, h_gas = { natural_convection = { height_cm = 10 } }`,
    );
    expect(natural.diagnostics).toEqual([]);
    expect(natural.value?.chambers[0]?.wall?.gasSide).toEqual({
      kind: 'natural',
      heightM: expect.closeTo(0.1, 12),
    });
  });

  it.each([
    [`${LUMP}, h_gas = true, h_ambient = "6 W/(m^2 K)"`, 'wrong-type', 'forced_convection'],
    [`${LUMP}, h_gas = "15", h_ambient = "6 W/(m^2 K)"`, 'invalid-quantity', 'write "15 W/(m^2 K)"'],
    [`${LUMP}, h_gas = "-1 W/(m^2 K)", h_ambient = "6 W/(m^2 K)"`, 'out-of-range', 'at least 0'],
    [`${LUMP}, h_ambient = "6 W/(m^2 K)"`, 'missing-key', 'natural_convection'],
    [`${LUMP}, h_gas = {}, h_ambient = "6 W/(m^2 K)"`, 'exclusive-keys', 'natural_convection'],
    [
      `${LUMP}, h_gas = { natural_convection = { height = "1 bar" } }, h_ambient = "6 W/(m^2 K)"`,
      'invalid-quantity',
      'mm',
    ],
    [
      `${LUMP}, h_gas = { natural_convection = {} }, h_ambient = "6 W/(m^2 K)"`,
      'missing-key',
      'a length with its unit',
    ],
    [
      `${LUMP}, h_gas = { natural_convektion = 1 }, h_ambient = "6 W/(m^2 K)"`,
      'unknown-key',
      'did you mean "natural_convection"',
    ],
    [
      `${LUMP}, layers = [], h_gas = "1 W/(m^2 K)", h_ambient = "6 W/(m^2 K)"`,
      'wrong-length',
      'at least one',
    ],
    [`h_gas = "1 W/(m^2 K)", h_ambient = "6 W/(m^2 K)"`, 'exclusive-keys', 'heat_capacity | layers'],
    [
      'h_gas = "1 W/(m^2 K)", h_ambient = "6 W/(m^2 K)", layers = [{ thickness = "1 mm", conductivity = "1 W/(m K)", density = "1 kg/m^3", specific_heat = "1 J/(kg K)", cells = 101 }]',
      'out-of-range',
      'at most 100',
    ],
  ])('{ %s } is %s', (wall, id, helps) => {
    const { value, diagnostics } = wallOf(wall);
    expect(value).toBeNull();
    expect(diagnostics.map((diagnostic) => `${diagnostic.id} ${diagnostic.line}`)).toEqual([`${id} 7`]);
    expect(`${diagnostics[0]?.expected} ${diagnostics[0]?.remedy}`).toContain(helps);
  });

  it('has no forced convection on the outside', () => {
    const { diagnostics } = wallOf(
      `${LUMP}, h_gas = "1 W/(m^2 K)", h_ambient = { forced_convection = { diameter = "1 m", length = "1 m" } }`,
    );
    expect(diagnostics.map(({ id, key }) => `${id} ${key}`)).toEqual([
      'missing-key chamber[0].wall.h_ambient.natural_convection',
      'unknown-key chamber[0].wall.h_ambient.forced_convection',
    ]);
  });
});
