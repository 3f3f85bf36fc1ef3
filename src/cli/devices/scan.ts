import { createInterface } from 'node:readline/promises';
import { settingsText } from '../../field/serial/serial-settings.ts';
import { columns, print, printJson } from '../display.ts';
import { environmentError, usageError } from '../exit.ts';
import { planText, type ScanOptions, type ScanPlan, scanPlan } from './scan/scan-plan.ts';
import { type FoundUnit, type Progress, runScan, type ScannedLine } from './scan/scan-run.ts';
import { scanSnippet } from './scan/scan-snippet.ts';
import { readShelf } from './shelf.ts';

/** Finds the devices on a serial port or behind a TCP endpoint: who answers, what they say they are, which profiles fit. */
export async function scanDevices(port: string, options: ScanOptions): Promise<void> {
  const plan = scanPlan(port, options);
  await agree(plan, options);
  const { progress, done } = progressTo(process.stderr);
  const outcome = await runScan(plan, readShelf().profiles, progress);
  done();
  if (!outcome.ok) throw environmentError(`buhera: ${port}: ${outcome.reason}.`);
  if (options.format === 'json') printJson(outcome.lines.map((line) => jsonOf(plan, line)));
  else print(outcome.lines.map((line) => lineText(plan, line)).join('\n\n'));
}

/** Nothing is sent before somebody has seen what it would be. */
async function agree(plan: ScanPlan, { yes }: ScanOptions): Promise<void> {
  process.stderr.write(`${planText(plan)}\n`);
  if (yes === true) return;
  if (process.stdin.isTTY !== true)
    throw usageError('buhera: a scan wants a confirmation: add --yes where nobody can be asked.');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = (await terminal.question('Go on? [y/N] ')).trim();
    if (!/^y(?:es)?$/iu.test(answer)) throw usageError('buhera: nothing was sent.');
  } finally {
    terminal.close();
  }
}

/** One line that changes on a terminal; elsewhere silence, so that what is piped stays readable. */
function progressTo(stream: NodeJS.WriteStream): { progress: Progress; done: () => void } {
  if (stream.isTTY !== true) return { progress: () => {}, done: () => {} };
  return {
    progress: (text) => void stream.write(`\r\x1b[K${text}`),
    done: () => void stream.write('\r\x1b[K'),
  };
}

function jsonOf(plan: ScanPlan, line: ScannedLine): object {
  const { settings, units, notes } = line;
  return {
    port: plan.port,
    line: settings === null ? null : settingsText(settings),
    units,
    notes,
    deviceTree: units.length === 0 ? null : scanSnippet(plan.place, settings, units),
  };
}

function lineText(plan: ScanPlan, { settings, units, notes }: ScannedLine): string {
  const where = settings === null ? plan.port : `${plan.port} at ${settingsText(settings)}`;
  const rows = [['unit', 'says it is', 'fits', 'because of its'], ...units.flatMap(unitRows)];
  return [
    units.length === 0 ? `${where}: nothing answers` : `${where}:\n${columns(rows)}`,
    ...notes.map((note) => `note: ${note}`),
    ...(units.length === 0 ? [] : [`\n${scanSnippet(plan.place, settings, units)}`]),
  ].join('\n');
}

function unitRows({ unit, identification, serverId, fits }: FoundUnit): string[][] {
  const says = [
    ...(identification === null ? [] : [`${identification.vendorName}, ${identification.productCode}`]),
    ...(serverId === null ? [] : [serverId]),
  ];
  const [first, ...others] = fits;
  const told = says.length === 0 ? '—' : says.join('; ');
  if (first === undefined) return [[String(unit), told, 'no profile', '']];
  const row = ({ profile, by, points }: typeof first) => [
    profile,
    by === 'registers' ? `${points} points` : by,
  ];
  return [[String(unit), told, ...row(first)], ...others.map((fit) => ['', '', ...row(fit)])];
}
