/**
 * What the wire of a driver says of itself: how long answers take, what goes wrong, how much is carried, and for how
 * much of the time the bus is taken. All of it is measured on the wall clock, which comes in as an argument: seconds
 * from any origin. In virtual time nothing is on a wire, and only requests and errors are counted.
 */
import { type DurationSummary, Histogram } from '../../signal/histogram.ts';
import type { ModbusOutcome } from '../modbus/request.ts';
import type { BreakerState } from './link-breaker.ts';
import { type ErrorCounts, ErrorTally } from './link-errors.ts';
import { type Rates, RateWindow } from './link-rates.ts';

/** Hears what a client does on its wire. At most one request of a unit is under way. */
export interface WireObserver {
  sent(unit: number, bytes: number, nowS: number): void;
  /** The answer has come; the wire is free `pauseS` later. */
  answered(unit: number, bytes: number, nowS: number, pauseS: number): void;
  /** The request is given up after so many bytes that were no answer; the wire is free `pauseS` later. */
  gaveUp(unit: number, bytes: number, nowS: number, pauseS: number): void;
  /** An answer came after its request had been given up. */
  late(unit: number): void;
  /** An answer to nothing that was asked. */
  unasked(unit: number): void;
  /** A connection or port that was open is gone. */
  connectionLost(): void;
}

/** Figures of one link, or of all links of a bus together. */
export interface WireFigures {
  /** Requests that have ended, however. */
  readonly requests: number;
  readonly errors: ErrorCounts;
  /** From the first byte of the request to the last of its answer, s of the wall clock; waiting for the bus is not in it. */
  readonly roundTrip: DurationSummary;
  readonly sentBytes: number;
  readonly receivedBytes: number;
  /** How long the bus was taken, s: from request to answer or time-out, with the silence that has to follow. */
  readonly busyS: number;
  /** Since the first request. */
  readonly overall: Rates;
  /** Over the last ten seconds or so. */
  readonly recent: Rates;
}

export interface LinkHealth extends WireFigures {
  readonly device: string;
  readonly unit: number;
  readonly breaker: BreakerState;
}

export interface BusHealth extends WireFigures {
  readonly bus: string;
  readonly kind: 'modbus-tcp' | 'modbus-rtu';
  /** Connections and ports that were open and got lost. */
  readonly connectionsLost: number;
  readonly links: readonly LinkHealth[];
}

/** Counts for a link or a bus. While several requests are under way the bus is taken once, not several times. */
class WireTally {
  readonly errors = new ErrorTally();
  private readonly window = new RateWindow();
  /** Made when there is something to put into it: a farm has many links. */
  private roundTrip: Histogram | null = null;
  private requests = 0;
  private sentBytes = 0;
  private receivedBytes = 0;
  private busyS = 0;
  private underWay = 0;
  private takenSinceS = 0;

  begin(bytes: number, nowS: number): void {
    this.window.keep(nowS, this.requests, this.bytes(), this.busyAt(nowS));
    this.sentBytes += bytes;
    if (this.underWay++ === 0) this.takenSinceS = nowS;
  }

  end(bytes: number, nowS: number, pauseS: number): void {
    this.receivedBytes += bytes;
    this.busyS += pauseS;
    if (--this.underWay === 0) this.busyS += nowS - this.takenSinceS;
  }

  tookS(roundTripS: number): void {
    this.roundTrip ??= new Histogram();
    this.roundTrip.add(roundTripS);
  }

  settled(outcome: ModbusOutcome): void {
    this.requests++;
    this.errors.countOutcome(outcome);
  }

  figures(nowS: number): WireFigures {
    const { requests, sentBytes, receivedBytes } = this;
    const busyS = this.busyAt(nowS);
    return {
      requests,
      errors: this.errors.counts(),
      roundTrip: (this.roundTrip ?? new Histogram()).summary(),
      sentBytes,
      receivedBytes,
      busyS,
      ...this.window.rates(nowS, requests, this.bytes(), busyS),
    };
  }

  private bytes(): number {
    return this.sentBytes + this.receivedBytes;
  }

  private busyAt(nowS: number): number {
    return this.busyS + (this.underWay > 0 ? nowS - this.takenSinceS : 0);
  }
}

interface UnitMeter {
  readonly device: string;
  readonly tally: WireTally;
  sentS: number;
}

/** Measures the links of one bus. An unasked answer of a unit that nobody has wired counts for the bus alone. */
export class BusMeter implements WireObserver {
  private readonly whole = new WireTally();
  private readonly byUnit: (UnitMeter | undefined)[] = [];
  private connectionsLost = 0;

  constructor(devices: Iterable<{ readonly device: string; readonly unit: number }>) {
    for (const { device, unit } of devices) this.byUnit[unit] = { device, tally: new WireTally(), sentS: 0 };
  }

  sent(unit: number, bytes: number, nowS: number): void {
    this.whole.begin(bytes, nowS);
    const meter = this.byUnit[unit];
    if (meter === undefined) return;
    meter.sentS = nowS;
    meter.tally.begin(bytes, nowS);
  }

  answered(unit: number, bytes: number, nowS: number, pauseS: number): void {
    this.gaveUp(unit, bytes, nowS, pauseS);
    const meter = this.byUnit[unit];
    if (meter === undefined) return;
    meter.tally.tookS(nowS - meter.sentS);
    this.whole.tookS(nowS - meter.sentS);
  }

  gaveUp(unit: number, bytes: number, nowS: number, pauseS: number): void {
    this.whole.end(bytes, nowS, pauseS);
    this.byUnit[unit]?.tally.end(bytes, nowS, pauseS);
  }

  late(unit: number): void {
    this.whole.errors.count('late');
    this.byUnit[unit]?.tally.errors.count('late');
  }

  unasked(unit: number): void {
    this.whole.errors.count('unasked');
    this.byUnit[unit]?.tally.errors.count('unasked');
  }

  connectionLost(): void {
    this.connectionsLost++;
  }

  /** A request of the driver has ended, on whatever wire. */
  settled(unit: number, outcome: ModbusOutcome): void {
    this.whole.settled(outcome);
    this.byUnit[unit]?.tally.settled(outcome);
  }

  /** @param stateOf Where the breaker of a unit stands. */
  health(
    bus: Pick<BusHealth, 'bus' | 'kind'>,
    nowS: number,
    stateOf: (unit: number) => BreakerState,
  ): BusHealth {
    const { whole, connectionsLost, byUnit } = this;
    const links = [...byUnit.entries()].flatMap(([unit, meter]) =>
      meter === undefined
        ? []
        : [{ device: meter.device, unit, breaker: stateOf(unit), ...meter.tally.figures(nowS) }],
    );
    return { ...bus, connectionsLost, ...whole.figures(nowS), links };
  }
}
