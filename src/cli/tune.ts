import { createInterface } from 'node:readline/promises';
import type { ComparedTuning, KnownProcess, RuleName } from '../control/tuning/comparison.ts';
import { compareTunings, knownProcess, RULES } from '../control/tuning/comparison.ts';
import type { LoopSnapshot, SiteInfo } from '../runtime/site-view.ts';
import type { TuneRequest, TuneSnapshot } from '../runtime/tuning-order.ts';
import { getJson, sendJson } from './client.ts';
import { print, printJson } from './display.ts';
import { CliError, EXIT, usageError } from './exit.ts';
import { parseDurationS } from './options.ts';
import { comparisonText } from './tune/comparison-text.ts';
import { learntFrom, learntText } from './tune/learnt.ts';
import { parseProcess } from './tune/process-text.ts';
import { followTest } from './tune/progress.ts';
import { printProposal } from './tune/proposal.ts';

export interface TuneOptions {
  readonly url: string;
  readonly format: string;
  readonly method: 'relay' | 'step';
  readonly amplitude?: string;
  readonly below?: string;
  readonly hysteresis?: string;
  readonly low?: string;
  readonly high?: string;
  readonly rest?: string;
  readonly timeout?: string;
  readonly stepTime?: string;
  readonly closedLoop?: string;
  readonly rule?: string;
  readonly process?: string;
  readonly stop?: boolean;
  readonly yes?: boolean;
}

/** Tests a loop of the running site and compares what rules make of it; or compares them for a stated process. */
export async function tune(loop: string | undefined, options: TuneOptions): Promise<void> {
  const closedLoopS =
    options.closedLoop === undefined ? null : parseDurationS(options.closedLoop, '--closed-loop');
  const rule = ruleOf(options.rule);
  if (options.process !== undefined) {
    compareFor(knownProcess(parseProcess(options.process)), closedLoopS, options.format);
    return;
  }
  if (loop === undefined)
    throw usageError('buhera: name a loop of the running site, or a process with --process.');
  if (options.stop === true) {
    print((await sendJson<{ text: string }>(options.url, 'POST', `${pathOf(loop)}/stop`, {})).text);
    return;
  }
  const request = requestOf(options);
  const snapshot = await loopOf(loop, options.url);
  await confirm(snapshot, request, options.yes === true);
  await sendJson(options.url, 'POST', pathOf(loop), request);
  const ended = await followTest(options.url, loop);
  await report(ended, { closedLoopS, rule, options });
}

interface Wanted {
  readonly closedLoopS: number | null;
  readonly rule: RuleName | null;
  readonly options: TuneOptions;
}

async function report(ended: TuneSnapshot, { closedLoopS, rule, options }: Wanted): Promise<void> {
  if (ended.result === null) {
    throw new CliError(
      EXIT.doesNotHold,
      `buhera: ${ended.loop}: the test ended: ${ended.reason}. Output and mode are back.`,
    );
  }
  const learnt = learntFrom(ended.result);
  const rows = learnt.known === null ? [] : compareTunings(learnt.known, closedLoopS);
  const site = await getJson<SiteInfo>(options.url, '/api/v1/site');
  if (options.format === 'json') {
    printJson({ loop: ended.loop, method: ended.method, learnt, tunings: rows.map(plain) });
    return;
  }
  print(learntText(learnt));
  printProposal({ loop: ended.loop, site: site.site, rows, rule, learnt });
}

function compareFor(known: KnownProcess, closedLoopS: number | null, format: string): void {
  const rows = compareTunings(known, closedLoopS);
  if (format === 'json') printJson({ known, tunings: rows.map(plain) });
  else print(comparisonText(rows, 1));
}

/** A row without its curves. */
function plain(row: ComparedTuning): unknown {
  if (!row.ok) return row;
  const { setPoint, load, ...rest } = row;
  const bare = (response: typeof setPoint): unknown => {
    if (response === null) return null;
    const { pv: _pv, output: _output, ...metrics } = response;
    return metrics;
  };
  return { ...rest, setPoint: bare(setPoint), load: bare(load) };
}

function ruleOf(text: string | undefined): RuleName | null {
  if (text === undefined) return null;
  const rule = RULES.find((name) => name === text);
  if (rule === undefined) throw usageError(`buhera: --rule ${text}: expected one of ${RULES.join(', ')}.`);
  return rule;
}

function pathOf(loop: string): string {
  return `/api/v1/loops/${encodeURIComponent(loop)}/tuning`;
}

async function loopOf(id: string, url: string): Promise<LoopSnapshot> {
  const loops = await getJson<readonly LoopSnapshot[]>(url, '/api/v1/loops');
  const found = loops.find((loop) => loop.id === id);
  if (found !== undefined) return found;
  const known = loops.map((loop) => loop.id).join(', ');
  throw new CliError(
    EXIT.doesNotHold,
    `buhera: no loop ${id}; the site has ${known === '' ? 'none' : known}.`,
  );
}

function requestOf(options: TuneOptions): TuneRequest {
  const seconds = (text: string | undefined, name: string): number | undefined =>
    text === undefined ? undefined : parseDurationS(text, name);
  return {
    method: options.method,
    amplitude: share(options.amplitude, '--amplitude'),
    below: share(options.below, '--below'),
    hysteresis: options.hysteresis,
    low: options.low,
    high: options.high,
    restS: seconds(options.rest, '--rest'),
    timeoutS: seconds(options.timeout, '--timeout'),
    durationS: seconds(options.stepTime, '--step-time'),
  };
}

/** Of the output: 0.1, or 10 %. */
function share(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  const isPercent = text.trim().endsWith('%');
  const value = Number(isPercent ? text.trim().slice(0, -1) : text);
  if (!Number.isFinite(value))
    throw usageError(`buhera: ${name} ${text}: expected a part of the output, such as 0.1 or "10 %".`);
  return isPercent ? value / 100 : value;
}

async function confirm(loop: LoopSnapshot, request: TuneRequest, isSure: boolean): Promise<void> {
  if (isSure) return;
  const what = request.method === 'relay' ? 'switch its output to and fro' : 'move its output by a step';
  const plan = `The test takes ${loop.id} (${loop.title}) to manual, and will ${what} on ${loop.outputs.join(' and ')}.`;
  if (process.stdin.isTTY !== true) throw usageError(`buhera: ${plan} Add --yes if that is what you want.`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(
      `${plan}\nIt ends at once outside its limits, and gives output and mode back. Go on? [y/N] `,
    );
    if (!/^y(es)?$/iu.test(answer.trim())) throw new CliError(EXIT.usage, 'buhera: not tested.');
  } finally {
    terminal.close();
  }
}
