/**
 * What the client of a bus makes of an answer that faults have changed, and when it knows. It is the bytes of the real
 * wire that are looked at, with the codecs of the real clients; only waiting is a number here.
 */
import type { ModbusTransaction } from '../driver/modbus-driver.ts';
import { faultyRtuAnswer, faultyTcpAnswer } from '../modbus/faulty-answer.ts';
import type { ModbusOutcome } from '../modbus/request.ts';
import { decodeReply, functionCode, protocolOutcome, TIMED_OUT } from '../modbus/request.ts';
import { findAnswer, whyNoAnswer } from '../modbus/serial-answer.ts';
import { TcpFramer } from '../modbus/tcp-framer.ts';
import type { ExchangeFault } from '../wire-fault.ts';
import type { ModbusBus } from '../wiring.ts';

export interface FaultyOutcome {
  readonly outcome: ModbusOutcome;
  /** From the request until the client knows, s. */
  readonly afterS: number;
  /** PDU that was taken for the answer; null where none was. */
  readonly reply: Uint8Array | null;
}

type Taken = Pick<FaultyOutcome, 'outcome' | 'reply'> | null;

/** @param reply What the device says; where `fault` has it refuse, that refusal. */
export function faultyOutcome(
  bus: ModbusBus,
  transaction: ModbusTransaction,
  reply: Uint8Array,
  fault: ExchangeFault,
): FaultyOutcome {
  const { timeoutS, unit } = transaction;
  const framesOfTcp = bus.kind === 'modbus-tcp' && bus.framing === 'tcp';
  const bytes = framesOfTcp ? faultyTcpAnswer(0, unit, reply, fault) : faultyRtuAnswer(unit, reply, fault);
  const heard = bytes.subarray(0, heardInTime(bytes.length, fault, timeoutS));
  const taken = framesOfTcp ? takeFromTcp(heard, transaction) : takeFromLine(heard, transaction);
  if (taken !== null)
    return { ...taken, afterS: fault.delayS + fault.pauseS * Math.max(heard.length - 1, 0) };
  return { outcome: failure(heard, transaction, framesOfTcp), afterS: timeoutS, reply: null };
}

/** Bytes that have come before the client gives up. */
function heardInTime(length: number, { delayS, pauseS }: ExchangeFault, timeoutS: number): number {
  if (delayS >= timeoutS) return 0;
  return pauseS === 0 ? length : Math.min(length, Math.ceil((timeoutS - delayS) / pauseS));
}

/** As the client on TCP does: an answer of another unit ends the waiting, because the transaction is the right one. */
function takeFromTcp(heard: Uint8Array, { unit, request }: ModbusTransaction): Taken {
  const framer = new TcpFramer();
  framer.push(heard);
  const frame = framer.next();
  if (typeof frame === 'string') return null;
  if (frame.unit !== unit)
    return { outcome: protocolOutcome('wrong-unit', `answer of unit ${frame.unit}`), reply: null };
  const reply = frame.pdu.slice();
  return { outcome: decodeReply(request, reply), reply };
}

function takeFromLine(heard: Uint8Array, { unit, request }: ModbusTransaction): Taken {
  const reply = findAnswer(heard, unit, functionCode(request));
  return reply === null ? null : { outcome: decodeReply(request, reply), reply };
}

function failure(
  heard: Uint8Array,
  { unit, request }: ModbusTransaction,
  framesOfTcp: boolean,
): ModbusOutcome {
  if (framesOfTcp || heard.length === 0) return TIMED_OUT;
  const { fault, detail } = whyNoAnswer(heard, unit, functionCode(request));
  return protocolOutcome(fault, detail);
}
