/** The device tree of a site as wiring: buses, their devices, and what each point senses or drives. */
import type { Bus } from '../../field/wiring.ts';
import { checkBusBudgets } from '../checks/bus-budget.ts';
import { checkHardware } from '../checks/hardware.ts';
import { checkWiring } from '../checks/wiring.ts';
import { readDts } from '../devicetree/read-dts.ts';
import { type Diagnostic, hasErrors } from '../diagnostic.ts';
import { createProfileShelf } from '../profile-shelf.ts';
import type { SourceFiles } from '../source-files.ts';
import { NodeReader } from './node-reader.ts';
import { readBus } from './read-bus.ts';
import type { ReadWiring, WiringContext } from './wiring-context.ts';

/** Reads a wiring file with the profiles from `shelves`; what cannot be used is reported and left out. null when the file itself does not hold. */
export function readWiring(
  file: string,
  shelves: readonly string[],
  sources: SourceFiles,
  diagnostics: Diagnostic[],
): ReadWiring | null {
  const tree = readDts(file, sources, diagnostics);
  if (tree === null) return null;
  const found: Diagnostic[] = [];
  const shelf = createProfileShelf(shelves, sources, found);
  const context: WiringContext = { shelf, sources, places: new Map(), diagnostics: found };
  const root = new NodeReader(tree, found);
  root.finish();
  const buses: Bus[] = tree.children.flatMap((node) => readBus(node, context) ?? []);
  found.push(...checkWiring(buses, context.places), ...checkHardware(buses, context.places));
  // What is left out because of an error would take its part of a bus.
  if (!hasErrors(found)) found.push(...checkBusBudgets(buses, context.places));
  diagnostics.push(...found);
  return { wiring: { buses }, places: context.places, complete: !hasErrors(found) };
}
