import { describe, expect, test } from 'vitest';
import {
  type EdgeEvent,
  type EdgeSession,
  FIRST_EDGE_SESSION,
  stepEdgeSession,
} from '../../../src/field/sparkplug/edge-session.ts';

/** What becomes of a session, and whether any of the events made the edge node leave. */
function sessionAfter(
  events: readonly EdgeEvent[],
  waitsForHost = false,
  from: EdgeSession = FIRST_EDGE_SESSION,
): EdgeSession & { readonly left: boolean } {
  let session = from;
  let left = false;
  for (const event of events) {
    const step = stepEdgeSession(session, event, waitsForHost);
    session = step.session;
    left ||= step.leave;
  }
  return { ...session, left };
}

const CONNECT: readonly EdgeEvent[] = [{ kind: 'connecting' }, { kind: 'connected' }];
const SUBSCRIBE: EdgeEvent = { kind: 'subscribed' };
const BIRTHS: EdgeEvent = { kind: 'births-sent' };
const LOST: EdgeEvent = { kind: 'lost' };
const host = (online: boolean, timestampMs: number): EdgeEvent => ({
  kind: 'host',
  state: { online, timestampMs },
});

describe('the number of a session', () => {
  test('starts at zero [tck-id-topics-nbirth-bdseq-increment]', () => {
    expect(sessionAfter(CONNECT).bdSeq).toBe(0);
  });

  test('counts each CONNECT [tck-id-topics-nbirth-bdseq-increment]', () => {
    expect(sessionAfter([...CONNECT, LOST, ...CONNECT, LOST, ...CONNECT]).bdSeq).toBe(2);
  });

  test('does not count attempts that reached no broker', () => {
    const attempts: EdgeEvent[] = [{ kind: 'connecting' }, LOST, { kind: 'connecting' }, LOST];
    expect(sessionAfter([...attempts, ...CONNECT]).bdSeq).toBe(0);
  });

  test('follows 255 with 0 [tck-id-payloads-nbirth-bdseq-inc]', () => {
    const last = { ...FIRST_EDGE_SESSION, bdSeq: 255, used: true };
    expect(sessionAfter(CONNECT, false, last).bdSeq).toBe(0);
  });

  test('stays the same over a rebirth [tck-id-operational-behavior-data-commands-rebirth-action-3]', () => {
    const reborn = sessionAfter([...CONNECT, SUBSCRIBE, BIRTHS, { kind: 'rebirth-asked' }]);
    expect(reborn).toMatchObject({ bdSeq: 0, phase: 'unborn' });
  });
});

describe('births', () => {
  test('wait for the subscription, and for nothing else without a primary host', () => {
    expect(sessionAfter(CONNECT).phase).toBe('subscribing');
    expect(sessionAfter([...CONNECT, SUBSCRIBE]).phase).toBe('unborn');
  });

  test('are not asked for by a rebirth before the first ones [tck-id-message-flow-device-birth-publish-nbirth-wait]', () => {
    expect(sessionAfter([...CONNECT, { kind: 'rebirth-asked' }]).phase).toBe('subscribing');
  });

  test('come again after a lost connection', () => {
    expect(sessionAfter([...CONNECT, SUBSCRIBE, BIRTHS, LOST]).phase).toBe('away');
    expect(sessionAfter([...CONNECT, SUBSCRIBE, BIRTHS, LOST, ...CONNECT, SUBSCRIBE]).phase).toBe('unborn');
  });
});

describe('a primary host', () => {
  const READY = [...CONNECT, SUBSCRIBE];

  test('is waited for [tck-id-message-flow-edge-node-birth-publish-phid-wait]', () => {
    expect(sessionAfter(READY, true).phase).toBe('waiting');
    expect(sessionAfter([...READY, host(false, 5)], true).phase).toBe('waiting');
  });

  test('lets births go when online [tck-id-message-flow-edge-node-birth-publish-phid-wait-online]', () => {
    expect(sessionAfter([...READY, host(true, 5)], true).phase).toBe('unborn');
  });

  test('may be heard before the broker confirms the subscription', () => {
    expect(sessionAfter([...CONNECT, host(true, 5), SUBSCRIBE], true).phase).toBe('unborn');
  });

  test('that goes offline makes the node leave [tck-id-message-flow-edge-node-birth-publish-phid-offline]', () => {
    expect(sessionAfter([...READY, host(true, 5), BIRTHS, host(false, 5)], true).left).toBe(true);
    expect(sessionAfter([...READY, host(true, 5), host(false, 6)], true).left).toBe(true);
  });

  test('is not left twice: a node that waits has nothing to take back', () => {
    expect(sessionAfter([...READY, host(false, 7)], true).left).toBe(false);
  });

  test('is not believed with an older timestamp [tck-id-operational-behavior-edge-node-termination-host-offline-timestamp]', () => {
    const late = sessionAfter([...READY, host(true, 5), BIRTHS, host(false, 4)], true);
    expect(late).toMatchObject({ left: false, phase: 'born' });
  });

  test('online with an older timestamp is not either [tck-id-message-flow-edge-node-birth-publish-phid-wait-timestamp]', () => {
    expect(sessionAfter([...READY, host(false, 5), host(true, 4)], true).phase).toBe('waiting');
  });

  test('must be heard again on each connection', () => {
    const again = sessionAfter([...READY, host(true, 5), BIRTHS, LOST, ...READY], true);
    expect(again.phase).toBe('waiting');
    expect(sessionAfter([host(true, 5)], true, again).phase).toBe('unborn');
  });
});
