/**
 * Read Device Identification, function 43 with MEI type 14 (application protocol V1.1b3, chapter 6.21): the objects
 * that a unit tells of itself, by stream (codes 1 to 3) or one by one (code 4). An object is never cut; what does not
 * fit into a reply follows in the next, which begins with the object named in this one.
 */
import type { PduExchange } from './server-exchange.ts';
import {
  ILLEGAL_ADDRESS,
  ILLEGAL_FUNCTION,
  ILLEGAL_VALUE,
  MAX_PDU_BYTES,
  putException,
} from './server-exchange.ts';

export const VENDOR_NAME = 0x00;
export const PRODUCT_CODE = 0x01;
export const REVISION = 0x02;
export const VENDOR_URL = 0x03;
export const PRODUCT_NAME = 0x04;
export const MODEL_NAME = 0x05;
export const APPLICATION_NAME = 0x06;

/** Objects in ascending order of their ids. Ids 0 to 2 are basic, to 0x7F regular, from 0x80 on extended. */
export interface DeviceIdentification {
  readonly objects: readonly IdentificationObject[];
  readonly conformityLevel: number;
}

interface IdentificationObject {
  readonly id: number;
  readonly value: Uint8Array;
}

const CODE = 43;
const MEI_TYPE = 14;
const REQUEST_BYTES = 4;
const HEADER_BYTES = 7;
/** Longest value that fits into a reply by itself. */
export const MAX_OBJECT_BYTES = MAX_PDU_BYTES - HEADER_BYTES - 2;
const INDIVIDUAL_ACCESS = 0x80;
const ONE_BY_ONE = 4;
/** Last object of each category: basic, regular, extended. */
const CATEGORY_END = [0x02, 0x7f, 0xff] as const;

/**
 * What a unit tells of itself. The three basic objects are mandatory, and empty where none is given; a value is cut
 * to the 244 characters that fit into a reply, and what is not ASCII is written with what is, or left out.
 */
export function deviceIdentification(texts: ReadonlyMap<number, string>): DeviceIdentification {
  const all = new Map<number, string>([[VENDOR_NAME, ''], [PRODUCT_CODE, ''], [REVISION, ''], ...texts]);
  const objects = [...all].map(([id, text]) => ({ id, value: ascii(text) })).sort((a, b) => a.id - b.id);
  const last = objects.at(-1)?.id ?? 0;
  const category = CATEGORY_END.findIndex((end) => last <= end) + 1;
  return { objects, conformityLevel: category | INDIVIDUAL_ACCESS };
}

function ascii(text: string): Uint8Array {
  const plain = text.normalize('NFKD').replace(/[^\x20-\x7e]/g, '');
  return new TextEncoder().encode(plain.slice(0, MAX_OBJECT_BYTES));
}

/** Puts the reply to a request with function 43; gives its length. */
export function putIdentification(identification: DeviceIdentification | null, x: PduExchange): number {
  const length = x.end - x.at;
  if (identification === null || (length > 1 && x.request[x.at + 1] !== MEI_TYPE)) {
    return putException(x, CODE, ILLEGAL_FUNCTION);
  }
  if (length !== REQUEST_BYTES) return putException(x, CODE, ILLEGAL_VALUE);
  const readCode = x.request[x.at + 2] ?? 0;
  const objectId = x.request[x.at + 3] ?? 0;
  const { objects } = identification;
  const known = objects.findIndex((object) => object.id === objectId);
  // The state diagram asks for the object before it asks for the code; a stream knows every object (see below).
  if (readCode === ONE_BY_ONE) {
    if (known < 0) return putException(x, CODE, ILLEGAL_ADDRESS);
    return putObjects(identification, { readCode, from: known, until: known + 1 }, x);
  }
  const categoryEnd = CATEGORY_END[readCode - 1];
  if (categoryEnd === undefined) return putException(x, CODE, ILLEGAL_VALUE);
  const until = objects.filter((object) => object.id <= categoryEnd).length;
  // "If the Object ID does not match any known object, the server responds as if object 0 were pointed out."
  const from = known < 0 || known >= until ? 0 : known;
  return putObjects(identification, { readCode, from, until }, x);
}

function putObjects(
  { objects, conformityLevel }: DeviceIdentification,
  { readCode, from, until }: { readonly readCode: number; readonly from: number; readonly until: number },
  x: PduExchange,
): number {
  const { reply, to } = x;
  let length = HEADER_BYTES;
  let index = from;
  for (; index < until; index++) {
    const object = objects[index] as IdentificationObject;
    if (length + 2 + object.value.length > MAX_PDU_BYTES) break;
    reply[to + length] = object.id;
    reply[to + length + 1] = object.value.length;
    reply.set(object.value, to + length + 2);
    length += 2 + object.value.length;
  }
  const more = index < until;
  reply[to] = CODE;
  reply[to + 1] = MEI_TYPE;
  reply[to + 2] = readCode;
  reply[to + 3] = conformityLevel;
  reply[to + 4] = more ? 0xff : 0x00;
  reply[to + 5] = more ? (objects[index]?.id ?? 0) : 0;
  reply[to + 6] = index - from;
  return length;
}
