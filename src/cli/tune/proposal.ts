/** What is proposed for a loop: the table, the choice, and the change of its configuration. */
import { join, relative } from 'node:path';
import { findSite } from '../../config/find-site.ts';
import { loadSite } from '../../config/load-site.ts';
import type { LoopDefinition } from '../../control/definition.ts';
import type { ComparedTuning, RuleName } from '../../control/tuning/comparison.ts';
import type { Robustness } from '../../control/tuning/robustness.ts';
import { print } from '../display.ts';
import { INSTALL_ROOT } from '../install-root.ts';
import { comparisonText } from './comparison-text.ts';
import type { LearntProcess } from './learnt.ts';
import { tuningPatch } from './patch.ts';

export interface Proposal {
  readonly loop: string;
  readonly site: string;
  readonly rows: readonly ComparedTuning[];
  /** null: the best of those that are calm enough. */
  readonly rule: RuleName | null;
  readonly learnt: LearntProcess;
}

/** Up to this Ms, and from this phase margin on, a loop is robust by the usual measures. */
const ROBUST_MS = 1.7;
const ROBUST_PHASE_DEG = 45;

type Accepted = ComparedTuning & { readonly ok: true };

export function printProposal({ loop, site, rows, rule }: Proposal): void {
  if (rows.length === 0) return;
  const found = configured(site, loop);
  const scale = found === null ? 1 : spanRatio(found.loop);
  print(`\n${comparisonText(rows, scale)}`);
  const chosen =
    rule === null ? recommended(rows) : rows.find((row): row is Accepted => row.ok && row.rule === rule);
  if (chosen === undefined) {
    print(rule === null ? '\nNo rule gives a robust loop here.' : `\n${rule} has nothing for this process.`);
    return;
  }
  print(
    `\nProposed: ${chosen.rule}${rule === null ? `, the least load error with Ms up to ${ROBUST_MS} and ${ROBUST_PHASE_DEG}° of phase margin` : ''}.`,
  );
  if (found === null) {
    print(`The configuration of site ${site} is not here; the gain above is output per SI of the PV.`);
    return;
  }
  const pid = { ...chosen.pid, gain: scale * chosen.pid.gain };
  const shown = relative(process.cwd(), found.file);
  const patch = tuningPatch(found.file, shown, { loop, pid, setPointWeight: chosen.setPointWeight });
  print(patch.ok ? `\n${patch.text}` : `\nPut this into ${shown}, loop ${loop}:\n${patch.snippet}`);
}

function recommended(rows: readonly ComparedTuning[]): Accepted | undefined {
  const robust = rows.filter(
    (row): row is Accepted => row.ok && row.load !== null && isRobust(row.robustness),
  );
  const error = ({ load }: Accepted): number => load?.integralAbsoluteError ?? Number.POSITIVE_INFINITY;
  return robust.toSorted((one, other) => error(one) - error(other))[0];
}

function isRobust({ maximumSensitivity, phaseMarginDeg }: Robustness): boolean {
  return maximumSensitivity <= ROBUST_MS && (phaseMarginDeg ?? Number.POSITIVE_INFINITY) >= ROBUST_PHASE_DEG;
}

/** From output per PV to output span per PV span. */
function spanRatio({ pvRange, outputRange }: LoopDefinition): number {
  return (pvRange[1] - pvRange[0]) / (outputRange[1] - outputRange[0]);
}

function configured(
  site: string,
  id: string,
): { readonly loop: LoopDefinition; readonly file: string } | null {
  const found = findSite(site, { cwd: process.cwd(), installRoot: INSTALL_ROOT });
  if ('diagnostic' in found) return null;
  const { value } = loadSite(found.folder, { installRoot: INSTALL_ROOT });
  const loop = value?.loops.find((candidate) => candidate.id === id);
  return loop === undefined ? null : { loop, file: join(found.folder, 'control.toml') };
}
