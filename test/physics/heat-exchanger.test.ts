import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPlant, type Plant, stepPlant } from '../../src/physics/plant.ts';
import type { Composition } from '../../src/physics/species.ts';
import { MOLAR_GAS_CONSTANT, SPECIES_DATA } from '../../src/physics/species.ts';
import { exchanger, expectBooksClosed } from './element-plants.ts';
import laws from './laws/vectors/vessels.json' with { type: 'json' };
import { boundary, chamber, plantOf, read, relative, run, valve, write } from './plants.ts';

const ARGON_CP = (2.5 * MOLAR_GAS_CONSTANT) / SPECIES_DATA.Ar.molarMassKgPerMol;

interface Streams {
  readonly gas?: Composition;
  readonly hotK?: number;
  readonly coldK?: number;
  /** Of the hot stream's opening and the cold one's, m². */
  readonly areas?: readonly [number, number];
  readonly ua?: number;
  readonly arrangement?: 'counter' | 'parallel' | 'cross';
}

/** A hot and a cold stream, each from one reservoir through a valve to another. */
function streams({
  gas = { Ar: 1 },
  hotK = 400,
  coldK = 300,
  areas = [1e-6, 1e-6],
  ua = 1,
  arrangement = 'counter',
}: Streams) {
  const ends = (id: string, temperatureK: number) => [
    boundary(`${id}_in`, { pressurePa: 2e5, temperatureK, gas }),
    boundary(`${id}_out`, { pressurePa: 1e5, temperatureK, gas }),
  ];
  return plantOf({
    chambers: [chamber('elsewhere', { gas })],
    boundaries: [...ends('hot', hotK), ...ends('cold', coldK)],
    valves: [
      valve('hot', 'hot_in', 'hot_out', { cdAreaM2: areas[0] }),
      valve('cold', 'cold_in', 'cold_out', { cdAreaM2: areas[1] }),
    ],
    heatExchangers: [exchanger('x', ['hot', 'cold'], ua, arrangement)],
  });
}

function capacities(plant: Plant): readonly [number, number] {
  return [ARGON_CP * read(plant, 'hot.mass_flow'), ARGON_CP * read(plant, 'cold.mass_flow')];
}

describe('a heat exchanger between two streams', () => {
  test.each(laws.eps_ntu)('of NTU $NTU at C_r $Cr has the effectiveness $eps', ({ NTU, Cr, eps }) => {
    const sized = createPlant(streams({}));
    const [hotRate, coldRate] = capacities(sized);
    // The cold stream is the lesser one.
    const areas = [1e-6, (1e-6 * Cr * hotRate) / coldRate] as const;
    const least = Cr * hotRate;
    const plant = run(streams({ areas, ua: NTU * least }), 0.01);
    expect(relative(read(plant, 'x.effectiveness'), eps)).toBeLessThan(1e-8);
    expect(relative(read(plant, 'x.heat'), eps * least * 100)).toBeLessThan(1e-8);
    expect(relative(read(plant, 'x.second_outlet_temperature'), 300 + eps * 100)).toBeLessThan(1e-8);
    expect(relative(read(plant, 'x.first_outlet_temperature'), 400 - Cr * eps * 100)).toBeLessThan(1e-8);
    expect(read(plant, 'ledger.entropy_generated')).toBeGreaterThan(0);
  });

  test('has every row of the reference', () => {
    expect(laws.eps_ntu).toHaveLength(3);
  });

  test('brings what one stream loses into the other', () => {
    const plant = run(streams({ areas: [1e-6, 3e-6], ua: 5 }), 1);
    const [hotRate, coldRate] = capacities(plant);
    const lost = hotRate * (400 - read(plant, 'x.first_outlet_temperature'));
    const gained = coldRate * (read(plant, 'x.second_outlet_temperature') - 300);
    expect(relative(lost, read(plant, 'x.heat'))).toBeLessThan(1e-9);
    expect(relative(gained, read(plant, 'x.heat'))).toBeLessThan(1e-9);
    expect(Math.abs(read(plant, 'ledger.energy_residual'))).toBeLessThan(1e-9);
  });

  test('passes nothing to a stream that stands still', () => {
    const plant = createPlant(streams({}));
    expect(write(plant, 'cold.position', 0)).toBe(true);
    expect(read(plant, 'x.heat')).toBe(0);
    expect(read(plant, 'x.effectiveness')).toBe(0);
    expect(read(plant, 'x.first_outlet_temperature')).toBe(400);
    expect(read(plant, 'x.second_outlet_temperature')).toBe(300);
    write(plant, 'hot.position', 0);
    expect(read(plant, 'x.heat')).toBe(0);
  });

  test('takes a stream that turns round at its other end', () => {
    const plant = createPlant(streams({ areas: [1e-6, 1e-6], ua: 1 }));
    write(plant, 'cold_out.temperature', 280);
    write(plant, 'cold_out.pressure', 3e5);
    expect(read(plant, 'cold.mass_flow')).toBeLessThan(0);
    const least = Math.min(...capacities(plant).map(Math.abs));
    const heat = read(plant, 'x.heat');
    expect(relative(heat, read(plant, 'x.effectiveness') * least * 120)).toBeLessThan(1e-12);
    const outlet = 280 + heat / Math.abs(capacities(plant)[1]);
    expect(relative(read(plant, 'x.second_outlet_temperature'), outlet)).toBeLessThan(1e-9);
    stepPlant(plant);
    expect(Math.abs(read(plant, 'ledger.energy_residual'))).toBeLessThan(1e-12);
    expect(read(plant, 'ledger.entropy_generated')).toBeGreaterThan(0);
  });

  test('never lowers entropy, nor lets an outlet pass the other inlet', () => {
    const temperature = fc.double({ min: 210, max: 950, noNaN: true });
    const area = fc.double({ min: -8, max: -4, noNaN: true }).map((exponent) => 10 ** exponent);
    const arrangement = fc.constantFrom('counter' as const, 'parallel' as const, 'cross' as const);
    const gas = fc.constantFrom<Composition>({ N2: 1 }, { H2O: 0.3, O2: 0.7 }, { He: 1 });
    const ua = fc.double({ min: -3, max: 4, noNaN: true }).map((exponent) => 10 ** exponent);
    const parts = fc.record({ areas: fc.tuple(area, area), arrangement, gas, ua });
    fc.assert(
      fc.property(temperature, temperature, parts, (hotK, coldK, rest) => {
        const definition = streams({ hotK, coldK, ...rest });
        const plant = createPlant({
          ...definition,
          fluid: { equationOfState: 'ideal', condensation: false },
        });
        stepPlant(plant);
        const [low, high] = [Math.min(hotK, coldK), Math.max(hotK, coldK)];
        for (const name of ['x.first_outlet_temperature', 'x.second_outlet_temperature']) {
          expect(read(plant, name)).toBeGreaterThan(low * (1 - 1e-9));
          expect(read(plant, name)).toBeLessThan(high * (1 + 1e-9));
        }
        expect(read(plant, 'x.heat') * (hotK - coldK)).toBeGreaterThanOrEqual(0);
        expect(read(plant, 'ledger.entropy_generated')).toBeGreaterThan(-1e-12);
      }),
    );
  });

  test('of two in a row, the second takes the streams as the first leaves them', () => {
    const definition = streams({ ua: 0.5 });
    const twice = createPlant({
      ...definition,
      heatExchangers: [
        exchanger('x', ['hot', 'cold'], 0.5, 'parallel'),
        exchanger('y', ['hot', 'cold'], 0.5, 'parallel'),
      ],
    });
    const once = createPlant(streams({ ua: 1, arrangement: 'parallel' }));
    const heat = read(twice, 'x.heat') + read(twice, 'y.heat');
    expect(relative(heat, read(once, 'x.heat'))).toBeLessThan(1e-9);
    expect(
      relative(read(twice, 'y.first_outlet_temperature'), read(once, 'x.first_outlet_temperature')),
    ).toBeLessThan(1e-9);
    expect(read(twice, 'x.first_outlet_temperature')).toBeGreaterThan(
      read(twice, 'y.first_outlet_temperature'),
    );
  });
});

describe('a recuperator', () => {
  const heated = (ua: number) =>
    plantOf({
      stepS: 0.01,
      ambient: { temperatureK: 300, pressurePa: 1e5, gas: { N2: 1 } },
      chambers: [chamber('furnace', { temperatureK: 300 })],
      boundaries: [boundary('supply', { pressurePa: 1.2e5, temperatureK: 300 })],
      valves: [
        valve('in', 'supply', 'furnace', { cdAreaM2: 2e-6 }),
        valve('out', 'furnace', 'ambient', { cdAreaM2: 2e-6 }),
      ],
      heatLoads: [{ id: 'burner', into: 'furnace', powerW: 40 }],
      heatExchangers: [exchanger('x', ['out', 'in'], ua)],
    });

  test('warms what comes in with what goes out, and so the furnace with the same power', () => {
    const without = run(heated(0), 60);
    const plant = run(heated(1), 60);
    expect(read(without, 'furnace.temperature')).toBeGreaterThan(350);
    expect(read(plant, 'furnace.temperature')).toBeGreaterThan(read(without, 'furnace.temperature') + 20);
    expect(read(plant, 'x.second_outlet_temperature')).toBeGreaterThan(320);
    expect(read(plant, 'x.second_outlet_temperature')).toBeLessThan(read(plant, 'furnace.temperature'));
    // In steady flow the power leaves with the cooled exhaust: ṁ (h_exhaust − h_supply).
    const cp = (29.15 / SPECIES_DATA.N2.molarMassKgPerMol) * read(plant, 'out.mass_flow');
    expect(relative(cp * (read(plant, 'x.first_outlet_temperature') - 300), 40)).toBeLessThan(1e-2);
    expectBooksClosed(plant);
  });
});
