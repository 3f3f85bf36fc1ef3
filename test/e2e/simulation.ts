/** Runs of `buhera simulate` on plant files that a test writes, and their tables. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { buhera, type Outcome } from './buhera.ts';
import { temporaryFolder } from './site-copy.ts';

/** What closed forms are held to, relative. */
export const CLOSED_FORM = 1e-4;
/** What the ledger is held to: relative to what passed through, and J, kg or mol in the small plants here. */
export const LEDGER = 1e-9;

export class Table {
  readonly columns: readonly string[];
  readonly #rows: readonly (readonly number[])[];

  constructor(csv: string) {
    const [head = '', ...lines] = csv.trim().split('\n');
    this.columns = head.split(',');
    this.#rows = lines.map((line) => line.split(',').map(Number));
    for (const row of this.#rows) expect(row).toHaveLength(this.columns.length);
  }

  column(name: string): readonly number[] {
    const index = this.columns.indexOf(name);
    expect(this.columns).toContain(name);
    return this.#rows.map((row) => row[index] ?? Number.NaN);
  }

  at(timeS: number, name: string): number {
    const row = this.column('time_s').findIndex((time) => Math.abs(time - timeS) < 1e-9);
    return this.column(name)[row] ?? Number.NaN;
  }

  last(name: string): number {
    return this.column(name).at(-1) ?? Number.NaN;
  }
}

export async function simulate(plant: string, ...options: string[]): Promise<Outcome> {
  const file = join(temporaryFolder(), 'plant.toml');
  writeFileSync(file, plant);
  return buhera(['simulate', file, ...options]);
}

/** The table of a run, whose ledger must have closed at every row. */
export async function tableOf(plant: string, ...options: string[]): Promise<Table> {
  return soundTable(await simulate(plant, ...options));
}

/** The same of a plant file that is there. */
export async function tableOfFile(file: string, ...options: string[]): Promise<Table> {
  return soundTable(await buhera(['simulate', file, ...options]));
}

function soundTable({ code, stdout, stderr }: Outcome): Table {
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const table = new Table(stdout);
  const residuals = table.columns.filter((name) => /^ledger\..*_relative(\.|$)/u.test(name));
  const species = residuals.filter((name) => name.startsWith('ledger.species_residual_relative.'));
  expect(species.length).toBeGreaterThan(0);
  expect(residuals).toEqual(['ledger.mass_residual_relative', ...species, 'ledger.energy_residual_relative']);
  expect(new Set(table.column('ledger.breach'))).toEqual(new Set([0]));
  for (const name of residuals) {
    for (const residual of table.column(name)) expect(Math.abs(residual)).toBeLessThan(LEDGER);
  }
  const entropy = table.column('ledger.entropy_generated_J_K');
  for (const [row, value] of entropy.entries()) {
    expect(value).toBeGreaterThanOrEqual((entropy[row - 1] ?? 0) - 1e-9);
  }
  return table;
}

export function expectClose(actual: number, expected: number, relative = CLOSED_FORM): void {
  expect(Math.abs(actual / expected - 1)).toBeLessThan(relative);
}
