/**
 * The units behind one endpoint, whatever the wire. Every unit answers in its own time and in order, and none waits
 * for another. A unit without a response time answers in place, without a timer and without a copy.
 */
import type { EmulatedUnit } from '../emulated/emulated-field.ts';
import { answerPdu, exceptionPdu, isBroadcast } from './pdu.ts';
import type { RegisterMap } from './register-map.ts';

/** Unit id that addresses every unit and is answered by none ("serial line" V1.02, chapter 2.2). */
export const BROADCAST = 0;
/** Unit id of a device that is reached by its IP address alone ("messaging on TCP/IP" V1.0b, chapter 4.4.1.2). */
export const DEVICE_ITSELF = 255;
/** A timer cannot wait for less; shorter response times are answered at once. */
const SHORTEST_DELAY_MS = 1;

/** A request that waits for its unit. */
export interface WaitingRequest {
  /** Not changed any more. */
  readonly pdu: Uint8Array;
  /** Whether nobody is left to answer to: such a request takes no more of the device's time. */
  readonly isGone: () => boolean;
  /** Exception with which the unit refuses whatever is asked; absent: it obeys. */
  readonly exceptionCode?: number | null;
  readonly answer: (reply: Uint8Array) => void;
}

export class ServedUnit {
  readonly map: RegisterMap;
  readonly delayMs: number;
  private readonly waiting: WaitingRequest[] = [];
  private timer: NodeJS.Timeout | null = null;

  constructor(map: RegisterMap, delayMs: number) {
    this.map = map;
    this.delayMs = delayMs < SHORTEST_DELAY_MS ? 0 : delayMs;
  }

  /** What the unit says to a request now. */
  reply({ pdu, exceptionCode }: Pick<WaitingRequest, 'pdu' | 'exceptionCode'>): Uint8Array {
    if (exceptionCode === undefined || exceptionCode === null) return answerPdu(this.map, pdu);
    return exceptionPdu(pdu[0] ?? 0, exceptionCode);
  }

  /** Answers after the response time, behind what waits already. */
  answerLater(request: WaitingRequest): void {
    this.waiting.push(request);
    if (this.timer === null) this.start();
  }

  close(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.waiting.length = 0;
  }

  private start(): void {
    this.timer = setTimeout(() => this.finish(), this.delayMs);
  }

  private finish(): void {
    this.timer = null;
    const request = this.waiting.shift();
    if (request !== undefined && !request.isGone()) request.answer(this.reply(request));
    while (this.waiting[0]?.isGone() === true) this.waiting.shift();
    // The answer may have brought the next request, which started the timer.
    if (this.waiting.length > 0 && this.timer === null) this.start();
  }
}

export class ServedUnits {
  private readonly byId: (ServedUnit | undefined)[] = new Array(256).fill(undefined);
  private readonly all: ServedUnit[] = [];

  /** `speed` shortens the response times, as it does everything else; none is shorter than `leastDelayMs`. */
  constructor(
    units: ReadonlyMap<number, EmulatedUnit>,
    options: { readonly speed: number; readonly leastDelayMs: number },
  ) {
    for (const [id, { map, responseS }] of units) {
      const delayMs = Math.max((responseS / options.speed) * 1000, options.leastDelayMs);
      const unit = new ServedUnit(map, delayMs);
      this.byId[id] = unit;
      this.all.push(unit);
    }
  }

  find(id: number): ServedUnit | undefined {
    return this.byId[id];
  }

  /** A device that is alone behind its address answers to 255 too. */
  answerAlone(): void {
    const [only] = this.all;
    if (this.all.length === 1 && this.byId[DEVICE_ITSELF] === undefined) this.byId[DEVICE_ITSELF] = only;
  }

  /** Lets every unit carry out a broadcast, in its own time; what is no write is ignored. */
  broadcast(pdu: Uint8Array): void {
    if (!isBroadcast(pdu[0] ?? 0)) return;
    for (const unit of this.all) {
      if (unit.delayMs === 0) answerPdu(unit.map, pdu);
      else unit.answerLater({ pdu, isGone: () => false, answer: () => {} });
    }
  }

  close(): void {
    for (const unit of this.all) unit.close();
  }
}
