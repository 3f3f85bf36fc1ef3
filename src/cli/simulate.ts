import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { loadPlant } from '../config/load-plant.ts';
import type { BalanceSheet } from '../physics/ledger/balance-sheet.ts';
import { balanceSheet } from '../physics/ledger/balance-sheet.ts';
import { elementEntries } from '../physics/ledger/element-entries.ts';
import {
  createPlant,
  inputWriter,
  type Plant,
  type PlantPoint,
  plantPoints,
  pointReader,
  stepPlant,
} from '../physics/plant.ts';
import type { PlantDefinition } from '../physics/plant-definition.ts';
import { plantWorkers } from '../runtime/plant-workers.ts';
import { type Dimension, parseQuantity } from '../units/quantity.ts';
import { print, printJson } from './display.ts';
import { excursionLines } from './excursions.ts';
import { CliError, EXIT, environmentError, usageError } from './exit.ts';
import { parseDurationS } from './options.ts';
import { reportDiagnostics } from './report-diagnostics.ts';
import { balanceSheetText } from './simulate/balance-sheet-text.ts';
import { BreachWatch, lastingBreachLines } from './simulate/ledger-watch.ts';
import { parseThreads, warnOfUnusedThreads } from './threads.ts';

interface SimulateOptions {
  readonly until: string;
  readonly every: string;
  readonly set: readonly string[];
  readonly at: readonly string[];
  readonly out?: string;
  readonly ledger?: boolean;
  readonly format?: 'text' | 'json';
  readonly strict?: boolean;
  readonly threads: string;
}

/** A change of one input of the plant. */
interface InputChange {
  readonly timeS: number;
  readonly input: string;
  readonly value: number;
}

/** Integrates a plant file alone. The first row is time zero with all `--set` in force. */
export async function simulate(file: string, options: SimulateOptions): Promise<void> {
  refuseWithoutEffect(options);
  const loaded = loadPlant(file);
  reportDiagnostics(loaded.diagnostics, loaded.sources);
  if (loaded.value === null) throw new CliError(EXIT.doesNotHold, '');
  const definition = loaded.value;
  const threads = parseThreads(options.threads);
  const points = plantPoints(definition);
  const grid = rowGrid(options, definition);
  const inputs = { points, stepS: definition.solver.stepS };
  const changes = [
    ...options.set.map((text) => inputChange(`0 s ${text}`, text, '--set', inputs)),
    ...options.at.map((text) => inputChange(text, text, '--at', inputs)),
  ].sort((a, b) => a.timeS - b.timeS);
  refuseLate(changes, grid.steps * definition.solver.stepS);
  refuseImpossible(changes, definition);
  const isAudited = options.ledger === true;
  const out = isAudited && options.out === undefined ? null : await openOutput(options.out);
  const helpers = plantWorkers(threads, warnOfLostThread);
  const plant = createPlant(definition, { audit: isAudited ? 'elements' : 'totals', helpers });
  warnOfUnusedThreads(helpers);
  const watch = isAudited || options.strict === true ? new BreachWatch(plant) : null;
  try {
    await integrate(plant, { definition, points, grid, changes, out, watch });
  } finally {
    await helpers?.end();
  }
  if (options.out !== undefined && out !== null) {
    out.end();
    await once(out, 'finish');
  }
  for (const line of excursionLines(plant)) process.stderr.write(`buhera: warning: ${line}\n`);
  if (isAudited) printSheet(balanceSheet(plant), file, options.format);
  judge(plant, watch, options);
}

function warnOfLostThread(reason: string): void {
  process.stderr.write(
    `buhera: warning: a thread of the plant was lost (${reason}); it is computed on without it.\n`,
  );
}

/** A setting that would change nothing is a mistake. */
function refuseWithoutEffect({ ledger, format, out }: SimulateOptions): void {
  if (ledger !== true && format !== undefined)
    throw usageError('buhera: --format is that of the balance sheet: add --ledger.');
  if (ledger === true && out === '-')
    throw usageError(
      'buhera: --ledger prints the balance sheet to standard output; write the rows to a file with --out run.csv.',
    );
}

function printSheet(sheet: BalanceSheet, file: string, format: SimulateOptions['format']): void {
  if (format === 'json') printJson({ file, ...sheet });
  else print(balanceSheetText(sheet, file));
}

/** A ledger that does not close at the end, or an element that destroyed entropy, is said; `--strict` fails on it. */
function judge(plant: Plant, watch: BreachWatch | null, { strict }: SimulateOptions): void {
  const lines = [...lastingBreachLines((watch ?? new BreachWatch(plant)).look()), ...defectLines(plant)];
  if (lines.length === 0) return;
  const [level, exitCode] = strict === true ? ['', EXIT.doesNotHold] : ['warning: ', EXIT.fine];
  for (const line of lines) process.stderr.write(`buhera: ${level}${line}\n`);
  process.exitCode = exitCode;
}

function defectLines({ integrator: { ledger, state } }: Plant): readonly string[] {
  if (ledger.elements === null) return [];
  return elementEntries(ledger.elements, state, ledger.commits)
    .filter(({ entropyDestroyedJPerK }) => entropyDestroyedJPerK !== 0)
    .map(
      ({ id, kind, entropyDestroyedJPerK }) =>
        `${id} (${kind}) has destroyed entropy: ${entropyDestroyedJPerK.toExponential(2)} J/K`,
    );
}

function refuseLate(changes: readonly InputChange[], untilS: number): void {
  const late = changes.find(({ timeS }) => timeS > untilS);
  if (late === undefined) return;
  throw usageError(
    `buhera: --at "${late.timeS} s ${late.input}=…" comes after --until ${untilS} s, and would do nothing.`,
  );
}

/** The plant knows what its inputs take; one that is thrown away is asked, before anything is written. */
function refuseImpossible(changes: readonly InputChange[], definition: PlantDefinition): void {
  const scratch = createPlant(definition);
  for (const { input, value } of changes) {
    if (inputWriter(scratch, input)?.(value) !== false) continue;
    throw usageError(
      `buhera: ${input} = ${value} is not possible: ${INPUT_LIMITS[input.slice(input.lastIndexOf('.') + 1)] ?? 'expected a finite number'}.`,
    );
  }
}

const INPUT_LIMITS: Readonly<Record<string, string>> = {
  position: 'expected a value from 0 to 1',
  power: 'expected a power of 0 W or more',
  enabled: 'expected 0 or 1',
  pressure: 'expected an absolute pressure above 0 Pa',
  temperature: 'expected a temperature above 0 K',
};

interface RowGrid {
  readonly steps: number;
  readonly stepsPerRow: number;
}

/** Rows, changes and the end fall on solver steps, so that nothing is interpolated or rounded in silence. */
function rowGrid(options: SimulateOptions, { solver }: PlantDefinition): RowGrid {
  const stepsPerRow = stepsOf(options.every, '--every', solver.stepS);
  if (stepsPerRow < 1)
    throw usageError('buhera: --every 0 would never come to the next row; write for example --every 10ms.');
  return { steps: stepsOf(options.until, '--until', solver.stepS), stepsPerRow };
}

function stepsOf(text: string, option: string, stepS: number): number {
  const timeS = parseDurationS(text, option);
  const steps = Math.round(timeS / stepS);
  if (Math.abs(steps * stepS - timeS) <= 1e-9 * timeS) return steps;
  throw usageError(
    `buhera: ${option} ${text} is no whole multiple of the solver's step of ${stepS} s. ` +
      'Write a multiple, or change [solver] step in the plant file.',
  );
}

const AT = /^\s*(.+?)\s+([A-Za-z0-9_.-]+)\s*=\s*(.+?)\s*$/u;

function inputChange(
  text: string,
  given: string,
  option: string,
  { points, stepS }: { readonly points: readonly PlantPoint[]; readonly stepS: number },
): InputChange {
  const match = AT.exec(text);
  if (match === null) {
    const form = option === '--set' ? 'v1.position=1' : '"2s v1.position=0"';
    throw usageError(`buhera: ${option} "${given}" is not understood; write for example ${option} ${form}.`);
  }
  const [, time = '', input = '', value = ''] = match;
  const point = points.find((candidate) => candidate.name === input && candidate.isInput);
  if (point === undefined) {
    const names = points.filter((candidate) => candidate.isInput).map((candidate) => candidate.name);
    throw usageError(
      `buhera: ${option}: the plant has no input "${input}". Its inputs are: ${names.join(', ')}.`,
    );
  }
  return {
    timeS: stepsOf(time, option, stepS) * stepS,
    input,
    value: inputValue(value, input, point.dimension ?? 'ratio', option),
  };
}

/** A number alone is SI, because the inputs are documented in SI. */
function inputValue(text: string, input: string, dimension: Dimension, option: string): number {
  const bare = Number(text);
  const parsed =
    Number.isFinite(bare) && text.trim() !== ''
      ? { ok: true as const, value: bare }
      : parseQuantity(text, dimension);
  if (!parsed.ok) throw usageError(`buhera: ${option} ${input}: ${parsed.problem}; ${parsed.hint}.`);
  return parsed.value;
}

async function openOutput(path: string | undefined): Promise<WriteStream | NodeJS.WriteStream> {
  if (path === undefined || path === '-') return process.stdout;
  const file = createWriteStream(path);
  try {
    await once(file, 'open');
  } catch (error) {
    throw environmentError(`buhera: cannot write --out ${path}: ${(error as Error).message}.`);
  }
  // A disk that fills up later is the environment's failure, and no defect of ours.
  file.on('error', (error) => {
    process.stderr.write(`buhera: cannot write --out ${path}: ${error.message}.\n`);
    process.exit(EXIT.environment);
  });
  return file;
}

interface Integration {
  readonly definition: PlantDefinition;
  readonly points: readonly PlantPoint[];
  readonly grid: RowGrid;
  readonly changes: readonly InputChange[];
  /** null: nobody wants rows. */
  readonly out: NodeJS.WritableStream | null;
  readonly watch: BreachWatch | null;
}

async function integrate(
  plant: Plant,
  { definition, points, grid, changes, out, watch }: Integration,
): Promise<void> {
  const readers = points.map((point) => pointReader(plant, point.name) ?? (() => Number.NaN));
  out?.write(`${['time_s', ...points.map((point) => point.column)].join(',')}\n`);
  let next = 0;
  for (let step = 0; step <= grid.steps; step += 1) {
    const timeS = step * definition.solver.stepS;
    for (
      let change = changes[next];
      change !== undefined && change.timeS <= timeS + 1e-12;
      change = changes[next]
    ) {
      inputWriter(plant, change.input)?.(change.value);
      next += 1;
    }
    if (out !== null && (step % grid.stepsPerRow === 0 || step === grid.steps)) {
      const row = `${Number(timeS.toPrecision(12))},${readers.map((read) => read()).join(',')}\n`;
      if (!out.write(row)) await once(out, 'drain');
    }
    if (step === grid.steps) break;
    const fault = stepPlant(plant);
    if (fault !== null) {
      throw new CliError(EXIT.doesNotHold, `buhera: the plant stopped at ${timeS} s: ${fault.message}`);
    }
    watch?.look();
  }
}
