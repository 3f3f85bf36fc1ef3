import type { TagSnapshot } from '../runtime/site-view.ts';
import { getJson, sendJson } from './client.ts';
import { columns, print, printJson, shownTag } from './display.ts';

interface ClientOptions {
  readonly url: string;
  readonly format?: string;
}

export async function tags(pattern: string | undefined, options: ClientOptions): Promise<void> {
  const all = await getJson<readonly TagSnapshot[]>(options.url, '/api/v1/tags');
  const chosen = all.filter((tag) => tag.id.includes(pattern ?? ''));
  if (options.format === 'json') return printJson(chosen);
  print(columns(chosen.map((tag) => [tag.id, ...cells(tag), tag.writable ? 'writable' : '', tag.title])));
}

export async function get(id: string, options: ClientOptions): Promise<void> {
  const tag = await getJson<TagSnapshot>(options.url, `/api/v1/tags/${encodeURIComponent(id)}`);
  if (options.format === 'json') return printJson(tag);
  print([tag.id, ...cells(tag)].join('  ').trimEnd());
}

export async function set(id: string, value: string, options: ClientOptions): Promise<void> {
  const path = `/api/v1/tags/${encodeURIComponent(id)}`;
  print((await sendJson<{ text: string }>(options.url, 'PUT', path, { value })).text);
}

function cells(tag: TagSnapshot): string[] {
  const quality = tag.reason === null ? tag.quality : `${tag.quality} (${tag.reason})`;
  return [shownTag(tag), quality, tag.source ?? ''];
}
