/** An emulated MQTT device: truth becomes the messages that its profile describes, and commands become positions. */
import { fillTemplate, fillTopic, printNumber } from '../codec/payload.ts';
import type { MessageProfile, MqttCommand, MqttPoint } from '../profile.ts';
import type { Device, DrivenPoint, SensedPoint } from '../wiring.ts';
import type { ActuatorState } from './actuator-model.ts';
import { initialActuator, stepActuator } from './actuator-model.ts';
import { commandedValue } from './mqtt-command.ts';
import { firmwareAnswers } from './mqtt-firmware.ts';
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

/** A point that obeys, whether or not anything in the plant hangs on it. */
interface Output {
  readonly source: MqttPoint;
  readonly command: MqttCommand;
  readonly topic: string;
  readonly range: readonly [number, number];
  /** What the device holds, SI; 0 after power-up, or the end of the range that is nearest. */
  valueSi: number;
}

interface Drive {
  readonly bound: DrivenPoint;
  readonly output: Output;
  state: ActuatorState;
}

interface Message {
  readonly profile: MessageProfile;
  readonly topic: string;
  /** Number of the last publication, counted in periods from time zero. */
  published: number;
}

const utf8 = new TextEncoder();

/** A device that is flooded with commands drops what it cannot answer between two steps, as the real one does. */
const MAX_COMMANDS_PER_STEP = 64;

export class EmulatedMqttDevice {
  private readonly device: Device;
  private readonly senses = new Map<string, Sense>();
  private readonly outputs = new Map<string, Output>();
  private readonly drives: Drive[] = [];
  private readonly messages: Message[];
  private timeS = 0;
  private commandsTaken = 0;

  constructor(device: Device, seed: number) {
    this.device = device;
    for (const bound of device.points) {
      if (bound.direction !== 'sense') continue;
      const state = initialSensor(randomStream(seed, device.id, bound.point.name));
      this.senses.set(bound.point.name, { bound, state });
    }
    this.addOutputs();
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
    for (const drive of this.drives) {
      drive.state = stepActuator(drive.bound.actuator, drive.state, commanded(drive), nowS);
    }
    this.timeS = nowS;
    this.commandsTaken = 0;
    for (const message of this.messages) {
      // The same allowance as for conversions: a time on the grid must not fall short of it.
      const period = Math.floor(nowS / message.profile.periodS + 1e-9);
      if (period === message.published) continue;
      message.published = period;
      due.push(this.publication(message, nowS));
    }
  }

  /** Topics on which the device takes commands. */
  get commandTopics(): readonly string[] {
    return [...new Set([...this.outputs.values()].map(({ topic }) => topic))];
  }

  /** Obeys a command and answers with its state, into `due`. What it does not understand changes nothing. */
  receive(topic: string, payload: Uint8Array, due: MqttPublication[]): void {
    for (const [name, output] of this.outputs) {
      if (output.topic !== topic || this.commandsTaken >= MAX_COMMANDS_PER_STEP) continue;
      const valueSi = commandedValue(output.source, output.command, payload);
      if (valueSi === null) continue;
      this.commandsTaken++;
      const before = output.valueSi;
      output.valueSi = Math.min(Math.max(valueSi, output.range[0]), output.range[1]);
      const word = printNumber(output.source, output.valueSi);
      const change = { command: output.command, payload, word, changed: before !== output.valueSi };
      for (const answer of firmwareAnswers(this.device, change)) {
        due.push({ deviceId: this.device.id, ...answer, qos: output.command.qos, retain: false });
      }
      for (const message of this.messages) {
        if (!this.shows(message, name, output)) continue;
        due.push(this.publication(message, this.timeS));
      }
    }
  }

  forEachDrive(callback: (plantPoint: string, position: number) => void): void {
    for (const drive of this.drives) callback(drive.bound.plantPoint, drive.state.position);
  }

  private shows({ profile }: Message, pointName: string, { source, command }: Output): boolean {
    return (
      profile.name === command.confirmedBy ||
      (profile.name === source.message && profile.template.includes(`{${pointName}}`))
    );
  }

  private addOutputs(): void {
    for (const { name, source, range } of this.device.profile.points) {
      // Where the plant tells the state, nobody else does.
      if (source.protocol !== 'mqtt' || source.command === undefined || this.senses.has(name)) continue;
      const topic = fillTopic(source.command.topic, this.device);
      const valueSi = Math.min(Math.max(0, range[0]), range[1]);
      this.outputs.set(name, { source, command: source.command, topic, range, valueSi });
    }
    for (const bound of this.device.points) {
      const output = this.outputs.get(bound.point.name);
      if (bound.direction !== 'drive' || output === undefined) continue;
      this.drives.push({ bound, output, state: initialActuator(commanded({ bound, output })) });
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
    const valueSi = this.outputs.get(name)?.valueSi ?? this.senses.get(name)?.state.output;
    return printNumber(source, valueSi ?? Number.NaN);
  }
}

/** Position that the device asks of what hangs on it. */
function commanded({ bound, output }: Pick<Drive, 'bound' | 'output'>): number {
  const [closed, open] = bound.signal;
  return Math.min(Math.max((output.valueSi - closed) / (open - closed), 0), 1);
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
