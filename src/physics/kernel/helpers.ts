/** Threads that take part in computing a plant. This room cannot start any: whoever can hands them in. */

export interface Helpers {
  /** Threads beside the one that steps the plant, ≥ 1. */
  readonly count: number;
  /** How long one may take for a part that it has begun before the plant is given up, ms. */
  readonly patienceMs: number;
  /** Starts all of them; not called for a plant that is not worth dividing. They may come late, or never. */
  start(program: HelperProgram): void;
}

/** What a helper's thread needs: it instantiates the module over the memory, sets places, and calls `help`. */
export interface HelperProgram {
  /** A WebAssembly.Module, and the shared WebAssembly.Memory that it imports as `env.memory`. */
  readonly module: object;
  readonly memory: object;
  /** Values of the module's global variables, by their names. */
  readonly places: readonly (readonly [name: string, value: number])[];
  /** Parts of the plant's work that helpers have done since the start; it wraps at 2³¹. */
  helpedParts(): number;
  /** Makes helpers return from `help`; the plant can be stepped further without them. */
  dismiss(): void;
}
