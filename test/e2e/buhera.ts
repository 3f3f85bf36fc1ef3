import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/u, '');
const MAIN = `${ROOT}/dist/cli/main.js`;

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs any program to its end and gives what it printed. */
export async function run(
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Outcome> {
  const child = spawn(command, args, { cwd: options.cwd ?? ROOT, env: { ...process.env, ...options.env } });
  const output = collect(child);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...output };
}

/** Runs the real command line to its end. */
export function buhera(args: readonly string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}): Promise<Outcome> {
  return run(process.execPath, [MAIN, ...args], options);
}

/** A site that runs on ports of the system's choosing. */
export class RunningSite {
  readonly url: string;
  readonly modbusPort: number;
  readonly mqttPort: number | null;
  readonly #child: ChildProcess;
  readonly #output: { readonly stdout: string; readonly stderr: string };

  private constructor(child: ChildProcess, output: { readonly stdout: string; readonly stderr: string }) {
    this.#child = child;
    this.#output = output;
    this.url = /http:\/\/\S+/u.exec(output.stdout)?.[0] ?? '';
    this.modbusPort = Number(/modbus-tcp at \S+:(\d+)/u.exec(output.stdout)?.[1]);
    const mqtt = /mqtt at \S+:(\d+)/u.exec(output.stdout)?.[1];
    this.mqttPort = mqtt === undefined ? null : Number(mqtt);
  }

  static async start(site: string, args: readonly string[] = []): Promise<RunningSite> {
    const ports = ['--http-port', '0', '--mqtt-port', '0'];
    if (!args.includes('--modbus-port')) ports.push('--modbus-port', '0');
    const child = spawn(process.execPath, [MAIN, 'run', site, ...ports, ...args], { cwd: ROOT });
    const output = collect(child);
    let ended = false;
    child.once('close', () => {
      ended = true;
    });
    await eventually(() => output.stdout.includes('Ctrl-C') || ended, 'the site to start');
    if (ended) throw new Error(`the site did not start:\n${output.stdout}${output.stderr}`);
    return new RunningSite(child, output);
  }

  get stdout(): string {
    return this.#output.stdout;
  }

  async api<T>(path: string): Promise<T> {
    return (await fetch(`${this.url}/api/v1/${path}`)).json() as Promise<T>;
  }

  async tag(id: string): Promise<{ value: number | null; quality: string; reason: string | null }> {
    return this.api(`tags/${id}`);
  }

  cli(...args: string[]): Promise<Outcome> {
    return buhera([...args, '--url', this.url]);
  }

  /** Ctrl-C, and the exit code. */
  async stop(signal: NodeJS.Signals = 'SIGINT'): Promise<number | null> {
    if (this.#child.exitCode !== null) return this.#child.exitCode;
    this.#child.kill(signal);
    const [code] = (await once(this.#child, 'close')) as [number | null];
    return code;
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

function collect(child: ChildProcess): { stdout: string; stderr: string } {
  const output = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk: Buffer) => {
    output.stdout += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    output.stderr += chunk.toString();
  });
  return output;
}
