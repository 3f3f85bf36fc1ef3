import type { Reading } from '../units/reading.ts';

/** One entry of the process image. */
export interface TagState {
  readonly reading: Reading;
  /** When the value was true at its source, s of site time; negative before the first reading. */
  readonly timeS: number;
}

const NEVER_READ: TagState = {
  reading: { value: Number.NaN, quality: 'bad', reason: 'never read' },
  timeS: -1,
};

/**
 * The only view of the field that control, interlocks, alarms, recorder and server have. Holds the tags that it was
 * made with and no others.
 */
export class ProcessImage {
  readonly #tags: Map<string, TagState>;
  readonly #stalePeriods: readonly (readonly [tag: string, staleS: number])[];
  readonly #changed = new Set<string>();

  /** @param staleS age beyond which a tag's reading is no longer believed, s; tags without an entry never age */
  constructor(tags: Iterable<string>, staleS: ReadonlyMap<string, number>) {
    this.#tags = new Map([...tags].map((tag) => [tag, NEVER_READ]));
    this.#stalePeriods = [...staleS];
  }

  has(tag: string): boolean {
    return this.#tags.has(tag);
  }

  /** State of a tag that exists. */
  get(tag: string): TagState {
    const state = this.#tags.get(tag);
    if (state === undefined) throw new Error(`invariant: the process image has no tag ${tag}`);
    return state;
  }

  read(tag: string): Reading {
    return this.get(tag).reading;
  }

  write(tag: string, reading: Reading, timeS: number): void {
    const before = this.get(tag);
    this.#tags.set(tag, { reading, timeS });
    if (!sameReading(before.reading, reading)) this.#changed.add(tag);
  }

  /** A value of our own making (set-point, controller output, ledger) is good by definition, unless it is no number. */
  writeValue(tag: string, value: number, timeS: number): void {
    const before = this.get(tag).reading;
    if (before.quality === 'good' && before.value === value) return;
    const reading: Reading = Number.isFinite(value)
      ? { value, quality: 'good', reason: null }
      : { value, quality: 'bad', reason: 'not a number' };
    this.write(tag, reading, timeS);
  }

  /** Turns readings that are older than their tag allows into bad ones. */
  judgeAge(nowS: number): void {
    for (const [tag, staleS] of this.#stalePeriods) {
      const { reading, timeS } = this.get(tag);
      if (reading.quality === 'bad' || nowS - timeS <= staleS) continue;
      this.write(tag, { value: reading.value, quality: 'bad', reason: 'stale' }, timeS);
    }
  }

  entries(): IterableIterator<[string, TagState]> {
    return this.#tags.entries();
  }

  /** Tags whose value, quality or reason changed since the last call, in the order of their first change. */
  takeChanged(): readonly string[] {
    const changed = [...this.#changed];
    this.#changed.clear();
    return changed;
  }
}

function sameReading(a: Reading, b: Reading): boolean {
  return Object.is(a.value, b.value) && a.quality === b.quality && a.reason === b.reason;
}
