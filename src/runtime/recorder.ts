import { createHash, type Hash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { JournalEntry } from './journal.ts';
import type { TagState } from './process-image.ts';

/** Step by step, because Node's own recursion never comes back from folders such as /proc that take no new ones. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  const parent = dirname(resolve(folder));
  if (parent !== resolve(folder)) makeFolder(parent);
  mkdirSync(folder);
}

type RecordFileName = 'tags.csv' | 'events.jsonl' | 'wire.log';

/** Why a recording could not be started. */
export interface RecordProblem {
  readonly folder: string;
  readonly message: string;
}

/**
 * Writes a run into a folder: `run.json` (what ran), `tags.csv` (every change of every tag), `events.jsonl`, and
 * `wire.log` (every PDU and payload, in hexadecimal). In virtual time the same site, seed and duration give the same
 * bytes. A disk that fails ends the recording, not the run.
 */
export class Recorder {
  readonly #files: Record<RecordFileName, RecordFile>;
  readonly folder: string;
  #failure: string | null = null;
  #lastTimeS = Number.NaN;
  #lastTimeText = '';

  private constructor(folder: string) {
    this.folder = folder;
    this.#files = {
      'tags.csv': new RecordFile(join(folder, 'tags.csv')),
      'events.jsonl': new RecordFile(join(folder, 'events.jsonl')),
      'wire.log': new RecordFile(join(folder, 'wire.log')),
    };
  }

  /** Starts a recording in a new or empty folder; a folder that holds anything is refused, so nothing is lost. */
  static open(folder: string, run: Readonly<Record<string, unknown>>): Recorder | RecordProblem {
    try {
      makeFolder(folder);
      if (readdirSync(folder).length > 0) return { folder, message: 'the folder is not empty' };
      writeFileSync(join(folder, 'run.json'), `${JSON.stringify(run, null, 2)}\n`);
      const recorder = new Recorder(folder);
      recorder.#append('tags.csv', 'time_s,tag,value,quality,reason\n');
      return recorder;
    } catch (error) {
      return { folder, message: (error as Error).message };
    }
  }

  /** Why the recording ended early; null while it is whole. */
  get failure(): string | null {
    return this.#failure;
  }

  tag(nowS: number, tag: string, { reading }: TagState): void {
    this.#append(
      'tags.csv',
      `${this.#timeText(nowS)},${tag},${reading.value},${reading.quality},${reading.reason ?? ''}\n`,
    );
  }

  event(entry: JournalEntry): void {
    this.#append('events.jsonl', `${JSON.stringify(entry)}\n`);
  }

  wire(timeS: number, bus: string, direction: string, bytes: Uint8Array): void {
    this.#append(
      'wire.log',
      `${this.#timeText(timeS)} ${bus} ${direction} ${Buffer.from(bytes).toString('hex')}\n`,
    );
  }

  /** Writes what is left and closes; returns the SHA-256 of each file. */
  close(): Readonly<Record<string, string>> {
    const digests: Record<string, string> = {};
    for (const [name, file] of Object.entries(this.#files)) {
      this.#guard(() => file.close());
      digests[name] = file.digest();
    }
    return digests;
  }

  /** Site time with microseconds: enough for any scan, and free of binary fractions. One scan asks many times. */
  #timeText(timeS: number): string {
    if (timeS !== this.#lastTimeS) {
      this.#lastTimeS = timeS;
      this.#lastTimeText = timeS.toFixed(6);
    }
    return this.#lastTimeText;
  }

  /** Takes back a recording of a run that never began, so that the folder can be used again. */
  discard(): void {
    this.close();
    for (const name of ['run.json', ...Object.keys(this.#files)])
      rmSync(join(this.folder, name), { force: true });
  }

  #append(name: RecordFileName, text: string): void {
    if (this.#failure === null) this.#guard(() => this.#files[name].append(text));
  }

  #guard(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#failure = (error as Error).message;
    }
  }
}

class RecordFile {
  static readonly #flushAtCharacters = 1 << 16;

  readonly #descriptor: number;
  readonly #hash: Hash = createHash('sha256');
  #pending = '';

  constructor(path: string) {
    this.#descriptor = openSync(path, 'wx');
  }

  append(text: string): void {
    this.#pending += text;
    if (this.#pending.length >= RecordFile.#flushAtCharacters) this.#flush();
  }

  close(): void {
    this.#flush();
    closeSync(this.#descriptor);
  }

  digest(): string {
    return this.#hash.copy().digest('hex');
  }

  #flush(): void {
    const bytes = Buffer.from(this.#pending);
    this.#pending = '';
    for (let written = 0; written < bytes.length; ) written += writeSync(this.#descriptor, bytes, written);
    this.#hash.update(bytes);
  }
}
