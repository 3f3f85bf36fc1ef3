import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadProfile } from '../config/load-profile.ts';
import type { DeviceProfile, PointProfile } from '../field/profile.ts';
import { siUnit } from '../units/quantity.ts';
import { columns, print, printJson } from './display.ts';
import { CliError, EXIT, usageError } from './exit.ts';
import { INSTALL_ROOT } from './install-root.ts';
import { reportDiagnostics } from './report-diagnostics.ts';

/** One line for each profile that a site started here could name. */
export function listDevices(options: { readonly format: string }): void {
  const profiles = readAll();
  if (options.format === 'json') {
    printJson(profiles);
    return;
  }
  print(
    columns(
      profiles.map(({ id, kind, protocol, points, title }) => [
        id,
        kind,
        protocol,
        `${points.length} points`,
        title,
      ]),
    ),
  );
}

/** What one profile says: its document, its timing, its points with their registers or topics. */
export function showDevice(id: string, options: { readonly format: string }): void {
  const profiles = readAll();
  const profile = profiles.find((candidate) => candidate.id === id);
  if (profile === undefined) {
    throw usageError(
      `buhera: no device profile "${id}". There are: ${profiles.map((known) => known.id).join(', ')}.`,
    );
  }
  if (options.format === 'json') {
    printJson(profile);
    return;
  }
  const { document, timing } = profile;
  print(
    [
      `${profile.id}: ${profile.title}`,
      columns([
        ['kind', `${profile.kind}, ${profile.protocol}`],
        ['source', `${document.title}, ${document.edition}`],
        ['', document.url],
        ['timing', `answers in ${timing.responseS} s, period ${timing.periodS} s`],
      ]),
      columns([['point', 'access', 'where', 'type', 'range', 'what'], ...profile.points.map(pointRow)]),
    ].join('\n\n'),
  );
}

function pointRow(point: PointProfile): string[] {
  const [low, high] = point.range;
  const unit = siUnit(point.quantity);
  return [
    point.name,
    point.access,
    ...placeOf(point),
    `${short(low)} … ${short(high)}${unit === '1' ? '' : ` ${unit}`}`,
    point.title,
  ];
}

function short(value: number): string {
  return String(Number(value.toPrecision(6)));
}

function placeOf({ source }: PointProfile): [string, string] {
  switch (source.protocol) {
    case 'modbus': {
      const order = source.wordOrder === 'little' ? ', low word first' : '';
      return [
        `${source.table} ${source.address} (document: ${source.documentAddress})`,
        `${source.type}${order}`,
      ];
    }
    case 'mqtt':
      return [`message ${source.message}`, source.path ?? 'plain number'];
    case 'analog':
      return ['signal', source.signal.join(' … ')];
  }
}

function readAll(): readonly DeviceProfile[] {
  const folders = [...new Set([join(process.cwd(), 'devices'), join(INSTALL_ROOT, 'devices')])];
  const files = folders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => name.endsWith('.toml'))
        .map((name) => join(folder, name)),
    );
  const profiles = new Map<string, DeviceProfile>();
  for (const file of files) {
    const { value, diagnostics, sources } = loadProfile(file);
    reportDiagnostics(diagnostics, sources);
    if (value === null) throw new CliError(EXIT.doesNotHold, '');
    if (!profiles.has(value.id)) profiles.set(value.id, value);
  }
  return [...profiles.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
