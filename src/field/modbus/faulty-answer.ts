/** The bytes that come in place of a healthy answer. */
import type { ExchangeFault } from '../wire-fault.ts';
import { encodeRtuFrame } from './rtu-frame.ts';
import { encodeTcpFrame } from './tcp-framer.ts';

const EXCEPTION_BIT = 0x80;
/** Unit, function, and what tells the length where something does. */
const RTU_HEAD_BYTES = 3;
const NOTHING = new Uint8Array(0);

/** On a serial line, or where its frames travel over TCP. */
export function faultyRtuAnswer(unit: number, reply: Uint8Array, fault: ExchangeFault): Uint8Array {
  if (fault.isLost) return NOTHING;
  const frame = encodeRtuFrame(fault.unit ?? unit, withFunction(reply, fault));
  if (fault.damageAt !== null) turnBit(frame, fault.damageAt);
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

/** A checksum of 16 bits notices every single bit, as long as the head leaves the frame as long as it is. */
function turnBit(frame: Uint8Array, share: number): void {
  const bits = 8 * (frame.length - RTU_HEAD_BYTES);
  const bit = 8 * RTU_HEAD_BYTES + Math.min(Math.floor(share * bits), bits - 1);
  const at = bit >> 3;
  frame[at] = (frame[at] ?? 0) ^ (1 << (bit & 7));
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
