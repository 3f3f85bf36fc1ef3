/** STATE messages, by which a host application says whether it is there. Sparkplug 3.0.0, chapter 4.2.3: JSON. */

export interface HostState {
  readonly online: boolean;
  /** Of the connection that it speaks of, ms since 1970 UTC. */
  readonly timestampMs: number;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

export function encodeHostState({ online, timestampMs }: HostState): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ online, timestamp: timestampMs }));
}

/** null when the bytes are no such message. */
export function decodeHostState(bytes: Uint8Array): HostState | null {
  let said: unknown;
  try {
    said = JSON.parse(utf8.decode(bytes));
  } catch {
    return null;
  }
  if (typeof said !== 'object' || said === null) return null;
  const { online, timestamp } = said as { online?: unknown; timestamp?: unknown };
  if (typeof online !== 'boolean' || typeof timestamp !== 'number' || !Number.isFinite(timestamp))
    return null;
  return { online, timestampMs: timestamp };
}
