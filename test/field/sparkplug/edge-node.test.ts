import { describe, expect, test } from 'vitest';
import { encodePayload } from '../../../src/field/sparkplug/codec.ts';
import { EdgeNode } from '../../../src/field/sparkplug/edge-node.ts';
import { encodeHostState } from '../../../src/field/sparkplug/host-state.ts';
import { metric, type SparkplugMetric } from '../../../src/field/sparkplug/payload.ts';
import { at, EDGE, Image, shape } from './edge.ts';

const image = new Image();

function command(...metrics: readonly SparkplugMetric[]): Uint8Array {
  return encodePayload({ timestampMs: 0, seq: null, metrics });
}

function connected(node: EdgeNode): EdgeNode {
  node.on({ kind: 'connecting' });
  node.on({ kind: 'connected' });
  node.on({ kind: 'subscribed' });
  return node;
}

function born(): EdgeNode {
  const node = connected(new EdgeNode(EDGE));
  node.exchange(at(0), image.read);
  return node;
}

const NCMD = 'spBv1.0/G/NCMD/N';
const DCMD = 'spBv1.0/G/DCMD/N/a';
const two = { kind: 'double', value: 2 } as const;

describe('commands', () => {
  test('reach the tag by alias or by name', () => {
    const write = { kind: 'write', tag: 'loop.sp', value: 2 };
    const node = born();
    expect(node.receive(NCMD, command(metric({ alias: 1n, value: two }))).commands).toEqual([write]);
    expect(node.receive(NCMD, command(metric({ name: 'loop.sp', value: two }))).commands).toEqual([write]);
  });

  test('of several metrics are several, in order', () => {
    const both = command(
      metric({ alias: 4n, value: two }),
      metric({ alias: 5n, value: { kind: 'boolean', value: true } }),
    );
    expect(born().receive(DCMD, both).commands).toEqual([
      { kind: 'write', tag: 'a.pressure', value: 2 },
      { kind: 'write', tag: 'a.valve', value: 1 },
    ]);
  });

  const text = { kind: 'string', value: 'open' } as const;
  test.each([
    ['to a metric of another device', DCMD, command(metric({ alias: 6n, value: two })), 'no such metric'],
    ['to a metric that is none', NCMD, command(metric({ name: 'x', value: two })), 'no such metric'],
    ['to a device that is none', `${DCMD}x`, command(metric({ alias: 4n, value: two })), 'no such device'],
    ['with a text', DCMD, command(metric({ alias: 4n, value: text })), 'expected a number'],
    ['with a null', DCMD, command(metric({ alias: 4n, value: { kind: 'null' } })), 'expected a number'],
    ['of bytes that are none', DCMD, Uint8Array.of(0x12, 0xff), 'malformed payload'],
  ])('%s make no sense, and that is said', (_what, topic, bytes, why) => {
    const { commands } = born().receive(topic, bytes);
    expect(commands).toMatchObject([{ kind: 'senseless', why: expect.stringContaining(why) }]);
  });

  test('before the births make no sense', () => {
    const node = connected(new EdgeNode(EDGE));
    const { commands } = node.receive(NCMD, command(metric({ alias: 1n, value: two })));
    expect(commands).toMatchObject([{ kind: 'senseless' }]);
  });
});

describe('a request for births', () => {
  const ask = (value: boolean) =>
    command(metric({ name: 'Node Control/Rebirth', value: { kind: 'boolean', value } }));

  test('is followed by all births and by no data before them [tck-id-operational-behavior-data-commands-rebirth-action-1] [tck-id-operational-behavior-data-commands-rebirth-action-2]', () => {
    const node = born();
    image.set('a.pressure', 77);
    expect(node.receive(NCMD, ask(true)).commands).toEqual([]);
    expect(shape(node.exchange(at(5), image.read))).toEqual(['NBIRTH', 'DBIRTH/a', 'DBIRTH/b']);
  });

  test('that is false asks for nothing', () => {
    const node = born();
    node.receive(NCMD, ask(false));
    expect(node.exchange(at(0.5), image.read)).toEqual([]);
  });
});

describe('with a primary host', () => {
  const STATE = 'spBv1.0/STATE/scada';
  const said = (online: boolean, timestampMs: number) => encodeHostState({ online, timestampMs });
  const waiting = () => connected(new EdgeNode({ ...EDGE, primaryHost: 'scada' }));

  test('listens to it and to commands, and to nobody else [tck-id-message-flow-edge-node-birth-publish-phid-wait-id]', () => {
    expect(waiting().filters).toEqual([NCMD, 'spBv1.0/G/DCMD/N/+', STATE]);
    const node = waiting();
    node.receive('spBv1.0/STATE/other', said(true, 1));
    expect(node.exchange(at(0), image.read)).toEqual([]);
  });

  test('says nothing at all before it is there [tck-id-operational-behavior-edge-node-birth-sequence-wait]', () => {
    const node = waiting();
    expect(node.exchange(at(0), image.read)).toEqual([]);
    node.receive(STATE, said(true, 1));
    expect(shape(node.exchange(at(1), image.read))).toEqual(['NBIRTH', 'DBIRTH/a', 'DBIRTH/b']);
  });

  test('leaves when it is gone, and not for noise [tck-id-operational-behavior-edge-node-termination-host-offline]', () => {
    const node = waiting();
    node.receive(STATE, said(true, 1));
    node.exchange(at(1), image.read);
    expect(node.receive(STATE, Uint8Array.of(1, 2, 3)).leave).toBe(false);
    expect(node.receive(STATE, said(false, 1)).leave).toBe(true);
  });
});
