import type { LoopMode } from '../control/definition.ts';
import type { DeviceMode } from '../field/wiring.ts';
import type { AlarmPriority } from '../safety/definition.ts';
import type { Dimension } from '../units/quantity.ts';
import type { Quality } from '../units/reading.ts';
import type { JournalEntry } from './journal.ts';
import type { BusSnapshot } from './link-view.ts';
import type { ScanReport } from './scan-timing.ts';
import type { TuneRequest, TuneSnapshot } from './tuning-order.ts';

/** What the server and the terminal may see and do of a running site. Everything goes through the process image. */
export interface SiteView {
  info(): SiteInfo;
  tags(): readonly TagSnapshot[];
  tag(id: string): TagSnapshot | null;
  loops(): readonly LoopSnapshot[];
  alarms(): readonly AlarmSnapshot[];
  interlocks(): InterlockSnapshot;
  links(): readonly LinkSnapshot[];
  /** The Modbus buses with their links: what they have measured, and what they should by their wiring. */
  buses(): readonly BusSnapshot[];
  journalAfter(sequence: number): readonly JournalEntry[];
  /** Takes effect in the next scan. A number is SI; a text may carry a unit, or be `auto`, `manual`, `cycle`. */
  set(tag: string, value: number | string): Promise<CommandResult>;
  /** Acknowledges one alarm, or all with null. */
  acknowledge(alarm: string | null): Promise<CommandResult>;
  resetInterlocks(): Promise<CommandResult>;
  /** Mode of every device, and where else it could go. */
  modes(): readonly ModeSnapshot[];
  setMode(device: string, mode: DeviceMode): Promise<CommandResult>;
  arming(): ArmingSnapshot;
  /** Lets the site write real outputs for a time, s; the confirmation is the name of the site. */
  arm(forS: number, confirmation: string): Promise<CommandResult>;
  disarm(): Promise<CommandResult>;
  /** Begins an experiment on a loop; see `tuning`. */
  tune(loop: string, request: TuneRequest): Promise<CommandResult>;
  stopTuning(loop: string): Promise<CommandResult>;
  /** The last experiment on a loop; null: there was none. */
  tuning(loop: string): TuneSnapshot | null;
}

export type CommandResult =
  | { readonly ok: true; readonly text: string }
  | {
      readonly ok: false;
      readonly problem: 'unknown tag' | 'unknown device' | 'not writable' | 'bad value' | 'refused';
      readonly text: string;
    };

export interface SiteInfo {
  readonly site: string;
  readonly title: string;
  readonly version: string;
  readonly timeS: number;
  readonly speed: number;
  readonly wire: 'real' | 'pty' | 'memory';
  readonly controller: 'internal' | 'external';
  readonly seed: number;
  readonly scan: ScanReport;
  readonly endpoints: readonly { readonly bus: string; readonly kind: string; readonly address: string }[];
  /** Devices that are emulated, so that no value is taken for a real one. */
  readonly emulatedDevices: number;
  readonly realDevices: number;
  /** Devices whose hardware is read while their emulator runs beside it. */
  readonly shadowDevices: number;
  /** Whether real outputs are written; null where none can be. */
  readonly arming: ArmingSnapshot['state'] | null;
}

export interface TagSnapshot {
  readonly id: string;
  readonly title: string;
  readonly kind: string;
  /** SI; null while there is no number. */
  readonly value: number | null;
  /** SI symbol. */
  readonly unit: string;
  /** null where no user writes such a quantity. */
  readonly dimension: Dimension | null;
  readonly quality: Quality;
  readonly reason: string | null;
  readonly timeS: number;
  readonly writable: boolean;
  /** An output that is either on or off. */
  readonly twoValued: boolean;
  /** Mode of the device that it comes from, `emulated` for what is known of the model alone; null: made here. */
  readonly source: DeviceMode | null;
}

export interface LoopSnapshot {
  readonly id: string;
  readonly title: string;
  readonly mode: LoopMode;
  readonly pv: string;
  readonly setPoint: number;
  readonly output: number;
  readonly outputs: readonly string[];
  /** Cycle that the set-point follows, or null. */
  readonly cycle: string | null;
}

export interface AlarmSnapshot {
  readonly id: string;
  readonly message: string;
  readonly priority: AlarmPriority;
  readonly tag: string;
  readonly state: 'normal' | 'unacknowledged' | 'acknowledged' | 'returned';
  /** When it entered this state, s of site time. */
  readonly sinceS: number;
}

export interface InterlockSnapshot {
  /** False where a controller outside has that task: then nothing here says whether a limit is passed. */
  readonly evaluated: boolean;
  readonly causes: readonly { readonly id: string; readonly title: string; readonly active: boolean }[];
  readonly effects: readonly {
    readonly id: string;
    readonly title: string;
    readonly tripped: boolean;
    readonly firstOut: readonly string[];
    readonly outputs: readonly string[];
  }[];
}

export interface LinkSnapshot {
  readonly device: string;
  readonly bus: string;
  readonly mode: DeviceMode;
  readonly online: boolean;
  readonly lastError: string | null;
  readonly requests: number;
  readonly replies: number;
  readonly timeouts: number;
  readonly exceptions: number;
  readonly roundTripS: number | null;
}

export interface ModeSnapshot {
  readonly device: string;
  readonly bus: string;
  readonly mode: DeviceMode;
  /** As the wiring has it. */
  readonly wired: DeviceMode;
  /** Tags that it drives. */
  readonly outputs: readonly string[];
  /** The other modes, and why the device may not go there now; null: it may. */
  readonly others: readonly { readonly mode: DeviceMode; readonly refusal: string | null }[];
}

export interface ArmingSnapshot {
  /** What must be typed to confirm. */
  readonly site: string;
  readonly state: 'unarmed' | 'armed' | 'disarming';
  /** Until it disarms by itself, s of site time; null while it is not armed. */
  readonly remainingS: number | null;
  readonly longestS: number;
  /** Real outputs that are written while it is armed. */
  readonly outputs: readonly string[];
  /** What stands against arming it now. */
  readonly refusals: readonly string[];
  /** Tags that interlocks watch and that come from the model alone. */
  readonly emulatedGuards: readonly string[];
}
