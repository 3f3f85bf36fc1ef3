import { resolve } from 'node:path';
import type { PlantDefinition } from '../physics/plant-definition.ts';
import type { Diagnostic } from './diagnostic.ts';
import { type Loaded, loaded } from './loaded.ts';
import { readPlant } from './read-plant.ts';
import { createSourceFiles } from './source-files.ts';

/** Reads one plant file, such as `etc/demo/plant.toml`. Never throws on what the file holds. */
export function loadPlant(path: string): Loaded<PlantDefinition> {
  const sources = createSourceFiles();
  const diagnostics: Diagnostic[] = [];
  const plant = readPlant(resolve(path), sources, diagnostics);
  return loaded(plant?.definition ?? null, diagnostics, sources);
}
