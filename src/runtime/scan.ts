import type { Site } from '../config/site.ts';
import { cyclePressurePa } from '../control/cycle.ts';
import type { CycleDefinition, LoopDefinition } from '../control/definition.ts';
import { createLoop, type LoopState, stepLoop } from '../control/loop.ts';
import type { FieldRunner } from '../field/field-runner.ts';
import { type AlarmState, createAlarmState, stepAlarms } from '../safety/alarm.ts';
import { createInterlockState, type InterlockState, stepInterlocks } from '../safety/interlock.ts';
import type { Journal } from './journal.ts';
import type { LedgerWatch } from './ledger-watch.ts';
import type { OperatorQueue } from './operator.ts';
import type { ProcessImage } from './process-image.ts';

export interface ScanParts {
  readonly site: Site;
  readonly image: ProcessImage;
  readonly field: FieldRunner;
  readonly journal: Journal;
  readonly operator: OperatorQueue;
  /** null where no plant is emulated. */
  readonly ledger: LedgerWatch | null;
  readonly controller: 'internal' | 'external';
}

/**
 * The scan, in its fixed order: latch inputs → judge quality → control → interlocks → write outputs → publish.
 * Interlocks come last and win. With an outside controller only latching, judging and publishing are left.
 */
export class Scan {
  readonly #parts: ScanParts;
  readonly #cycles: ReadonlyMap<string, CycleDefinition>;
  readonly #free = new Map<string, number>();
  readonly #outputs = new Map<string, number>();
  #loops: ReadonlyMap<string, LoopState>;
  #interlocks: InterlockState;
  #alarms: AlarmState;
  #held: ReadonlyMap<string, number> | null = null;
  #allSafe: string | null = null;
  #lastS: number | null = null;

  constructor(parts: ScanParts) {
    const { site } = parts;
    this.#parts = parts;
    this.#cycles = new Map(site.cycles.map((cycle) => [cycle.id, cycle]));
    this.#loops = new Map(site.loops.map((loop) => [loop.id, createLoop(loop)]));
    this.#interlocks = createInterlockState(site.interlocks);
    this.#alarms = createAlarmState(site.alarms);
    for (const [tag, safe] of site.interlocks.safeState) this.#free.set(tag, site.startOutputs.get(tag) ?? safe);
    for (const { outputs } of site.loops) for (const { tag } of outputs) this.#free.delete(tag);
  }

  get loops(): ReadonlyMap<string, LoopState> {
    return this.#loops;
  }

  get interlocks(): InterlockState {
    return this.#interlocks;
  }

  get alarms(): AlarmState {
    return this.#alarms;
  }

  run(nowS: number): void {
    this.#latch(nowS);
    if (this.#parts.controller === 'internal') {
      const reset = this.#obeyOperator(nowS);
      this.#control(nowS);
      this.#interlock(nowS, reset);
      this.#writeOutputs(nowS);
    }
    this.#publish(nowS);
    this.#lastS = nowS;
  }

  /** Holds every output in its safe state from the next scan on, until the run ends or the operator resets. */
  holdSafe(reason: string): void {
    this.#allSafe = reason;
  }
}
