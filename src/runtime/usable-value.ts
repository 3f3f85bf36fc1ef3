import type { ProcessImage } from './process-image.ts';

/** The value of a tag, SI; not a number where it is bad. */
export function usableValue(image: ProcessImage, tag: string): number {
  const { value, quality } = image.read(tag);
  return quality === 'bad' || !Number.isFinite(value) ? Number.NaN : value;
}
