import type {
  Judged,
  LumpedPrediction,
  Mixing,
  WallJudgement,
} from '../../physics/prediction/lumped-validity.ts';
import { columns } from '../display.ts';
import { figure, indented, percent } from './figures.ts';

const NOTE =
  'Errors are parts of pressure: valid to 1 %, marginal to 20 % (wave: a tenth of a wavelength; transit) or 6 % (Mach 0.3).\n' +
  'Mixing is how long still gas would take to even out; a lumped chamber does it at once.';

export function lumpedText(chambers: readonly LumpedPrediction[]): string {
  const head = [
    '',
    'size',
    'sound',
    'frequency',
    'size/wavelength',
    'transit/filling',
    'Mach',
    'mixing',
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
    mixingText(each.mixing),
    wallText(each.wall),
    each.verdict,
  ]);
  return ['Lumped chambers', NOTE, '', indented(columns([head, ...rows]))].join('\n');
}

function judged(criterion: Judged | null): string {
  return criterion === null ? 'no openings' : `${figure(criterion.value, '')}: ${percent(criterion.error)}`;
}

function mixingText(mixing: Mixing | null): string {
  return mixing === null ? 'one gas' : `${figure(mixing.timeS, 's')} (${mixing.pair.join(', ')})`;
}

function wallText(wall: WallJudgement | null): string {
  if (wall === null) return 'none';
  if (wall.kind === 'unknown') return wall.reason;
  return `Biot ${figure(wall.biot, '')}: ${wall.oneLumpWouldDo ? 'one lump would do' : 'layers needed'}`;
}
