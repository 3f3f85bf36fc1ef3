/** The running site as a Sparkplug B edge node: reads the process image, and hands what hosts want to the operator. */

import type { Site } from '../config/site.ts';
import type { FieldEndpoint, FieldProblem } from '../field/field-runner.ts';
import { type BrokerAddress, shownUrl } from '../field/mqtt/broker-address.ts';
import { sparkplugBrokerAddress } from '../field/sparkplug/broker.ts';
import { connectEdgeNode, type EdgeConnection } from '../field/sparkplug/edge-connection.ts';
import type { ReadTag } from '../field/sparkplug/edge-definition.ts';
import { type EdgeCommand, EdgeNode } from '../field/sparkplug/edge-node.ts';
import type { LinkPolicy, SparkplugBroker } from '../field/wiring.ts';
import type { Journal } from './journal.ts';
import { commandForTag, type OperatorQueue, refused } from './operator.ts';
import type { ProcessImage } from './process-image.ts';
import type { RunPlan } from './run-plan.ts';
import { edgeDefinition } from './sparkplug-definition.ts';

export interface SparkplugParts {
  readonly site: Site;
  readonly plan: RunPlan;
  readonly image: ProcessImage;
  readonly journal: Journal;
  readonly operator: OperatorQueue;
  /** Where the embedded broker listens, once the field has started. */
  readonly endpoints: () => readonly FieldEndpoint[];
}

/** Pauses before the broker is tried again. */
const LINK: LinkPolicy = { timeoutS: 1, retries: 0, backoffFirstS: 0.5, backoffMaxS: 10 };

const COMMANDS_OFF = refused('[sparkplug] commands in site.toml is false');

export class SparkplugEdge {
  readonly #parts: SparkplugParts;
  readonly #node: EdgeNode;
  readonly #takesCommands: boolean;
  readonly #broker: SparkplugBroker;
  readonly #speed: number;
  #address: BrokerAddress | null = null;
  #connection: EdgeConnection | null = null;
  #nowS = 0;

  private constructor(parts: SparkplugParts, settings: NonNullable<Site['sparkplug']>) {
    this.#parts = parts;
    this.#node = new EdgeNode(edgeDefinition(parts.site, settings, parts.plan.version));
    this.#takesCommands = settings.commands;
    this.#broker = settings.broker;
    this.#speed = parts.plan.speed === 'max' ? 1 : parts.plan.speed;
  }

  /** null where the site is no edge node, or runs in memory, where no broker can hear it (docs/adr/0002). */
  static of(parts: SparkplugParts): SparkplugEdge | null {
    const { sparkplug } = parts.site;
    return sparkplug === null || parts.plan.wire === 'memory' ? null : new SparkplugEdge(parts, sparkplug);
  }

  /** Such as `Buhera/demo at mqtt://127.0.0.1:1883`. */
  get place(): string {
    const { group, node } = this.#node.definition.id;
    return this.#address === null ? `${group}/${node}` : `${group}/${node} at ${shownUrl(this.#address.url)}`;
  }

  /** Finds its broker, once the field has started; null, or why it cannot. */
  prepare(): FieldProblem | null {
    const option = '[sparkplug] broker, password_file or ca_file in site.toml';
    const found = sparkplugBrokerAddress(this.#broker, this.#parts.endpoints(), option);
    if (!found.ok) return { ...found.problem, busId: '' };
    this.#address = found.value;
    return null;
  }

  /** Begins to connect; a broker that is away does not keep the site from running. */
  start(): void {
    if (this.#address === null) throw new Error('invariant: sparkplug started without its broker');
    this.#connection = connectEdgeNode(this.#node, {
      broker: this.#address,
      link: LINK,
      speed: 1,
      utcMs: Date.now,
      tell: (what) => this.#parts.journal.add(this.#nowS, 'link', `sparkplug: ${what}`),
    });
  }

  /** Hands over what hosts want, and publishes what is due. */
  exchange(nowS: number): void {
    const connection = this.#connection;
    if (connection === null) return;
    this.#nowS = nowS;
    for (const command of connection.takeCommands()) this.#obey(command);
    const utcMs = Date.now();
    connection.exchange({ nowS, utcMs }, this.#reader(nowS, utcMs));
  }

  async stop(): Promise<void> {
    await this.#connection?.close();
    this.#connection = null;
  }

  /** What was true at some time of the site was so at this time of the calendar; what never was, is so now. */
  #reader(nowS: number, utcMs: number): ReadTag {
    const { image } = this.#parts;
    return (tag) => {
      const { reading, timeS } = image.get(tag);
      const ageMs = timeS < 0 ? 0 : ((nowS - timeS) / this.#speed) * 1000;
      return { reading, timestampMs: Math.round(utcMs - ageMs) };
    };
  }

  /** The way of an operator, with its checks; the answer to a host is the changed value, or none. */
  #obey(command: EdgeCommand): void {
    if (command.kind === 'senseless') {
      this.#refuse(command.what, command.why);
      return;
    }
    const { tag, value } = command;
    const { site, operator } = this.#parts;
    const order = this.#takesCommands ? commandForTag(site, tag, value) : COMMANDS_OFF;
    const answered = 'ok' in order ? Promise.resolve(order) : operator.submit(order);
    answered.then((result) => {
      if (!result.ok) this.#refuse(tag, result.text);
    });
  }

  #refuse(what: string, why: string): void {
    this.#parts.journal.add(this.#nowS, 'operator', `sparkplug command to ${what} refused: ${why}`);
  }
}
