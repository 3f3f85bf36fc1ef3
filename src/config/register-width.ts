import type { RegisterType } from '../field/profile.ts';

/** Registers of 16 bits that a value of the type takes; one bit of a bit table counts as one. */
export const REGISTER_WIDTH: Readonly<Record<RegisterType, number>> = {
  bool: 1,
  int16: 1,
  uint16: 1,
  int32: 2,
  uint32: 2,
  float32: 2,
  float64: 4,
};
