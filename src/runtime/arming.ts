import { ARMED_TAG, UNCONFIRMED_TAG } from '../config/mode-tags.ts';
import type { Site } from '../config/site.ts';
import type { FieldRunner } from '../field/field-runner.ts';
import { isUsable } from '../safety/condition.ts';
import type { AlarmDefinition } from '../safety/definition.ts';
import type { DeviceModes } from './device-modes.ts';
import type { Journal } from './journal.ts';
import { type ArmOrder, refused } from './operator.ts';
import type { ProcessImage } from './process-image.ts';
import type { CommandResult } from './site-view.ts';

/** How long real outputs may take to confirm their safe state before the site stops writing all the same, s. */
const DISARM_LIMIT_S = 3;
/** How long control waits for the confirmation of what it goes on from, s. */
const TAKE_OVER_LIMIT_S = 1;
/** The register's own resolution lies between what was asked and what is confirmed. */
const POSITION_TOLERANCE = 0.005;

type State =
  | { readonly kind: 'unarmed' }
  | { readonly kind: 'armed'; readonly untilS: number }
  | { readonly kind: 'disarming'; readonly sinceS: number };

/** Of every site whose outputs can be real. */
export const ARMING_ALARMS: readonly AlarmDefinition[] = [
  {
    id: 'site-armed',
    message: 'The site is armed: real outputs are written',
    tag: ARMED_TAG,
    condition: { kind: 'limit', direction: 'above', limit: 0.5, deadband: 0 },
    priority: 'low',
    onDelayS: 0,
    offDelayS: 0,
  },
  {
    id: 'safe-state-unconfirmed',
    message: 'A real output was left without confirming its safe state',
    tag: UNCONFIRMED_TAG,
    condition: { kind: 'limit', direction: 'above', limit: 0.5, deadband: 0 },
    priority: 'critical',
    onDelayS: 0,
    offDelayS: 0,
  },
];

const NOTHING: ReadonlyMap<string, number> = new Map();

/**
 * Whether the site may write real outputs. They are written while it is armed, and while it takes them to their safe
 * state to disarm, and at no other time.
 */
export class Arming {
  readonly #site: Site;
  readonly #modes: DeviceModes;
  readonly #journal: Journal;
  #state: State = { kind: 'unarmed' };
  /** What the real outputs held when the site was armed, until they have confirmed just that. */
  #takenOver: { readonly atS: number; readonly positions: ReadonlyMap<string, number> } | null = null;
  /** Real outputs that were left without the confirmation of their safe state. */
  #unconfirmed: readonly string[] = [];

  constructor(site: Site, modes: DeviceModes, journal: Journal) {
    this.#site = site;
    this.#modes = modes;
    this.#journal = journal;
  }

  get mayWrite(): boolean {
    return this.#state.kind !== 'unarmed';
  }

  get state(): State['kind'] {
    return this.#state.kind;
  }

  /** When it disarms by itself, s of site time; null while it is not armed. */
  get untilS(): number | null {
    return this.#state.kind === 'armed' ? this.#state.untilS : null;
  }

  /** Arms the site, or lengthens the time; `standing` are the reasons against it. */
  arm(order: ArmOrder, standing: readonly string[], image: ProcessImage, nowS: number): CommandResult {
    const reasons = [...this.#orderRefusals(order), ...standing];
    if (reasons.length > 0) {
      const text = `not armed: ${reasons.join('; ')}`;
      this.#journal.add(nowS, 'arming', text);
      return refused(text);
    }
    const wasArmed = this.#state.kind === 'armed';
    this.#state = { kind: 'armed', untilS: nowS + order.forS };
    this.#unconfirmed = [];
    const text = `${this.#site.id} is armed for ${order.forS} s: ${this.#tags().join(', ')}`;
    this.#journal.add(nowS, 'arming', text);
    if (!wasArmed) this.#takeOver(image, nowS);
    return { ok: true, text };
  }

  /** Takes every real output to its safe state, and then writes none any more. */
  disarm(reason: string, nowS: number): CommandResult {
    if (this.#state.kind !== 'armed')
      return { ok: true, text: `${this.#site.id} is ${this.#state.kind} already` };
    this.#state = { kind: 'disarming', sinceS: nowS };
    this.#takenOver = null;
    const text = `${this.#site.id} is disarmed (${reason}): real outputs go to their safe state`;
    this.#journal.add(nowS, 'arming', text);
    return { ok: true, text };
  }

  /** Output tag → position that arming asks for in this scan, before control and below the interlocks. */
  held(): ReadonlyMap<string, number> {
    if (this.#state.kind === 'disarming') return this.#safeStates();
    return this.#takenOver?.positions ?? NOTHING;
  }

  /** Once each scan: the end of the time, a trip, and the end of disarming. */
  step(
    nowS: number,
    { tripped, field, image }: { tripped: () => readonly string[]; field: FieldRunner; image: ProcessImage },
  ): void {
    if (this.#takenOver !== null && hasSettled(this.#takenOver.atS, TAKE_OVER_LIMIT_S, nowS, field))
      this.#takenOver = null;
    if (this.#state.kind === 'armed') {
      if (nowS >= this.#state.untilS) this.disarm('its time is over', nowS);
      else if (this.#site.arming.disarmOnTrip) this.#disarmOnTrip(tripped(), nowS);
      return;
    }
    if (this.#state.kind !== 'disarming' || !hasSettled(this.#state.sinceS, DISARM_LIMIT_S, nowS, field))
      return;
    this.#finish(image, nowS);
  }

  /** At the end of a run, after every output was written its safe state. */
  close(image: ProcessImage, nowS: number): void {
    if (this.mayWrite) this.#finish(image, nowS);
  }

  publish(image: ProcessImage, nowS: number): void {
    if (!image.has(ARMED_TAG)) return;
    // A device that was lost may come back in its safe state.
    if (this.#unconfirmed.length > 0)
      this.#unconfirmed = this.#unconfirmed.filter((tag) => !this.#isSafe(image, tag));
    image.writeValue(ARMED_TAG, this.mayWrite ? 1 : 0, nowS);
    image.writeValue(UNCONFIRMED_TAG, this.#unconfirmed.length > 0 ? 1 : 0, nowS);
  }

  #disarmOnTrip(tripped: readonly string[], nowS: number): void {
    if (tripped.length > 0) this.disarm(`${tripped.join(', ')} tripped`, nowS);
  }

  #orderRefusals({ forS, confirmation }: ArmOrder): readonly string[] {
    const { id, arming } = this.#site;
    const reasons: string[] = [];
    if (confirmation !== id) reasons.push(`"${confirmation}" is not the name of this site, ${id}`);
    if (forS > arming.longestS) {
      reasons.push(`${forS} s is longer than [arming] longest in site.toml allows, ${arming.longestS} s`);
    }
    if (this.#state.kind === 'disarming') reasons.push('it is just being disarmed');
    return reasons;
  }

  /** Control goes on from what the outputs hold. Where that cannot be read, it starts from what control wants. */
  #takeOver(image: ProcessImage, nowS: number): void {
    const known = this.#tags().filter((tag) => isUsable(image.read(tag)));
    this.#takenOver = { atS: nowS, positions: new Map(known.map((tag) => [tag, image.read(tag).value])) };
    const unknown = this.#tags().filter((tag) => !known.includes(tag));
    if (unknown.length === 0) return;
    this.#journal.add(nowS, 'arming', `taken over without knowing what they held: ${unknown.join(', ')}`);
  }

  #finish(image: ProcessImage, nowS: number): void {
    this.#state = { kind: 'unarmed' };
    this.#unconfirmed = this.#tags().filter((tag) => !this.#isSafe(image, tag));
    const text =
      this.#unconfirmed.length === 0
        ? 'real outputs are in their safe state, and written no more'
        : `real outputs are written no more; safe state NOT CONFIRMED by ${this.#unconfirmed.join(', ')}`;
    this.#journal.add(nowS, 'arming', text);
  }

  #isSafe(image: ProcessImage, tag: string): boolean {
    const { value, quality } = image.read(tag);
    const safe = this.#site.interlocks.safeState.get(tag) ?? value;
    return quality === 'good' && Math.abs(value - safe) < POSITION_TOLERANCE;
  }

  #safeStates(): ReadonlyMap<string, number> {
    const { safeState } = this.#site.interlocks;
    return new Map(this.#tags().map((tag) => [tag, safeState.get(tag) ?? 0]));
  }

  #tags(): readonly string[] {
    return this.#modes.realOutputs.flatMap(({ tags }) => tags);
  }
}

/** Whether everything that was commanded at `sinceS` is confirmed, or has had its time. */
function hasSettled(sinceS: number, limitS: number, nowS: number, field: FieldRunner): boolean {
  return nowS > sinceS && (!field.hasPendingWrites() || nowS - sinceS >= limitS);
}
