import type { Diagnostic } from '../config/diagnostic.ts';
import { type Loaded, loaded } from '../config/loaded.ts';
import { createSourceFiles } from '../config/source-files.ts';
import { readToml } from '../config/toml-document.ts';
import type { FaultDefinition } from './fault.ts';
import type { FaultSite } from './fault-board.ts';
import { readFaults } from './read-faults.ts';

/** Reads a fault timeline and checks it against a site. Never throws on what the file holds. */
export function loadTimeline(file: string, site: FaultSite): Loaded<readonly FaultDefinition[]> {
  const sources = createSourceFiles();
  const diagnostics: Diagnostic[] = [];
  const document = readToml(file, sources, diagnostics);
  const options = { site, taken: new Set<string>(), nowS: 0 };
  const faults = document === null ? null : readFaults(document, options, diagnostics);
  return loaded(faults, diagnostics, sources);
}
