import type { Judged, LumpedPrediction, WallJudgement } from '../../physics/prediction/lumped-validity.ts';
import { columns } from '../display.ts';
import { figure, indented, percent } from './figures.ts';

const NOTE =
  'Errors are parts of pressure: valid to 1 %, marginal to 20 % (wave: a tenth of a wavelength; transit) or 6 % (Mach 0.3).';

export function lumpedText(chambers: readonly LumpedPrediction[]): string {
  const head = [
    '',
    'size',
    'sound',
    'frequency',
    'size/wavelength',
    'transit/filling',
    'Mach',
    'wall',
    'verdict',
  ];
  const rows = chambers.map((each) => [
    each.chamber,
    figure(each.lengthM * 1e3, 'mm'),
    figure(each.soundSpeedMPerS, 'm/s'),
    each.frequencyHz > 0 ? `${figure(each.frequencyHz, 'Hz')} (${each.frequencyOf})` : each.frequencyOf,
    judged(each.wave),
    judged(each.transit),
    judged(each.jet),
    wallText(each.wall),
    each.verdict,
  ]);
  return ['Lumped chambers', NOTE, '', indented(columns([head, ...rows]))].join('\n');
}

function judged(criterion: Judged | null): string {
  return criterion === null ? 'no openings' : `${figure(criterion.value, '')}: ${percent(criterion.error)}`;
}

function wallText(wall: WallJudgement | null): string {
  if (wall === null) return 'none';
  if (wall.kind === 'unknown') return wall.reason;
  return `Biot ${figure(wall.biot, '')}: ${wall.oneLumpWouldDo ? 'one lump would do' : 'layers needed'}`;
}
