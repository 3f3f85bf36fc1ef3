/** Something that happened, in the order in which it happened. */
export interface JournalEntry {
  /** Counts from 1 without gaps. */
  readonly sequence: number;
  readonly timeS: number;
  readonly kind:
    | 'alarm'
    | 'interlock'
    | 'operator'
    | 'link'
    | 'scan'
    | 'ledger'
    | 'plant'
    | 'run'
    | 'mode'
    | 'arming'
    | 'fault'
    | 'tuning';
  readonly text: string;
}

/** The last entries, in bounded memory; the recorder and the terminal hear of each as it comes. */
export class Journal {
  static readonly #capacity = 2000;

  readonly #entries: JournalEntry[] = [];
  readonly #listeners: ((entry: JournalEntry) => void)[] = [];
  #sequence = 0;

  add(timeS: number, kind: JournalEntry['kind'], text: string): void {
    this.#sequence += 1;
    const entry = { sequence: this.#sequence, timeS, kind, text };
    this.#entries.push(entry);
    if (this.#entries.length > Journal.#capacity) this.#entries.shift();
    for (const listener of this.#listeners) listener(entry);
  }

  onEntry(listener: (entry: JournalEntry) => void): void {
    this.#listeners.push(listener);
  }

  /** Entries after the given sequence number, oldest first. */
  after(sequence: number): readonly JournalEntry[] {
    return this.#entries.filter((entry) => entry.sequence > sequence);
  }
}
