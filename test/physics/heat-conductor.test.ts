import { describe, expect, test } from 'vitest';
import { createPlant } from '../../src/physics/plant.ts';
import { conductor, expectBooksClosed } from './element-plants.ts';
import { boundary, chamber, plantOf, read, relative, run, runTo } from './plants.ts';
import vessels from './vectors/vessels.json' with { type: 'json' };

describe('a heat conductor', () => {
  test('between 400 K and 300 K passes 100 W and generates a twelfth of a watt per kelvin', () => {
    const plant = run(
      plantOf({
        chambers: [chamber('elsewhere')],
        boundaries: [boundary('hot', { temperatureK: 400 }), boundary('cold', { temperatureK: 300 })],
        heatConductors: [conductor('q', 'hot', 'cold', 1)],
      }),
      1,
    );
    expect(read(plant, 'q.heat')).toBe(100);
    expect(relative(read(plant, 'ledger.entropy_generated'), 0.08333333333333333)).toBeLessThan(1e-12);
    expect(Math.abs(read(plant, 'ledger.energy_residual'))).toBeLessThan(1e-10);
  });

  test('brings a gas to its other end exponentially, through the heat capacity at constant volume', () => {
    const plant = createPlant(
      plantOf({
        stepS: 0.01,
        chambers: [chamber('a', { temperatureK: 400, gas: { He: 1 } })],
        heatConductors: [conductor('q', 'ambient', 'a', 0.1)],
      }),
    );
    const capacityJPerK = (1.5 * 1e5 * 1e-3) / 400;
    for (const timeS of [1, 3, 10]) {
      runTo(plant, timeS);
      const above = 105 * Math.exp((-0.1 * timeS) / capacityJPerK);
      expect(relative(read(plant, 'a.temperature'), 295 + above)).toBeLessThan(1e-7);
      expect(relative(read(plant, 'q.heat'), -0.1 * above)).toBeLessThan(1e-5);
      expect(read(plant, 'a.heat')).toBe(read(plant, 'q.heat'));
    }
    expectBooksClosed(plant);
  });

  test('lets two insulated gases share their energy, with the entropy of that', () => {
    const plant = run(
      plantOf({
        stepS: 0.01,
        chambers: [
          chamber('a', { temperatureK: 400, gas: { He: 1 } }),
          chamber('b', { temperatureK: 300, volumeM3: 2e-3, gas: { Ar: 1 } }),
        ],
        heatConductors: [conductor('q', 'a', 'b', 1)],
      }),
      20,
    );
    const [a, b] = [(1.5 * 1e5 * 1e-3) / 400, (1.5 * 1e5 * 2e-3) / 300];
    const endK = (a * 400 + b * 300) / (a + b);
    expect(relative(read(plant, 'a.temperature'), endK)).toBeLessThan(1e-9);
    expect(relative(read(plant, 'b.temperature'), endK)).toBeLessThan(1e-9);
    const made = a * Math.log(endK / 400) + b * Math.log(endK / 300);
    expect(relative(read(plant, 'ledger.entropy_generated'), made)).toBeLessThan(1e-7);
    expectBooksClosed(plant);
  });

  test('stands in for the wall of the two-lump problem when its wall is as large as the world', () => {
    const { params } = vessels.wall_coupled_linear;
    const pressurePa = (params.Cg / 1.5) * params.T0;
    const plant = createPlant(
      plantOf({
        stepS: 1,
        ambient: { temperatureK: params.Tamb, pressurePa: 1e5, gas: { N2: 1 } },
        chambers: [chamber('a', { volumeM3: 1, pressurePa, temperatureK: params.T0, gas: { He: 1 } })],
        heatLoads: [{ id: 'heater', into: 'a', powerW: params.P }],
        heatConductors: [conductor('q', 'a', 'ambient', params.hA)],
      }),
    );
    runTo(plant, 100);
    const expected = params.Tamb + (params.P / params.hA) * -Math.expm1((-params.hA / params.Cg) * 100);
    expect(relative(read(plant, 'a.temperature'), expected)).toBeLessThan(1e-8);
  });
});
