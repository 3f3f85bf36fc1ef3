/** The real program and other people's tools as child processes, each of which ends with the test file. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/u, '');
const MAIN = `${ROOT}/dist/cli/main.js`;

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

const alive = new Set<ChildProcess>();

function endAll(): void {
  for (const child of alive) child.kill('SIGKILL');
}

afterAll(async () => {
  const closing = [...alive].map((child) => once(child, 'close'));
  endAll();
  await Promise.all(closing);
});
process.once('exit', endAll);

/** A child process with what it has printed so far. */
export class Child {
  readonly #process: ChildProcess;
  readonly #closed: Promise<void>;
  stdout = '';
  stderr = '';
  code: number | null = null;
  ended = false;

  constructor(command: string, args: readonly string[], { cwd = ROOT, env = {} }: RunOptions = {}) {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = child;
    alive.add(child);
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    child.once('error', (error) => {
      this.stderr += error.message;
    });
    this.#closed = new Promise((resolve) => {
      child.once('close', (code) => {
        alive.delete(child);
        this.code = code;
        this.ended = true;
        resolve();
      });
    });
  }

  signal(name: NodeJS.Signals): void {
    this.#process.kill(name);
  }

  async outcome(): Promise<Outcome> {
    await this.#closed;
    return { code: this.code, stdout: this.stdout, stderr: this.stderr };
  }

  /** Sends a signal, waits for the end, and gives what was printed until then. */
  async stop(signal: NodeJS.Signals): Promise<Outcome> {
    if (!this.ended) this.#process.kill(signal);
    return this.outcome();
  }
}

/** Runs any program to its end and gives what it printed. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  return new Child(command, args, options).outcome();
}

/** Runs the real command line to its end. */
export function buhera(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  return run(process.execPath, [MAIN, ...args], options);
}

export interface Tag {
  readonly id: string;
  readonly value: number | null;
  readonly quality: string;
  readonly reason: string | null;
  readonly timeS: number;
}

export interface Interlocks {
  readonly causes: readonly { readonly id: string; readonly active: boolean }[];
  readonly effects: readonly {
    readonly id: string;
    readonly tripped: boolean;
    readonly firstOut: readonly string[];
  }[];
}

/** A site that runs on ports of the system's choosing, unless the arguments name one. */
export class RunningSite {
  readonly url: string;
  readonly modbusPort: number;
  /** null where the site has no broker of its own. */
  readonly mqttPort: number | null;
  readonly #child: Child;

  private constructor(child: Child) {
    this.#child = child;
    this.url = /http:\/\/\S+/u.exec(child.stdout)?.[0] ?? '';
    this.modbusPort = Number(/modbus-tcp at \S+:(\d+)/u.exec(child.stdout)?.[1]);
    const mqtt = /mqtt at \S+:(\d+)/u.exec(child.stdout)?.[1];
    this.mqttPort = mqtt === undefined ? null : Number(mqtt);
  }

  static async start(site: string, args: readonly string[] = []): Promise<RunningSite> {
    const ports = ['--http-port', '--modbus-port', '--mqtt-port']
      .filter((option) => !args.includes(option))
      .flatMap((option) => [option, '0']);
    const child = new Child(process.execPath, [MAIN, 'run', site, ...ports, ...args]);
    await eventually(() => child.stdout.includes('Ctrl-C') || child.ended, 'the site to start');
    if (child.ended) throw new Error(`the site did not start:\n${child.stdout}${child.stderr}`);
    return new RunningSite(child);
  }

  get stdout(): string {
    return this.#child.stdout;
  }

  async api<T>(path: string): Promise<T> {
    return (await fetch(`${this.url}/api/v1/${path}`)).json() as Promise<T>;
  }

  tag(id: string): Promise<Tag> {
    return this.api(`tags/${id}`);
  }

  /** NaN, which no expectation takes, while the tag has no good value. */
  async value(id: string): Promise<number> {
    const { value, quality } = await this.tag(id);
    return quality === 'good' ? (value ?? Number.NaN) : Number.NaN;
  }

  /** The given tags of one moment, in the given order. */
  async tags(ids: readonly string[]): Promise<readonly Tag[]> {
    const all = new Map((await this.api<readonly Tag[]>('tags')).map((tag) => [tag.id, tag]));
    return ids.map((id) => {
      const tag = all.get(id);
      if (tag === undefined) throw new Error(`the site has no tag ${id}`);
      return tag;
    });
  }

  async isGood(...ids: readonly string[]): Promise<boolean> {
    return (await this.tags(ids)).every(({ quality }) => quality === 'good');
  }

  cli(...args: string[]): Promise<Outcome> {
    return buhera([...args, '--url', this.url]);
  }

  /** Ctrl-C unless another signal is named; the exit code and the report. */
  stop(signal: NodeJS.Signals = 'SIGINT'): Promise<Outcome> {
    return this.#child.stop(signal);
  }
}

/** Waits for a condition; a generous limit only ends a test that would never end. */
export async function eventually(
  condition: () => boolean | Promise<boolean>,
  what: string,
  limitMs = 45_000,
): Promise<void> {
  const untilMs = Date.now() + limitMs;
  while (!(await condition())) {
    if (Date.now() > untilMs) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
