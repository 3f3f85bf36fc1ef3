import { describe, expect, test } from 'vitest';
import { createPlant } from '../../src/physics/plant.ts';
import type { PlantDefinition } from '../../src/physics/plant-definition.ts';
import type { Composition } from '../../src/physics/species.ts';
import { SPECIES } from '../../src/physics/species.ts';
import { chamber, lumpedWall, plantOf, read, relative, runTo, valve } from './plants.ts';
import reference from './vectors/network-8.json' with { type: 'json' };

const COUNT = 8;
const SKIP = 5;
const HEAT_CAPACITY_J_PER_K = 1000;
const AMBIENT_K = 300;

function ringPlant(stepS: number): PlantDefinition {
  const nodes = Array.from({ length: COUNT }, (_, i) => ({ i, f: i / COUNT }));
  const laminarRatio = 0.999;
  return plantOf({
    stepS,
    // The reference keeps its water as vapour.
    fluid: { equationOfState: 'ideal', condensation: false },
    ambient: { temperatureK: AMBIENT_K, pressurePa: 1e5, gas: { N2: 1 } },
    chambers: nodes.map(({ i, f }) =>
      chamber(`c${i}`, {
        volumeM3: 0.01 * (1 + 0.5 * Math.sin(2 * Math.PI * f)),
        temperatureK: 300 + 50 * Math.sin(6 * Math.PI * f),
        pressurePa: 2e5 * (1 + 0.5 * Math.cos(10 * Math.PI * f)),
        gas: mixture(f),
        wall: lumpedWall({
          heatCapacityJPerK: HEAT_CAPACITY_J_PER_K,
          areaM2: 1,
          gasCoefficientWPerM2K: 5,
          ambientCoefficientWPerM2K: 1,
          temperatureK: 300,
        }),
      }),
    ),
    valves: nodes.flatMap(({ i }) => [
      valve(`n${i}`, `c${i}`, `c${(i + 1) % COUNT}`, { cdAreaM2: 1e-5, laminarRatio }),
      valve(`s${i}`, `c${i}`, `c${(i + SKIP) % COUNT}`, { cdAreaM2: 5e-6, laminarRatio }),
    ]),
    heatLoads: nodes.map(({ i, f }) => ({
      id: `q${i}`,
      into: `c${i}`,
      powerW: 100 * (1 + Math.sin(14 * Math.PI * f)),
    })),
  });
}

function mixture(f: number): Composition {
  const parts = SPECIES.map((name, k) => [name, 1 + 0.8 * Math.sin(2 * Math.PI * (k + 1) * f + k)] as const);
  const total = parts.reduce((sum, [, part]) => sum + part, 0);
  return Object.fromEntries(parts.map(([name, part]) => [name, part / total]));
}

describe('the ring of eight chambers with six species', () => {
  test('follows the tight-tolerance integration to 1e-7 for ten seconds', () => {
    const plant = createPlant(ringPlant(2e-3));
    expect(reference.rows.length).toBe(6);
    for (const row of reference.rows) {
      runTo(plant, row.t);
      for (let i = 0; i < COUNT; i++) {
        expect(relative(read(plant, `c${i}.pressure`), row.p[i] ?? 0)).toBeLessThan(1e-7);
        expect(relative(read(plant, `c${i}.temperature`), row.T[i] ?? 0)).toBeLessThan(1e-7);
        expect(relative(read(plant, `c${i}.wall_temperature`), row.Tw[i] ?? 0)).toBeLessThan(1e-7);
        const total = (row.n[i] ?? []).reduce((sum, amount) => sum + amount, 0);
        SPECIES.forEach((name, k) => {
          const fraction = (row.n[i]?.[k] ?? 0) / total;
          expect(relative(read(plant, `c${i}.mole_fraction.${name}`), fraction)).toBeLessThan(1e-6);
        });
      }
    }
  });

  test('generates the entropy that the reference states and heats imply', () => {
    const plant = createPlant(ringPlant(2e-3));
    const start = reference.rows[0];
    if (start === undefined) throw new Error('the vectors are empty');
    for (const row of reference.rows.slice(1)) {
      runTo(plant, row.t);
      const expected = row.S_gas - start.S_gas + row.S_wall + row.int_loss / AMBIENT_K;
      expect(relative(read(plant, 'ledger.entropy_generated'), expected)).toBeLessThan(1e-6);
      expect(read(plant, 'ledger.mass_residual_relative')).toBeLessThan(1e-12);
      expect(read(plant, 'ledger.energy_residual_relative')).toBeLessThan(1e-12);
    }
  });
});
