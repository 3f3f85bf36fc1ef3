import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const COUNT = 1000;
const pathOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

test.each(['ring', 'grid'])(
  'a %s keeps less than 2 KiB for each chamber, and a step leaves no litter that grows with it',
  (shape) => {
    const flags = ['--expose-gc', '--min-semi-space-size=128', '--max-semi-space-size=128'];
    const loader = ['--import', pathOf('register-typescript.mjs')];
    const args = [...flags, ...loader, pathOf('measure-memory.ts'), shape, String(COUNT)];
    const { held, litterBytesPerStep } = JSON.parse(
      execFileSync(process.execPath, args, { encoding: 'utf8' }),
    );
    expect(held / COUNT).toBeGreaterThan(600);
    // With the definition still there it would be 2000.
    expect(held / COUNT).toBeLessThan(1600);
    // One number of each chamber in an object of its own would be 12 000.
    expect(litterBytesPerStep).toBeLessThan(8 * COUNT);
  },
);
