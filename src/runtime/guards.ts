import type { Site } from '../config/site.ts';
import { NOT_IN_SHADOW } from '../field/shadow/residual.ts';
import {
  type AlarmEvent,
  type AlarmState,
  acknowledgeAlarms,
  createAlarmState,
  stepAlarms,
} from '../safety/alarm.ts';
import type { AlarmDefinition } from '../safety/definition.ts';
import {
  createInterlockState,
  type InterlockEvent,
  type InterlockState,
  stepInterlocks,
} from '../safety/interlock.ts';
import type { Reading } from '../units/reading.ts';
import type { Journal } from './journal.ts';
import { refused } from './operator.ts';
import type { ProcessImage } from './process-image.ts';
import type { AlarmSnapshot, CommandResult, InterlockSnapshot } from './site-view.ts';

/** The effect that no matrix holds: see `tripAll`. */
const ALL_OUTPUTS = 'all-outputs';

/** Interlocks and alarms of a site, and what they say in the journal. They read the process image themselves. */
export class Guards {
  readonly #site: Site;
  readonly #definitions: readonly AlarmDefinition[];
  readonly #journal: Journal;
  #interlocks: InterlockState;
  #alarms: AlarmState;
  #holdCause: string | null = null;
  #trips = 0;

  /** @param alarms those of the site and of the product */
  constructor(site: Site, journal: Journal, alarms: readonly AlarmDefinition[]) {
    this.#site = site;
    this.#journal = journal;
    this.#interlocks = createInterlockState(site.interlocks);
    this.#definitions = alarms;
    this.#alarms = createAlarmState(alarms);
  }

  /** Output tag → safe position that overrides control. */
  get held(): ReadonlyMap<string, number> {
    return this.#holdCause === null ? this.#interlocks.held : this.#site.interlocks.safeState;
  }

  /** Trips since the start. */
  get trips(): number {
    return this.#trips;
  }

  /** Trips every output at once, for what no tag can show, such as a scan that came too late. Latches. */
  tripAll(cause: string, timeS: number): void {
    if (this.#holdCause !== null) return;
    this.#holdCause = cause;
    this.#tell({ kind: 'trip', effect: ALL_OUTPUTS, firstOut: [cause], timeS });
  }

  stepInterlocks(image: ProcessImage, timeS: number, reset: boolean): readonly InterlockEvent[] {
    const { state, events } = stepInterlocks(
      this.#site.interlocks,
      this.#interlocks,
      (tag) => image.read(tag),
      { timeS, reset },
    );
    this.#interlocks = state;
    for (const event of events) this.#tell(event);
    if (!reset || this.#holdCause === null) return events;
    this.#holdCause = null;
    const release: InterlockEvent = { kind: 'reset', effect: ALL_OUTPUTS, timeS };
    this.#tell(release);
    return [...events, release];
  }

  stepAlarms(image: ProcessImage, timeS: number): void {
    const read = (tag: string): Reading => comparable(image.read(tag));
    const { state, events } = stepAlarms(this.#definitions, this.#alarms, read, timeS);
    this.#alarms = state;
    this.#tellAlarms(events);
  }

  acknowledge(alarm: string | null, timeS: number): CommandResult {
    const outcome = acknowledgeAlarms(this.#definitions, this.#alarms, alarm, timeS);
    if (!outcome.ok) return refused(outcome.reason);
    this.#alarms = outcome.state;
    this.#tellAlarms(outcome.events);
    return { ok: true, text: acknowledgedText(outcome.events.length) };
  }

  alarmSnapshots(): readonly AlarmSnapshot[] {
    return this.#definitions.map(({ id, message, priority, tag }, index) => {
      const { phase, sinceS } = this.#alarms[index] ?? { phase: 'normal' as const, sinceS: 0 };
      return { id, message, priority, tag, state: phase, sinceS };
    });
  }

  interlockSnapshot(): Omit<InterlockSnapshot, 'evaluated'> {
    const { causes, effects } = this.#interlocks;
    const { interlocks } = this.#site;
    return {
      causes: interlocks.causes.map(({ id, title }, index) => ({
        id,
        title,
        active: causes[index]?.active === true,
      })),
      effects: [
        ...this.#holdSnapshot(),
        ...interlocks.effects.map(({ id, title, outputs }, index) => ({
          id,
          title,
          outputs,
          tripped: effects[index]?.tripped === true,
          firstOut: effects[index]?.firstOut ?? [],
        })),
      ],
    };
  }

  #holdSnapshot(): InterlockSnapshot['effects'] {
    if (this.#holdCause === null) return [];
    const outputs = [...this.#site.interlocks.safeState.keys()];
    const title = 'Every output in its safe state';
    return [{ id: ALL_OUTPUTS, title, outputs, tripped: true, firstOut: [this.#holdCause] }];
  }

  #tell(event: InterlockEvent): void {
    if (event.kind === 'trip') this.#trips += 1;
    this.#journal.add(event.timeS, 'interlock', interlockText(event));
  }

  #tellAlarms(events: readonly AlarmEvent[]): void {
    for (const { timeS, alarm, priority, phase } of events) {
      this.#journal.add(timeS, 'alarm', `${alarm} (${priority}) ${phase}`);
    }
  }
}

/** A device that is not in shadow deviates from nothing, and its alarm must not stand for ever. */
function comparable(reading: Reading): Reading {
  return reading.reason === NOT_IN_SHADOW ? { value: 0, quality: 'good', reason: null } : reading;
}

function interlockText(event: InterlockEvent): string {
  switch (event.kind) {
    case 'cause-active':
      return `cause ${event.cause} is active`;
    case 'cause-clear':
      return `cause ${event.cause} is clear`;
    case 'trip':
      return `TRIP ${event.effect}; first out: ${event.firstOut.join(', ')}`;
    case 'release':
      return `${event.effect} released: its causes are clear`;
    case 'reset':
      return `${event.effect} reset`;
    case 'reset-refused':
      return `reset of ${event.effect} refused: ${event.standing.join(', ')} still stands`;
  }
}

function acknowledgedText(count: number): string {
  return count === 0 ? 'nothing to acknowledge' : `${count} ${count === 1 ? 'alarm' : 'alarms'} acknowledged`;
}
