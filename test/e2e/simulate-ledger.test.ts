import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { simulate } from './simulation.ts';
import { temporaryFolder } from './site-copy.ts';

const PLANT = `
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
gas = { N2 = 0.97, H2O = 0.03 }
wall = { heat_capacity = "250 J/K", area = "0.06 m^2", h_gas = "15 W/(m^2 K)", h_ambient = "6 W/(m^2 K)" }

[[chamber]]
id = "ch2"
volume = "5 L"
pressure = "2 bar"
temperature = "330 K"
gas = { Ar = 1 }

[[valve]]
id = "v1"
from = "supply"
to = "ch1"
area = "0.5 mm^2"
discharge_coefficient = 0.8
position = 1

[[valve]]
id = "vent"
from = "ch2"
to = "ambient"
area = "1 mm^2"
discharge_coefficient = 0.8
position = 1

[[compressor]]
id = "pump"
from = "ch1"
to = "ch2"
displacement = "40 cm^3"
frequency = "5 Hz"
isentropic_efficiency = 0.7
max_pressure_ratio = 10
speed = 1

[[heat_load]]
id = "rack1"
into = "ch1"
power = "40 W"

[[compute_pool]]
id = "foundry"
into = "ch2"
slots = 8
idle_power = "1 W"
busy_power = "5 W"
operations_per_second = 1e12
demand = 6
`;

/** No arithmetic closes to this. */
const IMPOSSIBLE = `${PLANT}
[ledger]
energy_residual = 1e-300
`;

interface Sheet {
  readonly mass: Readonly<Record<'start' | 'in' | 'out' | 'now' | 'limit', number>>;
  readonly entropy: { readonly generated: number };
  readonly elements: readonly {
    readonly id: string;
    readonly kind: string;
    readonly entropyGeneratedJPerK: number;
  }[];
  readonly computePools: readonly {
    readonly operations: number;
    readonly joulesPerOperation: number;
    readonly landauerMultiple: number;
  }[];
  readonly work: { readonly steps: number; readonly substeps: number };
  readonly breaches: readonly unknown[];
}

/** Numbers of the row of a text that begins so, behind its name. */
function numbersOf(text: string, name: string): readonly number[] {
  const line = text.split('\n').find((each) => each.trimStart().startsWith(name));
  if (line === undefined) throw new Error(`no row ${name} in\n${text}`);
  return line
    .trim()
    .slice(name.length)
    .split(/\s{2,}/u)
    .filter((cell) => /^-?\d/u.test(cell))
    .map(Number);
}

/** In units of the last digit of seven or so: sums of decimals are not exact in binary. */
const DIGIT = 1e-9;

describe('the balance sheet', () => {
  test('goes to standard output, and no row of CSV with it', async () => {
    const { code, stdout, stderr } = await simulate(PLANT, '--until', '500ms', '--ledger');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).not.toContain('time_s');
    for (const id of ['v1', 'vent', 'pump', 'rack1', 'foundry', 'ch1.wall', 'ch1', 'ch2']) {
      expect(stdout).toMatch(new RegExp(`^ +${id.replace('.', '\\.')} `, 'mu'));
    }
    expect(stdout).toContain('The ledger closes.');
    expect(stdout).toContain('500 steps');
  });

  test('adds up to the digits that it shows, down and across', async () => {
    const { stdout } = await simulate(PLANT, '--until', '500ms', '--ledger');
    for (const name of ['gas and water', 'N2', 'H2O', 'He', 'Ar']) {
      const [start = 0, into = 0, out = 0, now = 0] = numbersOf(stdout, name);
      expect(Math.abs(start + into - out - now)).toBeLessThan(DIGIT);
    }
    const energy = stdout.slice(stdout.indexOf('Energy,'), stdout.indexOf('Entropy,'));
    const stored = numbersOf(energy, 'stored');
    const crossed = numbersOf(energy, 'crossed');
    for (const column of [0, 1, 2]) {
      const sum = (names: readonly string[]): number =>
        names.reduce((total, name) => total + (numbersOf(energy, name)[column] ?? Number.NaN), 0);
      expect(Math.abs(sum(['in gas', 'in walls']) - (stored[column] ?? 0))).toBeLessThan(DIGIT);
      const ways = ['with gas', 'as heat', 'as shaft work', 'to heat loads'];
      expect(Math.abs(sum(ways) - (crossed[column] ?? 0))).toBeLessThan(DIGIT);
    }
    expect(stored[2]).toBe(crossed[2]);
    const elements = stdout.slice(stdout.indexOf('Entropy by element'), stdout.indexOf('Compute pools'));
    const [generated = 0, share = 0, lost = 0] = numbersOf(elements, 'all');
    expect(share).toBe(100);
    const rows = elements.split('\n').filter((line) => line.startsWith('  ') && /\d$/u.test(line));
    expect(rows).toHaveLength(8);
    const last = (line: string, back: number): number =>
      Number(
        line
          .trim()
          .split(/\s{2,}/u)
          .at(-back),
      );
    const total = (back: number): number => rows.reduce((sum, line) => sum + last(line, back), 0);
    expect(Math.abs(total(3) - generated)).toBeLessThan(DIGIT);
    expect(Math.abs(total(2) - 100)).toBeLessThan(DIGIT);
    expect(Math.abs(total(1) - lost)).toBeLessThan(DIGIT);
  });

  test('comes as JSON with full precision, and the rows go to a file', async () => {
    const out = join(temporaryFolder(), 'run.csv');
    const { code, stdout } = await simulate(
      PLANT,
      '--until',
      '500ms',
      '--ledger',
      '--format',
      'json',
      '--out',
      out,
    );
    expect(code).toBe(0);
    const sheet = JSON.parse(stdout) as Sheet;
    const { start, in: into, out: went, now, limit } = sheet.mass;
    expect(Math.abs(start + into - went - now)).toBeLessThan(1e-15);
    expect(limit).toBe(1e-9);
    const sum = sheet.elements.reduce((total, each) => total + each.entropyGeneratedJPerK, 0);
    expect(Math.abs(sum / sheet.entropy.generated - 1)).toBeLessThan(1e-9);
    expect(sheet.elements.find(({ id }) => id === 'pump')?.kind).toBe('compressor');
    expect(sheet.work.steps).toBe(500);
    expect(sheet.breaches).toEqual([]);
    expect(existsSync(out)).toBe(true);
    expect(readFileSync(out, 'utf8').trim().split('\n')).toHaveLength(52);
  });

  test('tells what an operation cost against kT ln 2', async () => {
    const { stdout } = await simulate(PLANT, '--until', '500ms', '--ledger', '--format', 'json');
    const [pool] = (JSON.parse(stdout) as Sheet).computePools;
    expect(pool?.operations).toBeCloseTo(3e12, -3);
    expect(pool?.joulesPerOperation).toBeCloseTo(5e-12, 18);
    expect(pool?.landauerMultiple).toBeGreaterThan(1e9);
    expect(pool?.landauerMultiple).toBeLessThan(2e9);
  });
});

describe('a ledger that does not close', () => {
  test('fails a strict run with the residual, its value, the limit and the time', async () => {
    const { code, stdout, stderr } = await simulate(IMPOSSIBLE, '--until', '500ms', '--strict', '--ledger');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^buhera: ledger\.energy_residual_relative is \d\.\d+e-\d+, its limit 1\.00e-300; first beyond it at 0\.\d+ s$/mu,
    );
    expect(stdout).toContain('THE LEDGER DOES NOT CLOSE.');
  });

  test('is only said without --strict, and stands in the rows', async () => {
    const { code, stdout, stderr } = await simulate(IMPOSSIBLE, '--until', '500ms', '--every', '500ms');
    expect(code).toBe(0);
    expect(stderr).toContain('buhera: warning: ledger.energy_residual_relative');
    const [head = '', , last = ''] = stdout.trim().split('\n');
    expect(last.split(',')[head.split(',').indexOf('ledger.breach')]).toBe('1');
  });
});

test.each<[string, readonly string[], string]>([
  ['a format without a sheet', ['--format', 'json'], '--ledger'],
  ['rows and sheet on one output', ['--ledger', '--out', '-'], '--out'],
])('%s is refused with exit code 2', async (_what, options, word) => {
  const { code, stdout, stderr } = await simulate(PLANT, '--until', '10ms', ...options);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(word);
});
