/** One emulated MQTT device and its driver, and between them the messages of the wire. */
import { createMqttDriver, type MqttDriver } from '../../../field/driver/mqtt-driver.ts';
import type { MqttCommandMessage } from '../../../field/driver/mqtt-output.ts';
import { EmulatedMqttDevice, type MqttPublication } from '../../../field/emulated/mqtt-device.ts';
import type { DeviceProfile, MqttPoint, PointProfile } from '../../../field/profile.ts';
import type { BoundPoint, Device, MqttBus } from '../../../field/wiring.ts';
import type { Reading } from '../../../units/reading.ts';
import { nameOf, tagOf } from './modbus-bench.ts';

const LINK = { timeoutS: 1, retries: 1, backoffFirstS: 1, backoffMaxS: 1 };

export type MqttPointProfile = PointProfile & { readonly source: MqttPoint };

/** What came of a command. */
export interface Commanded {
  readonly readings: ReadonlyMap<string, Reading>;
  /** What the driver published, in order. */
  readonly sent: readonly MqttCommandMessage[];
  /** Whether the driver still waits for the device's word. */
  readonly isPending: boolean;
}

export class MqttBench {
  readonly device: Device;
  private readonly emulator: EmulatedMqttDevice;
  private readonly driver: MqttDriver;
  private readonly periodS: number;
  private nowS = 0;

  constructor(profile: DeviceProfile, bind: (point: PointProfile) => BoundPoint) {
    this.periodS = Math.max(...profile.messages.map(({ periodS }) => periodS));
    this.device = {
      id: 'dut',
      profile,
      mode: 'emulated',
      unit: null,
      topic: 'dut',
      periodS: this.periodS,
      staleS: 10 * this.periodS,
      points: profile.points.map((point) => bind(point)),
    };
    const bus: MqttBus = {
      kind: 'mqtt',
      id: 'check',
      broker: { kind: 'external', url: 'mqtt://127.0.0.1' },
      link: LINK,
      devices: [this.device],
    };
    this.emulator = new EmulatedMqttDevice(this.device, 1);
    this.driver = createMqttDriver(bus);
    this.driver.brokerThere();
  }

  /** Lets every message become due once; `tamper` may change a payload on its way. */
  exchange(
    truth: ReadonlyMap<string, number>,
    tamper: (text: string) => string = (text) => text,
  ): { readonly readings: ReadonlyMap<string, Reading>; readonly published: readonly MqttPublication[] } {
    this.nowS += this.periodS;
    const published: MqttPublication[] = [];
    this.emulator.update(this.nowS, (point) => truth.get(point) ?? Number.NaN, published);
    for (const { topic, payload } of published) {
      const text = tamper(new TextDecoder().decode(payload));
      this.hear(topic, new TextEncoder().encode(text));
    }
    return { readings: this.readings(), published };
  }

  say(topic: string, payload: Uint8Array): ReadonlyMap<string, Reading> {
    this.hear(topic, payload);
    return this.readings();
  }

  /**
   * Commands a point, and lets the driver hear what the device answers on one topic. Deaf: what the driver publishes
   * reaches nobody, for as long as its policy has it try.
   */
  command(point: string, position: number, answers: { readonly on: string } | 'deaf'): Commanded {
    this.driver.write(tagOf(point), position);
    const sent: MqttCommandMessage[] = [];
    for (let attempt = 0; attempt <= LINK.retries + 1; attempt++) {
      this.nowS += LINK.timeoutS;
      this.emulator.update(this.nowS, () => Number.NaN, []);
      const due = this.driver.due(this.nowS);
      sent.push(...due);
      if (answers === 'deaf') continue;
      const answered: MqttPublication[] = [];
      for (const { topic, payload } of due) this.emulator.receive(topic, payload, answered);
      for (const { topic, payload } of answered) if (topic === answers.on) this.hear(topic, payload);
      if (!this.driver.hasPendingWrites()) break;
    }
    return { readings: this.readings(), sent, isPending: this.driver.hasPendingWrites() };
  }

  /** Where the device stands, 0 … 1; NaN where the point drives nothing. */
  positionOf(point: string): number {
    let found = Number.NaN;
    this.emulator.update(this.nowS, () => Number.NaN, []);
    this.emulator.forEachDrive((plantPoint, position) => {
      if (plantPoint === point) found = position;
    });
    return found;
  }

  private hear(topic: string, payload: Uint8Array): void {
    this.driver.message({ topic, payload, retained: false }, this.nowS);
  }

  private readings(): ReadonlyMap<string, Reading> {
    return new Map(this.driver.drain().map(({ tag, reading }) => [nameOf(tag), reading]));
  }
}
