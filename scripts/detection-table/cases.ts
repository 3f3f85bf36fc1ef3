/** What the detectors are tried on, each drawn from a seed: process, tuning, trouble. */
import { randomOf, uniform } from '../../src/signal/random.ts';
import type { LoopCase, LoopRecord, Process } from './loop.ts';
import { criticalOf, runLoop, SET_POINT } from './loop.ts';

export interface Trouble {
  readonly name: string;
  readonly process: Process['kind'];
  readonly oscillates: boolean;
  readonly sticks: boolean;
  readonly saturates: boolean;
  readonly of: (process: Process, draw: (from: number, to: number) => number) => Partial<LoopCase>;
}

const CALM = { oscillates: false, sticks: false, saturates: false } as const;

/** About what a SIMC loop takes for one period when it is at its limit: four dead times. */
const FASTEST_PERIOD_DEAD_TIMES = 4;

export const TROUBLES: readonly Trouble[] = (['self-regulating', 'integrating'] as const).flatMap(
  (process) => [
    { ...CALM, name: 'well tuned, random load', process, of: () => ({}) },
    {
      ...CALM,
      name: 'well tuned, load steps',
      process,
      of: ({ deadTimeS }, draw) => {
        const steps = Array.from({ length: 15 }, () => ({
          atS: deadTimeS * draw(0, 1000),
          size: draw(-4, 4),
        }));
        return {
          loadAt: (timeS) => steps.reduce((sum, { atS, size }) => (timeS < atS ? sum : sum + size), 0),
          drift: 0.5,
        };
      },
    },
    {
      ...CALM,
      name: 'well tuned, set-point steps',
      process,
      of: ({ deadTimeS }, draw) => {
        const steps = Array.from({ length: 12 }, () => ({
          atS: deadTimeS * draw(0, 1000),
          level: draw(30, 70),
        }));
        const ordered = steps.toSorted((a, b) => b.atS - a.atS);
        return {
          setPointAt: (timeS) => ordered.find(({ atS }) => atS <= timeS)?.level ?? SET_POINT,
          drift: 0.5,
        };
      },
    },
    {
      ...CALM,
      name: 'load that swings',
      process,
      oscillates: true,
      of: ({ deadTimeS }, draw) => {
        const periodS = deadTimeS * draw(2, 6) * FASTEST_PERIOD_DEAD_TIMES;
        const size = draw(2, 6);
        return { loadAt: (timeS) => size * Math.sin((2 * Math.PI * timeS) / periodS) };
      },
    },
    {
      ...CALM,
      name: 'tuned near its limit',
      process,
      oscillates: true,
      of: (of, draw) => ({ gainFactor: criticalOf(of).factor * draw(0.9, 0.97) }),
    },
    {
      ...CALM,
      name: 'valve that sticks',
      process,
      oscillates: true,
      sticks: true,
      of: (_, draw) => {
        const stickPercent = draw(3, 8);
        return { stickPercent, jumpPercent: stickPercent * draw(0.4, 1), drift: 0.2 };
      },
    },
    {
      ...CALM,
      name: 'valve too small',
      process,
      saturates: true,
      of: ({ kind, gain }, draw) => {
        const room = 100 - (kind === 'integrating' ? 50 : SET_POINT / gain);
        const size = room * draw(1.02, 1.4);
        return { loadAt: () => -size, drift: 2 };
      },
    },
  ],
);

/** Transmitter noise, % of span. */
export const NOISES = [0, 0.1, 0.3, 1] as const;

export function recordOf(trouble: Trouble, noise: number, seed: number): LoopRecord {
  const random = randomOf(seed);
  const draw = (from: number, to: number) => from + (to - from) * uniform(random);
  const deadTimeS = draw(1, 5);
  const process: Process = {
    kind: trouble.process,
    gain: trouble.process === 'integrating' ? draw(0.02, 0.1) / deadTimeS : draw(0.7, 1.5),
    timeConstantS: deadTimeS * 2 ** draw(-1, 3),
    deadTimeS,
  };
  const base = {
    process,
    gainFactor: 1,
    setPointAt: () => SET_POINT,
    stickPercent: 0,
    jumpPercent: 0,
    loadAt: () => 0,
    drift: 1,
    noise,
  };
  return runLoop({ ...base, ...trouble.of(process, draw) }, random);
}
