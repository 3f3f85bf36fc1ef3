/**
 * Silences of Modbus RTU ("MODBUS over Serial Line Specification and Implementation Guide V1.02", chapter 2.5.1.1): a
 * frame ends with 3.5 characters of silence, and within a frame no two characters are more than 1.5 apart. Above
 * 19200 bit/s both are fixed, so that the load of the interrupts stays bearable.
 */

export interface RtuTiming {
  /** Longest silence within a frame, s. */
  readonly withinFrameS: number;
  /** Shortest silence between frames, s. */
  readonly betweenFramesS: number;
}

/** Start bit, eight data bits, parity or a second stop bit, stop bit. */
const BITS_PER_CHARACTER = 11;
const FASTEST_BY_CHARACTERS = 19_200;
const FIXED: RtuTiming = { withinFrameS: 750e-6, betweenFramesS: 1.75e-3 };

/** Silences at a rate in bit/s, 1 and up. */
export function rtuTiming(baudRate: number): RtuTiming {
  if (baudRate > FASTEST_BY_CHARACTERS) return FIXED;
  const characterS = BITS_PER_CHARACTER / baudRate;
  return { withinFrameS: 1.5 * characterS, betweenFramesS: 3.5 * characterS };
}
