/** The device tree of a site as wiring: buses, their devices, and what each point senses or drives. */
import type { Bus, Wiring } from '../../field/wiring.ts';
import { checkWiring } from '../checks/wiring.ts';
import { readDts } from '../devicetree/read-dts.ts';
import { type Diagnostic, hasErrors, type Place } from '../diagnostic.ts';
import { createProfileShelf, type ProfileShelf } from '../profile-shelf.ts';
import type { SourceFiles } from '../source-files.ts';
import { NodeReader } from './node-reader.ts';
import { readBus } from './read-bus.ts';

/** Where buses, devices and bound points stand, for the checks that come later. */
export type WiringPlaces = Map<object, Place>;

export interface ReadWiring {
  readonly wiring: Wiring;
  readonly places: WiringPlaces;
  /** False when something was left out because of an error: then an unknown tag is no news. */
  readonly complete: boolean;
}

export interface WiringContext {
  readonly shelf: ProfileShelf;
  readonly places: WiringPlaces;
  readonly diagnostics: Diagnostic[];
}

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
  const context: WiringContext = { shelf, places: new Map(), diagnostics: found };
  const root = new NodeReader(tree, found);
  root.rejectUnknown();
  const buses: Bus[] = tree.children.flatMap((node) => readBus(node, context) ?? []);
  found.push(...checkWiring(buses, context.places));
  diagnostics.push(...found);
  return { wiring: { buses }, places: context.places, complete: !hasErrors(found) };
}
