import type { InterlockSnapshot } from '../runtime/site-view.ts';
import { getJson, sendJson } from './client.ts';
import { columns, print, printJson } from './display.ts';

interface InterlockOptions {
  readonly url: string;
  readonly format?: string;
}

export async function status(options: InterlockOptions): Promise<void> {
  const snapshot = await getJson<InterlockSnapshot>(options.url, '/api/v1/interlocks');
  if (options.format === 'json') return printJson(snapshot);
  if (!snapshot.evaluated)
    return print('interlocks are left to the controller outside: none is evaluated here');
  const causes = snapshot.causes.map((cause) => [
    'cause',
    cause.active ? 'ACTIVE' : 'clear',
    cause.id,
    cause.title,
  ]);
  const effects = snapshot.effects.map((effect) => [
    'effect',
    effect.tripped ? 'TRIPPED' : 'ready',
    effect.id,
    effect.firstOut.length > 0 ? `${effect.title}; first out: ${effect.firstOut.join(', ')}` : effect.title,
  ]);
  print(columns([...causes, ...effects]));
}

export async function reset(options: InterlockOptions): Promise<void> {
  print((await sendJson<{ text: string }>(options.url, 'POST', '/api/v1/interlocks/reset', {})).text);
}
