/**
 * `buhera simulate` against closed forms. The numbers are worked out here, from nothing but the laws of ideal
 * monatomic gases, whose heat capacities are constant, so that every form is exact.
 */
import { describe, expect, test } from 'vitest';
import vessels from '../physics/vectors/vessels.json' with { type: 'json' };
import { CLOSED_FORM, expectClose, LEDGER, tableOf } from './simulation.ts';

const GAS_CONSTANT = 8.31446261815324;
const HELIUM_KG_PER_MOL = 4.002602e-3;
const GAMMA = 5 / 3;

const HELIUM_BOTTLE = {
  volumeM3: 2e-3,
  pressurePa: 12e5,
  temperatureK: 350,
  areaM2: 0.4e-6,
  discharge: 0.75,
};

function heliumBottle(): string {
  return `
[solver]
step = "1 ms"

[[chamber]]
id = "bottle"
volume = "2 L"
pressure = "12 bar"
temperature = "350 K"
gas = { He = 1 }

[[boundary]]
id = "outside"
pressure = "0.2 bar"
temperature = "300 K"
gas = { He = 1 }

[[valve]]
id = "v1"
from = "bottle"
to = "outside"
area = "0.4 mm^2"
discharge_coefficient = 0.75
position = 0
`;
}

/** A rigid adiabatic vessel that empties through a choked nozzle: T falls as (1 + (γ-1)/2 · t/τ)^-2, isentropically. */
function emptied(timeS: number): { pressurePa: number; temperatureK: number; massKg: number } {
  const { volumeM3, pressurePa, temperatureK, areaM2, discharge } = HELIUM_BOTTLE;
  const specific = GAS_CONSTANT / HELIUM_KG_PER_MOL;
  const massKg = (pressurePa * volumeM3) / (specific * temperatureK);
  const flux =
    pressurePa *
    Math.sqrt(GAMMA / (specific * temperatureK)) *
    (2 / (GAMMA + 1)) ** ((GAMMA + 1) / (2 * (GAMMA - 1)));
  const x = 1 + (((GAMMA - 1) / 2) * timeS * discharge * areaM2 * flux) / massKg;
  return {
    pressurePa: pressurePa * x ** ((-2 * GAMMA) / (GAMMA - 1)),
    temperatureK: temperatureK * x ** -2,
    massKg: massKg * x ** (-2 / (GAMMA - 1)),
  };
}

describe('closed forms', () => {
  test('a helium bottle empties as the choked nozzle says', async () => {
    const table = await tableOf(
      heliumBottle(),
      '--until',
      '8s',
      '--every',
      '500ms',
      '--set',
      'v1.position=1',
    );
    expect(table.column('time_s')).toEqual(Array.from({ length: 17 }, (_, row) => row / 2));
    for (const timeS of [0, 0.5, 1, 2, 4, 8]) {
      const expected = emptied(timeS);
      expectClose(table.at(timeS, 'bottle.pressure_Pa'), expected.pressurePa);
      expectClose(table.at(timeS, 'bottle.temperature_K'), expected.temperatureK);
      expectClose(table.at(timeS, 'bottle.mass_kg'), expected.massKg);
    }
  });

  test('a valve that opens at 2 s and shuts at 3 s lets through one second of it', async () => {
    const at = ['--at', '2s v1.position=100%', '--at', '3s v1.position=0'];
    const table = await tableOf(heliumBottle(), '--until', '5s', '--every', '1s', ...at);
    expect(table.at(2, 'bottle.pressure_Pa')).toBe(table.at(0, 'bottle.pressure_Pa'));
    expect(table.at(1, 'v1.mass_flow_kg_s')).toBe(0);
    expect(table.at(2, 'v1.mass_flow_kg_s')).toBeGreaterThan(0);
    expectClose(table.at(3, 'bottle.mass_kg'), emptied(1).massKg);
    expect(table.at(5, 'bottle.mass_kg')).toBe(table.at(3, 'bottle.mass_kg'));
    expect(table.at(5, 'v1.position')).toBe(0);
  });

  test('an evacuated argon vessel fills to gamma times the temperature of the reservoir', async () => {
    const table = await tableOf(
      `
[solver]
step = "1 ms"

[[chamber]]
id = "vessel"
volume_m3 = 0.001
pressure = "100 Pa"
temperature = "300 K"
gas = { Ar = 1 }

[[boundary]]
id = "supply"
pressure = "5 bar"
temperature = "300 K"
gas = { Ar = 1 }

[[valve]]
id = "inlet"
from = "supply"
to = "vessel"
area = "5 mm^2"
discharge_coefficient = 0.8
position = 1
`,
      ...['--until', '4s', '--every', '100ms'],
    );
    // What was in the vessel before is compressed, and lowers the mixed temperature a little.
    const expectedK = (GAMMA * 300) / (1 + (100 / 5e5) * (GAMMA - 1));
    expectClose(table.last('vessel.pressure_Pa'), 5e5);
    expectClose(table.last('vessel.temperature_K'), expectedK);
    const temperatures = table.column('vessel.temperature_K');
    expect(Math.max(...temperatures)).toBeLessThan(GAMMA * 300 * (1 + CLOSED_FORM));
  });

  test('a heated rigid vessel of neon warms in proportion to the heat, and rests when it is switched off', async () => {
    const table = await tableOf(
      `
[solver]
step = "10 ms"

[[chamber]]
id = "vessel"
volume = "5 L"
pressure = "2 bar"
temperature = "280 K"
gas = { Ne = 1 }

[[heat_load]]
id = "heater"
into = "vessel"
power = "25 W"
`,
      ...['--until', '10s', '--every', '1s', '--set', 'heater.power=50', '--at', '6s heater.enabled=0'],
    );
    const heatCapacityJPerK = (1.5 * 2e5 * 5e-3) / 280;
    for (const timeS of [0, 1, 3, 6, 7, 10]) {
      const temperatureK = 280 + (50 * Math.min(timeS, 6)) / heatCapacityJPerK;
      expectClose(table.at(timeS, 'vessel.temperature_K'), temperatureK);
      expectClose(table.at(timeS, 'vessel.pressure_Pa'), (2e5 * temperatureK) / 280);
    }
    expect(table.at(5, 'heater.heat_W')).toBe(50);
    expect(table.at(7, 'heater.heat_W')).toBe(0);
    // Heat that crosses into gas of one temperature generates no more entropy than it brings.
    expectClose(
      table.last('ledger.entropy_generated_J_K'),
      heatCapacityJPerK * Math.log(1 + 300 / heatCapacityJPerK / 280),
    );
  });

  test('gas and wall follow the linear problem of two heat capacities', async () => {
    const { params, rows } = vessels.wall_coupled_linear;
    const pressurePa = (params.Cg / 1.5) * params.T0;
    const table = await tableOf(
      `
[solver]
step = "1 s"

[ambient]
temperature = "300 K"

[[chamber]]
id = "vessel"
volume = "1 m^3"
pressure_Pa = ${pressurePa}
temperature = "300 K"
gas = { Ar = 1 }
wall = { heat_capacity = "5 kJ/K", area = "2 m^2", h_gas = "5 W/(m^2 K)", h_ambient = "1 W/(m^2 K)" }

[[heat_load]]
id = "heater"
into = "vessel"
power = "0.2 kW"
`,
      ...['--until', '2h', '--every', '10s'],
    );
    expect(params).toMatchObject({ Cw: 5000, hA: 10, UA: 2, Tamb: 300, P: 200, T0: 300 });
    expect(rows.length).toBeGreaterThan(8);
    for (const { t, Tg, Tw } of rows) {
      expectClose(table.at(t, 'vessel.temperature_K'), Tg);
      expectClose(table.at(t, 'vessel.wall_temperature_K'), Tw);
    }
  });

  test('two vessels equalise: the one expands isentropically, the other keeps the rest of mass and energy', async () => {
    const table = await tableOf(
      `
[solver]
step = "0.5 ms"

[[chamber]]
id = "a"
volume = "1 L"
pressure = "10 bar"
temperature = "300 K"
gas = { Ar = 1 }

[[chamber]]
id = "b"
volume = "2 L"
pressure = "1 bar"
temperature = "350 K"
gas = { Ar = 1 }

[[valve]]
id = "joint"
from = "a"
to = "b"
area = "3 mm^2"
discharge_coefficient = 1
position = 1
`,
      ...['--until', '6s', '--every', '100ms'],
    );
    const pressurePa = (10e5 * 1 + 1e5 * 2) / 3;
    const aK = 300 * (pressurePa / 10e5) ** ((GAMMA - 1) / GAMMA);
    const totalPerK = (10e5 * 1) / 300 + (1e5 * 2) / 350;
    const bK = (pressurePa * 2) / (totalPerK - (pressurePa * 1) / aK);
    expectClose(table.last('a.pressure_Pa'), pressurePa);
    expectClose(table.last('b.pressure_Pa'), pressurePa);
    expectClose(table.last('a.temperature_K'), aK);
    expectClose(table.last('b.temperature_K'), bK);
    const [a, b] = [table.column('a.mass_kg'), table.column('b.mass_kg')];
    for (const [row, mass] of a.entries())
      expectClose(mass + (b[row] ?? 0), (a[0] ?? 0) + (b[0] ?? 0), 1e-12);
    expect(table.last('ledger.entropy_generated_J_K')).toBeGreaterThan(0.1);
    for (const name of [
      'ledger.mass_residual_kg',
      'ledger.species_residual_mol.Ar',
      'ledger.energy_residual_J',
    ]) {
      for (const residual of table.column(name)) expect(Math.abs(residual)).toBeLessThan(LEDGER);
    }
  });
});
