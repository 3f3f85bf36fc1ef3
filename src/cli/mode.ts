import { nearest } from '../config/nearest.ts';
import { DEVICE_MODES } from '../field/wiring.ts';
import type { ArmingSnapshot, ModeSnapshot } from '../runtime/site-view.ts';
import { armingText } from './arming-text.ts';
import { getJson, sendJson } from './client.ts';
import { columns, print, printJson } from './display.ts';
import { CliError, EXIT, usageError } from './exit.ts';

interface ModeOptions {
  readonly url: string;
  readonly format: string;
}

/** Shows the modes of all devices or of one, or switches one. */
export async function mode(
  device: string | undefined,
  to: string | undefined,
  options: ModeOptions,
): Promise<void> {
  if (device === undefined) return showAll(options);
  if (to === undefined) return showOne(device, options);
  if (!DEVICE_MODES.some((known) => known === to)) {
    throw usageError(`buhera: "${to}" is no mode; expected ${DEVICE_MODES.join(', ')}.`);
  }
  const path = `/api/v1/modes/${encodeURIComponent(device)}`;
  print((await sendJson<{ text: string }>(options.url, 'PUT', path, { mode: to })).text);
}

async function showAll({ url, format }: ModeOptions): Promise<void> {
  const modes = await getJson<readonly ModeSnapshot[]>(url, '/api/v1/modes');
  const arming = await getJson<ArmingSnapshot>(url, '/api/v1/arming');
  if (format === 'json') return printJson({ modes, arming });
  print(columns(modes.map(row)));
  print(`\n${armingText(arming)}`);
}

async function showOne(device: string, { url, format }: ModeOptions): Promise<void> {
  const modes = await getJson<readonly ModeSnapshot[]>(url, '/api/v1/modes');
  const found = modes.find((candidate) => candidate.device === device);
  if (found === undefined) {
    const near = nearest(
      device,
      modes.map((candidate) => candidate.device),
      1,
    );
    const advice = near.length === 0 ? 'see `buhera mode`' : `did you mean ${near.join(', ')}?`;
    throw new CliError(EXIT.doesNotHold, `buhera: no device ${device}; ${advice}`);
  }
  if (format === 'json') return printJson(found);
  const others = found.others.map(({ mode: to, refusal }) => ['', `→ ${to}`, refusal ?? 'possible now']);
  print(columns([row(found), ...others]));
}

function row({ device, mode: now, bus, outputs }: ModeSnapshot): string[] {
  const drives = outputs.length === 0 ? '' : `drives ${outputs.join(', ')}`;
  return [device, now.toUpperCase(), bus, drives];
}
