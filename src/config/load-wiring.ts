import { dirname, join, resolve } from 'node:path';
import type { Wiring } from '../field/wiring.ts';
import type { Diagnostic } from './diagnostic.ts';
import { type Loaded, loaded } from './loaded.ts';
import { createSourceFiles } from './source-files.ts';
import { readWiring } from './wiring/read-wiring.ts';

/**
 * Reads one wiring file, such as `device-tree/demo.dts`, with the profiles of `devices/` beside its folder, then of
 * the installation. What it senses and drives is checked only with a site. Never throws on what the file holds.
 */
export function loadWiring(path: string, { installRoot }: { readonly installRoot: string }): Loaded<Wiring> {
  const file = resolve(path);
  const sources = createSourceFiles();
  const diagnostics: Diagnostic[] = [];
  const roots = [...new Set([dirname(dirname(file)), installRoot])];
  const shelves = roots.map((root) => join(root, 'devices'));
  const wiring = readWiring(file, shelves, sources, diagnostics)?.wiring ?? null;
  return loaded(wiring, diagnostics, sources);
}
