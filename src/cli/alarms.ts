import type { AlarmSnapshot } from '../runtime/site-view.ts';
import { getJson, sendJson } from './client.ts';
import { columns, print, printJson } from './display.ts';

interface AlarmOptions {
  readonly url: string;
  readonly format: string;
  readonly all?: true;
  readonly ack?: string | true;
}

export async function alarms(options: AlarmOptions): Promise<void> {
  if (options.ack !== undefined) {
    const alarm = options.ack === true ? null : options.ack;
    const { text } = await sendJson<{ text: string }>(options.url, 'POST', '/api/v1/alarms/acknowledge', {
      alarm,
    });
    return print(text);
  }
  const list = await getJson<readonly AlarmSnapshot[]>(options.url, '/api/v1/alarms');
  const chosen = options.all === true ? list : list.filter((alarm) => alarm.state !== 'normal');
  if (options.format === 'json') return printJson(chosen);
  if (chosen.length === 0) return print('no alarms');
  print(columns(chosen.map(row)));
}

function row(alarm: AlarmSnapshot): string[] {
  return [
    alarm.priority,
    alarm.state,
    alarm.id,
    alarm.message,
    alarm.state === 'normal' ? '' : `since ${alarm.sinceS.toFixed(1)} s`,
  ];
}
