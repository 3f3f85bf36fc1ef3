import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './buhera.ts';

/** A copy of the demo site, with its wiring and profiles, in a folder of its own that a test may spoil. */
export class SiteCopy {
  readonly root = mkdtempSync(join(tmpdir(), 'buhera-site-'));
  readonly site = join(this.root, 'etc/demo');

  constructor() {
    for (const folder of ['etc/demo', 'device-tree', 'devices']) {
      cpSync(join(ROOT, folder), join(this.root, folder), { recursive: true });
    }
  }

  /** Replaces a text that must be there, exactly once or everywhere. */
  edit(file: string, from: string | RegExp, to: string): this {
    const path = join(this.root, file);
    const before = readFileSync(path, 'utf8');
    const after = before.replace(from, to);
    if (after === before) throw new Error(`${file} does not contain ${from}`);
    writeFileSync(path, after);
    return this;
  }

  write(file: string, content: string | Uint8Array): this {
    writeFileSync(join(this.root, file), content);
    return this;
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
