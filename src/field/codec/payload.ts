/**
 * MQTT payloads: a template with `{name}` to be filled in, and a number read back by its path. JSON never holds a
 * bare word between braces, so a placeholder cannot be mistaken for an object.
 */
import type { MqttPoint } from '../profile.ts';
import type { Device } from '../wiring.ts';

const PLACEHOLDER = /\{([A-Za-z][A-Za-z0-9_]*)\}/g;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** What a payload says of one point. */
export type DecodedPayload =
  | { readonly ok: true; readonly valueSi: number }
  | { readonly ok: false; readonly reason: 'malformed payload' | 'sensor fault' | 'unexpected unit' };

/** Fills the placeholders of a topic or payload template; one without a value stays as it is. */
export function fillTemplate(template: string, values: ReadonlyMap<string, string>): string {
  return template.replace(PLACEHOLDER, (whole, name: string) => values.get(name) ?? whole);
}

/** Topic of a device: the profile's, with the stem from the wiring. */
export function fillTopic(template: string, device: Device): string {
  return fillTemplate(template, new Map([['topic', device.topic ?? device.id]]));
}

/** Number or word as the device prints it, with the profile's decimals; `null`, the word of JSON, for a failed sensor. */
export function printNumber(point: MqttPoint, valueSi: number): string {
  if (!Number.isFinite(valueSi)) return 'null';
  const number = (valueSi - point.offset) / point.scale;
  return point.words === undefined ? number.toFixed(point.decimals) : wordFor(point.words, number);
}

/**
 * Reads one point out of a payload. Any bytes may come; none makes it throw. A payload that states another unit than
 * the profile says, or none where the profile counts on it, has no value.
 */
export function decodePayload(point: MqttPoint, payload: Uint8Array): DecodedPayload {
  const text = decodeText(payload);
  if (text === null) return MALFORMED;
  if (point.path === null) return decoded(point, plainValue(text));
  const document = parseJson(text);
  if (document === undefined) return MALFORMED;
  const found = byPath(document, point.path);
  const { statedUnit } = point;
  if (found === undefined || statedUnit === undefined) return decoded(point, found);
  if (byPath(document, statedUnit.path) !== statedUnit.equals) return WRONG_UNIT;
  return decoded(point, found);
}

const MALFORMED: DecodedPayload = { ok: false, reason: 'malformed payload' };
const FAULT: DecodedPayload = { ok: false, reason: 'sensor fault' };
const WRONG_UNIT: DecodedPayload = { ok: false, reason: 'unexpected unit' };

/** A number is taken where the profile has no words; a word or truth value where it has. */
function decoded(point: MqttPoint, found: unknown): DecodedPayload {
  if (found === null) return FAULT;
  const number = point.words === undefined ? found : numberFor(point.words, found);
  if (typeof number !== 'number' || !Number.isFinite(number)) return MALFORMED;
  return { ok: true, valueSi: number * point.scale + point.offset };
}

function numberFor(words: Readonly<Record<string, number>>, found: unknown): number | undefined {
  const word = typeof found === 'boolean' || typeof found === 'number' ? String(found) : found;
  return typeof word === 'string' && Object.hasOwn(words, word) ? words[word] : undefined;
}

/** The word whose number is nearest: between two states a device shows one of them. */
function wordFor(words: Readonly<Record<string, number>>, number: number): string {
  let best = 'null';
  let distance = Number.POSITIVE_INFINITY;
  for (const [word, meant] of Object.entries(words)) {
    if (Math.abs(meant - number) >= distance) continue;
    best = word;
    distance = Math.abs(meant - number);
  }
  return best;
}

function decodeText(payload: Uint8Array): string | null {
  try {
    return utf8.decode(payload);
  } catch {
    return null;
  }
}

/** A number, the word of JSON for none or that of C (ESPHome prints a failed sensor so), or any other word. */
function plainValue(text: string): unknown {
  const trimmed = text.trim();
  if (trimmed === 'null' || trimmed === 'nan') return null;
  return NUMBER.test(trimmed) ? Number(trimmed) : trimmed;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function byPath(document: unknown, path: string): unknown {
  let at = document;
  for (const key of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Record<string, unknown>)[key];
  }
  return at;
}
