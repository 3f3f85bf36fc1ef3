/**
 * The driver's side of one Modbus device: what to ask next, and what its answers mean. One request is under way at
 * a time. A device is lost when `retries + 1` attempts in a row brought no answer, or when it shows that it is another
 * one; it is then tried after a pause that doubles, and taken up again by itself. An exception is an answer: it makes
 * bad what was asked for, not the device.
 */
import { companionNames } from '../codec/companions.ts';
import { decodeRegisters, REGISTER_COUNT } from '../codec/registers.ts';
import type { ModbusOutcome, ModbusRequest } from '../modbus/request.ts';
import type { ModbusPoint } from '../profile.ts';
import type { BoundPoint, Device, DrivenPoint, LinkPolicy } from '../wiring.ts';
import type { DeviceAccess, DriverOptions } from './access.ts';
import { type Companion, Companions, qualified } from './companions.ts';
import { IdentityCheck } from './identity-check.ts';
import type { BreakerState } from './link-breaker.ts';
import { BREAKER_NUMBER, breakerTag, LinkBreaker } from './link-breaker.ts';
import type { Output, WriteFlight } from './output-bank.ts';
import { OutputBank, positionOf, refreshPeriodS } from './output-bank.ts';
import type { ReadBatch } from './poll-plan.ts';
import { planPointReads } from './poll-plan.ts';
import type { FieldSample, LinkStatus } from './samples.ts';
import { bad, good, judgeMeasurement, judgePosition, onlineTag } from './samples.ts';

/** Exceptions of a gateway that cannot reach the device: no answer of the device itself. */
const GATEWAY_EXCEPTIONS = new Set([10, 11]);
/** A time that was meant to hit the grid must not fall short of it by a rounding error. */
const TIME_SLACK_S = 1e-9;

interface PolledPoint {
  readonly bound: BoundPoint;
  readonly source: ModbusPoint;
  /** Whether other points say something of it. */
  readonly depends: boolean;
  /** Read, and not to be judged before what belongs to it has been read as well. */
  held: { readonly words: readonly number[]; readonly timeS: number; readonly turn: number } | null;
  lastValue: number;
}

type PolledItem = PolledPoint | Companion;

interface Poll {
  readonly batch: ReadBatch<PolledItem>;
  readonly request: ModbusRequest;
  /** Reads outputs back, which is of use only while they are not commanded. */
  readonly readsBack: boolean;
  dueS: number;
}

type Flight =
  | { readonly kind: 'check'; readonly sentS: number }
  | { readonly kind: 'read'; readonly poll: Poll; readonly sentS: number }
  | { readonly kind: 'write'; readonly write: WriteFlight; readonly sentS: number };

export class DeviceLink {
  readonly device: Device;
  readonly outputs: OutputBank;
  private readonly policy: LinkPolicy;
  private readonly emit: (sample: FieldSample) => void;
  private readonly polled: readonly PolledPoint[];
  private readonly polls: readonly Poll[];
  private readonly companions: Companions;
  private readonly dependents: readonly PolledPoint[];
  private readonly lastPositions = new Map<string, number>();
  private readonly access: () => DeviceAccess;
  private status: { -readonly [K in keyof LinkStatus]: LinkStatus[K] };
  private flight: Flight | null = null;
  private readonly breaker: LinkBreaker;
  private readonly identity: IdentityCheck;
  private toldBreaker: BreakerState = 'closed';
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
    this.breaker = new LinkBreaker(policy);
    this.identity = new IdentityCheck(device);
    this.access = () => access?.(device.id) ?? 'command';
    this.polled = device.points.filter((bound) => bound.direction === 'sense' || readBack).map(toPolled);
    const driven = device.points.filter((bound): bound is DrivenPoint => bound.direction === 'drive');
    const readSometimes = readBack || access === undefined ? [] : driven;
    const readBackSometimes = readSometimes.map(toPolled);
    this.companions = new Companions(device.profile, [
      ...this.polled.map(({ source }) => source),
      ...(readBack ? [] : driven).map(modbusSource),
    ]);
    this.dependents = [...this.polled, ...readBackSometimes].filter(({ depends }) => depends);
    this.polls = [
      ...planPolls(device, [...this.polled, ...this.companions.polled], false),
      ...planPolls(device, readBackSometimes, true),
    ];
    this.outputs = new OutputBank(readBack ? [] : driven, refreshPeriodS(device), device.profile.modbus);
    this.status = initialStatus(busId, device.id);
    this.emit({ tag: onlineTag(device.id), reading: bad(0, 'never read'), timeS: 0 });
    this.emit({ tag: breakerTag(device.id), reading: good(BREAKER_NUMBER.closed), timeS: 0 });
    this.emitAllBad('never read', 0);
  }

  /** Whether any command waits for its confirmation that may be sent at all. */
  hasPendingWrites(): boolean {
    return this.access() === 'command' && this.outputs.hasPending();
  }

  link(): LinkStatus {
    return { ...this.status };
  }

  get breakerState(): BreakerState {
    return this.breaker.state;
  }

  /** When a device that is lost may be tried again, s. */
  get nextAttemptS(): number {
    return this.breaker.nextAttemptS;
  }

  /** The request to send at `nowS`; null when there is nothing to do, or one is under way. */
  next(nowS: number): ModbusRequest | null {
    if (this.flight !== null || nowS < this.askAfterS - TIME_SLACK_S || this.access() === 'none') return null;
    if (!this.breaker.mayAsk(nowS)) return null;
    const check = this.identity.next();
    if (check !== null) return this.launch({ kind: 'check', sentS: nowS }, check);
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
    if (outcome.ok || outcome.kind === 'exception') this.countReply(flight, nowS);
    if (!outcome.ok && outcome.kind === 'exception') this.status.exceptions++;
    if (flight.kind === 'check') this.judgeIdentity(flight, outcome, nowS);
    else if (outcome.ok) {
      this.revive(nowS);
      if (flight.kind === 'read') this.emitRead(flight.poll.batch, outcome.values, nowS);
      else this.emitWritten(flight.write, nowS);
    } else if (outcome.kind === 'exception' && !isOfGateway(outcome.code)) {
      this.refuse(flight, outcome.detail, nowS);
    } else {
      this.fail(flight, outcome, nowS);
    }
  }

  /** Nothing of a device is believed, and nothing written to it, before it has shown that it is the one wired. */
  private judgeIdentity(flight: Flight, outcome: ModbusOutcome, nowS: number): void {
    const verdict = this.identity.take(outcome);
    if (verdict.kind === 'passed') this.revive(nowS);
    else if (verdict.kind === 'failed') {
      this.status.lastError = verdict.reason;
      this.breaker.trip(nowS);
      this.lose(verdict.reason, nowS);
    } else if (!outcome.ok) this.fail(flight, outcome, nowS);
  }

  private countReply(flight: Flight, nowS: number): void {
    this.status.replies++;
    this.status.lastRoundTripS = nowS - flight.sentS;
  }

  private launch(flight: Flight, request: ModbusRequest): ModbusRequest {
    this.flight = flight;
    this.wroteLast = flight.kind === 'write';
    this.status.requests++;
    if (this.breaker.failures > 0) this.status.retries++;
    this.breaker.asked();
    this.tellBreaker(flight.sentS);
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
    this.status.lastError = outcome.detail;
    if (outcome.kind === 'timeout') this.status.timeouts++;
    if (flight.kind === 'read') flight.poll.dueS = nowS;
    if (this.breaker.failed(nowS)) this.lose(outcome.detail, nowS);
  }

  /** Who answers next may be another device. */
  private lose(reason: string, nowS: number): void {
    this.identity.restart();
    this.tellBreaker(nowS);
    this.status.online = false;
    this.emit({ tag: onlineTag(this.device.id), reading: good(0), timeS: nowS });
    this.emitAllBad(reason, nowS);
  }

  /** The device has answered. One that was lost may have lost its power: it gets its commands again. */
  private revive(nowS: number): void {
    if (this.breaker.state !== 'closed') {
      this.outputs.forget();
      for (const poll of this.polls) poll.dueS = Math.min(poll.dueS, nowS);
    }
    this.breaker.succeeded();
    this.tellBreaker(nowS);
    this.status.online = true;
    this.emit({ tag: onlineTag(this.device.id), reading: good(1), timeS: nowS });
  }

  /** An exception to a read is met again at the next period; a write waits, so that it does not hammer the device. */
  private refuse(flight: Exclude<Flight, { readonly kind: 'check' }>, reason: string, nowS: number): void {
    this.status.lastError = reason;
    this.revive(nowS);
    if (flight.kind === 'read') {
      for (const { item } of flight.poll.batch.items) {
        if ('bound' in item) this.emitBad(item.bound.tag, item.lastValue, reason, nowS);
        else this.companions.refuse(item, reason);
      }
      this.settle();
      return;
    }
    this.writeAfterS = nowS + this.policy.backoffFirstS;
    for (const output of flight.write.outputs) {
      this.emitBad(output.tag, this.lastPosition(output), reason, nowS);
    }
  }

  private emitRead(batch: ReadBatch<PolledItem>, values: readonly number[], timeS: number): void {
    const turn = this.companions.nextTurn();
    for (const { item, offset } of batch.items) {
      if (!('bound' in item)) this.companions.take(item, values, offset);
      else if (!item.depends) this.emitPoint(item, values, offset, timeS);
      else
        item.held = { words: values.slice(offset, offset + REGISTER_COUNT[item.source.type]), timeS, turn };
    }
    this.settle();
  }

  /** Judges what was held back, as far as everything that belongs to it is known now. */
  private settle(): void {
    if (this.companions.polled.length === 0) return;
    for (const point of this.dependents) {
      const { held, source } = point;
      if (held === null || !this.companions.isSettled(source, held.turn)) continue;
      point.held = null;
      this.emitPoint(point, held.words, 0, held.timeS);
    }
    for (const output of this.outputs.outputs) {
      const decimals = this.companions.decimalsOf(output.source);
      if (decimals !== null) this.outputs.rescale(output, decimals);
    }
  }

  private emitPoint(item: PolledPoint, values: readonly number[], offset: number, timeS: number): void {
    const { bound } = item;
    const verdict = item.depends ? this.companions.verdictOn(item.source) : null;
    const source = verdict?.source ?? item.source;
    const judged =
      bound.direction === 'sense'
        ? judgeMeasurement(bound.point, decodeRegisters(source, values, offset), item.lastValue)
        : judgePosition(positionOf(bound, source, values, offset), item.lastValue);
    const reading = verdict === null ? judged : qualified(judged, verdict, item.lastValue);
    item.lastValue = reading.value;
    if (bound.direction === 'drive') this.lastPositions.set(bound.tag, reading.value);
    this.emit({ tag: bound.tag, reading, timeS });
  }

  /** What the device holds now, in its own resolution, and not what was asked of it. */
  private emitWritten(write: WriteFlight, nowS: number): void {
    this.outputs.confirm(write, nowS);
    for (const [i, output] of write.outputs.entries()) {
      const held = positionOf(output.bound, output.scaled ?? output.source, write.words[i] ?? []);
      // The nearest number that the register can hold may lie beyond the end that it stands for.
      const position = Math.min(Math.max(held ?? Number.NaN, 0), 1);
      this.lastPositions.set(output.tag, position);
      this.emit({ tag: output.tag, reading: good(position), timeS: nowS });
    }
  }

  private tellBreaker(timeS: number): void {
    const { state } = this.breaker;
    if (state === this.toldBreaker) return;
    this.toldBreaker = state;
    this.emit({ tag: breakerTag(this.device.id), reading: good(BREAKER_NUMBER[state]), timeS });
  }

  private emitAllBad(reason: string, timeS: number): void {
    for (const point of this.dependents) point.held = null;
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

function planPolls(device: Device, polled: readonly PolledItem[], readsBack: boolean): Poll[] {
  return planPointReads(device.profile, polled)
    .sort((a, b) => Number(hasCompanion(a)) - Number(hasCompanion(b)))
    .map((batch) => {
      const { table, address, count } = batch;
      return { batch, request: { kind: 'read', table, address, count }, readsBack, dueS: 0 };
    });
}

/** A state is read after the values that it belongs to. */
function hasCompanion({ items }: ReadBatch<PolledItem>): boolean {
  return items.some(({ item }) => !('bound' in item));
}

function toPolled(bound: BoundPoint): PolledPoint {
  const source = modbusSource(bound);
  return { bound, source, depends: companionNames(source).length > 0, held: null, lastValue: Number.NaN };
}

function isOfGateway(code: number | null): boolean {
  return code !== null && GATEWAY_EXCEPTIONS.has(code);
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
