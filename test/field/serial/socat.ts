/** A pair of pseudo-terminals made by socat: a cable with a serial adapter at each end, which can be pulled out. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { until } from '../fixtures.ts';

const made: SerialCable[] = [];
afterAll(async () => {
  for (const cable of made.splice(0)) await cable.remove();
});

export class SerialCable {
  private readonly folder = mkdtempSync(join(tmpdir(), 'buhera-tty-'));
  readonly near = join(this.folder, 'near');
  readonly far = join(this.folder, 'far');
  private child: ChildProcess | null = null;

  static async plugged(): Promise<SerialCable> {
    const cable = new SerialCable();
    made.push(cable);
    await cable.plug();
    return cable;
  }

  async plug(): Promise<void> {
    const ends = [this.near, this.far].map((path) => `pty,raw,echo=0,link=${path}`);
    this.child = spawn('socat', ends, { stdio: 'ignore' });
    await until(() => existsSync(this.near) && existsSync(this.far));
  }

  /** Both adapters vanish at once, with their paths. */
  async pull(): Promise<void> {
    const { child } = this;
    if (child === null) return;
    this.child = null;
    child.kill('SIGKILL');
    await once(child, 'exit');
    rmSync(this.near, { force: true });
    rmSync(this.far, { force: true });
  }

  async remove(): Promise<void> {
    await this.pull();
    rmSync(this.folder, { recursive: true });
  }
}
