import { describe, expect, test } from 'vitest';
import { createPlant, plantWork, stepPlant } from '../../src/physics/plant.ts';
import { burstDisc, expectBooksClosed } from './element-plants.ts';
import { boundary, chamber, plantOf, read, relative, run, runTo, valve, write } from './plants.ts';

const HEATER_W = 100;
/** p = p₀ + (γ − 1) P t/V of helium: 2 bar after 1.5 s. */
const BURST_S = 1.5;

/** A heated litre of helium behind a disc for 2 bar. */
function heated(stepS: number) {
  return plantOf({
    stepS,
    chambers: [chamber('a', { gas: { He: 1 } })],
    boundaries: [boundary('outside', { pressurePa: 2e4, temperatureK: 300, gas: { He: 1 } })],
    burstDiscs: [burstDisc('disc', 'a', 'outside', { burstPressurePa: 2e5, cdAreaM2: 1e-7 })],
    heatLoads: [{ id: 'heater', into: 'a', powerW: HEATER_W }],
  });
}

describe('a burst disc', () => {
  test('holds until the pressure is reached, and is open from then on', () => {
    const plant = createPlant(heated(0.01));
    const startKg = read(plant, 'a.mass');
    runTo(plant, BURST_S - 0.01);
    expect(read(plant, 'disc.position')).toBe(0);
    expect(read(plant, 'disc.mass_flow')).toBe(0);
    expect(read(plant, 'a.mass')).toBe(startKg);
    expect(relative(read(plant, 'a.pressure'), 2e5 - (2 / 3) * HEATER_W * 0.01 * 1e3)).toBeLessThan(1e-9);
    runTo(plant, BURST_S + 0.01);
    expect(read(plant, 'disc.position')).toBe(1);
    write(plant, 'heater.power', 0);
    runTo(plant, 60);
    expect(relative(read(plant, 'a.pressure'), 2e4)).toBeLessThan(1e-6);
    expect(read(plant, 'disc.position')).toBe(1);
    expectBooksClosed(plant);
  });

  /** As the disc, but a valve that opens at the very instant, between two steps. */
  function openedInTime() {
    const { burstDiscs: _, ...rest } = heated(0.25);
    const plant = createPlant({
      ...rest,
      burstDiscs: [],
      valves: [valve('v', 'a', 'outside', { cdAreaM2: 1e-7, position: 0 })],
    });
    runTo(plant, BURST_S);
    write(plant, 'v.position', 1);
    return runTo(plant, 2);
  }

  test.each([0.4, 0.1, 0.08, 1])('bursts at its instant inside a step of %d s', (stepS) => {
    const plant = run(heated(stepS), 2);
    const exact = openedInTime();
    expect(relative(read(plant, 'a.mass'), read(exact, 'a.mass'))).toBeLessThan(1e-8);
    expect(relative(read(plant, 'a.pressure'), read(exact, 'a.pressure'))).toBeLessThan(1e-8);
    expect(plantWork(plant).rejected).toBeGreaterThan(0);
  });

  test('for more than there is at the start bursts in the first step', () => {
    const definition = heated(0.01);
    const plant = createPlant({
      ...definition,
      chambers: [chamber('a', { pressurePa: 3e5, gas: { He: 1 } })],
    });
    stepPlant(plant);
    expect(read(plant, 'disc.position')).toBe(1);
    const rateKgPerS = read(plant, 'disc.mass_flow');
    const openKg = (3e5 * 1e-3) / ((8.31446261815324 / 4.002602e-3) * 300);
    expect(relative(openKg - read(plant, 'a.mass'), 0.01 * rateKgPerS)).toBeLessThan(1e-2);
  });

  test('bursts by a reservoir whose pressure is raised, and lets gas back in when that falls', () => {
    const plant = createPlant(
      plantOf({
        chambers: [chamber('a', { gas: { He: 1 } })],
        boundaries: [boundary('line', { pressurePa: 1.9e5, temperatureK: 300, gas: { He: 1 } })],
        burstDiscs: [burstDisc('disc', 'line', 'a', { burstPressurePa: 2e5 })],
      }),
    );
    runTo(plant, 0.1);
    expect(read(plant, 'disc.position')).toBe(0);
    write(plant, 'line.pressure', 2e5);
    runTo(plant, 0.2);
    expect(read(plant, 'disc.position')).toBe(1);
    write(plant, 'line.pressure', 5e4);
    expect(read(plant, 'disc.mass_flow')).toBeLessThan(0);
    runTo(plant, 0.3);
    expectBooksClosed(plant);
  });

  test('of two, the weaker goes first and may spare the other', () => {
    const plant = run(
      plantOf({
        chambers: [chamber('a', { gas: { He: 1 } })],
        boundaries: [boundary('outside', { pressurePa: 2e4, temperatureK: 300, gas: { He: 1 } })],
        burstDiscs: [
          burstDisc('strong', 'a', 'outside', { burstPressurePa: 2.2e5 }),
          burstDisc('weak', 'a', 'outside', { burstPressurePa: 2e5, cdAreaM2: 1e-5 }),
        ],
        heatLoads: [{ id: 'heater', into: 'a', powerW: HEATER_W }],
      }),
      3,
    );
    expect(read(plant, 'weak.position')).toBe(1);
    expect(read(plant, 'strong.position')).toBe(0);
  });
});
