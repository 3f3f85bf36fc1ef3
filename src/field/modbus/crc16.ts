/**
 * Checksum of Modbus RTU ("MODBUS over Serial Line Specification and Implementation Guide V1.02", chapter 6.2.2):
 * polynomial 0xA001, start value 0xFFFF. It travels low byte first.
 */
export function crc16(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 0 ? crc >> 1 : (crc >> 1) ^ 0xa001;
  }
  return crc;
}
