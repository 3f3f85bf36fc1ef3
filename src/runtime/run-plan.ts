/** How a site is to be run; what the command line asks for, checked. */
export interface RunPlan {
  /** Site seconds per second; `max` is virtual time. */
  readonly speed: number | 'max';
  /** `pty`: the real wire, with the emulated Modbus devices on pseudo-terminals. */
  readonly wire: 'real' | 'memory' | 'pty';
  readonly controller: 'internal' | 'external';
  /** Site time after which the run ends by itself, s; null: until it is stopped. */
  readonly durationS: number | null;
  readonly seed: number;
  /** Folder for a recording, or null. */
  readonly recordFolder: string | null;
  /** End the run at the first breach of the ledger, instead of failing it at its end. */
  readonly strict: boolean;
  /** Threads that compute the plant, ≥ 1. */
  readonly threads: number;
  readonly version: string;
}
