/** A new tuning as a change of control.toml that `patch` and `git apply` understand. */
import { readFileSync } from 'node:fs';
import { parse } from 'smol-toml';
import { readPositions } from '../../config/toml-positions.ts';
import type { PidGains } from '../../control/tuning/gains.ts';
import { digits } from './comparison-text.ts';

export interface NewTuning {
  readonly loop: string;
  /** With the gain of the configuration: output span per PV span. */
  readonly pid: PidGains;
  readonly setPointWeight: number;
}

export type TuningPatch =
  | { readonly ok: true; readonly text: string }
  /** Where the file is not written as this knows it: what to put into it by hand. */
  | { readonly ok: false; readonly snippet: string };

/**
 * @param file control.toml of the site
 * @param shown its path in the patch
 */
export function tuningPatch(file: string, shown: string, tuning: NewTuning): TuningPatch {
  const snippet = `pid = ${inlinePid(tuning)}`;
  const text = readFileSync(file, 'utf8');
  const loops = (parse(text) as { loop?: readonly { id?: unknown }[] }).loop ?? [];
  const index = loops.findIndex(({ id }) => id === tuning.loop);
  const place = readPositions(text).get(['loop', index, 'pid'])?.value;
  const lines = text.split('\n');
  const line = place === undefined ? undefined : lines[place.line - 1];
  if (place === undefined || line === undefined) return { ok: false, snippet };
  const old = line.slice(place.column - 1, place.endColumn - 1);
  if (!(old.startsWith('{') && old.endsWith('}'))) return { ok: false, snippet };
  const mended = `${line.slice(0, place.column - 1)}${inlinePid(tuning)}${line.slice(place.endColumn - 1)}`;
  return { ok: true, text: unified(shown, lines, place.line - 1, mended) };
}

function inlinePid({ pid, setPointWeight }: NewTuning): string {
  const parts = [`gain = ${digits(pid.gain)}`];
  if (pid.integralTimeS !== null) parts.push(`integral_time = "${digits(pid.integralTimeS)} s"`);
  if (pid.derivativeTimeS > 0) {
    parts.push(`derivative_time = "${digits(pid.derivativeTimeS)} s"`);
    parts.push(`derivative_filter = ${digits(pid.derivativeFilterN)}`);
  }
  if (setPointWeight !== 1) parts.push(`set_point_weight = ${digits(setPointWeight)}`);
  return `{ ${parts.join(', ')} }`;
}

const CONTEXT = 3;

/** One changed line with its neighbours. */
function unified(shown: string, lines: readonly string[], at: number, mended: string): string {
  // A file that ends with a line feed has no last line of its own.
  const count = lines.at(-1) === '' ? lines.length - 1 : lines.length;
  const from = Math.max(0, at - CONTEXT);
  const to = Math.min(count, at + CONTEXT + 1);
  const range = `${from + 1},${to - from}`;
  const body = lines.slice(from, to).flatMap((line, i) => {
    if (from + i !== at) return [` ${line}`];
    return [`-${line}`, `+${mended}`];
  });
  return [`--- a/${shown}`, `+++ b/${shown}`, `@@ -${range} +${range} @@`, ...body].join('\n');
}
