/** What to try at a point: the ends of its range and beyond them, values in between, and a sensor that has failed. */
import type { RandomState } from '../../../field/emulated/random.ts';
import { nextUniform } from '../../../field/emulated/random.ts';
import type { PointProfile } from '../../../field/profile.ts';

/** Random values within the range, beside the chosen ones. */
const RANDOM_VALUES = 12;

export interface Trial {
  /** Such as `lowest`, `beyond the highest`. */
  readonly name: string;
  /** Truth at the sensor, SI; NaN for a failed one. */
  readonly truthSi: number;
}

/** Trials of a point, the same for the same stream of random numbers. */
export function trialsOf(point: PointProfile, random: RandomState): readonly Trial[] {
  const [lowest, highest] = point.range;
  const states = statesOf(point);
  if (states !== null) return states.map((truthSi) => ({ name: `state ${truthSi}`, truthSi }));
  const span = highest - lowest;
  const trials: Trial[] = [
    { name: 'lowest', truthSi: lowest },
    { name: 'highest', truthSi: highest },
    { name: 'middle', truthSi: lowest + span / 2 },
    { name: 'below the lowest', truthSi: lowest - span / 2 },
    { name: 'beyond the highest', truthSi: highest + span / 2 },
    { name: 'just above the lowest', truthSi: lowest + span / 1000 },
    { name: 'just below the highest', truthSi: highest - span / 1000 },
  ];
  if (lowest < 0 && highest > 0) trials.push({ name: 'zero', truthSi: 0 });
  let state = random;
  for (let i = 0; i < RANDOM_VALUES; i++) {
    const draw = nextUniform(state);
    state = draw.state;
    trials.push({ name: `random ${i + 1}`, truthSi: lowest + draw.value * span });
  }
  trials.push(
    { name: 'failed sensor', truthSi: Number.NaN },
    { name: 'sensor mended', truthSi: lowest + span / 3 },
  );
  return trials;
}

/** Values of a point that has a few states and nothing between them, SI; null for a quantity. */
export function statesOf({ source }: PointProfile): readonly number[] | null {
  if (source.protocol === 'analog') return null;
  const si = (raw: number) => raw * source.scale + source.offset;
  if (source.protocol === 'mqtt')
    return source.words === undefined ? null : Object.values(source.words).map(si);
  if (source.type === 'bool') return [0, 1, 0];
  return source.meanings === undefined ? null : Object.keys(source.meanings).map((raw) => si(Number(raw)));
}
