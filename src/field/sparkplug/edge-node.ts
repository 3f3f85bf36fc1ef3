/**
 * An edge node without its socket: what comes in becomes events of the session and commands, and each exchange gives
 * the messages that are due.
 */
import { decodePayload } from './codec.ts';
import type { EdgeDefinition, MetricDefinition, ReadTag } from './edge-definition.ts';
import { EdgeReporter, nodeDeath } from './edge-reporter.ts';
import type { EdgeEvent, EdgeSession } from './edge-session.ts';
import { FIRST_EDGE_SESSION, stepEdgeSession } from './edge-session.ts';
import { decodeHostState } from './host-state.ts';
import type { Moment, SparkplugMessage } from './message.ts';
import type { SparkplugMetric } from './payload.ts';
import { numberOf } from './payload.ts';
import { REBIRTH } from './session-metrics.ts';
import { deviceCommandFilter, nodeTopic, parseTopic, stateTopic } from './topic.ts';

/** What a host wants written, or what of its command makes no sense. */
export type EdgeCommand =
  | { readonly kind: 'write'; readonly tag: string; readonly value: number }
  | { readonly kind: 'senseless'; readonly what: string; readonly why: string };

const NONE: readonly never[] = [];

export class EdgeNode {
  readonly definition: EdgeDefinition;
  private readonly reporter: EdgeReporter;
  private session: EdgeSession = FIRST_EDGE_SESSION;

  constructor(definition: EdgeDefinition) {
    this.definition = definition;
    this.reporter = new EdgeReporter(definition);
  }

  /** Topics to subscribe to, with QoS 1 ([tck-id-message-flow-edge-node-ncmd-subscribe]). */
  get filters(): readonly string[] {
    const { id, primaryHost } = this.definition;
    const commands = [nodeTopic(id, 'NCMD'), deviceCommandFilter(id)];
    return primaryHost === null ? commands : [...commands, stateTopic(primaryHost)];
  }

  get phase(): EdgeSession['phase'] {
    return this.session.phase;
  }

  /** The will for the CONNECT that comes next, or what is said before leaving. */
  death(utcMs: number): SparkplugMessage {
    return nodeDeath(this.definition, this.session.bdSeq, utcMs);
  }

  /** Whether to say the death and leave. */
  on(event: EdgeEvent): boolean {
    const { session, leave } = stepEdgeSession(this.session, event, this.definition.primaryHost !== null);
    this.session = session;
    return leave;
  }

  /** Takes a message from the broker: what a host wants written, and whether to leave. */
  receive(
    topic: string,
    bytes: Uint8Array,
  ): { readonly commands: readonly EdgeCommand[]; readonly leave: boolean } {
    const { primaryHost } = this.definition;
    if (primaryHost !== null && topic === stateTopic(primaryHost)) {
      const state = decodeHostState(bytes);
      return { commands: NONE, leave: state !== null && this.on({ kind: 'host', state }) };
    }
    return { commands: this.command(topic, bytes), leave: false };
  }

  /** What is due: births, then news. Nothing while it may not speak. */
  exchange(moment: Moment, read: ReadTag): readonly SparkplugMessage[] {
    if (this.session.phase === 'born') return this.reporter.news(moment, read);
    if (this.session.phase !== 'unborn') return NONE;
    const births = this.reporter.births(this.session.bdSeq, moment, read);
    this.on({ kind: 'births-sent' });
    return births;
  }

  private command(topic: string, bytes: Uint8Array): readonly EdgeCommand[] {
    const address = parseTopic(topic);
    if (address === null || (address.verb !== 'NCMD' && address.verb !== 'DCMD')) return NONE;
    if (this.session.phase !== 'born') return [senseless(topic, 'nothing has been said yet')];
    const payload = decodePayload(bytes);
    if (payload === null) return [senseless(topic, 'malformed payload')];
    const { metrics, devices } = this.definition;
    const device = devices.find(({ id }) => id === address.device);
    if (address.device !== null && device === undefined) return [senseless(topic, 'no such device')];
    return payload.metrics.flatMap((metric) => this.take(metric, device?.metrics ?? metrics));
  }

  private take(metric: SparkplugMetric, known: readonly MetricDefinition[]): readonly EdgeCommand[] {
    const { name, alias, value } = metric;
    if (name === REBIRTH) {
      if (value.kind === 'boolean' && value.value) this.on({ kind: 'rebirth-asked' });
      return NONE;
    }
    const definition = known.find((one) => (alias === null ? one.tag === name : BigInt(one.alias) === alias));
    const what = definition?.tag ?? name ?? `alias ${alias}`;
    if (definition === undefined) return [senseless(what, 'no such metric')];
    const number = numberOf(value, metric.datatype);
    return number === null
      ? [senseless(what, 'expected a number or a truth value')]
      : [{ kind: 'write', tag: definition.tag, value: number }];
  }
}

function senseless(what: string, why: string): EdgeCommand {
  return { kind: 'senseless', what, why };
}
