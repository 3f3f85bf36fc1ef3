/** How far a value may be trusted. Order of trust: good, uncertain, bad. */
export type Quality = 'good' | 'uncertain' | 'bad';

/**
 * A value as the process image knows it: SI unit (the tag says which), quality, and the reason when the quality
 * is not good. A bad reading keeps the last value for display, and nothing that decides may use it.
 */
export interface Reading {
  readonly value: number;
  readonly quality: Quality;
  /** Why the quality is not good, in the words of `docs/ARCHITECTURE.md`; null when it is good. */
  readonly reason: string | null;
}
