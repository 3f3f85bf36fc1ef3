import type { PointProfile } from '../field/profile.ts';
import { siUnit } from '../units/quantity.ts';
import { placeOf, short, storageOf } from './devices/place.ts';
import { profileNamed, readShelf, reportBroken } from './devices/shelf.ts';
import { columns, print, printJson } from './display.ts';
import { EXIT } from './exit.ts';

/** One line for each profile that a site started here could name. Exit 1 when there is one that does not hold. */
export function listDevices(options: { readonly format: string }): void {
  const shelf = readShelf();
  reportBroken(shelf);
  if (shelf.broken.some(({ value }) => value === null)) process.exitCode = EXIT.doesNotHold;
  if (options.format === 'json') {
    printJson(shelf.profiles);
    return;
  }
  print(
    columns(
      shelf.profiles.map(({ id, kind, protocol, points, title }) => [
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
  const profile = profileNamed(readShelf(), id);
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
    placeOf(point),
    storageOf(point),
    `${short(low)} … ${short(high)}${unit === '1' ? '' : ` ${unit}`}`,
    point.title,
  ];
}
