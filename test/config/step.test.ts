import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadPlant } from '../../src/config/load-plant.ts';
import { chamberText, loadPlantText } from './support/plant-file.ts';
import { temporaryFolder } from './support/site-copy.ts';

/** τ = V / (A·a): 1 L, 0.8·10 mm² and 353 m/s (nitrogen at 300 K) give 0.354 s. */
function load(step: string, sizing = 'area = "10 mm^2"\ndischarge_coefficient = 0.8', volume = '1 L') {
  const file = join(temporaryFolder(), 'plant.toml');
  writeFileSync(
    file,
    `[solver]
step = "${step}"
[[chamber]]
id = "slow"
volume = "1 m^3"
pressure = "1 bar"
temperature = "300 K"
gas = { N2 = 1 }
[[chamber]]
id = "fast"
volume = "${volume}"
pressure = "1 bar"
temperature = "300 K"
gas = { N2 = 1 }
[[valve]]
id = "v"
from = "slow"
to = "fast"
${sizing}
`,
  );
  return loadPlant(file);
}

it.each([
  ['9 s', undefined, undefined, []],
  ['9 s', undefined, '0.2 L', ['step-too-long']],
  ['50 ms', undefined, '1 mL', ['step-too-long']],
  ['30 ms', undefined, '1 mL', []],
  // Kv 0.1 m³/h passes what 2.8 mm² would.
  ['0.15 s', 'kv = 0.1', '1 mL', ['step-too-long']],
  ['0.05 s', 'kv = 0.1', '1 mL', []],
])('a step of %s with %s and %s gives %j', (step, sizing, volume, expected) => {
  const { value, diagnostics } = load(step, sizing, volume);
  expect(diagnostics.map(({ id }) => id)).toEqual(expected);
  expect(diagnostics.every(({ message, line }) => line === 2 && message.includes('"fast"'))).toBe(true);
  expect(value).not.toBeNull();
});

it('a plant without openings has no such limit', () => {
  const file = join(temporaryFolder(), 'plant.toml');
  writeFileSync(
    file,
    '[solver]\nstep = "10 s"\n[[chamber]]\nid = "a"\nvolume = "1 mL"\npressure = "1 bar"\ntemperature = "300 K"\ngas = { He = 1 }\n',
  );
  expect(loadPlant(file).diagnostics).toEqual([]);
});

/** A chamber of 1 mL and nitrogen at 300 K, at which the speed of sound is 353 m/s: 10 mm² empty it in 0.28 ms. */
it.each([
  ['tube', 'area = "10 mm^2"\nlength = "1 m"', '25 ms', '30 ms'],
  ['burst_disc', 'area = "10 mm^2"\ndischarge_coefficient = 1\nburst_pressure = "9 bar"', '25 ms', '30 ms'],
  // 1 mL at 1 L/s takes 1 ms.
  ['fan', 'shut_off_pressure = "1 mbar"\nfree_flow = "1 L/s"\nefficiency = 0.5', '95 ms', '0.105 s'],
  [
    'compressor',
    'displacement = "100 mL"\nfrequency = "10 Hz"\nisentropic_efficiency = 0.7\nmax_pressure_ratio = 4',
    '95 ms',
    '0.105 s',
  ],
])('a %s counts', (table, keys, enough, tooLong) => {
  const idsAt = (step: string) =>
    loadPlantText(
      `[solver]\nstep = "${step}"\n${chamberText('a', '1 mL')}[[${table}]]\nid = "x"\nfrom = "a"\nto = "ambient"\n${keys}\n`,
    ).diagnostics.map(({ id }) => id);
  expect(idsAt(enough)).toEqual([]);
  expect(idsAt(tooLong)).toEqual(['step-too-long']);
});
