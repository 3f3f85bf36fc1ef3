/** Random plants for the kernels, up to the edges of what they have to take. */
import fc from 'fast-check';
import { FLOW_LAW } from '../../../src/physics/flow.ts';
import type { ChamberData, NodeData, OrificeData, PlantData } from './memories.ts';

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const decades = (min: number, max: number) =>
  between(Math.log10(min), Math.log10(max)).map((power) => 10 ** power);

const amounts: fc.Arbitrary<readonly number[]> = fc
  .tuple(
    decades(1e-9, 1e6),
    fc.array(fc.oneof(between(0, 1), fc.constant(0), decades(1e-15, 1)), { minLength: 6, maxLength: 6 }),
  )
  .filter(([, parts]) => parts.some((part) => part > 1e-3))
  .map(([total, parts]) => parts.map((part) => part * total));

/** Either side of the split of the fits, but not so near that rounding chooses the side. */
const nearSplit = fc
  .tuple(decades(1e-9, 1e-2), fc.boolean())
  .map(([distance, above]) => 1000 * (1 + (above ? distance : -distance)));

const temperature = fc.oneof(decades(60, 3000), between(200, 999), nearSplit, between(5000, 8000));

export const chamber: fc.Arbitrary<ChamberData> = fc
  .record({
    amountsMol: amounts,
    temperatureK: temperature,
    guessFactor: fc.oneof(fc.constant(1), between(0.999, 1.001), between(0.2, 5)),
    volumeM3: decades(1e-6, 1e3),
    wallK: between(0, 2000),
    wallCapacityJPerK: decades(1e-2, 1e6),
    gasConductanceWPerK: fc.oneof(fc.constant(0), decades(1e-3, 1e3)),
    ambientConductanceWPerK: fc.oneof(fc.constant(0), decades(1e-3, 1e3)),
    heatInputW: between(-1e4, 1e4),
  })
  .map(({ guessFactor, ...rest }) => ({ ...rest, guessK: rest.temperatureK * guessFactor }));

/** Ratios of pressures to one of theirs: all, none, almost none, and what lies between. */
const ratio = fc.oneof(
  fc.constantFrom(1, 1 - 2 ** -53, 1 - 1e-15, 0, 0.48, 0.5),
  between(0, 1),
  between(0.4, 0.7),
  decades(1e-12, 1).map((drop) => 1 - drop),
  decades(1e-9, 1),
);

/** Of any gas and of what no gas has: the kernel has to be right there too. */
const gamma = fc.oneof(between(1.05, 5 / 3), between(1.0001, 1.05), between(5 / 3, 50), fc.constant(5 / 3));

export function nodes(count: number): fc.Arbitrary<readonly NodeData[]> {
  const node = fc.record({
    ratio,
    gamma,
    massFlux: decades(1e-3, 1e6),
    perKg: fc.array(between(0, 60), { minLength: 6, maxLength: 6 }),
    enthalpyJPerKg: between(-2e7, 2e7),
  });
  return fc
    .tuple(decades(1, 1e8), fc.array(node, { minLength: count, maxLength: count }))
    .map(([topPa, all]) =>
      all.map(({ ratio: share, perKg, enthalpyJPerKg, ...rest }) => ({
        ...rest,
        pressurePa: topPa * share,
        perKg: [...perKg, enthalpyJPerKg, 0],
      })),
    );
}

export function orifice(nodeCount: number, laws: readonly number[]): fc.Arbitrary<OrificeData> {
  const end = fc.integer({ min: 0, max: nodeCount - 1 });
  return fc.record({
    from: end,
    to: end,
    openAreaM2: fc.oneof(
      { weight: 4, arbitrary: decades(1e-12, 1e-1) },
      { weight: 1, arbitrary: fc.constant(0) },
    ),
    law: fc.constantFrom(...laws),
    parameter: between(0.05, 0.9),
    laminarDrop: fc.oneof(fc.constant(1e-7), decades(1e-12, 0.9), fc.constant(1e-3)),
    check: fc.oneof(
      { weight: 5, arbitrary: fc.constant(false) },
      { weight: 1, arbitrary: fc.constant(true) },
    ),
  });
}

export interface Surroundings {
  readonly plant: PlantData;
  /** Properties of every node but the spare one, as if chambers had been computed. */
  readonly properties: readonly NodeData[];
}

/** Chambers, boundaries and orifices of any number, odd ones included; half of them all nozzles, as most plants are. */
export const surroundings: fc.Arbitrary<Surroundings> = fc
  .tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 3 }), fc.boolean())
  .chain(([chamberCount, boundaryCount, mixed]) => {
    const count = chamberCount + boundaryCount;
    const laws = mixed ? Object.values(FLOW_LAW) : [FLOW_LAW.nozzle];
    return fc
      .record({
        chambers: fc.array(chamber, { minLength: chamberCount, maxLength: chamberCount }),
        properties: nodes(count),
        orifices: fc.array(orifice(count, laws), { minLength: 0, maxLength: 9 }),
      })
      .map(({ chambers, properties, orifices }) => ({
        plant: {
          chambers,
          boundaries: properties.slice(chamberCount),
          // Between vacuum and vacuum there is no ratio.
          orifices: orifices.filter((ends) =>
            [ends.from, ends.to].some((number) => (properties[number]?.pressurePa ?? 0) > 0),
          ),
        },
        properties,
      }));
  });
