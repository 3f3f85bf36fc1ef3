import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadPlant } from '../../src/config/load-plant.ts';
import { temporaryFolder } from './support/site-copy.ts';

function load(wall: string, temperature = 'temperature_K = 300') {
  const file = join(temporaryFolder(), 'plant.toml');
  const text = `[[chamber]]
id = "ch1"
volume_dm3 = 1
pressure_kPa = 100
${temperature}
gas = { N2 = 1 }
wall = { ${wall} }
`;
  writeFileSync(file, text);
  return loadPlant(file);
}

it.each([
  'heat_capacity_J_per_K = 250, area_m2 = 0.06, h_gas_W_m2K = 15, h_ambient_W_m2K = 6',
  'heat_capacity_J_K = 250, area_cm2 = 600, h_gas_W_per_m2_K = 15, h_ambient_W_per_m2_per_K = 6',
  'heat_capacity_j_k = 250, area_mm2 = 60000, h_gas_w_m2_k = 15, h_ambient_w_m2k = 6',
  'heat_capacity_kJ_per_K = 0.25, area_m2 = 0.06, h_gas_W_m2_K = 15, h_ambient_w_per_m2k = 6',
])('a bare number under %s', (wall) => {
  const { value, diagnostics } = load(wall);
  expect(diagnostics).toEqual([]);
  expect(value?.chambers[0]).toMatchObject({
    volumeM3: expect.closeTo(1e-3, 15),
    pressurePa: 100_000,
    wall: {
      areaM2: expect.closeTo(0.06, 12),
      body: { kind: 'lumped', heatCapacityJPerK: 250 },
      gasSide: { kind: 'coefficient', coefficientWPerM2K: 15 },
      ambientSide: { kind: 'coefficient', coefficientWPerM2K: 6 },
    },
  });
});

const WALL = 'heat_capacity_J_K = 250, area_m2 = 0.06, h_gas_w_m2k = 15, h_ambient_w_m2k = 6';

it.each(['temperature_c', 'temperature_C', 'temperature_degC', 'temperature_degc'])('%s is in °C', (key) => {
  expect(load(WALL, `${key} = 25`).value?.chambers[0]?.temperatureK).toBeCloseTo(298.15, 10);
});

it.each(['temperature_', 'temperature_kk', 'temperature_per', 'temperature_Degc'])('%s is no key', (key) => {
  const { diagnostics } = load(WALL, `${key} = 25`);
  expect(diagnostics.map(({ id }) => id)).toContain('unknown-key');
});
