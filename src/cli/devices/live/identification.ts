/** The client side of Read Device Identification: function 43 with MEI type 14, basic objects by stream. */
const REQUEST = Uint8Array.of(43, 14, 1, 0);
const VENDOR_NAME = 0;
const PRODUCT_CODE = 1;
/** Function, MEI type, code, conformity, more follows, next object, number of objects. */
const HEADER_BYTES = 7;

export interface Identification {
  readonly vendorName: string;
  readonly productCode: string;
}

export function identificationRequest(): Uint8Array {
  return REQUEST;
}

/** What a device says of itself; null where it refuses, or answers something else. */
export function decodeIdentification(reply: Uint8Array): Identification | null {
  if (reply.length < HEADER_BYTES || reply[0] !== 43 || reply[1] !== 14) return null;
  const objects = new Map<number, string>();
  let at = HEADER_BYTES;
  for (let left = reply[6] ?? 0; left > 0; left--) {
    const length = reply[at + 1] ?? 0;
    const end = at + 2 + length;
    if (end > reply.length) return null;
    objects.set(reply[at] ?? 0, new TextDecoder().decode(reply.subarray(at + 2, end)));
    at = end;
  }
  return { vendorName: objects.get(VENDOR_NAME) ?? '', productCode: objects.get(PRODUCT_CODE) ?? '' };
}
