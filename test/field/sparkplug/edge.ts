/** An edge node with two devices, and a process image that a test writes. */
import type {
  EdgeDefinition,
  MetricDefinition,
  ReadTag,
} from '../../../src/field/sparkplug/edge-definition.ts';
import type { SparkplugMessage } from '../../../src/field/sparkplug/message.ts';
import { text, truth } from '../../../src/field/sparkplug/payload.ts';
import type { Reading } from '../../../src/units/reading.ts';

export const GOOD = (value: number): Reading => ({ value, quality: 'good', reason: null });
export const BAD = (value: number, reason: string): Reading => ({ value, quality: 'bad', reason });

function number(tag: string, alias: number): MetricDefinition {
  const properties = [['engUnit', text('Pa')] as const, ['readOnly', truth(true)] as const];
  return { tag, alias, kind: 'number', properties };
}

function onOff(tag: string, alias: number): MetricDefinition {
  return { tag, alias, kind: 'switch', properties: [['engUnit', text('1')]] };
}

export const EDGE: EdgeDefinition = {
  id: { group: 'G', node: 'N' },
  primaryHost: null,
  periodS: 1,
  facts: [['Properties/Software', 'buhera test']],
  metrics: [number('loop.sp', 1), onOff('a.online', 2), onOff('b.online', 3)],
  devices: [
    { id: 'a', aliveTag: 'a.online', metrics: [number('a.pressure', 4), onOff('a.valve', 5)] },
    { id: 'b', aliveTag: 'b.online', metrics: [number('b.pressure', 6)] },
  ],
};

/** ms since 1970 at which the site clock stands at zero. */
export const EPOCH_MS = 1_700_000_000_000;

/** Tags of the site, each with the time since which it has been so. */
export class Image {
  readonly #tags = new Map<string, { reading: Reading; timestampMs: number }>();

  constructor() {
    for (const tag of ['loop.sp', 'a.pressure', 'a.valve', 'b.pressure']) this.set(tag, 0);
    for (const tag of ['a.online', 'b.online']) this.set(tag, 1);
  }

  set(tag: string, value: number | Reading, timeS = 0): void {
    const reading = typeof value === 'number' ? GOOD(value) : value;
    this.#tags.set(tag, { reading, timestampMs: EPOCH_MS + timeS * 1000 });
  }

  readonly read: ReadTag = (tag) => {
    const found = this.#tags.get(tag);
    if (found === undefined) throw new Error(`no tag ${tag}`);
    return found;
  };
}

export const at = (nowS: number) => ({ nowS, utcMs: EPOCH_MS + nowS * 1000 });

/** Verb and device of each message. */
export function shape(messages: readonly SparkplugMessage[]): readonly string[] {
  return messages.map(({ topic }) => topic.replace(/^spBv1\.0\/G\//u, '').replace(/\/N/u, ''));
}
