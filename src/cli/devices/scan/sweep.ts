/** Finds out which units answer: reads that nearly every device knows, and any answer counts, refusals too. */
import { encodeRequest } from '../../../field/modbus/request.ts';
import type { Answer } from '../live/exchange.ts';
import { identificationRequest } from '../live/identification.ts';
import type { ScanMaster } from './scan-master.ts';

const SERVER_ID = Uint8Array.of(17);
/** In the order in which they are tried. */
const PROBES: readonly { readonly what: string; readonly pdu: Uint8Array }[] = [
  { what: 'holding registers', pdu: encodeRequest({ kind: 'read', table: 'holding', address: 0, count: 1 }) },
  { what: 'input registers', pdu: encodeRequest({ kind: 'read', table: 'input', address: 0, count: 1 }) },
  { what: 'identification', pdu: identificationRequest() },
  { what: 'server id', pdu: SERVER_ID },
];
const NOBODY = 'no answer';
/** Exceptions with which a gateway says that it has no such unit. */
const ABSENT = new Set([10, 11]);

/** `garbled`: bytes came, and no answer of this unit was among them. */
export type Presence =
  | { readonly kind: 'answers'; readonly to: string }
  | { readonly kind: 'garbled' | 'broken'; readonly detail: string }
  | { readonly kind: 'absent' };

/** @param attempts How many kinds of request the unit may let go by, 1 … 4. */
export async function findUnit(master: ScanMaster, unit: number, attempts: number): Promise<Presence> {
  let garbled: string | null = null;
  for (const { what, pdu } of PROBES.slice(0, attempts)) {
    const answer = await master.ask(unit, pdu);
    if (isOfGateway(answer)) return { kind: 'absent' };
    if (answer.ok) return { kind: 'answers', to: what };
    if (isLost(answer.detail)) return { kind: 'broken', detail: answer.detail };
    if (answer.detail !== NOBODY) garbled = answer.detail;
  }
  return garbled === null ? { kind: 'absent' } : { kind: 'garbled', detail: garbled };
}

/** Text that a device reports about itself by function 17, as far as it can be printed; null where it knows none. */
export async function serverIdOf(master: ScanMaster, unit: number): Promise<string | null> {
  const answer = await master.ask(unit, SERVER_ID);
  if (!answer.ok || answer.pdu[0] !== 17) return null;
  const bytes = answer.pdu.subarray(2, 2 + (answer.pdu[1] ?? 0));
  const text = String.fromCharCode(...bytes.filter((byte) => byte >= 0x20 && byte < 0x7f)).trim();
  return text.length >= 2 ? text : Buffer.from(bytes).toString('hex');
}

function isOfGateway(answer: Answer): boolean {
  return (
    answer.ok && answer.pdu.length === 2 && (answer.pdu[0] ?? 0) > 0x80 && ABSENT.has(answer.pdu[1] ?? 0)
  );
}

/** Silence and damage are said in words of the line; all else is why there is no line. */
function isLost(detail: string): boolean {
  return detail !== NOBODY && detail !== 'damaged answer' && !detail.startsWith('answer ');
}
