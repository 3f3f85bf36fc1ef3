import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadPlant } from '../../src/config/load-plant.ts';
import { DEFAULT_LAMINAR_RATIO } from '../../src/physics/flow.ts';
import { REPOSITORY, temporaryFolder } from './support/site-copy.ts';

function load(text: string) {
  const file = join(temporaryFolder(), 'plant.toml');
  writeFileSync(file, text);
  return loadPlant(file);
}

const CHAMBER = `[[chamber]]
id = "ch1"
volume = "1 L"
pressure = "1 atm"
temperature = "26.85 degC"
gas = { N2 = 0.78, O2 = 0.21, Ar = 0.01 }
`;

describe('a plant file in SI', () => {
  it('has every unit converted', () => {
    const { value, diagnostics } = load(`${CHAMBER}
wall = { heat_capacity = "0.25 kJ/K", area = "600 cm^2", h_gas = "15 W/(m^2 K)", h_ambient = "6 W/m^2/K" }
[solver]
step = "500 us"
[[valve]]
id = "v"
from = "ch1"
to = "ambient"
area = "0.5 mm^2"
discharge_coefficient = 0.8
position = "25 %"
check = true
laminar_ratio = 0.99
[[heat_load]]
id = "h"
into = "ch1"
power = "0.04 kW"
`);
    expect(diagnostics).toEqual([]);
    expect(value?.solver.stepS).toBeCloseTo(5e-4, 15);
    const [chamber] = value?.chambers ?? [];
    expect(chamber?.volumeM3).toBeCloseTo(1e-3, 15);
    expect(chamber?.pressurePa).toBe(101325);
    expect(chamber?.temperatureK).toBeCloseTo(300, 10);
    expect(chamber?.wall).toEqual({
      areaM2: expect.closeTo(0.06, 12),
      body: { kind: 'lumped', heatCapacityJPerK: 250 },
      gasSide: { kind: 'coefficient', coefficientWPerM2K: 15 },
      ambientSide: { kind: 'coefficient', coefficientWPerM2K: 6 },
      temperatureK: chamber?.temperatureK,
    });
    const [valve] = value?.valves ?? [];
    expect(valve?.sizing).toEqual({
      kind: 'area',
      areaM2: expect.closeTo(5e-7, 15),
      dischargeCoefficient: 0.8,
    });
    expect(valve).toMatchObject({ position: 0.25, check: true, laminarRatio: 0.99 });
    expect(value?.heatLoads).toEqual([{ id: 'h', into: 'ch1', powerW: 40 }]);
  });

  it('has stated defaults for what is left out', () => {
    const { value } = load(`${CHAMBER}
[[valve]]
id = "v"
from = "ch1"
to = "ambient"
kv = "0.1 m^3/h"
`);
    expect(value?.solver).toEqual({ stepS: 1e-3, tolerance: 1e-9 });
    expect(value?.fluid).toEqual({ equationOfState: 'ideal', condensation: true });
    expect(value?.ledger).toEqual({ massRelative: 1e-9, speciesRelative: 1e-9, energyRelative: 1e-9 });
    expect(value?.ambient).toMatchObject({ temperatureK: 293.15, pressurePa: 101325 });
    const air = value?.ambient.gas ?? {};
    expect(Object.values(air).reduce((sum, part) => sum + part, 0)).toBeCloseTo(1, 15);
    expect(air.N2).toBeCloseTo(0.7811, 4);
    expect(value?.chambers[0]?.wall).toBeNull();
    expect(value?.valves[0]).toMatchObject({
      sizing: { kind: 'kv', kvM3PerH: 0.1, xt: 0.7 },
      position: 0,
      check: false,
      laminarRatio: DEFAULT_LAMINAR_RATIO,
    });
  });

  it('takes restrictions by any sizing, and leaks by their area, to the ambient unless it says otherwise', () => {
    const { value, diagnostics } = load(`${CHAMBER}
[[restriction]]
id = "r"
from = "ambient"
to = "ch1"
kv = 0.1
xt = 0.6
[[leak]]
id = "l"
from = "ch1"
area = "0.01 mm^2"
discharge_coefficient = 0.6
`);
    expect(diagnostics).toEqual([]);
    expect(value?.restrictions).toEqual([
      {
        id: 'r',
        from: 'ambient',
        to: 'ch1',
        sizing: { kind: 'kv', kvM3PerH: 0.1, xt: 0.6 },
        laminarRatio: DEFAULT_LAMINAR_RATIO,
      },
    ]);
    expect(value?.leaks).toMatchObject([
      { id: 'l', from: 'ch1', to: 'ambient', sizing: { kind: 'area', dischargeCoefficient: 0.6 } },
    ]);
  });

  it.each([
    [
      'a position of a restriction',
      '[[restriction]]\nid = "r"\nfrom = "ch1"\nto = "ambient"\nkv = 1\nposition = 1',
      'unknown-key 12',
    ],
    [
      'a leak without its area',
      '[[leak]]\nid = "l"\nfrom = "ch1"\ndischarge_coefficient = 1',
      'missing-key 7',
    ],
    [
      'a leak to nowhere',
      '[[leak]]\nid = "l"\nfrom = "ch1"\nto = "x"\narea = "1 mm^2"\ndischarge_coefficient = 1',
      'unknown-element 10',
    ],
    [
      'a restriction back to its start',
      '[[restriction]]\nid = "r"\nfrom = "ch1"\nto = "ch1"\nkv = 1',
      'valve-loop 10',
    ],
    [
      'a cooler of the ambient',
      '[[cooler]]\nid = "k"\nfrom = "ambient"\npower = "1 W"\ncop_fraction = 0.5',
      'unknown-element 9',
    ],
    [
      'a cooler that does nothing',
      '[[cooler]]\nid = "k"\nfrom = "ch1"\npower = "1 W"\ncop_fraction = 0',
      'out-of-range 11',
    ],
    [
      'a compressor that compresses nothing',
      '[[compressor]]\nid = "k"\nfrom = "ch1"\nto = "ambient"\ndisplacement = "1 mL"\nfrequency = "1 Hz"\nisentropic_efficiency = 0.5\nmax_pressure_ratio = 1',
      'out-of-range 14',
    ],
    [
      'an id twice',
      '[[leak]]\nid = "ch1"\nfrom = "ch1"\narea = "1 mm^2"\ndischarge_coefficient = 1',
      'duplicate-id 8',
    ],
  ])('refuses %s', (_, element, expected) => {
    const { value, diagnostics } = load(`${CHAMBER}${element}\n`);
    expect(value).toBeNull();
    expect(diagnostics.map(({ id, line }) => `${id} ${line}`)).toEqual([expected]);
  });

  it('takes an injector of one species or of a mixture', () => {
    const keys = 'into = "ch1"\nmass_flow = "1 mg/s"\ntemperature = "20 degC"';
    const { value, diagnostics } = load(`${CHAMBER}
[[injector]]
id = "i"
species = "He"
${keys}
[[injector]]
id = "j"
gas = { He = 0.25, Ne = 0.75 }
${keys}
`);
    expect(diagnostics).toEqual([]);
    expect(value?.injectors).toMatchObject([
      { id: 'i', into: 'ch1', massFlowKgPerS: 1e-6, temperatureK: 293.15, gas: { He: 1 } },
      { id: 'j', gas: { He: 0.25, Ne: 0.75 } },
    ]);
  });

  it('takes a relief valve by its absolute pressures, to the ambient unless it says otherwise', () => {
    const { value, diagnostics } = load(`${CHAMBER}
[[relief_valve]]
id = "r"
from = "ch1"
kv = 0.1
set_pressure = "3 bara"
full_open_pressure = "3.3 bar"
reseat_pressure_kpa = 280
`);
    expect(diagnostics).toEqual([]);
    expect(value?.reliefValves).toMatchObject([
      {
        from: 'ch1',
        to: 'ambient',
        setPressurePa: 3e5,
        fullOpenPressurePa: expect.closeTo(3.3e5, 6),
        reseatPressurePa: 2.8e5,
      },
    ]);
  });

  it.each([
    ['"3 barg"', '"4 bar"', '"2 bar"', 'invalid-quantity 11'],
    ['"3 bar"', '"3 bar"', '"2 bar"', 'limits-order 12'],
    ['"3 bar"', '"4 bar"', '"3.5 bar"', 'limits-order 13'],
  ])(
    'refuses a relief valve set at %s, full open at %s and reseating at %s',
    (set, full, reseat, expected) => {
      const { diagnostics } = load(`${CHAMBER}
[[relief_valve]]
id = "r"
from = "ch1"
set_pressure = ${set}
full_open_pressure = ${full}
reseat_pressure = ${reseat}
kv = 1
`);
      expect(diagnostics.map(({ id, line }) => `${id} ${line}`)).toEqual([expected]);
    },
  );

  it('takes compressors and vacuum pumps, at rest unless it says otherwise, pumps to the ambient', () => {
    const keys = `displacement = "50 cm^3"
frequency = "25 Hz"
isentropic_efficiency = 0.7
max_pressure_ratio = 8`;
    const { value, diagnostics } = load(`${CHAMBER}
[[compressor]]
id = "k"
from = "ambient"
to = "ch1"
speed = "50 %"
${keys}
[[vacuum_pump]]
id = "p"
from = "ch1"
${keys}
`);
    expect(diagnostics).toEqual([]);
    const machine = {
      displacementM3: expect.closeTo(5e-5, 15),
      frequencyHz: 25,
      isentropicEfficiency: 0.7,
      maxPressureRatio: 8,
      map: null,
    };
    expect(value?.compressors).toEqual([{ id: 'k', from: 'ambient', to: 'ch1', speed: 0.5, ...machine }]);
    expect(value?.vacuumPumps).toEqual([{ id: 'p', from: 'ch1', to: 'ambient', speed: 0, ...machine }]);
  });

  it('takes a cooler, at work unless it says otherwise', () => {
    const { value, diagnostics } = load(`${CHAMBER}
[[cooler]]
id = "k"
from = "ch1"
power = "20 W"
cop_fraction = 1
`);
    expect(diagnostics).toEqual([]);
    expect(value?.coolers).toEqual([
      {
        id: 'k',
        from: 'ch1',
        powerW: 20,
        copFraction: 1,
        demand: 1,
        coldConductanceWPerK: null,
        warmConductanceWPerK: null,
      },
    ]);
  });

  it('takes a valve by its sonic conductance', () => {
    const { value } = load(`${CHAMBER}
[[valve]]
id = "v"
from = "ch1"
to = "ambient"
sonic_conductance = "2 L/(s bar)"
critical_ratio = 0.3
`);
    expect(value?.valves[0]?.sizing).toEqual({
      kind: 'iso6358',
      sonicConductanceM3PerSPa: expect.closeTo(2e-8, 18),
      criticalRatio: 0.3,
    });
  });

  it('takes bare numbers under keys that name the unit', () => {
    const { value, diagnostics } = load(
      CHAMBER.replace('volume = "1 L"', 'volume_m3 = 0.002').replace(
        'pressure = "1 atm"',
        'pressure_bar = 2',
      ),
    );
    expect(diagnostics).toEqual([]);
    expect(value?.chambers[0]).toMatchObject({ volumeM3: 0.002, pressurePa: 200_000 });
  });

  it('places a fault in such a number where it is written', () => {
    const { diagnostics } = load(CHAMBER.replace('volume = "1 L"', 'volume_m3 = -1'));
    expect(diagnostics.map(({ id, line, column }) => `${id} ${line}:${column}`)).toEqual([
      'out-of-range 3:13',
    ]);
  });

  it('starts at the stated pressure although the fractions are rounded', () => {
    const { value } = load(CHAMBER.replace('N2 = 0.78', 'N2 = 0.7800005'));
    const gas = value?.chambers[0]?.gas ?? {};
    expect(Object.values(gas).reduce((sum, part) => sum + part, 0)).toBeCloseTo(1, 14);
  });

  it('reads the plant of the demo', () => {
    const { value } = loadPlant(join(REPOSITORY, 'etc/demo/plant.toml'));
    expect(value?.chambers).toHaveLength(2);
    expect(value?.valves).toHaveLength(5);
  });
});

describe('several mistakes in one file', () => {
  it('are all reported in one run, in order', () => {
    const { value, diagnostics } = load(`[solver]
step = "1 bar"
[[chamber]]
id = "a"
volumn = "1 L"
pressure = "-1 bar"
temperature = "300 K"
gas = { N2 = 0.5 }
[[valve]]
id = "v"
from = "a"
to = 7
kv = "1 m^3/h"
`);
    expect(value).toBeNull();
    expect(diagnostics.map(({ id, line }) => `${id} ${line}`)).toEqual([
      'invalid-quantity 2',
      // The absence of "volume" is no second mistake.
      'unknown-key 5',
      'out-of-range 6',
      'mole-fractions 8',
      'wrong-type 12',
    ]);
  });

  it('name key, value, expectation and remedy', () => {
    const [found] = load(CHAMBER.replace('"1 atm"', '"1 L"')).diagnostics;
    expect(found).toMatchObject({
      key: 'chamber[0].pressure',
      value: '"1 L"',
      message: '"L" is a unit of volume, and a pressure is expected.',
      expected: 'a pressure with its unit',
      remedy: 'use one of Pa, hPa, kPa, MPa, bar, mbar, atm, psi, Torr',
    });
  });

  it('a prototype is never polluted', () => {
    load('[__proto__]\npolluted = 1\n[constructor.prototype]\npolluted = 1\n');
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});
