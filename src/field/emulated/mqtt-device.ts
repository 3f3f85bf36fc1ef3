/** An emulated MQTT device: truth becomes the messages that its profile describes. */
import { fillTemplate, fillTopic, printNumber } from '../codec/payload.ts';
import type { MessageProfile, MqttPoint } from '../profile.ts';
import type { Device, SensedPoint } from '../wiring.ts';
import { randomStream } from './random.ts';
import type { SensorState } from './sensor-model.ts';
import { initialSensor, stepSensor } from './sensor-model.ts';

export interface MqttPublication {
  readonly deviceId: string;
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: 0 | 1;
  readonly retain: boolean;
}

interface Sense {
  readonly bound: SensedPoint;
  state: SensorState;
}

interface Message {
  readonly profile: MessageProfile;
  readonly topic: string;
  /** Number of the last publication, counted in periods from time zero. */
  published: number;
}

const utf8 = new TextEncoder();

export class EmulatedMqttDevice {
  private readonly device: Device;
  private readonly senses = new Map<string, Sense>();
  private readonly messages: Message[];

  constructor(device: Device, seed: number) {
    this.device = device;
    for (const bound of device.points) {
      if (bound.direction !== 'sense') continue;
      const state = initialSensor(randomStream(seed, device.id, bound.point.name));
      this.senses.set(bound.point.name, { bound, state });
    }
    this.messages = device.profile.messages.map((profile) => ({
      profile,
      topic: fillTopic(profile.topic, device),
      published: -1,
    }));
  }

  /** Advances the sensors and puts the messages that have become due into `due`. */
  update(nowS: number, readTruth: (plantPoint: string) => number, due: MqttPublication[]): void {
    for (const sense of this.senses.values()) {
      const { point, plantPoint } = sense.bound;
      sense.state = stepSensor(point.sensor, point.range, sense.state, readTruth(plantPoint), nowS);
    }
    for (const message of this.messages) {
      // The same allowance as for conversions: a time on the grid must not fall short of it.
      const period = Math.floor(nowS / message.profile.periodS + 1e-9);
      if (period === message.published) continue;
      message.published = period;
      due.push(this.publication(message, nowS));
    }
  }

  private publication(message: Message, nowS: number): MqttPublication {
    const values = new Map<string, string>([['time', printTime(nowS)]]);
    for (const point of this.device.profile.points) {
      if (point.source.protocol !== 'mqtt' || point.source.message !== message.profile.name) continue;
      values.set(point.name, this.printed(point.name, point.source));
    }
    const text = fillTemplate(message.profile.template, values);
    const { qos, retain } = message.profile;
    return { deviceId: this.device.id, topic: message.topic, payload: utf8.encode(text), qos, retain };
  }

  private printed(name: string, source: MqttPoint): string {
    return printNumber(source, this.senses.get(name)?.state.output ?? Number.NaN);
  }
}

/** As of a device that has no time server: it counts from 1970. So a run does not depend on the date. */
function printTime(nowS: number): string {
  return new Date(nowS * 1000).toISOString().slice(0, 19);
}

/** Availability messages of a device; null when its profile has none. The broker keeps them. */
export function willMessage(
  device: Device,
): { readonly topic: string; readonly online: Uint8Array; readonly offline: Uint8Array } | null {
  const will = device.profile.lastWill;
  if (will === null) return null;
  return {
    topic: fillTopic(will.topic, device),
    online: utf8.encode(will.online),
    offline: utf8.encode(will.offline),
  };
}
