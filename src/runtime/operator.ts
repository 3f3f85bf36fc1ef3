import type { Site } from '../config/site.ts';
import { siteTags } from '../config/tags.ts';
import { LOOP_MODES, type LoopDefinition } from '../control/definition.ts';
import { modesOf } from '../control/loop-commands.ts';
import type { DeviceMode } from '../field/wiring.ts';
import { parseQuantity } from '../units/quantity.ts';
import { shownQuantity } from '../units/shown-quantity.ts';
import type { LoopOrder } from './loop-orders.ts';
import type { CommandResult } from './site-view.ts';
import type { TuneOrder } from './tuning-order.ts';

/** What a person, or a program in a person's place, asks of the site. Obeyed in the next scan. */
export type OperatorCommand =
  | LoopOrder
  | { readonly kind: 'output'; readonly tag: string; readonly position: number; readonly shown: string }
  | { readonly kind: 'tune'; readonly order: TuneOrder }
  | { readonly kind: 'stop-tuning'; readonly loop: string }
  | { readonly kind: 'acknowledge'; readonly alarm: string | null }
  | ModeCommand
  | { readonly kind: 'reset' };

export interface ArmOrder {
  /** How long, s of site time. */
  readonly forS: number;
  /** Name of the site, typed by whoever arms it. */
  readonly confirmation: string;
}

/** What a person asks of the modes of devices, and of the leave to write real outputs. */
export type ModeCommand =
  | { readonly kind: 'device-mode'; readonly device: string; readonly to: DeviceMode }
  | { readonly kind: 'arm'; readonly order: ArmOrder }
  | { readonly kind: 'disarm' };

export interface PendingCommand {
  readonly command: OperatorCommand;
  readonly answer: (result: CommandResult) => void;
}

const NONE: readonly PendingCommand[] = [];

/** Commands between two scans: bounded, in order, each answered. */
export class OperatorQueue {
  static readonly #capacity = 1000;

  #pending: PendingCommand[] = [];
  #closed = false;

  submit(command: OperatorCommand): Promise<CommandResult> {
    if (this.#closed) return Promise.resolve(refused('the site is stopping'));
    if (this.#pending.length >= OperatorQueue.#capacity) {
      return Promise.resolve(refused('too many commands are waiting; try again'));
    }
    return new Promise((answer) => this.#pending.push({ command, answer }));
  }

  /** The waiting commands, oldest first; whoever takes them answers each. */
  take(): readonly PendingCommand[] {
    if (this.#pending.length === 0) return NONE;
    const pending = this.#pending;
    this.#pending = [];
    return pending;
  }

  close(): void {
    this.#closed = true;
    for (const { answer } of this.take()) answer(refused('the site is stopping'));
  }
}

export function refused(text: string): CommandResult {
  return { ok: false, problem: 'refused', text };
}

/** Turns the writing of a tag into a command, or says why that tag or value cannot be written. */
export function commandForTag(
  site: Site,
  tag: string,
  value: number | string,
): OperatorCommand | CommandResult {
  const info = siteTags(site).find((candidate) => candidate.id === tag);
  if (info === undefined) return { ok: false, problem: 'unknown tag', text: `no tag ${tag}` };
  if (!info.writable) return { ok: false, problem: 'not writable', text: readOnly(tag, info.kind) };
  if (info.kind === 'loop') return loopCommand(site, tag, value);
  const position = info.twoValued ? switchPosition(tag, value) : openingPosition(tag, value);
  if (typeof position !== 'number') return position;
  const onOff = position === 1 ? 'on' : 'off';
  return {
    kind: 'output',
    tag,
    position,
    shown: info.twoValued ? onOff : `${(position * 100).toFixed(1)} %`,
  };
}

function openingPosition(tag: string, value: number | string): number | CommandResult {
  const position = numberOf(value, 'ratio');
  if (typeof position !== 'number' || (position >= 0 && position <= 1)) return position;
  return badValue(`${tag}: expected a position from 0 to 1, or 0 % to 100 %, not ${value}`);
}

function switchPosition(tag: string, value: number | string): number | CommandResult {
  if (value === 'on') return 1;
  if (value === 'off') return 0;
  const position = numberOf(value, 'ratio');
  if (position === 0 || position === 1) return position;
  return badValue(`${tag} is a switch: expected on or off, 1 or 0, not ${value}`);
}

function loopCommand(site: Site, tag: string, value: number | string): OperatorCommand | CommandResult {
  const dot = tag.lastIndexOf('.');
  const loop = site.loops.find((candidate) => candidate.id === tag.slice(0, dot));
  if (loop === undefined) throw new Error(`invariant: loop tag ${tag} without a loop`);
  switch (tag.slice(dot + 1)) {
    case 'mode':
      return modeCommand(loop, value);
    case 'sp':
      return setPointCommand(site, loop, value);
    case 'cycle':
      return cycleCommand(loop, value);
    default: {
      const output = numberOf(value, 'ratio');
      return typeof output === 'number' ? { kind: 'manual-output', loop, value: output } : output;
    }
  }
}

/** By its word, or by the number that the tag shows. */
function modeCommand(loop: LoopDefinition, value: number | string): OperatorCommand | CommandResult {
  const modes = modesOf(loop);
  const mode = LOOP_MODES.find((word, number) => value === word || String(value) === String(number));
  if (mode !== undefined && modes.includes(mode)) return { kind: 'mode', loop, mode };
  const words = `${modes.slice(0, -1).join(', ')} or ${modes.at(-1)}`;
  return badValue(
    `${loop.id}.mode: expected ${words}, not "${value}"; a cycle is followed with ${loop.id}.sp = cycle`,
  );
}

function cycleCommand(loop: LoopDefinition, value: number | string): OperatorCommand | CommandResult {
  const order = (['start', 'stop', 'hold', 'resume'] as const).find((word) => word === value);
  if (order !== undefined) return { kind: 'cycle', loop, order };
  return badValue(`${loop.id}.cycle: expected start, stop, hold or resume, not "${value}"`);
}

function setPointCommand(
  site: Site,
  loop: LoopDefinition,
  value: number | string,
): OperatorCommand | CommandResult {
  if (value === 'cycle') {
    return loop.setPoint.kind === 'cycle'
      ? { kind: 'release-set-point', loop }
      : badValue(`${loop.id}.sp: this loop has no cycle to follow`);
  }
  const pv = siteTags(site).find((tag) => tag.id === loop.pv);
  const setPoint = numberOf(value, pv?.dimension ?? 'ratio');
  if (typeof setPoint !== 'number') return setPoint;
  const [low, high] = loop.setPointRange;
  if (setPoint >= low && setPoint <= high) return { kind: 'set-point', loop, value: setPoint };
  const shown = (si: number): string => shownQuantity(si, pv?.dimension ?? null, pv?.unit ?? '1');
  return refused(`${loop.id}.sp: ${shown(setPoint)} is outside its range, ${shown(low)} to ${shown(high)}`);
}

function numberOf(
  value: number | string,
  dimension: Parameters<typeof parseQuantity>[1],
): number | CommandResult {
  if (typeof value === 'number') return Number.isFinite(value) ? value : badValue('expected a finite number');
  const parsed = parseQuantity(value, dimension);
  return parsed.ok ? parsed.value : badValue(`${parsed.problem}; ${parsed.hint}`);
}

function badValue(text: string): CommandResult {
  return { ok: false, problem: 'bad value', text };
}

function readOnly(tag: string, kind: string): string {
  return kind === 'output'
    ? `${tag} is driven by a loop: put the loop in manual and set its .out instead`
    : `${tag} is a ${kind} tag, which nobody can write`;
}
