/**
 * Commands for one output over MQTT. A command is the state that is wanted, so that hearing it twice does no harm,
 * and it stays pending until the device has shown that state. One that is not confirmed in time is repeated at once,
 * as often as the link's policy says, and after that with a pause that doubles: it is late then, and never lost.
 */
import { fillTemplate, fillTopic, printNumber } from '../codec/payload.ts';
import { asCommanded } from '../mqtt/command-words.ts';
import type { MqttCommand, MqttPoint } from '../profile.ts';
import type { Device, DrivenPoint, LinkPolicy } from '../wiring.ts';

export interface MqttCommandMessage {
  readonly deviceId: string;
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: 0 | 1;
}

/** What has become of a command, and what to send next. */
export interface CommandStep {
  /** null: the last one was the last for now. */
  readonly message: MqttCommandMessage | null;
  readonly repeated: boolean;
  /** The device has not confirmed the one before in time. */
  readonly timedOut: boolean;
  /** As often as the link's policy allows. */
  readonly failed: boolean;
}

/** A time that was meant to hit the grid must not fall short of it by a rounding error. */
const TIME_SLACK_S = 1e-9;
const utf8 = new TextEncoder();

export class MqttOutput {
  private readonly bound: DrivenPoint;
  private readonly source: MqttPoint;
  private readonly order: MqttCommand;
  private readonly deviceId: string;
  private readonly topic: string;
  private readonly link: LinkPolicy;
  /** The state that is wanted, as the device shows it; null: none yet. */
  private wanted: string | null = null;
  private payload = new Uint8Array();
  private confirmed = false;
  private awaiting = false;
  private failed = false;
  /** Commands in a row that the device has not confirmed. */
  private attempts = 0;
  private backoffS = 0;
  /** When the next thing happens. */
  private dueS = 0;

  constructor(bound: DrivenPoint, device: Device, link: LinkPolicy) {
    const { source } = bound.point;
    if (source.protocol !== 'mqtt' || source.command === undefined) {
      throw new Error(`invariant: ${bound.tag} cannot be commanded`);
    }
    this.bound = bound;
    this.source = source;
    this.order = source.command;
    this.deviceId = device.id;
    this.topic = fillTopic(source.command.topic, device);
    this.link = link;
  }

  /** Commands a position; outside 0 … 1 it saturates, as a terminal does. */
  command(position: number): void {
    if (Number.isNaN(position)) throw new Error(`invariant: output ${this.bound.tag} commanded to NaN`);
    const [closed, open] = this.bound.signal;
    const signal = closed + Math.min(Math.max(position, 0), 1) * (open - closed);
    const wanted = printNumber(this.source, signal);
    if (wanted === this.wanted) return;
    this.wanted = wanted;
    const word = printNumber(asCommanded(this.source, this.order), signal);
    this.payload = utf8.encode(fillTemplate(this.order.payload, new Map([['value', word]])));
    this.forget();
  }

  /** Makes the command pending again, for a device that may have forgotten it. */
  forget(): void {
    this.confirmed = false;
    this.awaiting = false;
    this.failed = false;
    this.attempts = 0;
    this.dueS = 0;
  }

  /** Takes the state that the device shows now. Where somebody else has changed it, it is commanded anew. */
  heard(valueSi: number): void {
    if (printNumber(this.source, valueSi) !== this.wanted) {
      if (this.confirmed) this.forget();
      return;
    }
    // What the device showed before it could have heard the command says nothing of that.
    if (this.attempts === 0) return;
    this.confirmed = true;
    this.awaiting = false;
    this.failed = false;
  }

  isPending(): boolean {
    return this.wanted !== null && !this.confirmed;
  }

  /** Whether the device has let every attempt go by, and still does. */
  hasFailed(): boolean {
    return this.failed;
  }

  /** What is due at `nowS`; null: nothing. */
  next(nowS: number): CommandStep | null {
    if (!this.isPending() || nowS < this.dueS - TIME_SLACK_S) return null;
    const timedOut = this.awaiting;
    if (timedOut && this.attempts > this.link.retries) {
      this.giveUpForNow(nowS);
      return { message: null, repeated: false, timedOut, failed: true };
    }
    const repeated = this.attempts > 0;
    this.attempts++;
    this.awaiting = true;
    this.dueS = nowS + this.link.timeoutS;
    const { deviceId, topic, payload, order } = this;
    return { message: { deviceId, topic, payload, qos: order.qos }, repeated, timedOut, failed: false };
  }

  private giveUpForNow(nowS: number): void {
    const { backoffFirstS, backoffMaxS } = this.link;
    this.backoffS = this.failed ? Math.min(2 * this.backoffS, backoffMaxS) : backoffFirstS;
    this.failed = true;
    this.awaiting = false;
    this.dueS = nowS + this.backoffS;
  }
}
