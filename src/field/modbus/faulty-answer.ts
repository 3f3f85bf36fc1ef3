/** The bytes that come in place of a healthy answer. */
import type { ExchangeFault } from '../wire-fault.ts';
import { encodeRtuFrame } from './rtu-frame.ts';
import { encodeTcpFrame } from './tcp-framer.ts';

const EXCEPTION_BIT = 0x80;
const NOTHING = new Uint8Array(0);

/** On a serial line, or where its frames travel over TCP. */
export function faultyRtuAnswer(unit: number, reply: Uint8Array, fault: ExchangeFault): Uint8Array {
  if (fault.isLost) return NOTHING;
  const frame = encodeRtuFrame(fault.unit ?? unit, withFunction(reply, fault));
  const end = frame.length;
  frame[end - 2] = (frame[end - 2] ?? 0) ^ (fault.crcMask & 0xff);
  frame[end - 1] = (frame[end - 1] ?? 0) ^ (fault.crcMask >> 8);
  return repeated(cut(frame, fault), fault);
}

/** On Modbus TCP. */
export function faultyTcpAnswer(
  transactionId: number,
  unit: number,
  reply: Uint8Array,
  fault: ExchangeFault,
): Uint8Array {
  if (fault.isLost) return NOTHING;
  const pdu = cut(withFunction(reply, fault), fault);
  return repeated(encodeTcpFrame(transactionId, fault.unit ?? unit, pdu), fault);
}

/** An exception stays one. */
function withFunction(reply: Uint8Array, { functionCode }: ExchangeFault): Uint8Array {
  if (functionCode === null) return reply;
  const changed = reply.slice();
  changed[0] = ((reply[0] ?? 0) & EXCEPTION_BIT) | functionCode;
  return changed;
}

function cut(bytes: Uint8Array, { keptShare }: ExchangeFault): Uint8Array {
  if (keptShare === null) return bytes;
  const kept = Math.floor(keptShare * bytes.length);
  return bytes.subarray(0, Math.min(Math.max(kept, 1), bytes.length - 1));
}

function repeated(frame: Uint8Array, { noise, copies }: ExchangeFault): Uint8Array {
  const bytes = new Uint8Array(noise.length + copies * frame.length);
  bytes.set(noise);
  for (let copy = 0; copy < copies; copy++) bytes.set(frame, noise.length + copy * frame.length);
  return bytes;
}
