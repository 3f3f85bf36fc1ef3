/**
 * What an emulated MQTT device makes of a command. The profile's payload says where the value stands in it; firmware
 * takes a word in any case, and a JSON payload in any order and spacing, with further members.
 */
import { fillTemplate } from '../codec/payload.ts';
import { asCommanded } from '../mqtt/command-words.ts';
import type { MqttCommand, MqttPoint } from '../profile.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });
/** Stands for the value while a payload is taken apart; no payload holds it. */
const MARK = '\u0000value';
/** Members of a JSON-RPC frame that are the caller's own. */
const CALLER = new Set(['id', 'src']);

/** Value in SI that a payload asks for; null when it asks for nothing that the device understands. */
export function commandedValue(point: MqttPoint, command: MqttCommand, payload: Uint8Array): number | null {
  const text = decodeText(payload);
  if (text === null) return null;
  const said = wordOf(command.payload, text);
  if (said === null) return null;
  const { words, scale, offset } = asCommanded(point, command);
  const number = words === undefined ? numberOf(said) : numberFor(words, said);
  return number === null ? null : number * scale + offset;
}

/** What stands in a payload where the profile's has `{value}`. */
function wordOf(template: string, text: string): string | null {
  const quoted = JSON.stringify(MARK);
  const pattern =
    parsed(fillTemplate(template, new Map([['value', quoted.slice(1, -1)]]))) ??
    parsed(fillTemplate(template, new Map([['value', quoted]])));
  if (!isObject(pattern)) return text.trim();
  const found = match(pattern, parsed(text), true);
  return typeof found === 'string' ? found : null;
}

/** The value in the place of the mark; undefined where there is none yet, null where the frame is another. */
function match(pattern: unknown, given: unknown, isFrame = false): string | null | undefined {
  if (pattern === MARK) return isScalar(given) ? String(given) : null;
  if (!isObject(pattern)) return pattern === given ? undefined : null;
  if (!isObject(given)) return null;
  const isCall = isFrame && Object.hasOwn(pattern, 'method');
  let found: string | undefined;
  for (const [key, member] of Object.entries(pattern)) {
    if (isCall && CALLER.has(key)) continue;
    const inside = match(member, Object.hasOwn(given, key) ? given[key] : undefined);
    if (inside === null) return null;
    found ??= inside;
  }
  return found;
}

function numberFor(words: Readonly<Record<string, number>>, said: string): number | null {
  const meant = Object.entries(words).find(([word]) => word.toLowerCase() === said.toLowerCase());
  return meant === undefined ? null : meant[1];
}

function numberOf(said: string): number | null {
  const number = said === '' ? Number.NaN : Number(said);
  return Number.isFinite(number) ? number : null;
}

function decodeText(payload: Uint8Array): string | null {
  try {
    return utf8.decode(payload);
  } catch {
    return null;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
