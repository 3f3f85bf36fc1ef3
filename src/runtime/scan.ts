import { canWriteHardware } from '../config/mode-tags.ts';
import type { Site } from '../config/site.ts';
import { onlineTag } from '../field/driver/samples.ts';
import type { FieldRunner } from '../field/field-runner.ts';
import type { InterlockEvent } from '../safety/interlock.ts';
import type { Reading } from '../units/reading.ts';
import { ARMING_ALARMS, type Arming } from './arming.ts';
import type { DeviceModes } from './device-modes.ts';
import { Guards } from './guards.ts';
import type { Journal } from './journal.ts';
import { LEDGER_ALARM, type LedgerWatch } from './ledger-watch.ts';
import { LoopBank } from './loop-bank.ts';
import { ModeDesk } from './mode-desk.ts';
import { type OperatorCommand, type OperatorQueue, type PendingCommand, refused } from './operator.ts';
import type { ProcessImage } from './process-image.ts';
import type { RunPlan } from './run-plan.ts';
import type { CommandResult } from './site-view.ts';
import { TuningDesk } from './tuning-desk.ts';

type OutputCommand = Extract<OperatorCommand, { readonly kind: 'output' }>;
/** What is refused while a controller outside has the outputs. */
type ControlCommand = Exclude<
  OperatorCommand,
  { readonly kind: 'reset' | 'acknowledge' | 'device-mode' | 'arm' | 'disarm' }
>;

export interface ScanParts {
  readonly site: Site;
  readonly image: ProcessImage;
  readonly field: FieldRunner;
  readonly journal: Journal;
  readonly operator: OperatorQueue;
  /** null where no plant is emulated. */
  readonly ledger: LedgerWatch | null;
  readonly controller: 'internal' | 'external';
  readonly modes: DeviceModes;
  readonly arming: Arming;
  readonly plan: RunPlan;
}

/**
 * The scan, in its fixed order: latch inputs → judge quality → control → interlocks → write outputs → publish.
 * Interlocks come last and win. With an outside controller, control, interlocks and outputs are left to it.
 */
export class Scan {
  readonly loops: LoopBank;
  readonly guards: Guards;
  readonly #parts: ScanParts;
  /** Output → position wanted by control or, where no loop drives it, by the operator. */
  readonly #wanted: Map<string, number>;
  readonly #free: ReadonlySet<string>;
  readonly #onlineTags: ReadonlySet<string>;
  readonly modeDesk: ModeDesk;
  readonly tuning: TuningDesk;
  #lastS: number | null = null;

  constructor(parts: ScanParts) {
    const { site, journal } = parts;
    this.#parts = parts;
    this.loops = new LoopBank(site);
    this.tuning = new TuningDesk(this.loops.loops, parts.image, journal);
    this.guards = new Guards(site, journal, [
      ...site.alarms,
      ...(parts.ledger === null ? [] : [LEDGER_ALARM]),
      ...(canWriteHardware(site.wiring) ? ARMING_ALARMS : []),
    ]);
    this.modeDesk = new ModeDesk({ ...parts, guards: this.guards });
    const { safeState } = site.interlocks;
    this.#wanted = new Map([...safeState].map(([tag, safe]) => [tag, site.startOutputs.get(tag) ?? safe]));
    const devices = site.wiring.buses.flatMap((bus) => bus.devices);
    this.#onlineTags = new Set(devices.map(({ id }) => onlineTag(id)));
    const looped = new Set(site.loops.flatMap(({ outputs }) => outputs.map(({ tag }) => tag)));
    this.#free = new Set([...safeState.keys()].filter((tag) => !looped.has(tag)));
  }

  run(nowS: number): void {
    this.latch();
    this.#parts.image.judgeAge(nowS);
    const resets = this.#obeyOperator(nowS);
    const events = this.#parts.controller === 'internal' ? this.#decide(nowS, resets.length > 0) : [];
    for (const { answer } of resets) answer(resetResult(events));
    this.#publish(nowS);
    this.#lastS = nowS;
  }

  /** Takes in what has arrived from the field. */
  latch(): void {
    const { field, image } = this.#parts;
    for (const { tag, reading, timeS } of field.drain()) {
      if (this.#onlineTags.has(tag)) this.#tellLink(tag, reading, timeS);
      image.write(tag, reading, timeS);
    }
  }

  #tellLink(tag: string, reading: Reading, timeS: number): void {
    const before = this.#parts.image.read(tag);
    if (before.reason === 'never read' || before.value === reading.value) return;
    const device = tag.slice(0, -'.online'.length);
    this.#parts.journal.add(timeS, 'link', `${device} ${reading.value === 1 ? 'answers again' : 'is lost'}`);
  }

  /** Control, then interlocks, then outputs. */
  #decide(nowS: number, reset: boolean): readonly InterlockEvent[] {
    const { image, site, journal } = this.#parts;
    if (reset) journal.add(nowS, 'operator', 'reset asked');
    const dtS = this.#lastS === null ? site.scan.periodS : nowS - this.#lastS;
    const asked = this.modeDesk.held(nowS, this.#wanted);
    const heldNow = over(asked, this.guards.held);
    this.tuning.step(heldNow, nowS);
    if (dtS > 0) this.loops.step(image, { nowS, dtS }, heldNow, this.#wanted);
    const events = this.guards.stepInterlocks(image, nowS, reset);
    this.#writeOutputs(over(asked, this.guards.held), nowS);
    return events;
  }

  #writeOutputs(held: ReadonlyMap<string, number>, nowS: number): void {
    for (const [tag, position] of held) {
      // Nothing that was tripped starts by itself after a reset: see docs/adr/0005.
      if (this.#free.has(tag)) this.#wanted.set(tag, position);
    }
    for (const [tag, position] of this.#wanted) this.#parts.field.write(tag, held.get(tag) ?? position, nowS);
  }

  #publish(nowS: number): void {
    const { image, ledger, journal } = this.#parts;
    ledger?.publish(image, journal, nowS);
    this.modeDesk.publish(nowS);
    this.guards.stepAlarms(image, nowS);
  }

  /** Obeys and answers what waits; resets come back, because the interlocks have to judge them first. */
  #obeyOperator(nowS: number): readonly PendingCommand[] {
    const pending = this.#parts.operator.take();
    if (pending.length === 0) return pending;
    for (const { command, answer } of pending) {
      if (command.kind !== 'reset') answer(this.#obey(command, nowS));
    }
    return pending.filter(({ command }) => command.kind === 'reset');
  }

  #obey(command: Exclude<OperatorCommand, { readonly kind: 'reset' }>, nowS: number): CommandResult {
    if (command.kind === 'acknowledge') return this.guards.acknowledge(command.alarm, nowS);
    if (command.kind === 'device-mode' || command.kind === 'arm' || command.kind === 'disarm') {
      return this.modeDesk.obey(command, nowS);
    }
    if (this.#parts.controller === 'external') return refused('control is left to the controller outside');
    const result = this.#obeyControl(command, nowS);
    if (result.ok) this.#parts.journal.add(nowS, 'operator', result.text);
    return result;
  }

  #obeyControl(command: ControlCommand, nowS: number): CommandResult {
    switch (command.kind) {
      case 'output':
        return this.#setOutput(command);
      case 'tune':
        return this.tuning.start(command.order, this.guards.held, nowS);
      case 'stop-tuning':
        return this.tuning.stop(command.loop, nowS);
      default:
        return this.loops.obey(command);
    }
  }

  #setOutput({ tag, position, shown }: OutputCommand): CommandResult {
    if (this.guards.held.has(tag))
      return refused(`${tag} is held in its safe state by an interlock; reset it first`);
    this.#wanted.set(tag, position);
    return { ok: true, text: `${tag} set to ${shown}` };
  }
}

/** What is held, where interlocks go before everything else. */
function over(
  asked: ReadonlyMap<string, number>,
  interlocks: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  return asked.size === 0 ? interlocks : new Map([...asked, ...interlocks]);
}

function resetResult(events: readonly InterlockEvent[]): CommandResult {
  const refusals = events.filter((event) => event.kind === 'reset-refused');
  if (refusals.length > 0) {
    const reasons = refusals.map(({ effect, standing }) => `${effect} (${standing.join(', ')} still stands)`);
    return refused(`not reset: ${reasons.join('; ')}`);
  }
  const count = events.filter((event) => event.kind === 'reset').length;
  return {
    ok: true,
    text: count === 0 ? 'nothing was tripped' : `${count} ${count === 1 ? 'effect' : 'effects'} reset`,
  };
}
