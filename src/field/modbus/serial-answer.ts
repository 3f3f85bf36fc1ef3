/**
 * Finds the answer to a request among the bytes that came back on a serial line. A frame has no start mark, but a
 * master knows which unit it asked for what; so noise before the answer, a late frame of another unit, and an answer
 * that arrives in any pieces do no harm, and no silence needs to be measured, which a host that stalls could not do.
 */
import type { ProtocolFault } from './request.ts';
import { hasChecksum, replyLength } from './rtu-frame.ts';

const CRC_BYTES = 2;
const FUNCTION_BITS = 0x7f;

/** PDU with which `unit` answers `functionCode`; null while it has not come, or not undamaged. */
export function findAnswer(heard: Uint8Array, unit: number, functionCode: number): Uint8Array | null {
  for (let at = 0; at < heard.length; at++) {
    if (heard[at] !== unit || ((heard[at + 1] ?? 0) & FUNCTION_BITS) !== functionCode) continue;
    const end = endOfFrame(heard, at);
    if (end !== null) return heard.slice(at + 1, end - CRC_BYTES);
  }
  return null;
}

/** What is wrong with bytes that hold no answer of `unit` to `functionCode`, also in words for a bad reading. */
export function whyNoAnswer(
  heard: Uint8Array,
  unit: number,
  functionCode: number,
): { readonly fault: ProtocolFault; readonly detail: string } {
  for (let at = 0; at < heard.length; at++) {
    if (endOfFrame(heard, at) === null) continue;
    return heard[at] === unit
      ? { fault: 'wrong-function', detail: 'answer to another function' }
      : { fault: 'wrong-unit', detail: `answer of unit ${heard[at]}` };
  }
  return { fault: damage(heard, unit, functionCode), detail: 'damaged answer' };
}

/** What has become of an answer that begins as it should. */
function damage(heard: Uint8Array, unit: number, functionCode: number): ProtocolFault {
  const at = heard.findIndex(
    (byte, i) => byte === unit && ((heard[i + 1] ?? 0) & FUNCTION_BITS) === functionCode,
  );
  if (at === -1) return 'noise';
  const length = replyLength(heard, at, heard.length);
  return length > 0 && at + length <= heard.length ? 'checksum' : 'short-frame';
}

/** Where the whole and undamaged reply that begins at `at` ends; null where none does. */
function endOfFrame(heard: Uint8Array, at: number): number | null {
  const length = replyLength(heard, at, heard.length);
  const end = at + length;
  return length > 0 && end <= heard.length && hasChecksum(heard, at, end) ? end : null;
}
