import { createInterface } from 'node:readline/promises';
import type { ArmingSnapshot } from '../runtime/site-view.ts';
import { getJson, sendJson } from './client.ts';
import { print } from './display.ts';
import { CliError, EXIT, usageError } from './exit.ts';
import { parseDurationS } from './options.ts';

interface ArmOptions {
  readonly url: string;
  readonly for: string;
  readonly yes?: string;
}

/** Arms the running site, after the name of the site was typed or given. */
export async function arm(options: ArmOptions): Promise<void> {
  const forS = parseDurationS(options.for, '--for');
  if (forS === 0) throw usageError('buhera: --for 0: expected a time above zero, such as 10m.');
  if (options.yes === undefined && process.stdin.isTTY !== true) {
    throw usageError('buhera: arming wants a confirmation: add --yes <site>, with the name of the site.');
  }
  const arming = await getJson<ArmingSnapshot>(options.url, '/api/v1/arming');
  if (arming.refusals.length > 0) {
    throw new CliError(EXIT.doesNotHold, `buhera: not armed: ${arming.refusals.join('; ')}`);
  }
  warnOfEmulatedGuards(arming);
  const confirm = options.yes ?? (await typedName(arming, forS));
  const body = { for_s: forS, confirm };
  print((await sendJson<{ text: string }>(options.url, 'POST', '/api/v1/arming/arm', body)).text);
}

export async function disarm(options: { readonly url: string }): Promise<void> {
  print((await sendJson<{ text: string }>(options.url, 'POST', '/api/v1/arming/disarm', {})).text);
}

function warnOfEmulatedGuards({ emulatedGuards }: ArmingSnapshot): void {
  if (emulatedGuards.length === 0) return;
  process.stderr.write(
    `buhera: interlocks watch ${emulatedGuards.join(', ')}, which are emulated: they guard the model, not the plant.\n`,
  );
}

async function typedName({ site, outputs }: ArmingSnapshot, forS: number): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    process.stderr.write(`For ${forS} s the site writes real outputs: ${outputs.join(', ')}.\n`);
    return (await terminal.question(`Type the name of the site (${site}) to arm it: `)).trim();
  } finally {
    terminal.close();
  }
}
