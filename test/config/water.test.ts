import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadPlant } from '../../src/config/load-plant.ts';
import { temporaryFolder } from './support/site-copy.ts';

/** Steam tables: saturation at 25 °C is 3.169 kPa, at -20 °C over ice 0.1033 kPa, at 100 °C 101.4 kPa. */
it.each([
  ['25 °C', 0.031, []],
  ['25 °C', 0.033, ['water-beyond-saturation']],
  ['-20 °C', 0.00102, []],
  ['-20 °C', 0.00105, ['water-beyond-saturation']],
  ['100 °C', 0.99, []],
  ['700 K', 1, []],
])('at %s a mole fraction of %d in 1 bar gives %j', (temperature, fraction, expected) => {
  const file = join(temporaryFolder(), 'plant.toml');
  const gas = fraction === 1 ? '{ H2O = 1 }' : `{ N2 = ${1 - fraction}, H2O = ${fraction} }`;
  writeFileSync(
    file,
    `[[chamber]]\nid = "a"\nvolume = "1 L"\npressure = "1 bar"\ntemperature = "${temperature}"\ngas = ${gas}\n`,
  );
  const { value, diagnostics } = loadPlant(file);
  expect(diagnostics.map(({ id }) => id)).toEqual(expected);
  expect(value).not.toBeNull();
});
