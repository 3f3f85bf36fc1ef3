import { expect, test } from 'vitest';
import { decodeHostState, encodeHostState } from '../../../src/field/sparkplug/host-state.ts';
import {
  deviceTopic,
  isSparkplugId,
  nodeFilter,
  nodeTopic,
  parseTopic,
  stateTopic,
} from '../../../src/field/sparkplug/topic.ts';

const ID = { group: 'Buhera', node: 'demo' };

test('topics have the form of the specification [tck-id-topic-structure]', () => {
  expect(nodeTopic(ID, 'NBIRTH')).toBe('spBv1.0/Buhera/NBIRTH/demo');
  expect(deviceTopic(ID, 'DDATA', 'pt1')).toBe('spBv1.0/Buhera/DDATA/demo/pt1');
  expect(stateTopic('scada')).toBe('spBv1.0/STATE/scada');
  expect(nodeFilter(ID)).toBe('spBv1.0/Buhera/+/demo/#');
});

test('a topic is read as it was made', () => {
  expect(parseTopic('spBv1.0/Buhera/NDEATH/demo')).toEqual({ ...ID, verb: 'NDEATH', device: null });
  expect(parseTopic('spBv1.0/Buhera/DCMD/demo/pt1')).toEqual({ ...ID, verb: 'DCMD', device: 'pt1' });
});

test.each([
  ['of another namespace', 'spAv1.0/Buhera/NDEATH/demo'],
  [
    'of a node with a device [tck-id-topic-structure-namespace-device-id-non-associated-message-types]',
    'spBv1.0/Buhera/NDATA/demo/pt1',
  ],
  [
    'of a device without one [tck-id-topic-structure-namespace-device-id-associated-message-types]',
    'spBv1.0/Buhera/DDATA/demo',
  ],
  ['with an empty device', 'spBv1.0/Buhera/DDATA/demo/'],
  ['with a level too many', 'spBv1.0/Buhera/DDATA/demo/pt1/more'],
  ['with an unknown verb', 'spBv1.0/Buhera/XDATA/demo'],
  ['of a host', 'spBv1.0/STATE/scada'],
  ['without a group', 'spBv1.0//NDATA/demo'],
])('a topic %s is none', (_what, topic) => expect(parseTopic(topic)).toBeNull());

test('names have none of the reserved characters [tck-id-topic-structure-namespace-valid-group-id]', () => {
  expect(['a', 'Gruppe 1', 'é.-_'].every(isSparkplugId)).toBe(true);
  expect(['', 'a/b', 'a+b', 'a#b', 'a\0b'].some(isSparkplugId)).toBe(false);
});

test('a host says in JSON whether it is there [tck-id-host-topic-phid-birth-payload]', () => {
  const bytes = encodeHostState({ online: true, timestampMs: 1_700_000_000_000 });
  expect(JSON.parse(Buffer.from(bytes).toString('utf8'))).toEqual({
    online: true,
    timestamp: 1_700_000_000_000,
  });
  expect(decodeHostState(bytes)).toEqual({ online: true, timestampMs: 1_700_000_000_000 });
});

test.each([
  'ONLINE',
  '',
  '{}',
  '{"online":1,"timestamp":5}',
  '{"online":true}',
  'null',
  '[]',
  '{"online":true,',
])('what is no such JSON says nothing: %s', (said) => expect(decodeHostState(Buffer.from(said))).toBeNull());

test('bytes that are no text say nothing', () => {
  expect(decodeHostState(Uint8Array.of(0xff, 0xfe))).toBeNull();
});
