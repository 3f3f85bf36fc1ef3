/** A fault as data: what goes wrong, for whom, how often, from when to when. */

/** Faults of Modbus exchanges. */
export type ModbusEffect =
  | { readonly kind: 'delay'; readonly delayS: number }
  /** Evenly spread from nothing to this. */
  | { readonly kind: 'jitter'; readonly jitterS: number }
  | { readonly kind: 'no-reply' }
  /** null: the next unit, or the next function of the same shape. */
  | { readonly kind: 'wrong-unit'; readonly unit: number | null }
  | { readonly kind: 'wrong-function'; readonly functionCode: number | null }
  | { readonly kind: 'exception'; readonly code: number }
  | { readonly kind: 'crc-error' }
  /** Share of the answer that arrives; null: as chance has it. */
  | { readonly kind: 'truncation'; readonly keptShare: number | null }
  | { readonly kind: 'duplicate' }
  /** Bytes before the frame; null: one to eight. */
  | { readonly kind: 'noise'; readonly bytes: number | null }
  | { readonly kind: 'half-open' }
  | { readonly kind: 'reset' }
  /** Wait after each byte. */
  | { readonly kind: 'slow-writer'; readonly pauseS: number };

/** Faults of messages; a delay, jitter or missing reply is that of a message there. */
export type MqttEffect =
  | Extract<ModbusEffect, { readonly kind: 'delay' | 'jitter' | 'no-reply' }>
  | { readonly kind: 'broker-away' }
  | { readonly kind: 'retained-stale' }
  | { readonly kind: 'duplicate-delivery' }
  | { readonly kind: 'clock-skew'; readonly skewS: number };

export type FaultEffect = ModbusEffect | MqttEffect;
export type FaultKind = FaultEffect['kind'];

/** Whom a fault strikes. What is null narrows nothing. */
export interface FaultTarget {
  readonly busId: string;
  readonly deviceId: string | null;
  /** Modbus function code. */
  readonly functionCode: number | null;
  readonly point: string | null;
  /** MQTT topic. */
  readonly topic: string | null;
}

export interface FaultDefinition {
  readonly id: string;
  readonly effect: FaultEffect;
  readonly target: FaultTarget;
  /** Chance that an exchange or message is struck, above 0, up to 1. */
  readonly probability: number;
  /** Strikes after which the fault is over; null: no limit. */
  readonly count: number | null;
  readonly seed: number;
  /** When it begins, s of site time. */
  readonly atS: number;
  /** How long after that it is over; null: when somebody clears it. */
  readonly clearAfterS: number | null;
}

/** A fault as others see it. */
export interface FaultSnapshot extends FaultDefinition {
  /** Not begun yet, at work, or over. */
  readonly state: 'armed' | 'active' | 'cleared';
  readonly strikes: number;
  /** Site time, s; null while it has not come to that. */
  readonly begunS: number | null;
  readonly endedS: number | null;
  /** Why it is over. */
  readonly endedBy: 'time' | 'count' | 'command' | null;
}
