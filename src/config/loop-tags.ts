/** The tags that loops fill: what every loop shows, and what one that follows a pressure cycle shows besides. */
import type { LoopDefinition } from '../control/definition.ts';
import { type Dimension, siUnit } from '../units/quantity.ts';
import type { TagInfo } from './tag-info.ts';

interface TagKind {
  readonly name: string;
  readonly title: string;
  readonly dimension: Dimension | null;
  readonly unit?: string;
  readonly writable?: true;
}

const CYCLE_TAGS: readonly TagKind[] = [
  {
    name: 'cycle',
    title: 'cycle: 0 stopped, 1 running, 2 held, 3 waiting for the process, 4 finished',
    dimension: 'ratio',
    writable: true,
  },
  { name: 'cycle_count', title: 'periods since the cycle was started', dimension: 'ratio' },
  { name: 'cycle_amplitude', title: 'half the swing of the last period', dimension: 'pressure difference' },
  { name: 'cycle_mean', title: 'mean of the last period', dimension: 'pressure' },
  { name: 'cycle_overshoot', title: 'beyond the levels of the cycle', dimension: 'pressure difference' },
  { name: 'cycle_settling', title: 'longest settling to 2 % of the swing', dimension: 'time' },
  { name: 'cycle_rms_error', title: 'error of the last period, RMS', dimension: 'pressure difference' },
  {
    name: 'cycle_amplitude_error',
    title: 'fundamental against that of the set-point, relative',
    dimension: 'ratio',
  },
  { name: 'cycle_phase_error', title: 'fundamental against that of the set-point', dimension: 'angle' },
  { name: 'cycle_distortion', title: 'total harmonic distortion', dimension: 'ratio' },
];

const FATIGUE_TAGS: readonly TagKind[] = [
  { name: 'fatigue_cycles', title: 'pressure cycles counted by rainflow', dimension: 'ratio' },
  { name: 'fatigue_used', title: 'share of the fatigue life used', dimension: 'ratio' },
];

/** Names behind the dot of every tag that a loop may fill. */
export const LOOP_TAGS: readonly string[] = [
  ...['sp', 'out', 'mode'],
  ...[...CYCLE_TAGS, ...FATIGUE_TAGS].map(({ name }) => name),
  ...['cycle_gas', 'cycle_energy'],
];

/** @param dimensions of the tags that the loop reads */
export function tagsOfLoop(
  loop: LoopDefinition,
  dimensions: ReadonlyMap<string, Dimension | null>,
): readonly TagInfo[] {
  const { setPoint, fatigue, usage } = loop;
  const gasUnit = dimensions.get(usage.gasFlow ?? '') === 'volume flow' ? 'm^3' : 'kg';
  const kinds: readonly TagKind[] = [
    { name: 'sp', title: 'set-point', dimension: dimensions.get(loop.pv) ?? null, writable: true },
    { name: 'out', title: 'controller output', dimension: 'ratio', writable: true },
    { name: 'mode', title: '0 manual, 1 automatic, 2 cascade, 3 remote', dimension: 'ratio', writable: true },
    ...(setPoint.kind === 'cycle' ? CYCLE_TAGS : []),
    ...(setPoint.kind === 'cycle' && usage.gasFlow !== null
      ? [{ name: 'cycle_gas', title: 'gas of the last period', dimension: null, unit: gasUnit }]
      : []),
    ...(setPoint.kind === 'cycle' && usage.power !== null
      ? [{ name: 'cycle_energy', title: 'energy of the last period', dimension: 'energy' as const }]
      : []),
    ...(fatigue === null ? [] : FATIGUE_TAGS),
  ];
  return kinds.map(({ name, title, dimension, unit, writable }) => ({
    id: `${loop.id}.${name}`,
    unit: unit ?? (dimension === null ? '1' : siUnit(dimension)),
    dimension,
    kind: 'loop',
    title: `${loop.title}: ${title}`,
    writable: writable === true,
    twoValued: false,
  }));
}
