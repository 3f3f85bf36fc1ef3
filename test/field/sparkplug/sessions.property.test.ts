/**
 * An edge node and a host application on a broker that loses data and commands, delays and doubles everything, ends
 * connections, and tells wills late: whatever happens, the host takes nothing for good that the edge node has not
 * said, and both agree again as soon as there is any news. (A birth that gets lost before a long silence is beyond
 * every host: nothing in the protocol tells of it.)
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodePayload } from '../../../src/field/sparkplug/codec.ts';
import { EdgeNode } from '../../../src/field/sparkplug/edge-node.ts';
import { SparkplugDriver } from '../../../src/field/sparkplug/host-driver.ts';
import type { SparkplugMessage } from '../../../src/field/sparkplug/message.ts';
import type { Reading } from '../../../src/units/reading.ts';
import { at, BAD, EDGE, Image } from './edge.ts';
import { HOST_BUS } from './host.ts';

const STEP_S = 0.1;
const TAGS = [
  ['a.pressure', 'far.pressure'],
  ['b.pressure', 'far.other'],
  ['loop.sp', 'far.sp'],
] as const;

/** What the broker does with the messages of one step, and what happens to the edge node in it. */
const mishap = fc.record({
  fate: fc.constantFrom('arrives', 'arrives', 'arrives', 'lost', 'late', 'twice'),
  event: fc.constantFrom('nothing', 'nothing', 'nothing', 'reconnect', 'late will', 'device a', 'host deaf'),
  change: fc.nat(2),
});

class Wire {
  readonly image = new Image();
  readonly edge = new EdgeNode(EDGE);
  readonly host = new SparkplugDriver(HOST_BUS, { readBack: false, access: () => 'read' }, 1);
  readonly seen = new Map<string, Reading>();
  /** Values that the edge node has held, by tag. */
  readonly held = new Map<string, Set<number>>(TAGS.map(([tag]) => [tag, new Set([0])]));
  #late: { dueS: number; message: SparkplugMessage }[] = [];
  #value = 0;

  constructor() {
    this.host.brokerThere();
    this.connect();
  }

  connect(): void {
    for (const kind of ['connecting', 'connected', 'subscribed'] as const) this.edge.on({ kind });
  }

  change(tag: string): void {
    this.#value += 1;
    this.image.set(tag, this.#value);
    this.held.get(tag)?.add(this.#value);
  }

  happen(event: string, nowS: number): void {
    if (event === 'device a') {
      const isOn = this.image.read('a.online').reading.value === 1;
      this.image.set('a.online', isOn ? 0 : 1);
    }
    if (event === 'host deaf') {
      this.host.brokerAway(nowS);
      this.host.brokerThere();
    }
    if (event !== 'reconnect' && event !== 'late will') return;
    const will = this.edge.death(at(nowS).utcMs);
    this.edge.on({ kind: 'lost' });
    this.connect();
    if (event === 'reconnect') this.deliver(will, nowS);
    else this.#late.push({ dueS: nowS + 1, message: will });
  }

  step(nowS: number, fate: string): void {
    for (const message of this.edge.exchange(at(nowS), this.image.read)) {
      if (fate === 'late') this.#late.push({ dueS: nowS + 0.35, message });
      const isData = /\/[ND]DATA\//u.test(message.topic);
      if (fate === 'arrives' || fate === 'twice' || (fate === 'lost' && !isData)) this.deliver(message, nowS);
      if (fate === 'twice') this.deliver(message, nowS);
    }
    for (const { message } of this.#late.filter(({ dueS }) => dueS <= nowS)) this.deliver(message, nowS);
    this.#late = this.#late.filter(({ dueS }) => dueS > nowS);
    for (const { topic, payload } of this.host.due(at(nowS))) {
      if (fate !== 'lost') this.edge.receive(topic, encodePayload(payload));
    }
    for (const { tag, reading } of this.host.drain()) this.seen.set(tag, reading);
  }

  private deliver({ topic, payload }: SparkplugMessage, nowS: number): void {
    this.host.message(topic, encodePayload(payload), at(nowS));
  }
}

function run(mishaps: readonly { fate: string; event: string; change: number }[]): Wire {
  const wire = new Wire();
  for (const [index, { fate, event, change }] of mishaps.entries()) {
    const nowS = index * STEP_S;
    wire.happen(event, nowS);
    wire.change(TAGS[change]?.[0] ?? 'loop.sp');
    wire.step(nowS, fate);
    for (const [tag, far] of TAGS) {
      const reading = wire.seen.get(far);
      if (reading?.quality !== 'good') continue;
      expect(wire.held.get(tag), `${far} is ${reading.value}`).toContain(reading.value);
    }
  }
  return wire;
}

test('nothing is good that the edge node never said, and with the next news both agree', () => {
  fc.assert(
    fc.property(fc.array(mishap, { minLength: 1, maxLength: 150 }), (mishaps) => {
      const wire = run(mishaps);
      // Long enough for the longest pause between two requests, and for what is overdue.
      for (let step = 0; step < 300; step++) {
        if (step === 50) wire.change('loop.sp');
        wire.step((mishaps.length + step) * STEP_S, 'arrives');
      }
      const isAlive = wire.image.read('a.online').reading.value === 1;
      for (const [tag, far] of TAGS) {
        const { value } = wire.image.read(tag).reading;
        const expected =
          tag === 'a.pressure' && !isAlive ? { quality: 'bad' } : { value, quality: 'good', reason: null };
        expect(wire.seen.get(far)).toMatchObject(expected);
      }
    }),
    { numRuns: 300 },
  );
});

test('a lost device is bad at the host whatever it said last', () => {
  const wire = new Wire();
  wire.image.set('a.pressure', BAD(1, 'timeout'));
  wire.image.set('a.online', 0);
  for (let step = 0; step < 30; step++) wire.step(step * STEP_S, 'arrives');
  expect(wire.seen.get('far.pressure')).toMatchObject({ quality: 'bad' });
});
