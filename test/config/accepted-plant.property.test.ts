import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createPlant, plantPoints, pointReader } from '../../src/physics/plant.ts';
import { SPECIES } from '../../src/physics/species.ts';
import { loadPlantText } from './support/plant-file.ts';

/** Evenly spread over the digits, from too little to too much. */
const magnitude = (from: number, to: number): fc.Arbitrary<number> =>
  fc.double({ min: from, max: to, noNaN: true }).map((power) => 10 ** power);

const gas = fc
  .dictionary(fc.constantFrom(...SPECIES), fc.integer({ min: 1, max: 1000 }), { minKeys: 1, maxKeys: 3 })
  .map((parts) => {
    const sum = Object.values(parts).reduce((total, part) => total + part, 0);
    const words = Object.entries(parts).map(([name, part]) => `${name} = ${part / sum}`);
    return `{ ${words.join(', ')} }`;
  });

const state = fc
  .record({ pressurePa: magnitude(-1, 8.3), temperatureK: magnitude(1.68, 3.8), gas })
  .map(
    (given) =>
      `pressure = "${given.pressurePa} Pa"\ntemperature = "${given.temperatureK} K"\ngas = ${given.gas}\n`,
  );

const file = fc
  .record({
    equation: fc.constantFrom('ideal', 'gerg-2008'),
    condensation: fc.boolean(),
    volume: magnitude(-18, 9.3),
    chamber: state,
    other: state,
    boundary: state,
    injected: gas,
    injectedK: magnitude(1.68, 3.8),
    swept: magnitude(-6, 0.5),
    ua: magnitude(-9, 9),
  })
  .map(
    (plant) => `[fluid]
equation_of_state = "${plant.equation}"
condensation = ${plant.condensation}
[[chamber]]
id = "a"
volume = "${plant.volume} m^3"
${plant.chamber}[[chamber]]
id = "b"
volume = "1 L"
${plant.other}[[boundary]]
id = "s"
${plant.boundary}[[valve]]
id = "v"
from = "s"
to = "a"
kv = 0.1
position = 0.5
[[restriction]]
id = "r"
from = "a"
to = "b"
kv = 0.1
[[injector]]
id = "i"
into = "b"
mass_flow = "1 mg/s"
temperature = "${plant.injectedK} K"
gas = ${plant.injected}
[[heat_exchanger]]
id = "x"
streams = ["v", "r"]
ua = "${plant.ua} W/K"
[[piston]]
id = "p"
in = "b"
swept_volume = "${plant.swept} L"
frequency = "1 Hz"
`,
  );

it('a plant that is accepted starts, and every point of it is a number', () => {
  let accepted = 0;
  let refused = 0;
  fc.assert(
    fc.property(file, (text) => {
      const { value, diagnostics } = loadPlantText(text);
      expect(diagnostics.some(({ severity }) => severity === 'error')).toBe(value === null);
      if (value === null) {
        refused++;
        return;
      }
      accepted++;
      const plant = createPlant(value);
      const points = plantPoints(value);
      expect(points.length).toBeGreaterThan(20);
      for (const { name } of points) {
        const shown = pointReader(plant, name)?.();
        expect(Number.isFinite(shown), `${name} is ${shown}`).toBe(true);
      }
    }),
    { numRuns: 600 },
  );
  expect(accepted).toBeGreaterThan(20);
  expect(refused).toBeGreaterThan(20);
});
