/**
 * Checksum of Modbus RTU ("MODBUS over Serial Line Specification and Implementation Guide V1.02", chapter 6.2.2):
 * polynomial 0xA001, start value 0xFFFF. It travels low byte first.
 */
const TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 0 ? crc >> 1 : (crc >> 1) ^ 0xa001;
  return crc;
});

/** Of all bytes, or of those from `from` to `end`. */
export function crc16(bytes: Uint8Array, from = 0, end = bytes.length): number {
  let crc = 0xffff;
  for (let at = from; at < end; at++) crc = (crc >> 8) ^ (TABLE[(crc ^ (bytes[at] ?? 0)) & 0xff] ?? 0);
  return crc;
}
