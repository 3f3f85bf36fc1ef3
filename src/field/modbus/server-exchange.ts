/** What the functions of a Modbus server share: where request and reply lie, and how a request is refused. */

/** A request PDU in `request` from `at` to `end`, and where its reply goes: `reply` from `to` on, up to 253 bytes. */
export interface PduExchange {
  request: Uint8Array;
  at: number;
  end: number;
  reply: Uint8Array;
  to: number;
}

/** Function code and data, chapter 4.1. */
export const MAX_PDU_BYTES = 253;

/** Exception codes ("MODBUS Application Protocol Specification V1.1b3", chapter 7); those of a broken device are `UnitFault`. */

export const ILLEGAL_FUNCTION = 1;
export const ILLEGAL_ADDRESS = 2;
export const ILLEGAL_VALUE = 3;
export const GATEWAY_PATH_UNAVAILABLE = 10;
export const GATEWAY_TARGET_FAILED = 11;

/** Puts an exception reply; gives its length. */
export function putException(x: PduExchange, functionCode: number, exceptionCode: number): number {
  x.reply[x.to] = functionCode | 0x80;
  x.reply[x.to + 1] = exceptionCode;
  return 2;
}
