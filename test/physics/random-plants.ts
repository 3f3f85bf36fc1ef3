/** Random small plants for property tests: any species, walls, loads, sizings, directions, pressures over six decades. */
import fc from 'fast-check';
import { DEFAULT_LAMINAR_RATIO } from '../../src/physics/flow.ts';
import type {
  BoundaryDefinition,
  ChamberDefinition,
  CoolerDefinition,
  HeatLoadDefinition,
  InjectorDefinition,
  MachineDefinition,
  PlantDefinition,
  ReliefValveDefinition,
  RestrictionDefinition,
  ValveDefinition,
  ValveSizing,
  WallDefinition,
} from '../../src/physics/plant-definition.ts';
import type { Composition } from '../../src/physics/species.ts';
import { SPECIES } from '../../src/physics/species.ts';
import { lumpedWall, plantOf } from './plants.ts';

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const decades = (min: number, max: number) =>
  between(Math.log10(min), Math.log10(max)).map((power) => 10 ** power);

const composition: fc.Arbitrary<Composition> = fc
  .array(between(0, 1), { minLength: 6, maxLength: 6 })
  .filter((parts) => parts.some((part) => part > 0.1))
  .map((parts) => {
    const kept = parts.map((part) => (part > 0.1 ? part : 0));
    const total = kept.reduce((sum, part) => sum + part, 0);
    return Object.fromEntries(SPECIES.map((name, k) => [name, (kept[k] ?? 0) / total]));
  });

const wall: fc.Arbitrary<WallDefinition> = fc
  .record({
    heatCapacityJPerK: decades(10, 1e4),
    areaM2: decades(1e-3, 1),
    gasCoefficientWPerM2K: fc.oneof(fc.constant(0), decades(1e-6, 50)),
    ambientCoefficientWPerM2K: fc.oneof(fc.constant(0), decades(1e-6, 20)),
    temperatureK: between(250, 400),
  })
  .map(lumpedWall);

const gasState = { pressurePa: decades(1e3, 2e6), temperatureK: between(230, 700), gas: composition };

const sizing: fc.Arbitrary<ValveSizing> = fc.oneof(
  fc.record({
    kind: fc.constant('area' as const),
    areaM2: decades(1e-8, 1e-6),
    dischargeCoefficient: between(0.5, 1),
  }),
  fc.record({
    kind: fc.constant('iso6358' as const),
    sonicConductanceM3PerSPa: decades(1e-10, 4e-9),
    criticalRatio: between(0.1, 0.6),
  }),
  fc.record({ kind: fc.constant('kv' as const), kvM3PerH: decades(1e-3, 0.03), xt: between(0.4, 0.9) }),
);

interface Shape {
  readonly chambers: number;
  readonly boundaries: number;
  readonly valves: number;
  readonly loads: number;
}

/** Plants of 1 to 4 chambers, with up to 2 boundaries (none when isolated, and then walls keep their heat). */
export function randomPlant(options: { readonly isolated: boolean }): fc.Arbitrary<PlantDefinition> {
  const { isolated } = options;
  return fc
    .record({
      chambers: fc.integer({ min: isolated ? 2 : 1, max: 4 }),
      boundaries: fc.integer({ min: 0, max: isolated ? 0 : 2 }),
      valves: fc.integer({ min: 1, max: 6 }),
      loads: fc.integer({ min: 0, max: isolated ? 0 : 2 }),
    })
    .chain((shape) => plantOfShape(shape, isolated));
}

/** Chambers may be wet, but hold gas; what comes out of a boundary is dry. */
function dryEnough({ chambers, boundaries }: Pick<PlantDefinition, 'chambers' | 'boundaries'>) {
  return {
    chambers: chambers.map((each) => ({ ...each, gas: withWater(each.gas, 0.5) })),
    boundaries: boundaries.map((each) => ({ ...each, gas: withWater(each.gas, 0) })),
  };
}

/** The share of its water is kept; the rest becomes argon. */
function withWater(gas: Composition, share: number): Composition {
  const { H2O = 0, Ar = 0 } = gas;
  return { ...gas, H2O: share * H2O, Ar: Ar + (1 - share) * H2O };
}

function plantOfShape(shape: Shape, isolated: boolean): fc.Arbitrary<PlantDefinition> {
  const insulated = wall.map((lump) => ({ ...lump, ambientCoefficientWPerM2K: 0 }));
  const chambers: fc.Arbitrary<ChamberDefinition[]> = fc.tuple(
    ...Array.from({ length: shape.chambers }, (_, i) =>
      fc.record({
        id: fc.constant(`c${i}`),
        volumeM3: decades(1e-4, 1e-1),
        wall: fc.option(isolated ? insulated : wall),
        ...gasState,
      }),
    ),
  );
  const boundaries: fc.Arbitrary<BoundaryDefinition[]> = fc.tuple(
    ...Array.from({ length: shape.boundaries }, (_, i) =>
      fc.record({ id: fc.constant(`b${i}`), ...gasState }),
    ),
  );
  const ends = [
    ...Array.from({ length: shape.chambers }, (_, i) => `c${i}`),
    ...Array.from({ length: shape.boundaries }, (_, i) => `b${i}`),
    ...(isolated ? [] : ['ambient']),
  ];
  const valves: fc.Arbitrary<ValveDefinition[]> = fc.tuple(
    ...Array.from({ length: shape.valves }, (_, i) =>
      fc
        .record({
          pair: fc.shuffledSubarray(ends, { minLength: 2, maxLength: 2 }),
          sizing,
          position: fc.oneof(fc.constant(1), fc.constant(0), decades(1e-9, 1)),
          check: fc.boolean(),
          laminarRatio: fc.constantFrom(DEFAULT_LAMINAR_RATIO, 0.999, 0.99),
        })
        .map(({ pair, ...rest }) => ({ id: `v${i}`, from: pair[0] ?? '', to: pair[1] ?? '', ...rest })),
    ),
  );
  const heatLoads: fc.Arbitrary<HeatLoadDefinition[]> = fc.tuple(
    ...Array.from({ length: shape.loads }, (_, i) =>
      fc.record({
        id: fc.constant(`q${i}`),
        into: fc.constantFrom(...ends.filter((end) => end.startsWith('c'))),
        powerW: fc.oneof(fc.constant(0), decades(1e-6, 5)),
      }),
    ),
  );
  const restrictions: fc.Arbitrary<RestrictionDefinition[]> = fc
    .array(
      fc.record({
        pair: fc.shuffledSubarray(ends, { minLength: 2, maxLength: 2 }),
        sizing,
        laminarRatio: fc.constantFrom(DEFAULT_LAMINAR_RATIO, 0.99),
      }),
      { maxLength: 2 },
    )
    .map((drawn) =>
      drawn.map(({ pair, ...rest }, i) => ({ id: `r${i}`, from: pair[0] ?? '', to: pair[1] ?? '', ...rest })),
    );
  const reliefValves: fc.Arbitrary<ReliefValveDefinition[]> = fc
    .array(
      fc.record({
        pair: fc.shuffledSubarray(ends, { minLength: 2, maxLength: 2 }),
        sizing,
        laminarRatio: fc.constantFrom(DEFAULT_LAMINAR_RATIO, 0.99),
        setPressurePa: decades(1e4, 1e6),
        overpressure: between(0.01, 0.3),
        blowdown: between(0.01, 0.3),
      }),
      { maxLength: 2 },
    )
    .map((drawn) =>
      drawn.map(({ pair, overpressure, blowdown, ...rest }, i) => ({
        id: `s${i}`,
        from: pair[0] ?? '',
        to: pair[1] ?? '',
        fullOpenPressurePa: rest.setPressurePa * (1 + overpressure),
        reseatPressurePa: rest.setPressurePa * (1 - blowdown),
        ...rest,
      })),
    );
  const coolers: fc.Arbitrary<CoolerDefinition[]> = fc
    .array(
      fc.record({
        from: fc.constantFrom(...ends.filter((end) => end.startsWith('c'))),
        powerW: fc.oneof(fc.constant(0), decades(1e-6, 0.05)),
        copFraction: fc.oneof(fc.constant(1), between(0.1, 1)),
        demand: fc.oneof(fc.constant(0), decades(1e-6, 1)),
      }),
      { maxLength: isolated ? 0 : 2 },
    )
    .map((drawn) =>
      drawn.map((rest, i) => ({
        id: `k${i}`,
        coldConductanceWPerK: null,
        warmConductanceWPerK: null,
        ...rest,
      })),
    );
  const compressors: fc.Arbitrary<MachineDefinition[]> = fc
    .array(
      fc.record({
        pair: fc.shuffledSubarray(ends, { minLength: 2, maxLength: 2 }),
        displacementM3: decades(1e-9, 1e-6),
        frequencyHz: between(1, 100),
        isentropicEfficiency: fc.oneof(fc.constant(1), between(0.2, 1)),
        maxPressureRatio: between(1.1, 20),
        speed: fc.oneof(fc.constant(0), decades(1e-6, 1)),
      }),
      { maxLength: 2 },
    )
    .map((drawn) =>
      drawn.map(({ pair, ...rest }, i) => ({
        id: `m${i}`,
        from: pair[0] ?? '',
        to: pair[1] ?? '',
        map: null,
        ...rest,
      })),
    );
  const injectors: fc.Arbitrary<InjectorDefinition[]> = fc
    .array(
      fc.record({
        into: fc.constantFrom(...ends.filter((end) => end.startsWith('c'))),
        massFlowKgPerS: decades(1e-9, 1e-4),
        temperatureK: between(230, 700),
        gas: composition,
      }),
      { maxLength: isolated ? 0 : 2 },
    )
    .map((drawn) => drawn.map((rest, i) => ({ id: `i${i}`, ...rest })));
  return fc
    .record({
      chambers,
      boundaries,
      valves,
      heatLoads,
      restrictions,
      reliefValves,
      coolers,
      compressors,
      injectors,
      stepS: fc.constantFrom(1e-3, 5e-3),
      condensation: fc.boolean(),
    })
    .map(({ condensation, ...parts }) =>
      plantOf({
        ...parts,
        ...(condensation ? dryEnough(parts) : {}),
        fluid: { equationOfState: 'ideal', condensation },
      }),
    );
}
