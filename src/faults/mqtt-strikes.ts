/** What the faults of an MQTT bus make of messages. */
import { fillTopic } from '../field/codec/payload.ts';
import type { MqttPublication } from '../field/emulated/mqtt-device.ts';
import type { MqttFaults } from '../field/wire-fault.ts';
import type { Device, MqttBus } from '../field/wiring.ts';
import type { FaultDefinition, MqttEffect } from './fault.ts';
import type { StandingFault } from './standing-fault.ts';

/** Hears of each strike: which fault, and the message. */
export type MqttStrikeListener = (fault: StandingFault, topic: string, payload: Uint8Array) => void;

interface Aimed {
  readonly fault: StandingFault;
  readonly effect: MqttEffect;
  readonly deviceId: string | null;
  /** Topics that it is aimed at; null: any. */
  readonly topics: ReadonlySet<string> | null;
}

/** A message and what the faults have made of it. */
interface Said {
  message: MqttPublication | null;
  delayS: number;
  copies: 1 | 2;
}

interface Held {
  readonly message: MqttPublication;
  readonly copies: 1 | 2;
  readonly dueS: number;
}

const TIME_SLACK_S = 1e-9;
const TIMESTAMP = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/gu;

export class MqttStrikes implements MqttFaults {
  isBrokerAway = false;
  private readonly devices: readonly Device[];
  private readonly struck: MqttStrikeListener;
  private active: readonly Aimed[] = [];
  /** In the order in which they were said; a message never overtakes another of its device. */
  private held: Held[] = [];
  /** Topics at which the broker keeps a message that is getting old. */
  private readonly kept = new Set<string>();

  constructor(bus: MqttBus, struck: MqttStrikeListener) {
    this.devices = bus.devices.filter(({ mode }) => mode !== 'real');
    this.struck = struck;
  }

  /** The faults that are at work on this bus now. */
  setActive(faults: readonly StandingFault[]): void {
    this.active = faults.map((fault) => {
      const { target, effect } = fault.definition;
      const topics = topicsOf(target, this.devices);
      return { fault, effect: effect as MqttEffect, deviceId: target.deviceId, topics };
    });
    this.isBrokerAway = this.active.some(({ effect }) => effect.kind === 'broker-away');
    if (!this.active.some(({ effect }) => effect.kind === 'retained-stale')) this.kept.clear();
  }

  publications(said: readonly MqttPublication[], nowS: number): readonly MqttPublication[] {
    if (this.active.length === 0 && this.held.length === 0) return said;
    for (const message of said) this.take(message, nowS);
    const isDue = ({ dueS }: Held): boolean => dueS <= nowS + TIME_SLACK_S;
    const due = this.held.filter(isDue);
    this.held = this.held.filter((waiting) => !isDue(waiting));
    return due.flatMap(({ message, copies }) => (copies === 2 ? [message, message] : [message]));
  }

  commandCopies(deviceId: string, topic: string): 1 | 2 {
    let copies: 1 | 2 = 1;
    for (const aimed of this.active) {
      if (aimed.effect.kind !== 'duplicate-delivery' || !isAimedAt(aimed, deviceId, topic)) continue;
      if (aimed.fault.strike(deviceId) === null) continue;
      this.struck(aimed.fault, topic, new Uint8Array(0));
      copies = 2;
    }
    return copies;
  }

  private take(message: MqttPublication, nowS: number): void {
    const { deviceId, topic } = message;
    const said: Said = { message, delayS: 0, copies: 1 };
    for (const aimed of this.active) {
      if (isAimedAt(aimed, deviceId, topic)) this.apply(aimed, message, said);
    }
    if (said.message === null) return;
    const last = this.held.findLast((held) => held.message.deviceId === deviceId)?.dueS ?? nowS;
    this.held.push({
      message: said.message,
      copies: said.copies,
      dueS: Math.max(nowS + said.delayS, last),
    });
  }

  private apply({ fault, effect }: Aimed, original: MqttPublication, said: Said): void {
    if (said.message === null || effect.kind === 'broker-away') return;
    const { topic, payload, deviceId } = original;
    if (effect.kind === 'retained-stale' && this.kept.has(topic)) {
      // Those after it leave the message alone that the broker keeps, so that it gets old.
      said.message = { ...said.message, retain: false };
      return;
    }
    const dice = fault.strike(deviceId);
    if (dice === null) return;
    this.struck(fault, topic, payload);
    switch (effect.kind) {
      case 'retained-stale':
        this.kept.add(topic);
        said.message = { ...said.message, retain: true };
        return;
      case 'delay':
        said.delayS += effect.delayS;
        return;
      case 'jitter':
        said.delayS += dice.next() * effect.jitterS;
        return;
      case 'no-reply':
        said.message = null;
        return;
      case 'duplicate-delivery':
        said.copies = 2;
        return;
      case 'clock-skew':
        said.message = { ...said.message, payload: skewed(said.message.payload, effect.skewS) };
        return;
    }
  }
}

function isAimedAt({ deviceId, topics }: Aimed, device: string, topic: string): boolean {
  return (deviceId === null || deviceId === device) && (topics === null || topics.has(topic));
}

/** Topics on which the point of a target travels, or the one that it names; null: any. */
function topicsOf(target: FaultDefinition['target'], devices: readonly Device[]): ReadonlySet<string> | null {
  if (target.topic !== null) return new Set([target.topic]);
  if (target.point === null) return null;
  const device = devices.find(({ id }) => id === target.deviceId);
  const source = device?.profile.points.find(({ name }) => name === target.point)?.source;
  if (device === undefined || source?.protocol !== 'mqtt')
    throw new Error(`invariant: ${target.deviceId} says nothing of ${target.point}`);
  const message = device.profile.messages.find(({ name }) => name === source.message);
  const templates = [message?.topic, source.command?.topic].filter((topic) => topic !== undefined);
  return new Set(templates.map((topic) => fillTopic(topic, device)));
}

/** The payload with every point in time moved. */
function skewed(payload: Uint8Array, skewS: number): Uint8Array {
  const text = new TextDecoder().decode(payload);
  const moved = text.replaceAll(TIMESTAMP, (stamp) => {
    const ms = Date.parse(`${stamp}Z`);
    return Number.isNaN(ms) ? stamp : new Date(ms + skewS * 1000).toISOString().slice(0, 19);
  });
  return new TextEncoder().encode(moved);
}
