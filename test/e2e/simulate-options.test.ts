import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buhera } from './buhera.ts';
import { expectClose, simulate, tableOf } from './simulation.ts';
import { temporaryFolder } from './site-copy.ts';

const SMALL = `
[solver]
step = "1 ms"

[ambient]
temperature = "295 K"
pressure = "1 atm"
gas = { N2 = 1 }

[[boundary]]
id = "supply"
pressure = "8 bar"
temperature = "295 K"
gas = { N2 = 0.9, He = 0.1 }

[[chamber]]
id = "ch1"
volume = "1 L"
pressure = "1 atm"
temperature = "300 K"
gas = { N2 = 1 }
wall = { heat_capacity = "250 J/K", area = "0.06 m^2", h_gas = "15 W/(m^2 K)", h_ambient = "6 W/(m^2 K)" }

[[valve]]
id = "v1"
from = "supply"
to = "ch1"
area = "0.5 mm^2"
discharge_coefficient = 0.8
position = 0.5

[[heat_load]]
id = "rack1"
into = "ch1"
power = "40 W"
`;

describe('the table', () => {
  test('names its columns as documented', async () => {
    const { columns } = await tableOf(SMALL, '--until', '10ms');
    expect([...columns].sort()).toEqual(
      [
        'time_s',
        'ch1.pressure_Pa',
        'ch1.temperature_K',
        'ch1.mass_kg',
        'ch1.wall_temperature_K',
        'ch1.heat_W',
        'ch1.mole_fraction.N2',
        'ch1.mole_fraction.He',
        'v1.mass_flow_kg_s',
        'v1.position',
        'rack1.power_W',
        'rack1.heat_W',
        'rack1.enabled',
        'supply.pressure_Pa',
        'supply.temperature_K',
        'ambient.pressure_Pa',
        'ambient.temperature_K',
        'ledger.mass_residual_kg',
        'ledger.mass_residual_relative',
        'ledger.species_residual_mol.N2',
        'ledger.species_residual_mol.He',
        'ledger.species_residual_relative.N2',
        'ledger.species_residual_relative.He',
        'ledger.breach',
        'ledger.energy_residual_J',
        'ledger.energy_residual_relative',
        'ledger.entropy_generated_J_K',
      ].sort(),
    );
    expect(columns[0]).toBe('time_s');
  });

  test('begins at time zero as the file has it, with what `--set` says in force', async () => {
    const table = await tableOf(
      SMALL,
      '--until',
      '0s',
      '--set',
      'v1.position=25 %',
      '--set',
      'rack1.power=60',
    );
    expect(table.column('time_s')).toEqual([0]);
    expect(table.last('v1.position')).toBe(0.25);
    expect(table.last('rack1.power_W')).toBe(60);
    expectClose(table.last('ch1.pressure_Pa'), 101_325, 1e-9);
    expect(table.last('ledger.energy_residual_J')).toBe(0);
  });

  test('has a row every so often, and the same numbers whatever the spacing', async () => {
    const fine = await tableOf(SMALL, '--until', '100ms', '--every', '1 ms');
    const coarse = await tableOf(SMALL, '--until', '100ms', '--every', '50 ms');
    const standard = await tableOf(SMALL, '--until', '100ms');
    expect(fine.column('time_s')).toHaveLength(101);
    expect(coarse.column('time_s')).toEqual([0, 0.05, 0.1]);
    expect(standard.column('time_s')).toHaveLength(11);
    for (const name of fine.columns) expect(coarse.last(name)).toBe(fine.last(name));
  });

  test('goes to a file as it goes to standard output', async () => {
    const out = join(temporaryFolder(), 'run.csv');
    const printed = await simulate(SMALL, '--until', '50ms');
    const written = await simulate(SMALL, '--until', '50ms', '--out', out);
    expect(written).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(readFileSync(out, 'utf8')).toBe(printed.stdout);
  });

  test('carries what a mixture brings into the chamber', async () => {
    const table = await tableOf(SMALL, '--until', '2s', '--every', '1s', '--set', 'v1.position=1');
    expect(table.at(0, 'ch1.mole_fraction.He')).toBe(0);
    const [nitrogen, helium] = [table.last('ch1.mole_fraction.N2'), table.last('ch1.mole_fraction.He')];
    expect(helium).toBeGreaterThan(0.05);
    expect(helium).toBeLessThan(0.1);
    expectClose(nitrogen + helium, 1, 1e-12);
  });
});

describe('wrong input', () => {
  test.each<[string, readonly string[], readonly (string | RegExp)[]]>([
    ['an unknown input', ['--set', 'v9.position=1'], ['v9.position', 'v1.position', 'rack1.power']],
    ['an output set as input', ['--set', 'ch1.pressure=1'], ['ch1.pressure', 'v1.position']],
    ['a position beyond open', ['--set', 'v1.position=2'], ['v1.position', /0 to 1/u]],
    ['a position that is no number', ['--set', 'v1.position=wide'], ['v1.position', 'wide']],
    ['a power in bar', ['--set', 'rack1.power=2 bar'], ['rack1.power', /bar/u]],
    ['a heat load that is half switched on', ['--set', 'rack1.enabled=0.5'], ['rack1.enabled', '0.5']],
    ['a supply below vacuum', ['--set', 'supply.pressure=-5'], ['supply.pressure', '-5']],
    ['a setting without a value', ['--set', 'v1.position'], ['--set', 'v1.position=1']],
    ['a change without a time', ['--at', 'v1.position=1'], ['--at', '2s v1.position=0']],
    ['rows between the steps', ['--every', '1.5 ms'], ['--every', /multiple/u]],
    ['a time in kelvin', ['--every', '1 K'], ['--every', 'ms']],
  ])('%s is refused with exit code 2', async (_what, options, words) => {
    const { code, stdout, stderr } = await simulate(SMALL, '--until', '10ms', ...options);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    for (const word of words) expect(stderr).toMatch(word);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  test('no end is refused with exit code 2', async () => {
    const { code, stderr } = await simulate(SMALL);
    expect(code).toBe(2);
    expect(stderr).toContain('--until');
  });

  test('a plant in the wrong unit is refused at its line with exit code 1', async () => {
    const folder = temporaryFolder();
    const broken = SMALL.replace('pressure = "8 bar"', 'pressure = "8 K"');
    writeFileSync(join(folder, 'plant.toml'), broken);
    const { code, stdout, stderr } = await buhera(['simulate', 'plant.toml', '--until', '1s'], {
      cwd: folder,
    });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(`plant.toml:${broken.split('"8 K"')[0]?.split('\n').length}:`);
    expect(stderr).toMatch(/bar/u);
    expect(stderr).not.toMatch(/\n\s+at /u);
  });

  test('a plant file that does not exist is named', async () => {
    const { code, stderr } = await buhera(['simulate', 'nowhere.toml', '--until', '1s']);
    expect(code).toBe(1);
    expect(stderr).toContain('nowhere.toml');
  });

  test('an output file that cannot be is refused with exit code 3', async () => {
    const out = join(temporaryFolder(), 'missing', 'run.csv');
    const { code, stderr } = await simulate(SMALL, '--until', '1ms', '--out', out);
    expect(code).toBe(3);
    expect(stderr).toContain(out);
    expect(stderr).toContain('--out');
  });
});
