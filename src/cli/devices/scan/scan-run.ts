/** Carries a plan out: first who answers, unit by unit, then what they are. */
import type { DeviceProfile } from '../../../field/profile.ts';
import { type SerialSettings, settingsText } from '../../../field/serial/serial-settings.ts';
import { type Interrogation, interrogate } from './interrogate.ts';
import { openMaster, type ScanMaster } from './scan-master.ts';
import type { ScanPlan } from './scan-plan.ts';
import { findUnit } from './sweep.ts';

export interface FoundUnit extends Interrogation {
  readonly unit: number;
  /** The first kind of request that it answered. */
  readonly answersTo: string;
}

export interface ScannedLine {
  readonly settings: SerialSettings | null;
  readonly units: readonly FoundUnit[];
  /** What is odd about the line: bytes that are no answer, late answers, a device that answers to every unit. */
  readonly notes: readonly string[];
}

export type ScanOutcome =
  | { readonly ok: true; readonly lines: readonly ScannedLine[] }
  | { readonly ok: false; readonly reason: string };

export type Progress = (text: string) => void;

/** Units in a row that all answer are one device that does not look at the unit id. */
const DEAF_TO_UNITS = 32;

interface Swept {
  readonly present: Map<number, string>;
  readonly notes: string[];
  /** Why the line was lost; null while it is there. */
  broken: string | null;
}

export async function runScan(
  plan: ScanPlan,
  profiles: readonly DeviceProfile[],
  progress: Progress,
): Promise<ScanOutcome> {
  const lines: ScannedLine[] = [];
  for (const settings of plan.settings) {
    const opened = await openMaster(plan.place, settings, plan.timing);
    if (!opened.ok) return opened;
    const { master } = opened;
    try {
      const swept = await sweep(master, plan, settings, progress);
      if (swept.broken !== null) return { ok: false, reason: swept.broken };
      lines.push(await askAll(master, swept, settings, profiles, progress));
    } finally {
      await master.close();
    }
  }
  return { ok: true, lines };
}

async function sweep(
  master: ScanMaster,
  plan: ScanPlan,
  settings: SerialSettings | null,
  progress: Progress,
): Promise<Swept> {
  const swept: Swept = { present: new Map(), notes: [], broken: null };
  const garbled: number[] = [];
  const at = settings === null ? '' : ` at ${settingsText(settings)}`;
  for (const unit of plan.units) {
    progress(`unit ${unit}${at}, ${swept.present.size} found`);
    const presence = await findUnit(master, unit, plan.attempts);
    if (presence.kind === 'broken') return { ...swept, broken: presence.detail };
    if (presence.kind === 'answers') swept.present.set(unit, presence.to);
    if (presence.kind === 'garbled') garbled.push(unit);
    const late = presence.kind === 'garbled' ? /^answer of unit (\d+)$/u.exec(presence.detail) : null;
    if (late !== null && !swept.present.has(Number(late[1]))) {
      swept.present.set(Number(late[1]), 'late');
      swept.notes.push(`unit ${late[1]} answers later than --timeout allows`);
    }
    if (isDeafToUnits(swept.present, plan.units)) {
      swept.notes.push('every unit answers: it is one device that does not look at the unit id');
      break;
    }
  }
  if (garbled.length > 0) {
    swept.notes.push(
      `bytes that are no answer, while asking ${garbled.length === 1 ? 'unit' : 'units'} ${garbled.join(', ')}: another rate or parity, two devices at one unit, or a second master`,
    );
  }
  return swept;
}

function isDeafToUnits(present: ReadonlyMap<number, string>, units: readonly number[]): boolean {
  return present.size >= DEAF_TO_UNITS && units.slice(0, present.size).every((unit) => present.has(unit));
}

async function askAll(
  master: ScanMaster,
  { present, notes }: Swept,
  settings: SerialSettings | null,
  profiles: readonly DeviceProfile[],
  progress: Progress,
): Promise<ScannedLine> {
  const units: FoundUnit[] = [];
  const chosen = present.size >= DEAF_TO_UNITS && notes.length > 0 ? [...present].slice(0, 1) : [...present];
  for (const [unit, answersTo] of chosen) {
    progress(`asking unit ${unit} what it is`);
    units.push({ unit, answersTo, ...(await interrogate(master, unit, profiles)) });
  }
  return { settings, units, notes };
}
