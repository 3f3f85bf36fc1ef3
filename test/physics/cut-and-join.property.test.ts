import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Plant } from '../../src/physics/plant.ts';
import { createPlant } from '../../src/physics/plant.ts';
import type { ChamberDefinition, PlantDefinition } from '../../src/physics/plant-definition.ts';
import { SPECIES } from '../../src/physics/species.ts';
import { read, relative, runTo, write } from './plants.ts';
import { randomPlant } from './random-plants.ts';

const APART_S = 0.05;
const JOINED_S = 0.1;
/** Substeps are chosen for the whole of a plant, so that halves differ within the tolerance. */
const WITHIN = 1e-6;

interface Halves {
  readonly whole: PlantDefinition;
  readonly parts: readonly [PlantDefinition, PlantDefinition];
  /** Valves between the two. */
  readonly cut: readonly string[];
}

/** A plant without memory beyond its state, and its two halves; null where nothing leads from one to the other. */
function halved(definition: PlantDefinition): Halves | null {
  const whole: PlantDefinition = {
    ...definition,
    fluid: { equationOfState: 'ideal', condensation: false },
    restrictions: [],
    reliefValves: [],
    compressors: [],
  };
  const isSecond = new Map(whole.chambers.map(({ id }, c) => [id, c % 2 === 1]));
  const sideOf = ({ from, to }: { from: string; to: string }): readonly boolean[] =>
    [from, to].flatMap((end) => isSecond.get(end) ?? []);
  const cut = whole.valves.filter((valve) => new Set(sideOf(valve)).size === 2).map(({ id }) => id);
  if (cut.length === 0) return null;
  const part = (second: boolean): PlantDefinition => ({
    ...whole,
    chambers: whole.chambers.filter(({ id }) => isSecond.get(id) === second),
    valves: whole.valves.filter((valve) => !cut.includes(valve.id) && sideOf(valve)[0] !== !second),
    heatLoads: whole.heatLoads.filter(({ into }) => isSecond.get(into) === second),
    injectors: whole.injectors.filter(({ into }) => isSecond.get(into) === second),
    coolers: whole.coolers.filter(({ from }) => isSecond.get(from) === second),
  });
  return { whole, parts: [part(false), part(true)], cut };
}

/** A chamber that starts as another plant has it now. */
function asIn(plant: Plant, chamber: ChamberDefinition): ChamberDefinition {
  const { id, wall } = chamber;
  const present = SPECIES.flatMap((name) => {
    const fraction = plant.integrator.state.network.species.includes(name)
      ? read(plant, `${id}.mole_fraction.${name}`)
      : 0;
    return fraction > 0 ? [[name, fraction] as const] : [];
  });
  return {
    ...chamber,
    pressurePa: read(plant, `${id}.pressure`),
    temperatureK: read(plant, `${id}.temperature`),
    gas: Object.fromEntries(present),
    wall: wall === null ? null : { ...wall, temperatureK: read(plant, `${id}.wall_temperature`) },
  };
}

function expectSame(one: Plant, other: Plant, chambers: readonly ChamberDefinition[]): void {
  for (const { id } of chambers) {
    for (const point of ['pressure', 'temperature', 'mass']) {
      expect(relative(read(one, `${id}.${point}`), read(other, `${id}.${point}`))).toBeLessThan(WITHIN);
    }
  }
}

describe('a plant cut in two', () => {
  test('runs as its halves do alone, and joined again as one that starts from their states', () => {
    fc.assert(
      fc.property(
        randomPlant({ isolated: false })
          .map(halved)
          .filter((halves) => halves !== null),
        ({ whole, parts, cut }) => {
          const plant = createPlant(whole);
          for (const id of cut) write(plant, `${id}.position`, 0);
          const alone = parts.map((part) => runTo(createPlant(part), APART_S));
          runTo(plant, APART_S);
          parts.forEach(({ chambers }, i) => {
            expectSame(plant, alone[i] as Plant, chambers);
          });

          for (const { id, position } of whole.valves.filter((valve) => cut.includes(valve.id))) {
            write(plant, `${id}.position`, position);
          }
          const joined = createPlant({
            ...whole,
            chambers: whole.chambers.map((chamber, c) => asIn(alone[c % 2] as Plant, chamber)),
          });
          runTo(joined, JOINED_S - APART_S);
          expectSame(runTo(plant, JOINED_S), joined, whole.chambers);
        },
      ),
      { numRuns: 40, endOnFailure: true },
    );
  });
});
