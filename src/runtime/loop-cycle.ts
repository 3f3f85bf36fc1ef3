import type { CycleDefinition } from '../control/cycle-definition.ts';
import {
  CYCLE_STATUSES,
  type CycleRun,
  createCycleRun,
  holdCycle,
  resumeCycle,
  startCycle,
  stepCycle,
  stopCycle,
} from '../control/cycle-run.ts';
import {
  addCycleSample,
  type CycleFigures,
  type CycleStatistics,
  createCycleStatistics,
} from '../control/cycle-statistics.ts';
import { type LoopCommand, releaseSetPoint, setSetPoint } from '../control/loop-commands.ts';
import type { Loop } from '../control/loop-set.ts';
import { type PlainState, restorePlain, savePlain } from '../control/plain-state.ts';
import type { RepetitiveTuning } from '../control/repetitive.ts';
import { LoopRepetition } from './loop-repetition.ts';
import type { ProcessImage } from './process-image.ts';
import { usableValue } from './usable-value.ts';

export type CycleOrder = 'start' | 'stop' | 'hold' | 'resume';

const FIGURE_TAGS: readonly (readonly [tag: string, figure: keyof CycleFigures])[] = [
  ['cycle_amplitude', 'amplitudePa'],
  ['cycle_mean', 'meanPa'],
  ['cycle_overshoot', 'overshootPa'],
  ['cycle_settling', 'settlingS'],
  ['cycle_rms_error', 'rmsErrorPa'],
  ['cycle_amplitude_error', 'amplitudeErrorRatio'],
  ['cycle_phase_error', 'phaseErrorRad'],
  ['cycle_distortion', 'distortionRatio'],
];

type Timing = { readonly nowS: number; readonly dtS: number };

/** The pressure cycle that a loop follows, and what its chamber makes of it. */
export class LoopCycle {
  readonly #cycle: CycleDefinition;
  readonly #run: CycleRun;
  readonly #statistics: CycleStatistics = createCycleStatistics();
  /** Delay of this loop against the cycle, s. */
  readonly #phaseS: number;
  readonly #repetition: LoopRepetition | null;

  constructor(cycle: CycleDefinition, phaseS: number, repetitive: RepetitiveTuning | null) {
    this.#cycle = cycle;
    this.#phaseS = phaseS;
    this.#run = createCycleRun(cycle);
    this.#repetition = repetitive === null ? null : new LoopRepetition(repetitive);
  }

  /** One scan, before the loop's own; what the cycle asks for, Pa. */
  step(loop: Loop, { nowS, dtS }: Timing): number {
    const { setPoint, input } = loop;
    stepCycle(this.#cycle, this.#run, {
      nowS,
      dtS,
      pvPa: input.pv,
      levelPa: Number.isNaN(setPoint) ? input.pv : setPoint,
      phaseS: this.#phaseS,
      isFollowed: isFollowed(loop),
    });
    this.#repetition?.correct(loop, this.#run.turn, this.#isRepeating(loop));
    // Until a run knows where to begin, there is no set-point.
    return this.#run.isFresh ? Number.NaN : this.#run.setPointPa;
  }

  /** What the tag `<loop>.cycle` shows. */
  get status(): number {
    return CYCLE_STATUSES.indexOf(this.#run.status);
  }

  /** Periods since the start. */
  get rounds(): number {
    return this.#run.rounds;
  }

  /** After the loop's own scan: figures of a period that has ended. */
  publish(loop: Loop, image: ProcessImage, { nowS, dtS }: Timing): void {
    const { id, usage } = loop.definition;
    const { turn } = this.#run;
    this.#repetition?.learn(loop, {
      turn,
      periodS: this.#cycle.periodS,
      isFollowed: this.#isRepeating(loop),
    });
    const hasEnded = addCycleSample(this.#statistics, this.#cycle, this.#run, {
      nowS,
      dtS,
      pvPa: loop.input.pv,
      setPointPa: loop.setPoint,
      isFollowed: isFollowed(loop),
      gasFlow: usage.gasFlow === null ? Number.NaN : usableValue(image, usage.gasFlow),
      powerW: usage.power === null ? Number.NaN : usableValue(image, usage.power),
    });
    if (!hasEnded) return;
    const { figures } = this.#statistics;
    for (const [tag, figure] of FIGURE_TAGS) image.writeValue(`${id}.${tag}`, figures[figure], nowS);
    if (usage.gasFlow !== null) image.writeValue(`${id}.cycle_gas`, figures.gas, nowS);
    if (usage.power !== null) image.writeValue(`${id}.cycle_energy`, figures.energyJ, nowS);
  }

  obey(loop: Loop, order: CycleOrder): LoopCommand {
    const { id } = loop.definition;
    if (loop.mode === 'cascade' || loop.mode === 'remote')
      return {
        ok: false,
        reason: `loop ${id} is in ${loop.mode} and follows no cycle; switch it to auto first`,
      };
    switch (order) {
      case 'start':
        startCycle(this.#cycle, this.#run);
        return releaseSetPoint(loop);
      case 'stop':
        stopCycle(this.#run);
        // The set-point stays where it is.
        return isFollowed(loop) ? setSetPoint(loop, loop.setPoint) : { ok: true };
      case 'hold':
        return holdCycle(this.#run)
          ? { ok: true }
          : { ok: false, reason: `the cycle of loop ${id} is not running` };
      case 'resume':
        return resumeCycle(this.#run)
          ? { ok: true }
          : { ok: false, reason: `the cycle of loop ${id} is not held` };
    }
  }

  /** Another set-point has taken the cycle's place. */
  leave(): void {
    stopCycle(this.#run);
  }

  /** Starts the cycle, unless the loop follows it already. */
  follow(loop: Loop): LoopCommand {
    return isFollowed(loop) && this.#run.status !== 'stopped' ? { ok: true } : this.obey(loop, 'start');
  }

  /** While the cycle goes round: on hold, or where the loop does not follow, nothing repeats. */
  #isRepeating(loop: Loop): boolean {
    return this.#run.status === 'running' && isFollowed(loop);
  }

  save(): PlainState {
    const repetition = this.#repetition?.save() ?? null;
    return { ...(savePlain({ run: this.#run, statistics: this.#statistics }) as object), repetition };
  }

  restore(saved: PlainState): void {
    restorePlain({ run: this.#run, statistics: this.#statistics }, saved);
    if (typeof saved === 'object' && saved !== null && 'repetition' in saved)
      this.#repetition?.restore(saved.repetition as PlainState);
  }
}

/** Whether the set-point in force is that of the cycle. */
function isFollowed(loop: Loop): boolean {
  return loop.mode === 'auto' && loop.isPvGood && Number.isNaN(loop.localSetPoint);
}
