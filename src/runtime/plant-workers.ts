import { Worker } from 'node:worker_threads';
import type { HelperProgram, Helpers } from '../physics/kernel/helpers.ts';

/**
 * All that a thread does, as text: it needs nothing of ours but the module that it is given, and runs the same whether
 * the rest was compiled or is run from its sources. `help` only returns when the helpers are dismissed.
 */
const PROGRAM = `
const { module, memory, places } = require('node:worker_threads').workerData;
const { exports } = new WebAssembly.Instance(module, { env: { memory, helperLost() {} } });
for (const [name, value] of places) exports[name].value = value;
exports.help();
`;

/** A shared machine may stall for a second; for longer than this nothing stalls that will go on. */
const PATIENCE_MS = 10_000;
/** How long a thread may take to leave, ms, before it is made to. */
const LEAVE_MS = 2000;

/**
 * Threads that help to compute one plant. They never keep the process alive, and a plant that has lost them is computed
 * on without them, to the same bits.
 */
export class PlantWorkers implements Helpers {
  readonly count: number;
  readonly patienceMs: number;
  readonly #onLost: (reason: string) => void;
  #workers: readonly Worker[] = [];
  #program: HelperProgram | null = null;

  /** @param onLost is told, once for each, of threads that could not be started or have ended too soon */
  constructor(count: number, onLost: (reason: string) => void) {
    this.count = count;
    this.patienceMs = PATIENCE_MS;
    this.#onLost = onLost;
  }

  /** False for a plant that was not worth dividing. */
  get areStarted(): boolean {
    return this.#program !== null;
  }

  /** Parts of the plant's work that they have done since the start. */
  get helpedParts(): number {
    return this.#program?.helpedParts() ?? 0;
  }

  start(program: HelperProgram): void {
    this.#program = program;
    const { module, memory, places } = program;
    // What the process was started with is for its own code: a debugger, a loader of sources.
    const options = { eval: true, workerData: { module, memory, places }, execArgv: [] };
    this.#workers = Array.from({ length: this.count }, () => this.#watched(new Worker(PROGRAM, options)));
  }

  /** Ends all threads; when it resolves none of them is left. */
  async end(): Promise<void> {
    const workers = this.#workers;
    this.#workers = [];
    this.#program?.dismiss();
    await Promise.all(workers.map(leave));
  }

  #watched(worker: Worker): Worker {
    let reason = 'it ended';
    worker.on('error', (error) => {
      reason = error.message;
    });
    worker.once('exit', () => {
      if (this.#workers.includes(worker)) this.#onLost(reason);
    });
    worker.unref();
    return worker;
  }
}

/** Workers for a number of threads in all, of which one is the plant's own. */
export function plantWorkers(threads: number, onLost: (reason: string) => void): PlantWorkers | null {
  return threads === 1 ? null : new PlantWorkers(threads - 1, onLost);
}

async function leave(worker: Worker): Promise<void> {
  if (worker.threadId === -1) return;
  const gone = new Promise((resolve) => worker.once('exit', resolve));
  const timer = setTimeout(() => void worker.terminate(), LEAVE_MS);
  worker.ref();
  await gone;
  clearTimeout(timer);
}
