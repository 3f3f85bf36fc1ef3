/** One thing that the machine offers or lacks. */
export interface Finding {
  readonly what: string;
  readonly state: 'ok' | 'missing' | 'busy';
  readonly detail: string;
  /** Needed to run at all, or only for tests and comfort. */
  readonly needed: boolean;
  readonly remedy: string | null;
}
