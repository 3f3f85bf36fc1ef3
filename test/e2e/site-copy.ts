import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { ROOT } from './buhera.ts';

const made: string[] = [];
afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** An empty folder that goes when the tests of the file are over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'buhera-e2e-'));
  made.push(folder);
  return folder;
}

/** A copy of the demo site, with its wiring and profiles, in a folder of its own that a test may spoil. */
export class SiteCopy {
  readonly root = temporaryFolder();
  readonly site = join(this.root, 'etc/demo');

  constructor() {
    for (const folder of ['etc/demo', 'device-tree', 'devices']) {
      cpSync(join(ROOT, folder), join(this.root, folder), { recursive: true });
    }
  }

  /** Replaces a text that stands exactly once in the file. */
  edit(file: string, from: string, to: string): this {
    const parts = this.read(file).toString('utf8').split(from);
    if (parts.length !== 2) throw new Error(`${file} holds ${parts.length - 1} times: ${from}`);
    return this.write(file, parts.join(to));
  }

  read(file: string): Buffer {
    return readFileSync(join(this.root, file));
  }

  write(file: string, content: string | Uint8Array): this {
    writeFileSync(join(this.root, file), content);
    return this;
  }

  remove(file: string): this {
    rmSync(join(this.root, file));
    return this;
  }
}
