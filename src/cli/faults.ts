import { resolve } from 'node:path';
import type { Site } from '../config/site.ts';
import { effectText, endText, targetText } from '../faults/describe.ts';
import type { FaultSnapshot } from '../faults/fault.ts';
import { FaultBoard, type FaultSite } from '../faults/fault-board.ts';
import { loadTimeline } from '../faults/load-timeline.ts';
import { onPseudoTerminals } from '../field/serial/pty-wiring.ts';
import type { RunPlan } from '../runtime/run-plan.ts';
import { getJson, sendJson } from './client.ts';
import { columns, print, printJson } from './display.ts';
import { CliError, EXIT, usageError } from './exit.ts';
import { loadSiteOrExit } from './load-site.ts';
import { parseInteger } from './options.ts';
import { reportDiagnostics } from './report-diagnostics.ts';

interface ListOptions {
  readonly url: string;
  readonly format: string;
}

export async function list(options: ListOptions): Promise<void> {
  const faults = await getJson<readonly FaultSnapshot[]>(options.url, '/api/v1/faults');
  if (options.format === 'json') return printJson(faults);
  if (faults.length === 0) return print('no faults');
  print(columns(faults.map(row)));
}

function row(fault: FaultSnapshot): string[] {
  const { id, state, strikes, begunS, atS } = fault;
  const when = begunS === null ? `at ${atS.toFixed(2)} s` : `since ${begunS.toFixed(2)} s`;
  const told = state === 'cleared' ? endText(fault) : `${when}, struck ${strikes}`;
  return [state, id, effectText(fault.effect), targetText(fault), told];
}

/** Options of `inject` that are numbers in the table; the others are text with a unit. */
const NUMBERS = ['count', 'seed', 'function', 'code', 'answerUnit', 'answerFunction', 'bytes', 'keep'];

interface InjectOptions extends Readonly<Record<string, string | undefined>> {
  readonly url: string;
}

export async function inject(kind: string, options: InjectOptions): Promise<void> {
  const { url, ...given } = options;
  const table: Record<string, string | number> = { kind };
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined) table[snakeCase(name)] = NUMBERS.includes(name) ? numberOf(name, value) : value;
  }
  print((await sendJson<{ text: string }>(url, 'POST', '/api/v1/faults', table)).text);
}

function numberOf(name: string, value: string): number {
  if (name !== 'keep') return parseInteger(value, `--${kebabCase(name)}`, [0, 2 ** 32 - 1]);
  const share = Number(value);
  if (Number.isFinite(share)) return share;
  throw usageError(`buhera: --keep ${value}: expected a share between 0 and 1, such as 0.5.`);
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`);
}

function kebabCase(name: string): string {
  return snakeCase(name).replaceAll('_', '-');
}

export async function clear(id: string | undefined, options: { readonly url: string; readonly all?: true }) {
  if ((id === undefined) === (options.all === undefined))
    throw usageError('buhera: name the fault to clear, or --all.');
  const body = { id: id ?? null };
  print((await sendJson<{ text: string }>(options.url, 'POST', '/api/v1/faults/clear', body)).text);
}

interface CheckOptions {
  readonly wire: RunPlan['wire'];
}

/** Checks a timeline against a site, without running it. */
export function check(file: string, site: string, options: CheckOptions): void {
  const faults = timelineOrExit(file, faultSite(loadSiteOrExit(site), options.wire, 1));
  print(`${file} holds ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'} for ${site}`);
}

/** The faults of a run: those of its timeline, and those that come by command. */
export function faultBoard(site: Site, plan: RunPlan, file: string | undefined): FaultBoard {
  const on = faultSite(site, plan.wire, plan.seed);
  return new FaultBoard(on, file === undefined ? [] : timelineOrExit(file, on));
}

function faultSite({ wiring }: Site, wire: RunPlan['wire'], seed: number): FaultSite {
  const isMemory = wire === 'memory';
  return {
    wiring: wire === 'pty' ? onPseudoTerminals(wiring) : wiring,
    wire: isMemory ? 'memory' : 'real',
    seed,
  };
}

function timelineOrExit(file: string, site: FaultSite) {
  const { value, diagnostics, sources } = loadTimeline(resolve(file), site);
  reportDiagnostics(diagnostics, sources);
  if (value === null) throw new CliError(EXIT.doesNotHold, '');
  return value;
}
