import { encodeRaw, REGISTER_COUNT, rawLimits } from '../codec/registers.ts';
import type { RegisterLayout } from '../profile.ts';

/** Bits of each register that belong to a value: all of them, or those of its field. */
export function fieldMask(layout: RegisterLayout): number[] {
  if (layout.bits === undefined) return new Array<number>(REGISTER_COUNT[layout.type]).fill(0xffff);
  return encodeRaw(layout, rawLimits(layout)[1]);
}
