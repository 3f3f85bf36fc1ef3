/** What registers must hold in a device that is the one its profile describes, and set up as it says. */
import { decodeRaw, REGISTER_COUNT } from '../codec/registers.ts';
import type { Expectation } from '../profile.ts';

/** Registers that it takes to check an expectation. */
export function expectedCount({ content }: Expectation): number {
  return content.kind === 'text' ? content.registers : REGISTER_COUNT[content.layout.type];
}

/** What the registers from `offset` on hold, read as the expectation is: a number, or text without its padding. */
export function heldIn(expectation: Expectation, registers: readonly number[], offset = 0): number | string {
  const { content } = expectation;
  if (content.kind === 'number') return decodeRaw(content.layout, registers, offset);
  const words = registers.slice(offset, offset + content.registers);
  // Two characters a register, padded with zeros or blanks.
  return String.fromCharCode(...words.flatMap((word) => [word >> 8, word & 0xff])).replace(/[\0 ]+$/u, '');
}
