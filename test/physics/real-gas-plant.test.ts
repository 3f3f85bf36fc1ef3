/**
 * Plants of real gas against end states and flows that are worked out here from the plain property functions, by
 * bisection, with nothing of what plants step with.
 */
import { describe, expect, test } from 'vitest';
import { createPlant, type Plant } from '../../src/physics/plant.ts';
import type { PlantDefinition } from '../../src/physics/plant-definition.ts';
import { densityOf } from '../../src/physics/properties/density.ts';
import { realMixture } from '../../src/physics/properties/real-gas.ts';
import type { Composition } from '../../src/physics/species.ts';
import { SPECIES } from '../../src/physics/species.ts';
import { exchanger, expectBooksClosed, piston } from './element-plants.ts';
import type { RealGasProperties } from './oracles/real-gas-properties.ts';
import { realGasProperties } from './oracles/real-gas-properties.ts';
import { boundary, chamber, machine, plantOf, read, relative, run, runTo, valve } from './plants.ts';

const NITROGEN: Composition = { N2: 1 };
const AIR: Composition = { N2: 0.78, O2: 0.21, Ar: 0.01 };

interface State extends RealGasProperties {
  readonly temperatureK: number;
  readonly densityMolPerM3: number;
  readonly molarMassKgPerMol: number;
}

function at(gas: Composition, temperatureK: number, pressurePa: number): State {
  const mixture = realMixture(Float64Array.from(SPECIES, (name) => gas[name] ?? 0));
  const found = densityOf(mixture, { temperatureK, pressurePa });
  if (found.kind !== 'gas') throw new Error(`no gas at ${temperatureK} K, ${pressurePa} Pa`);
  const { densityMolPerM3 } = found;
  const { molarMassKgPerMol } = mixture;
  const properties = realGasProperties(mixture, { temperatureK, densityMolPerM3 });
  return { temperatureK, densityMolPerM3, molarMassKgPerMol, ...properties };
}

/** Zero of a function that rises. */
function bisected(low: number, high: number, f: (x: number) => number): number {
  let [from, to] = [low, high];
  for (let i = 0; i < 60; i++) {
    const middle = (from + to) / 2;
    if (f(middle) > 0) to = middle;
    else from = middle;
  }
  return (from + to) / 2;
}

function onIsentrope(gas: Composition, entropyJPerMolK: number, pressurePa: number): State {
  const t = bisected(160, 900, (x) => at(gas, x, pressurePa).entropyJPerMolK - entropyJPerMolK);
  return at(gas, t, pressurePa);
}

function atEnthalpy(gas: Composition, enthalpyJPerMol: number, pressurePa: number): State {
  const t = bisected(160, 900, (x) => at(gas, x, pressurePa).enthalpyJPerMol - enthalpyJPerMol);
  return at(gas, t, pressurePa);
}

function realPlant(parts: Parameters<typeof plantOf>[0]): PlantDefinition {
  return plantOf({ ...parts, fluid: { equationOfState: 'gerg-2008', condensation: true } });
}

describe('a vessel of real gas', () => {
  test.each([
    ['nitrogen', NITROGEN, 1e7],
    ['nitrogen', NITROGEN, 3e7],
    ['air', AIR, 2e7],
  ])('filled with %s to its supply ends at the energy of what came in', (_, gas, supplyPa) => {
    const plant = run(
      realPlant({
        stepS: 0.01,
        chambers: [chamber('a', { pressurePa: 1e5, temperatureK: 300, gas })],
        boundaries: [boundary('supply', { pressurePa: supplyPa, temperatureK: 300, gas })],
        valves: [valve('in', 'supply', 'a', { cdAreaM2: 2e-6 })],
      }),
      8,
    );
    const start = at(gas, 300, 1e5);
    const supply = at(gas, 300, supplyPa);
    const surplusJPerM3 = (temperatureK: number): number => {
      const end = at(gas, temperatureK, supplyPa);
      const heldJ = end.densityMolPerM3 * end.internalEnergyJPerMol;
      const startJ = start.densityMolPerM3 * start.internalEnergyJPerMol;
      return heldJ - startJ - (end.densityMolPerM3 - start.densityMolPerM3) * supply.enthalpyJPerMol;
    };
    const endK = bisected(300, 600, surplusJPerM3);
    const end = at(gas, endK, supplyPa);
    expect(relative(read(plant, 'a.pressure'), supplyPa)).toBeLessThan(1e-6);
    expect(relative(read(plant, 'a.temperature'), endK)).toBeLessThan(1e-6);
    expect(relative(read(plant, 'a.mass'), end.densityMolPerM3 * end.molarMassKgPerMol * 1e-3)).toBeLessThan(
      1e-6,
    );
    // Far from the ideal gas, whose end is near 419 K.
    expect(Math.abs(endK - 419.4)).toBeGreaterThan(5);
    expectBooksClosed(plant, 1e-10);
  });

  test('that empties expands along its isentrope, at the exact choked flow', () => {
    const plant = createPlant(
      realPlant({
        stepS: 0.01,
        chambers: [chamber('a', { pressurePa: 3e7, temperatureK: 300 })],
        boundaries: [boundary('outside', { pressurePa: 1e5, temperatureK: 300 })],
        valves: [valve('out', 'a', 'outside', { cdAreaM2: 1e-6 })],
      }),
    );
    const { entropyJPerMolK } = at(NITROGEN, 300, 3e7);
    for (const timeS of [0, 1, 2, 3]) {
      runTo(plant, timeS);
      const pressurePa = read(plant, 'a.pressure');
      const expected = onIsentrope(NITROGEN, entropyJPerMolK, pressurePa);
      expect(relative(read(plant, 'a.temperature'), expected.temperatureK)).toBeLessThan(1e-6);
      const massKg = expected.densityMolPerM3 * expected.molarMassKgPerMol * 1e-3;
      expect(relative(read(plant, 'a.mass'), massKg)).toBeLessThan(1e-6);
      expect(relative(read(plant, 'out.mass_flow'), 1e-6 * chokedFlux(expected))).toBeLessThan(1e-6);
    }
    expect(read(plant, 'a.pressure')).toBeLessThan(1.4e7);
    expectBooksClosed(plant, 1e-10);
  });

  /** Largest ρ√(2(h₀ − h)) on the isentrope, kg/(s·m²), by golden section. */
  function chokedFlux(from: State): number {
    const fluxAt = (pressurePa: number): number => {
      const throat = onIsentrope(NITROGEN, from.entropyJPerMolK, pressurePa);
      const fallJPerKg = (from.enthalpyJPerMol - throat.enthalpyJPerMol) / from.molarMassKgPerMol;
      return throat.densityMolPerM3 * throat.molarMassKgPerMol * Math.sqrt(2 * fallJPerKg);
    };
    const golden = (Math.sqrt(5) - 1) / 2;
    let [low, high] = [0.3 * from.pressurePa, 0.8 * from.pressurePa];
    for (let i = 0; i < 24; i++) {
      const [a, b] = [high - golden * (high - low), low + golden * (high - low)];
      if (fluxAt(a) > fluxAt(b)) high = b;
      else low = a;
    }
    return fluxAt((low + high) / 2);
  }

  test('with another shares pressure and energy; what stays in the first keeps its entropy', () => {
    const plant = run(
      realPlant({
        stepS: 0.01,
        chambers: [
          chamber('a', { pressurePa: 2e7, temperatureK: 300 }),
          chamber('b', { volumeM3: 2e-3, pressurePa: 1e6, temperatureK: 320 }),
        ],
        valves: [valve('v', 'a', 'b', { cdAreaM2: 5e-6 })],
      }),
      10,
    );
    const first = at(NITROGEN, 300, 2e7);
    const second = at(NITROGEN, 320, 1e6);
    const totalMol = 1e-3 * first.densityMolPerM3 + 2e-3 * second.densityMolPerM3;
    const totalJ =
      1e-3 * first.densityMolPerM3 * first.internalEnergyJPerMol +
      2e-3 * second.densityMolPerM3 * second.internalEnergyJPerMol;
    const ends = (pressurePa: number) => {
      const a = onIsentrope(NITROGEN, first.entropyJPerMolK, pressurePa);
      const density = (totalMol - 1e-3 * a.densityMolPerM3) / 2e-3;
      const bK = bisected(200, 600, (x) => density - at(NITROGEN, x, pressurePa).densityMolPerM3);
      return { a, b: at(NITROGEN, bK, pressurePa) };
    };
    const endPa = bisected(5e6, 9e6, (pressurePa) => {
      const { a, b } = ends(pressurePa);
      const heldJ =
        1e-3 * a.densityMolPerM3 * a.internalEnergyJPerMol +
        2e-3 * b.densityMolPerM3 * b.internalEnergyJPerMol;
      return heldJ - totalJ;
    });
    const { a, b } = ends(endPa);
    for (const id of ['a', 'b']) expect(relative(read(plant, `${id}.pressure`), endPa)).toBeLessThan(2e-6);
    expect(relative(read(plant, 'a.temperature'), a.temperatureK)).toBeLessThan(2e-6);
    expect(relative(read(plant, 'b.temperature'), b.temperatureK)).toBeLessThan(2e-6);
    expectBooksClosed(plant, 1e-10);
  });
});

describe('a piston at real gas', () => {
  test('compresses it along its isentrope, from the stated pressure on', () => {
    const plant = createPlant(
      realPlant({
        chambers: [chamber('a', { pressurePa: 1e7, temperatureK: 300, gas: AIR })],
        pistons: [piston('p', 'a', { sweptVolumeM3: 0.8e-3, frequencyHz: 1, phaseRad: Math.PI / 2 })],
      }),
    );
    expect(relative(read(plant, 'a.pressure'), 1e7)).toBeLessThan(1e-9);
    const start = at(AIR, 300, 1e7);
    for (const timeS of [0.2, 0.35, 0.5]) {
      runTo(plant, timeS);
      const end = onIsentrope(AIR, start.entropyJPerMolK, read(plant, 'a.pressure'));
      expect(relative(read(plant, 'a.temperature'), end.temperatureK)).toBeLessThan(1e-7);
      const density = (start.densityMolPerM3 * 1.4e-3) / read(plant, 'p.volume');
      expect(relative(density, end.densityMolPerM3)).toBeLessThan(1e-7);
    }
    expect(read(plant, 'a.pressure')).toBeGreaterThan(3e7);
    expectBooksClosed(plant, 1e-10);
  });
});

describe('throttling', () => {
  test.each([
    [1e7, 300],
    [3e7, 350],
  ])(
    'from %d Pa and %d K cools a small chamber to the temperature of equal enthalpy',
    (pressurePa, temperatureK) => {
      const plant = run(
        realPlant({
          chambers: [chamber('a', { volumeM3: 1e-5, pressurePa: 2e5, temperatureK })],
          boundaries: [
            boundary('bottle', { pressurePa, temperatureK }),
            boundary('outside', { pressurePa: 1e5, temperatureK }),
          ],
          valves: [
            valve('in', 'bottle', 'a', { cdAreaM2: 1e-8 }),
            valve('out', 'a', 'outside', { cdAreaM2: 1e-6 }),
          ],
        }),
        2,
      );
      const { enthalpyJPerMol } = at(NITROGEN, temperatureK, pressurePa);
      const expected = atEnthalpy(NITROGEN, enthalpyJPerMol, read(plant, 'a.pressure'));
      expect(relative(read(plant, 'a.temperature'), expected.temperatureK)).toBeLessThan(1e-7);
      expect(temperatureK - expected.temperatureK).toBeGreaterThan(10);
      expectBooksClosed(plant, 1e-10);
    },
  );

  test('between two reservoirs generates the entropy of its fall in pressure', () => {
    const plant = run(
      realPlant({
        chambers: [chamber('elsewhere')],
        boundaries: [
          boundary('high', { pressurePa: 1e7, temperatureK: 300 }),
          boundary('low', { pressurePa: 1e5, temperatureK: 300 }),
        ],
        valves: [valve('v', 'high', 'low')],
      }),
      1,
    );
    const high = at(NITROGEN, 300, 1e7);
    const low = atEnthalpy(NITROGEN, high.enthalpyJPerMol, 1e5);
    const molPerS = read(plant, 'v.mass_flow') / high.molarMassKgPerMol;
    const expected = molPerS * (low.entropyJPerMolK - high.entropyJPerMolK);
    expect(relative(read(plant, 'ledger.entropy_generated'), expected)).toBeLessThan(1e-8);
  });
});

describe('a compressor of real gas', () => {
  const compressed = (
    definition: (parts: Parameters<typeof plantOf>[0]) => PlantDefinition,
    efficiency: number,
  ): Plant =>
    createPlant(
      definition({
        chambers: [chamber('elsewhere')],
        boundaries: [
          boundary('low', { pressurePa: 1e7, temperatureK: 300 }),
          boundary('high', { pressurePa: 3e7, temperatureK: 300 }),
        ],
        compressors: [
          machine('k', 'low', 'high', { isentropicEfficiency: efficiency, displacementM3: 1e-6 }),
        ],
      }),
    );

  test.each([1, 0.7])(
    'of efficiency %d takes the work, and gives the temperature, of the real isentrope',
    (efficiency) => {
      const plant = compressed(realPlant, efficiency);
      const before = at(NITROGEN, 300, 1e7);
      const ideal = onIsentrope(NITROGEN, before.entropyJPerMolK, 3e7);
      const workJPerMol = (ideal.enthalpyJPerMol - before.enthalpyJPerMol) / efficiency;
      const molPerS = before.densityMolPerM3 * 1e-6 * 25;
      expect(relative(read(plant, 'k.mass_flow'), molPerS * before.molarMassKgPerMol)).toBeLessThan(1e-9);
      expect(relative(read(plant, 'k.power'), molPerS * workJPerMol)).toBeLessThan(1e-8);
      const after = atEnthalpy(NITROGEN, before.enthalpyJPerMol + workJPerMol, 3e7);
      expect(relative(read(plant, 'k.discharge_temperature'), after.temperatureK)).toBeLessThan(1e-8);
    },
  );

  test('is not that of the ideal gas at such pressures', () => {
    const [real, ideal] = [compressed(realPlant, 1), compressed(plantOf, 1)];
    const perKg = (plant: Plant) => read(plant, 'k.power') / read(plant, 'k.mass_flow');
    expect(perKg(real) / perKg(ideal)).toBeGreaterThan(1.03);
  });
});

describe('a heat exchanger of real gas', () => {
  test('passes heat between the temperatures to which its streams have been throttled', () => {
    const plant = run(
      realPlant({
        chambers: [chamber('elsewhere')],
        boundaries: [
          boundary('bottle', { pressurePa: 1e7, temperatureK: 300 }),
          boundary('warm', { pressurePa: 2e5, temperatureK: 300 }),
          boundary('outside', { pressurePa: 1e5, temperatureK: 300 }),
        ],
        valves: [
          valve('jet', 'bottle', 'outside', { cdAreaM2: 1e-8 }),
          valve('flow', 'warm', 'outside', { cdAreaM2: 1e-6 }),
        ],
        heatExchangers: [exchanger('x', ['flow', 'jet'], 1e4, 'parallel')],
      }),
      0.1,
    );
    const jetK = atEnthalpy(NITROGEN, at(NITROGEN, 300, 1e7).enthalpyJPerMol, 1e5).temperatureK;
    expect(jetK).toBeLessThan(285);
    const endK = read(plant, 'x.first_outlet_temperature');
    expect(read(plant, 'x.heat')).toBeGreaterThan(0);
    expect(relative(read(plant, 'x.second_outlet_temperature'), endK)).toBeLessThan(1e-3);
    expect(endK).toBeGreaterThan(jetK);
    expect(endK).toBeLessThan(300);
    expect(read(plant, 'ledger.entropy_generated')).toBeGreaterThan(0);
    expect(Math.abs(read(plant, 'ledger.energy_residual'))).toBeLessThan(1e-9);
  });

  test('that is endless brings the lesser stream to the inlet of the other, at high pressure too', () => {
    const ends = (id: string, temperatureK: number) => [
      boundary(`${id}_in`, { pressurePa: 1e7, temperatureK }),
      boundary(`${id}_out`, { pressurePa: 9.9e6, temperatureK }),
    ];
    const plant = createPlant(
      realPlant({
        chambers: [chamber('elsewhere')],
        boundaries: [...ends('hot', 400), ...ends('cold', 250)],
        valves: [
          valve('hot', 'hot_in', 'hot_out', { cdAreaM2: 1e-6 }),
          valve('cold', 'cold_in', 'cold_out', { cdAreaM2: 3e-6 }),
        ],
        heatExchangers: [exchanger('x', ['hot', 'cold'], 1e6)],
      }),
    );
    const hot = at(NITROGEN, 400, 1e7);
    const coldK = atEnthalpy(NITROGEN, at(NITROGEN, 250, 1e7).enthalpyJPerMol, 9.9e6).temperatureK;
    const molPerS = read(plant, 'hot.mass_flow') / hot.molarMassKgPerMol;
    const mostW = molPerS * (hot.enthalpyJPerMol - at(NITROGEN, coldK, 9.9e6).enthalpyJPerMol);
    expect(relative(read(plant, 'x.heat'), mostW)).toBeLessThan(1e-6);
    expect(relative(read(plant, 'x.first_outlet_temperature'), coldK)).toBeLessThan(1e-7);
  });
});

describe('moist real gas', () => {
  test('that expands from high pressure condenses, with its books closed', () => {
    const gas = { N2: 0.9995, H2O: 0.0005 };
    const plant = createPlant(
      realPlant({
        chambers: [chamber('a', { pressurePa: 5e6, temperatureK: 310, gas })],
        valves: [valve('out', 'a', 'ambient', { cdAreaM2: 1e-5 })],
      }),
    );
    expect(read(plant, 'a.condensed_water')).toBe(0);
    runTo(plant, 0.4);
    expect(read(plant, 'a.saturated')).toBe(1);
    expect(read(plant, 'a.condensed_water')).toBeGreaterThan(1e-7);
    expectBooksClosed(plant, 1e-10);
  });
});
