import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadPlant } from '../../../src/config/load-plant.ts';
import { temporaryFolder } from './site-copy.ts';

/** Loads a plant file of this text. */
export function loadPlantText(text: string) {
  const file = join(temporaryFolder(), 'plant.toml');
  writeFileSync(file, text);
  return loadPlant(file);
}

/** A chamber of nitrogen at 300 K and 1 bar. */
export function chamberText(id: string, volume = '1 L'): string {
  return `[[chamber]]
id = "${id}"
volume = "${volume}"
pressure = "1 bar"
temperature = "300 K"
gas = { N2 = 1 }
`;
}
