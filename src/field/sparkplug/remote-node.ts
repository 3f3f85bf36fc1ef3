/**
 * One edge node as a host application sees it: births tell what there is and under which aliases, data follow in
 * order, deaths end it, and whatever does not fit leads to a request for new births. A function over messages and
 * time: it knows no socket and no clock. Sparkplug 3.0.0, chapters 5.5, 5.7, 5.9 and 5.17.
 */
import type { MessageOrder } from './message-order.ts';
import { acceptMessage, isOverdue, orderAfter } from './message-order.ts';
import type { SparkplugMetric, SparkplugPayload } from './payload.ts';
import { DATATYPE, numberOf } from './payload.ts';
import { BD_SEQ } from './session-metrics.ts';
import type { SparkplugTopic } from './topic.ts';

/** What a birth said of a metric. */
export interface BornMetric {
  readonly name: string;
  readonly alias: bigint | null;
  readonly datatype: number | null;
  /** As the edge node writes it; null where it says none. */
  readonly unit: string | null;
}

/** `device` is null for the edge node itself; its death is that of its devices, too. */
export type RemoteEvent =
  | { readonly kind: 'born'; readonly device: string | null; readonly metrics: readonly BornMetric[] }
  | {
      readonly kind: 'value';
      readonly device: string | null;
      readonly born: BornMetric;
      readonly metric: SparkplugMetric;
      /** When it was true, ms since 1970 UTC; null where the edge node does not say. */
      readonly timestampMs: number | null;
    }
  | { readonly kind: 'gone'; readonly device: string | null; readonly reason: string }
  /** Messages are missing: what was said last may be no longer true. */
  | { readonly kind: 'doubtful' };

export interface RemoteMessage {
  readonly topic: SparkplugTopic;
  readonly payload: SparkplugPayload;
  readonly bytes: Uint8Array;
}

export interface RemotePolicy {
  /** How long a missing message may take, s. */
  readonly reorderS: number;
  /** Pause after a request for births; doubles up to the second figure. */
  readonly backoffFirstS: number;
  readonly backoffMaxS: number;
}

/** The node itself, or one of its devices. */
interface Scope {
  readonly byName: ReadonlyMap<string, BornMetric>;
  readonly byAlias: ReadonlyMap<bigint, BornMetric>;
  /** Of a device that was there before a rebirth: until when its new birth must have come; null: it has. */
  readonly unbornUntilS: number | null;
}

const NONE: readonly RemoteEvent[] = [];

export class RemoteNode {
  private readonly policy: RemotePolicy;
  /** Of the node (null) and of its devices, where they are born. */
  private scopes = new Map<string | null, Scope>();
  private bdSeq: number | null = null;
  /** The last birth of the node: when it was sent, in ms since 1970 UTC, and when it came. */
  private lastBirth: { readonly sentMs: number; readonly atS: number } | null = null;
  /** When the deaths of sessions came, by their numbers. */
  private readonly deathsS = new Map<number, number>();
  /** null while the node is not known to be there. */
  private order: MessageOrder<RemoteMessage> | null = null;
  private last: RemoteMessage | null = null;
  private wantsBirth = false;
  private askAgainS = Number.NEGATIVE_INFINITY;
  private backoffS: number;

  constructor(policy: RemotePolicy) {
    this.policy = policy;
    this.backoffS = policy.backoffFirstS;
  }

  /** Subscribed, the first time or again: nobody knows what has been said before. */
  listening(): void {
    this.forget();
    this.wantsBirth = true;
  }

  /** The connection to the broker is gone. */
  deaf(): void {
    this.forget();
    this.wantsBirth = false;
  }

  message(message: RemoteMessage, nowS: number): readonly RemoteEvent[] {
    const { verb } = message.topic;
    if (verb === 'NCMD' || verb === 'DCMD') return NONE;
    if (verb === 'NDEATH') return this.nodeDeath(message.payload, nowS);
    if (this.isOvertaken(message, nowS)) {
      this.wantsBirth = true;
      return NONE;
    }
    if (verb === 'NBIRTH') return this.nodeBirth(message, nowS);
    const { seq } = message.payload;
    if (this.order === null || seq === null) {
      this.wantsBirth = true;
      return NONE;
    }
    if (isSame(this.last, message)) return NONE;
    const { order, released } = acceptMessage(this.order, seq, message, nowS);
    this.order = order;
    this.last = released.at(-1) ?? this.last;
    return released.flatMap((one) => this.inTurn(one));
  }

  /** What the passing of time tells: messages that never came, devices that were not born again. */
  elapse(nowS: number): readonly RemoteEvent[] {
    const events: RemoteEvent[] = [];
    for (const [device, { unbornUntilS }] of this.scopes) {
      if (unbornUntilS === null || nowS <= unbornUntilS) continue;
      this.scopes.delete(device);
      events.push({ kind: 'gone', device, reason: 'device not born again' });
    }
    if (this.order === null || !isOverdue(this.order, nowS, this.policy.reorderS)) return events;
    this.order = null;
    this.wantsBirth = true;
    return [...events, { kind: 'doubtful' }];
  }

  /** Whether to ask for births now; who asks does so. */
  asksForBirth(nowS: number): boolean {
    if (!this.wantsBirth || nowS < this.askAgainS) return false;
    const { backoffFirstS, backoffMaxS } = this.policy;
    const isLong = nowS - this.askAgainS > backoffMaxS;
    this.backoffS = isLong ? backoffFirstS : Math.min(2 * this.backoffS, backoffMaxS);
    this.askAgainS = nowS + this.backoffS;
    return true;
  }

  /** The metric as it was born, for a command to it; null while it is not. */
  find(device: string | null, name: string): BornMetric | null {
    const scope = this.scopes.get(device);
    if (this.order === null || scope === undefined || scope.unbornUntilS !== null) return null;
    return scope.byName.get(name) ?? null;
  }

  private nodeBirth({ payload }: RemoteMessage, nowS: number): readonly RemoteEvent[] {
    const bdSeq = bdSeqOf(payload);
    const isRebirth = this.scopes.has(null) && bdSeq === this.bdSeq;
    this.bdSeq = bdSeq;
    this.lastBirth = payload.timestampMs === null ? null : { sentMs: payload.timestampMs, atS: nowS };
    this.wantsBirth = false;
    this.last = null;
    this.order = orderAfter(payload.seq ?? 0);
    const events: RemoteEvent[] = [];
    const unbornUntilS = nowS + this.policy.reorderS;
    for (const [device, scope] of this.scopes) {
      if (device === null) continue;
      if (isRebirth) this.scopes.set(device, { ...scope, unbornUntilS });
      else events.push({ kind: 'gone', device, reason: 'device not born yet' });
    }
    if (!isRebirth) this.scopes.clear();
    return [...events, ...this.birth(null, payload)];
  }

  /** A will may come late, when its node has long been back ([tck-id-topics-nbirth-bdseq-included]). */
  private nodeDeath(payload: SparkplugPayload, nowS: number): readonly RemoteEvent[] {
    const bdSeq = bdSeqOf(payload);
    if (bdSeq !== null) this.deathsS.set(bdSeq, nowS);
    if (this.bdSeq !== null && bdSeq !== null && bdSeq !== this.bdSeq) {
      // Unless it is late, it is that of a session whose birth has not come.
      this.wantsBirth = true;
      return NONE;
    }
    // Its next birth may get lost, and it may have no news for long: it is asked now and then whether it is back.
    if (this.bdSeq !== null) this.askAgainS = nowS + this.policy.backoffMaxS;
    this.wantsBirth = true;
    this.forget();
    return [{ kind: 'gone', device: null, reason: 'edge node offline' }];
  }

  /**
   * Whether a message comes after one that was sent later: a birth, or the death of its session. Only for so long as
   * messages may be late; after that a clock was set back, or the edge node began to count anew.
   */
  private isOvertaken({ topic, payload }: RemoteMessage, nowS: number): boolean {
    const { lastBirth } = this;
    const isRecent = (atS: number): boolean => nowS - atS <= this.policy.reorderS;
    const { timestampMs } = payload;
    if (
      lastBirth !== null &&
      timestampMs !== null &&
      timestampMs < lastBirth.sentMs &&
      isRecent(lastBirth.atS)
    ) {
      return true;
    }
    if (topic.verb !== 'NBIRTH') return false;
    const deathS = this.deathsS.get(bdSeqOf(payload) ?? Number.NaN);
    return deathS !== undefined && isRecent(deathS);
  }

  private inTurn({ topic, payload }: RemoteMessage): readonly RemoteEvent[] {
    switch (topic.verb) {
      case 'DBIRTH':
        return this.birth(topic.device, payload);
      case 'DDEATH':
        this.scopes.delete(topic.device);
        return [{ kind: 'gone', device: topic.device, reason: 'device offline' }];
      case 'NDATA':
      case 'DDATA':
        return this.data(topic.device, payload);
      default:
        return NONE;
    }
  }

  private birth(device: string | null, payload: SparkplugPayload): readonly RemoteEvent[] {
    const scope = scopeOf(payload.metrics);
    this.scopes.set(device, scope);
    const born: RemoteEvent = { kind: 'born', device, metrics: [...scope.byName.values()] };
    return [born, ...this.data(device, payload)];
  }

  private data(device: string | null, payload: SparkplugPayload): readonly RemoteEvent[] {
    const scope = this.scopes.get(device);
    if (scope === undefined || scope.unbornUntilS !== null) {
      this.wantsBirth = true;
      return NONE;
    }
    return payload.metrics.flatMap((metric): readonly RemoteEvent[] => {
      const born = find(scope, metric);
      if (born === null) this.wantsBirth = true;
      if (born === null || metric.historical) return NONE;
      const timestampMs = metric.timestampMs ?? payload.timestampMs;
      return [{ kind: 'value', device, born, metric, timestampMs }];
    });
  }

  private forget(): void {
    this.scopes.clear();
    this.order = null;
    this.last = null;
    this.bdSeq = null;
  }
}

function find({ byName, byAlias }: Scope, { name, alias }: SparkplugMetric): BornMetric | null {
  const byItsName = name === null ? undefined : byName.get(name);
  return byItsName ?? (alias === null ? null : (byAlias.get(alias) ?? null));
}

function scopeOf(metrics: readonly SparkplugMetric[]): Scope {
  const born = metrics.flatMap((metric): BornMetric[] => {
    const { name, alias, datatype } = metric;
    return name === null ? [] : [{ name, alias, datatype, unit: unitOf(metric) }];
  });
  const byAlias = born.flatMap((one) => (one.alias === null ? [] : [[one.alias, one] as const]));
  return {
    byName: new Map(born.map((one) => [one.name, one])),
    byAlias: new Map(byAlias),
    unbornUntilS: null,
  };
}

function unitOf({ properties }: SparkplugMetric): string | null {
  const value = properties.get('engUnit')?.value;
  return value?.kind === 'string' && value.value !== '' ? value.value : null;
}

function bdSeqOf({ metrics }: SparkplugPayload): number | null {
  const metric = metrics.find(({ name }) => name === BD_SEQ);
  return metric === undefined ? null : numberOf(metric.value, metric.datatype ?? DATATYPE.int64);
}

/** A broker may deliver a message twice. */
function isSame(last: RemoteMessage | null, { topic, bytes }: RemoteMessage): boolean {
  if (last === null || last.topic.verb !== topic.verb || last.topic.device !== topic.device) return false;
  return last.bytes.length === bytes.length && last.bytes.every((byte, at) => byte === bytes[at]);
}
