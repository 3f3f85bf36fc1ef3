import { dirname, resolve } from 'node:path';
import { type Diagnostic, diagnosticAt, hasErrors, type Place, startOf } from '../diagnostic.ts';
import type { SourceFiles } from '../source-files.ts';
import { type OpenInclude, parseDts } from './parse.ts';
import { resolveTree } from './resolve.ts';
import { Scanner } from './scanner.ts';
import type { DtNode } from './tree.ts';

/** Files below one wiring file; more is a cycle in disguise. */
const MAX_INCLUDES = 200;

/** Reads a devicetree source with what it includes; null with errors in `diagnostics` when it does not hold. */
export function readDts(file: string, sources: SourceFiles, diagnostics: Diagnostic[]): DtNode | null {
  const found: Diagnostic[] = [];
  const text = sources.read(file, found);
  let tree: DtNode | null = null;
  if (text !== null) {
    const statements = parseDts(new Scanner(file, text, found), includes(file, sources, found));
    if (!hasErrors(found)) tree = resolveTree(statements, startOf(file), found);
  }
  diagnostics.push(...found);
  return hasErrors(found) ? null : tree;
}

/** Opens files relative to the one that includes them, and refuses to go in circles. */
function includes(root: string, sources: SourceFiles, diagnostics: Diagnostic[]): OpenInclude {
  const parents = new Map<string, string | null>([[root, null]]);
  let count = 0;
  const refuse = (place: Place, message: string, remedy: string | null = null): null => {
    diagnostics.push(diagnosticAt(place, { id: 'dt-include', message, remedy }));
    return null;
  };
  return (path, from, place) => {
    const file = resolve(dirname(from), path);
    for (let above: string | null = from; above !== null; above = parents.get(above) ?? null) {
      if (above === file) return refuse(place, `"${path}" includes itself.`, 'remove one of the includes');
    }
    if (++count > MAX_INCLUDES) return refuse(place, `There are more than ${MAX_INCLUDES} includes.`);
    const problems: Diagnostic[] = [];
    const text = sources.read(file, problems);
    const [first] = problems;
    if (text === null)
      return refuse(place, `"${path}" cannot be included: ${first?.message ?? ''}`, first?.remedy ?? null);
    diagnostics.push(...problems);
    parents.set(file, from);
    return new Scanner(file, text, diagnostics);
  };
}
