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
  | { readonly ok: false; readonly reason: 'malformed payload' | 'sensor fault' };

/** Fills the placeholders of a topic or payload template; one without a value stays as it is. */
export function fillTemplate(template: string, values: ReadonlyMap<string, string>): string {
  return template.replace(PLACEHOLDER, (whole, name: string) => values.get(name) ?? whole);
}

/** Topic of a device: the profile's, with the stem from the wiring. */
export function fillTopic(template: string, device: Device): string {
  return fillTemplate(template, new Map([['topic', device.topic ?? device.id]]));
}

/** Number as the device prints it, with the profile's decimals; `null`, the word of JSON, for a failed sensor. */
export function printNumber(point: MqttPoint, valueSi: number): string {
  if (!Number.isFinite(valueSi)) return 'null';
  return ((valueSi - point.offset) / point.scale).toFixed(point.decimals);
}

/** Reads one point out of a payload. Any bytes may come; none makes it throw. */
export function decodePayload(point: MqttPoint, payload: Uint8Array): DecodedPayload {
  const text = decodeText(payload);
  if (text === null) return MALFORMED;
  const found = point.path === null ? plainNumber(text) : byPath(text, point.path);
  if (found === null) return FAULT;
  if (typeof found !== 'number' || !Number.isFinite(found)) return MALFORMED;
  return { ok: true, valueSi: found * point.scale + point.offset };
}

const MALFORMED: DecodedPayload = { ok: false, reason: 'malformed payload' };
const FAULT: DecodedPayload = { ok: false, reason: 'sensor fault' };

function decodeText(payload: Uint8Array): string | null {
  try {
    return utf8.decode(payload);
  } catch {
    return null;
  }
}

function plainNumber(text: string): unknown {
  const trimmed = text.trim();
  return NUMBER.test(trimmed) ? Number(trimmed) : undefined;
}

function byPath(text: string, path: string): unknown {
  let at: unknown;
  try {
    at = JSON.parse(text);
  } catch {
    return undefined;
  }
  for (const key of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Record<string, unknown>)[key];
  }
  return at;
}
