import { join } from 'node:path';
import { loadProfile } from '../config/load-profile.ts';
import type { Loaded } from '../config/loaded.ts';
import { namesIn } from '../config/path-kind.ts';
import type { DeviceProfile, PointProfile } from '../field/profile.ts';
import { siUnit } from '../units/quantity.ts';
import { columns, print, printJson } from './display.ts';
import { EXIT, usageError } from './exit.ts';
import { INSTALL_ROOT } from './install-root.ts';
import { reportDiagnostics } from './report-diagnostics.ts';

/** One line for each profile that a site started here could name. Exit 1 when there is one that does not hold. */
export function listDevices(options: { readonly format: string }): void {
  const { profiles, broken } = readAll();
  for (const { diagnostics, sources } of broken) reportDiagnostics(diagnostics, sources);
  if (broken.some(({ value }) => value === null)) process.exitCode = EXIT.doesNotHold;
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
  const { profiles, broken } = readAll();
  const profile = profiles.find((candidate) => candidate.id === id);
  if (profile === undefined) {
    // It may be the very profile that was asked for.
    for (const { diagnostics, sources } of broken) reportDiagnostics(diagnostics, sources);
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

interface Shelf {
  /** In order of their ids. */
  readonly profiles: readonly DeviceProfile[];
  /** Files with something to report. */
  readonly broken: readonly Loaded<DeviceProfile>[];
}

function readAll(): Shelf {
  const folders = [...new Set([join(process.cwd(), 'devices'), join(INSTALL_ROOT, 'devices')])];
  const files = folders.flatMap((folder) =>
    namesIn(folder)
      .filter((name) => name.endsWith('.toml'))
      .map((name) => join(folder, name)),
  );
  const loaded = files.map((file) => loadProfile(file));
  const profiles = new Map<string, DeviceProfile>();
  for (const { value } of loaded)
    if (value !== null && !profiles.has(value.id)) profiles.set(value.id, value);
  return {
    profiles: [...profiles.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    broken: loaded.filter(({ diagnostics }) => diagnostics.length > 0),
  };
}
