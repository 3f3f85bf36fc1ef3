/** What the hardware reads, less what its emulator reads: how far the plant model is from the plant. */
import type { Reading } from '../../units/reading.ts';
import { bad } from '../driver/samples.ts';

/** Why there is no residual while a device is not in shadow. */
export const NOT_IN_SHADOW = 'not in shadow';

/** Tag of the residual of a sensor's tag. */
export function residualTag(tag: string): string {
  return `${tag}.residual`;
}

export const NO_RESIDUAL: Reading = bad(Number.NaN, NOT_IN_SHADOW);

/** Real minus emulated, as good as the worse of the two; the real one is blamed first. */
export function residual(real: Reading, emulated: Reading): Reading {
  const value = real.value - emulated.value;
  for (const quality of ['bad', 'uncertain'] as const) {
    if (real.quality === quality) return { value, quality, reason: `real: ${real.reason}` };
    if (emulated.quality === quality) return { value, quality, reason: `emulated: ${emulated.reason}` };
  }
  return { value, quality: 'good', reason: null };
}
