import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPlant, stepPlant } from '../../src/physics/plant.ts';
import type { FanDefinition } from '../../src/physics/plant-definition.ts';
import { MOLAR_GAS_CONSTANT, SPECIES_DATA } from '../../src/physics/species.ts';
import { expectBooksClosed, fan } from './element-plants.ts';
import { boundary, chamber, plantOf, read, relative, restriction, run, runTo, write } from './plants.ts';

const ARGON_J_PER_KG_K = MOLAR_GAS_CONSTANT / SPECIES_DATA.Ar.molarMassKgPerMol;

/** Between two reservoirs of argon at 1 bar and at a rise above it. */
function blowing(risePa: number, parts: Partial<FanDefinition> = {}) {
  return plantOf({
    chambers: [chamber('elsewhere', { gas: { Ar: 1 } })],
    boundaries: [
      boundary('in', { pressurePa: 1e5, temperatureK: 300, gas: { Ar: 1 } }),
      boundary('out', { pressurePa: 1e5 + risePa, temperatureK: 300, gas: { Ar: 1 } }),
    ],
    fans: [fan('f', 'in', 'out', parts)],
  });
}

describe('a fan between two reservoirs', () => {
  const density = 1e5 / (ARGON_J_PER_KG_K * 300);

  test.each([
    [0, 1, 1e-3],
    [225, 1, 0.5e-3],
    [-225, 1, Math.sqrt(1.75) * 1e-3],
    [0, 0.5, 0.5e-3],
    [48, 0.5, 0.3e-3],
    [-300, 0, 1e-3],
  ])('against %d Pa at speed %d takes in %d m3/s', (risePa, speed, volumeFlow) => {
    const plant = createPlant(blowing(risePa, { speed }));
    expect(relative(read(plant, 'f.mass_flow'), density * volumeFlow)).toBeLessThan(1e-12);
    const flowPowerW = Math.max(risePa, 0) * volumeFlow;
    expect(Math.abs(read(plant, 'f.power') - flowPowerW / 0.6)).toBeLessThan(1e-12);
  });

  test('that blows stronger than it shuts its damper, and nothing comes back', () => {
    const plant = createPlant(blowing(301));
    expect(read(plant, 'f.mass_flow')).toBe(0);
    expect(read(plant, 'f.power')).toBe(0);
    write(plant, 'in.pressure', 1.1e5);
    expect(read(plant, 'f.mass_flow')).toBeGreaterThan(0);
    write(plant, 'f.speed', 0);
    write(plant, 'in.pressure', 1e5);
    expect(read(plant, 'f.mass_flow')).toBe(0);
    for (const bad of [-0.1, 1.1, Number.NaN]) expect(write(plant, 'f.speed', bad)).toBe(false);
  });

  test('sends all its power on with the gas', () => {
    const plant = run(blowing(225), 1);
    expect(relative(read(plant, 'ledger.shaft_work'), read(plant, 'f.power'))).toBeLessThan(1e-12);
    expect(Math.abs(read(plant, 'ledger.energy_residual'))).toBeLessThan(1e-9);
  });

  test('never lowers entropy, whatever its efficiency, speed and rise', () => {
    const speed = fc.double({ min: 0, max: 1, noNaN: true });
    const rise = fc.double({ min: -5e3, max: 5e3, noNaN: true });
    const efficiency = fc.double({ min: 0.05, max: 1, noNaN: true });
    const shutOffPressurePa = fc.double({ min: 10, max: 5e4, noNaN: true });
    let flowed = 0;
    fc.assert(
      fc.property(rise, fc.record({ speed, efficiency, shutOffPressurePa }), (risePa, parts) => {
        const plant = createPlant(blowing(risePa, parts));
        stepPlant(plant);
        if (read(plant, 'f.mass_flow') > 0) flowed++;
        expect(read(plant, 'ledger.entropy_generated')).toBeGreaterThan(-1e-12);
      }),
    );
    expect(flowed).toBeGreaterThan(20);
  });
});

describe('a fan in a closed loop', () => {
  const loop = (cdAreaM2: number) =>
    plantOf({
      stepS: 0.01,
      chambers: ['a', 'b'].map((id) => chamber(id, { volumeM3: 0.01, gas: { Ar: 1 } })),
      fans: [fan('f', 'a', 'b')],
      restrictions: [restriction('r', 'b', 'a', { cdAreaM2 })],
    });

  test('works where its curve meets the resistance', () => {
    const plant = run(loop(3e-5), 5);
    const flow = read(plant, 'f.mass_flow');
    expect(relative(read(plant, 'r.mass_flow'), flow)).toBeLessThan(1e-4);
    const [low, high] = [read(plant, 'a.pressure'), read(plant, 'b.pressure')];
    const gasK = { a: read(plant, 'a.temperature'), b: read(plant, 'b.temperature') };
    const blown = (low / (ARGON_J_PER_KG_K * gasK.a)) * 1e-3 * Math.sqrt(1 - (high - low) / 300);
    expect(relative(flow, blown)).toBeLessThan(1e-12);
    // Bernoulli with the density upstream, which at so small a drop is the nozzle.
    const through = 3e-5 * Math.sqrt((2 * (high - low) * high) / (ARGON_J_PER_KG_K * gasK.b));
    expect(relative(flow, through)).toBeLessThan(2e-3);
    expect(high - low).toBeGreaterThan(100);
    expect(high - low).toBeLessThan(299);
  });

  test('turns its work into heat, all of it', () => {
    const plant = createPlant(loop(3e-5));
    const startJ = 1.5 * 2 * 1e5 * 0.01;
    runTo(plant, 20);
    const endJ = 1.5 * 0.01 * (read(plant, 'a.pressure') + read(plant, 'b.pressure'));
    const workJ = read(plant, 'ledger.shaft_work');
    expect(workJ).toBeGreaterThan(1);
    expect(relative(endJ - startJ, workJ)).toBeLessThan(1e-9);
    expectBooksClosed(plant);
  });

  test('brings the pressure behind a shut valve to its shut-off, no further', () => {
    const plant = run(
      plantOf({
        stepS: 0.01,
        chambers: ['a', 'b'].map((id) => chamber(id, { gas: { Ar: 1 } })),
        fans: [fan('f', 'a', 'b')],
      }),
      20,
    );
    const rise = read(plant, 'b.pressure') - read(plant, 'a.pressure');
    expect(rise).toBeGreaterThan(299);
    expect(rise).toBeLessThanOrEqual(300 * (1 + 1e-9));
    expectBooksClosed(plant);
  });
});
