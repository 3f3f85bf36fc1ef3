/** One Modbus bus in memory: a healthy exchange takes no time, a faulty one as long as its client would wait. */
import type { DriverOptions } from '../driver/access.ts';
import type { ModbusDriver, ModbusTransaction } from '../driver/modbus-driver.ts';
import { createModbusDriver } from '../driver/modbus-driver.ts';
import type { EmulatedUnit } from '../emulated/emulated-field.ts';
import { answerPdu, exceptionPdu } from '../modbus/pdu.ts';
import type { ModbusOutcome } from '../modbus/request.ts';
import { decodeReply, encodeRequest, TIMED_OUT } from '../modbus/request.ts';
import type { ExchangeFault, ModbusFaults } from '../wire-fault.ts';
import type { ModbusBus } from '../wiring.ts';
import { type FaultyOutcome, faultyOutcome } from './faulty-exchange.ts';
import { joined, type Transcript } from './transcript.ts';

/** An exchange whose client still waits. */
interface Awaited extends FaultyOutcome {
  readonly transaction: ModbusTransaction;
  readonly atS: number;
}

export interface ModbusWireParts {
  readonly units: ReadonlyMap<number, EmulatedUnit>;
  readonly faults: ModbusFaults;
  readonly transcript: Transcript | null;
}

/** A time that was meant to hit the grid must not fall short of it by a rounding error. */
const TIME_SLACK_S = 1e-9;

export class ModbusWire {
  readonly driver: ModbusDriver;
  private readonly bus: ModbusBus;
  private readonly parts: ModbusWireParts;
  /** Oldest first. */
  private awaited: Awaited[] = [];

  constructor(bus: ModbusBus, options: DriverOptions, parts: ModbusWireParts) {
    this.bus = bus;
    this.parts = parts;
    this.driver = createModbusDriver(bus, options);
  }

  /** Until nothing is due any more: retries and further batches of a device follow in the same scan. */
  exchange(nowS: number): void {
    this.settle(nowS);
    for (let due = this.driver.due(nowS); due.length > 0; due = this.driver.due(nowS)) {
      for (const transaction of due) this.begin(transaction, nowS);
    }
  }

  private settle(nowS: number): void {
    if (this.awaited.length === 0) return;
    const isOver = ({ atS }: Awaited): boolean => atS <= nowS + TIME_SLACK_S;
    const over = this.awaited.filter(isOver).sort((a, b) => a.atS - b.atS);
    this.awaited = this.awaited.filter((waiting) => !isOver(waiting));
    for (const { transaction, outcome, reply } of over) this.finish(transaction, outcome, reply, nowS);
  }

  private begin(transaction: ModbusTransaction, nowS: number): void {
    const { units, faults, transcript } = this.parts;
    const { unit, request } = transaction;
    const pdu = encodeRequest(request);
    transcript?.(nowS, this.bus.id, 'request', joined(Uint8Array.of(unit), pdu));
    const emulated = units.get(unit);
    if (emulated === undefined) {
      this.finish(transaction, TIMED_OUT, null, nowS);
      return;
    }
    const fault = faults.isActive ? faults.strike(unit, pdu) : null;
    const reply = answerOf(emulated, pdu, fault);
    if (fault === null) {
      this.finish(transaction, decodeReply(request, reply), reply, nowS);
      return;
    }
    const faulty = faultyOutcome(this.bus, transaction, reply, fault);
    if (faulty.afterS > 0) this.awaited.push({ ...faulty, transaction, atS: nowS + faulty.afterS });
    else this.finish(transaction, faulty.outcome, faulty.reply, nowS);
  }

  private finish(
    { id, unit }: ModbusTransaction,
    outcome: ModbusOutcome,
    reply: Uint8Array | null,
    nowS: number,
  ): void {
    if (reply !== null)
      this.parts.transcript?.(nowS, this.bus.id, 'reply', joined(Uint8Array.of(unit), reply));
    this.driver.complete(id, outcome, nowS);
  }
}

function answerOf({ map }: EmulatedUnit, pdu: Uint8Array, fault: ExchangeFault | null): Uint8Array {
  const code = fault?.exceptionCode ?? null;
  return code === null ? answerPdu(map, pdu) : exceptionPdu(pdu[0] ?? 0, code);
}
