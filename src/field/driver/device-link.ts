/**
 * The driver's side of one Modbus device: what to ask next, and what its answers mean. One request is under way at
 * a time. A device is lost when `retries + 1` attempts in a row brought no answer; it is then probed after a pause
 * that doubles, and taken up again by itself. An exception is an answer: it makes bad what was asked for, not the
 * device.
 */
import { decodeRegisters, REGISTER_COUNT } from '../codec/registers.ts';
import type { ModbusOutcome, ModbusRequest } from '../modbus/request.ts';
import type { ModbusPoint, RegisterTable } from '../profile.ts';
import type { BoundPoint, Device, DrivenPoint, LinkPolicy } from '../wiring.ts';
import type { DeviceAccess, DriverOptions } from './access.ts';
import type { Output, WriteFlight } from './output-bank.ts';
import { OutputBank, positionOf } from './output-bank.ts';
import type { ReadBatch, ReadItem } from './poll-plan.ts';
import { planReads } from './poll-plan.ts';
import type { FieldSample, LinkStatus } from './samples.ts';
import { bad, good, judgeMeasurement, judgePosition, onlineTag } from './samples.ts';

/** Longest time between two writes of an output, s. */
const REFRESH_MAX_S = 1;
/** Exceptions of a gateway that cannot reach the device: no answer of the device itself. */
const GATEWAY_EXCEPTIONS = new Set([10, 11]);
/** A time that was meant to hit the grid must not fall short of it by a rounding error. */
const TIME_SLACK_S = 1e-9;

interface PolledPoint {
  readonly bound: BoundPoint;
  readonly source: ModbusPoint;
  lastValue: number;
}

interface Poll {
  readonly batch: ReadBatch<PolledPoint>;
  readonly request: ModbusRequest;
  /** Reads outputs back, which is of use only while they are not commanded. */
  readonly readsBack: boolean;
  dueS: number;
}

type Flight =
  | { readonly kind: 'read'; readonly poll: Poll; readonly sentS: number }
  | { readonly kind: 'write'; readonly write: WriteFlight; readonly sentS: number };

export class DeviceLink {
  readonly device: Device;
  readonly outputs: OutputBank;
  private readonly policy: LinkPolicy;
  private readonly emit: (sample: FieldSample) => void;
  private readonly polled: readonly PolledPoint[];
  private readonly polls: readonly Poll[];
  private readonly lastPositions = new Map<string, number>();
  private readonly access: () => DeviceAccess;
  private status: { -readonly [K in keyof LinkStatus]: LinkStatus[K] };
  private flight: Flight | null = null;
  private reported: 'unknown' | 'online' | 'lost' = 'unknown';
  /** Attempts in a row that brought no answer. */
  private failures = 0;
  private backoffS: number;
  private retryAtS = 0;
  private writeAfterS = 0;
  /** The device wants some silence after an answer. */
  private askAfterS = 0;
  private wroteLast = false;

  constructor(
    busId: string,
    device: Device,
    policy: LinkPolicy,
    { readBack, access }: DriverOptions,
    emit: (sample: FieldSample) => void,
  ) {
    this.device = device;
    this.policy = policy;
    this.emit = emit;
    this.backoffS = policy.backoffFirstS;
    this.access = () => access?.(device.id) ?? 'command';
    this.polled = device.points
      .filter((bound) => bound.direction === 'sense' || readBack)
      .map((bound) => ({ bound, source: modbusSource(bound), lastValue: Number.NaN }));
    const driven = device.points.filter((bound): bound is DrivenPoint => bound.direction === 'drive');
    const readSometimes = readBack || access === undefined ? [] : driven;
    this.polls = [
      ...planPolls(device, this.polled, false),
      ...planPolls(
        device,
        readSometimes.map((bound) => ({ bound, source: modbusSource(bound), lastValue: Number.NaN })),
        true,
      ),
    ];
    const refreshS = Math.min(REFRESH_MAX_S, device.staleS / 2);
    this.outputs = new OutputBank(readBack ? [] : driven, refreshS, device.profile.modbus);
    this.status = initialStatus(busId, device.id);
    this.emit({ tag: onlineTag(device.id), reading: bad(0, 'never read'), timeS: 0 });
    this.emitAllBad('never read', 0);
  }

  /** Whether any command waits for its confirmation that may be sent at all. */
  hasPendingWrites(): boolean {
    return this.access() === 'command' && this.outputs.hasPending();
  }

  link(): LinkStatus {
    return { ...this.status };
  }

  /** The request to send at `nowS`; null when there is nothing to do, or one is under way. */
  next(nowS: number): ModbusRequest | null {
    if (this.flight !== null || nowS < this.askAfterS - TIME_SLACK_S || this.access() === 'none') return null;
    if (this.reported === 'lost' && nowS < this.retryAtS - TIME_SLACK_S) return null;
    const poll = this.duePoll(nowS);
    // Alternating keeps a stream of commands from starving the polls, and the other way round.
    const write = poll !== null && this.wroteLast ? null : this.dueWrite(nowS);
    if (write !== null) return this.launch({ kind: 'write', write, sentS: nowS }, write.request);
    if (poll !== null) return this.launch({ kind: 'read', poll, sentS: nowS }, poll.request);
    return null;
  }

  /** Takes the outcome of the request under way. */
  complete(outcome: ModbusOutcome, nowS: number): void {
    const flight = this.flight;
    if (flight === null) throw new Error(`invariant: ${this.device.id} has no request under way`);
    this.flight = null;
    this.askAfterS = nowS + (this.device.profile.modbus?.minGapS ?? 0);
    if (outcome.ok) {
      this.countReply(flight, nowS);
      this.revive(nowS);
      if (flight.kind === 'read') this.emitRead(flight.poll.batch, outcome.values, nowS);
      else this.emitWritten(flight.write, nowS);
    } else if (outcome.kind === 'exception') {
      this.countReply(flight, nowS);
      this.status.exceptions++;
      if (outcome.code !== null && GATEWAY_EXCEPTIONS.has(outcome.code)) this.fail(flight, outcome, nowS);
      else this.refuse(flight, outcome.detail, nowS);
    } else {
      this.fail(flight, outcome, nowS);
    }
  }

  private countReply(flight: Flight, nowS: number): void {
    this.status.replies++;
    this.status.lastRoundTripS = nowS - flight.sentS;
  }

  private launch(flight: Flight, request: ModbusRequest): ModbusRequest {
    this.flight = flight;
    this.wroteLast = flight.kind === 'write';
    this.status.requests++;
    if (this.failures > 0) this.status.retries++;
    if (flight.kind === 'read') {
      const { poll, sentS } = flight;
      // On the grid while it can be held, from now on where it cannot.
      const next = poll.dueS + this.device.periodS;
      poll.dueS = next > sentS + TIME_SLACK_S ? next : sentS + this.device.periodS;
    }
    return request;
  }

  private duePoll(nowS: number): Poll | null {
    let earliest: Poll | null = null;
    const commands = this.access() === 'command';
    for (const poll of this.polls) {
      if ((poll.readsBack && commands) || poll.dueS > nowS + TIME_SLACK_S) continue;
      if (earliest === null || poll.dueS < earliest.dueS) earliest = poll;
    }
    return earliest;
  }

  private dueWrite(nowS: number): WriteFlight | null {
    if (this.access() !== 'command' || nowS < this.writeAfterS - TIME_SLACK_S) return null;
    return this.outputs.next(nowS);
  }

  private fail(flight: Flight, outcome: ModbusOutcome & { ok: false }, nowS: number): void {
    this.failures++;
    this.status.lastError = outcome.detail;
    if (outcome.kind === 'timeout') this.status.timeouts++;
    if (flight.kind === 'read') flight.poll.dueS = nowS;
    if (this.reported !== 'lost' && this.failures <= this.policy.retries) return;
    this.backoffS = this.reported === 'lost' ? this.backoffS * 2 : this.policy.backoffFirstS;
    this.backoffS = Math.min(this.backoffS, this.policy.backoffMaxS);
    this.retryAtS = nowS + this.backoffS;
    this.reported = 'lost';
    this.status.online = false;
    this.emit({ tag: onlineTag(this.device.id), reading: good(0), timeS: nowS });
    this.emitAllBad(outcome.detail, nowS);
  }

  /** The device has answered. One that was lost may have lost its power: it gets its commands again. */
  private revive(nowS: number): void {
    if (this.reported === 'lost') {
      this.outputs.forget();
      for (const poll of this.polls) poll.dueS = Math.min(poll.dueS, nowS);
    }
    this.failures = 0;
    this.backoffS = this.policy.backoffFirstS;
    this.reported = 'online';
    this.status.online = true;
    this.emit({ tag: onlineTag(this.device.id), reading: good(1), timeS: nowS });
  }

  /** An exception to a read is met again at the next period; a write waits, so that it does not hammer the device. */
  private refuse(flight: Flight, reason: string, nowS: number): void {
    this.status.lastError = reason;
    this.revive(nowS);
    if (flight.kind === 'read') {
      for (const { item } of flight.poll.batch.items)
        this.emitBad(item.bound.tag, item.lastValue, reason, nowS);
      return;
    }
    this.writeAfterS = nowS + this.policy.backoffFirstS;
    for (const output of flight.write.outputs) {
      this.emitBad(output.tag, this.lastPosition(output), reason, nowS);
    }
  }

  private emitRead(batch: ReadBatch<PolledPoint>, values: readonly number[], timeS: number): void {
    for (const { item, offset } of batch.items) {
      const { bound, source } = item;
      let reading = null;
      if (bound.direction === 'sense') {
        reading = judgeMeasurement(bound.point, decodeRegisters(source, values, offset), item.lastValue);
      } else {
        const position = positionOf(bound, source, values, offset);
        reading = judgePosition(position, item.lastValue);
      }
      item.lastValue = reading.value;
      if (bound.direction === 'drive') this.lastPositions.set(bound.tag, reading.value);
      this.emit({ tag: bound.tag, reading, timeS });
    }
  }

  /** What the device holds now, in its own resolution, and not what was asked of it. */
  private emitWritten(write: WriteFlight, nowS: number): void {
    this.outputs.confirm(write, nowS);
    for (const [i, output] of write.outputs.entries()) {
      const position = positionOf(output.bound, output.source, write.words[i] ?? []) ?? Number.NaN;
      this.lastPositions.set(output.tag, position);
      this.emit({ tag: output.tag, reading: good(position), timeS: nowS });
    }
  }

  private emitAllBad(reason: string, timeS: number): void {
    for (const { bound, lastValue } of this.polled) this.emitBad(bound.tag, lastValue, reason, timeS);
    for (const output of this.outputs.outputs) {
      this.emitBad(output.tag, this.lastPosition(output), reason, timeS);
    }
  }

  private emitBad(tag: string, lastValue: number, reason: string, timeS: number): void {
    this.emit({ tag, reading: bad(lastValue, reason), timeS });
  }

  private lastPosition(output: Output): number {
    return this.lastPositions.get(output.tag) ?? Number.NaN;
  }
}

function planPolls(device: Device, polled: readonly PolledPoint[], readsBack: boolean): Poll[] {
  const mapped = new Set<string>();
  for (const { source } of device.profile.points) {
    if (source.protocol !== 'modbus') continue;
    for (let i = 0; i < REGISTER_COUNT[source.type]; i++) mapped.add(`${source.table} ${source.address + i}`);
  }
  const items: ReadItem<PolledPoint>[] = polled.map((item) => ({
    table: item.source.table,
    address: item.source.address,
    count: REGISTER_COUNT[item.source.type],
    item,
  }));
  const isMapped = (table: RegisterTable, address: number) => mapped.has(`${table} ${address}`);
  const maxWords = device.profile.modbus?.maxRegisters ?? undefined;
  return planReads(items, isMapped, maxWords).map((batch) => {
    const { table, address, count } = batch;
    return { batch, request: { kind: 'read', table, address, count }, readsBack, dueS: 0 };
  });
}

function initialStatus(bus: string, device: string): LinkStatus {
  const counters = { requests: 0, replies: 0, timeouts: 0, exceptions: 0, retries: 0 };
  return { bus, device, online: false, lastError: null, ...counters, lastRoundTripS: null };
}

function modbusSource(bound: BoundPoint): ModbusPoint {
  const source = bound.point.source;
  if (source.protocol !== 'modbus') throw new Error(`invariant: ${bound.tag} is no Modbus point`);
  return source;
}
