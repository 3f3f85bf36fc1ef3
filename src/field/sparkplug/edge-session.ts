/**
 * The session of an edge node with its broker and its primary host, as a function over what happens: no clock, no
 * socket. Sparkplug 3.0.0, chapters 5.4 and 5.5.
 */
import type { HostState } from './host-state.ts';
import { nextInSequence } from './sequence.ts';

/**
 * `away`: no connection. `subscribing`: connected, and deaf so far. `waiting`: for the primary host, in silence.
 * `unborn`: everything is there, and the births are to be sent. `born`: data may follow.
 */
type EdgePhase = 'away' | 'subscribing' | 'waiting' | 'unborn' | 'born';

export interface EdgeSession {
  readonly phase: EdgePhase;
  /** Number of the session, in its will and in its births. */
  readonly bdSeq: number;
  /** Whether a broker has taken a CONNECT with this number. */
  readonly used: boolean;
  /** What the primary host last said; `online` counts for the present connection alone. */
  readonly host: HostState | null;
}

export type EdgeEvent =
  /** A CONNECT is about to be made up. */
  | { readonly kind: 'connecting' }
  /** The broker has taken it. */
  | { readonly kind: 'connected' }
  | { readonly kind: 'subscribed' }
  | { readonly kind: 'lost' }
  | { readonly kind: 'host'; readonly state: HostState }
  | { readonly kind: 'rebirth-asked' }
  | { readonly kind: 'births-sent' };

export const FIRST_EDGE_SESSION: EdgeSession = { phase: 'away', bdSeq: 0, used: false, host: null };

/** `leave`: say the death, disconnect, and begin anew ([tck-id-message-flow-edge-node-birth-publish-phid-offline]). */
export interface EdgeStep {
  readonly session: EdgeSession;
  readonly leave: boolean;
}

/** @param waitsForHost whether the edge node has a primary host */
export function stepEdgeSession(session: EdgeSession, event: EdgeEvent, waitsForHost: boolean): EdgeStep {
  const { phase } = session;
  switch (event.kind) {
    case 'connecting':
      return stay(newConnection(session));
    case 'connected':
      return stay({ ...session, phase: 'subscribing', used: true });
    case 'subscribed':
      return stay({ ...session, phase: mayBeBorn(session, waitsForHost) ? 'unborn' : 'waiting' });
    case 'lost':
      return stay({ ...session, phase: 'away' });
    case 'host':
      return hearHost(session, event.state);
    case 'rebirth-asked':
      return stay(phase === 'born' ? { ...session, phase: 'unborn' } : session);
    case 'births-sent':
      return stay({ ...session, phase: 'born' });
  }
}

function stay(session: EdgeSession): EdgeStep {
  return { session, leave: false };
}

/** A number for each CONNECT ([tck-id-topics-nbirth-bdseq-increment]), but none for one that reached nobody. */
function newConnection({ bdSeq, used, host }: EdgeSession): EdgeSession {
  return {
    phase: 'away',
    bdSeq: used ? nextInSequence(bdSeq) : bdSeq,
    used: false,
    host: host === null ? null : { ...host, online: false },
  };
}

function mayBeBorn({ host }: EdgeSession, waitsForHost: boolean): boolean {
  return !waitsForHost || host?.online === true;
}

/** A message of an earlier connection of the host may come late, and says nothing then. */
function hearHost(session: EdgeSession, state: HostState): EdgeStep {
  if (session.host !== null && state.timestampMs < session.host.timestampMs) return stay(session);
  const heard = { ...session, host: state };
  if (state.online) return stay(session.phase === 'waiting' ? { ...heard, phase: 'unborn' } : heard);
  return { session: heard, leave: session.phase === 'unborn' || session.phase === 'born' };
}
