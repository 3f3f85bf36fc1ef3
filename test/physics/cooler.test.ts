import { describe, expect, test } from 'vitest';
import { createPlant, stepPlant } from '../../src/physics/plant.ts';
import type { CoolerDefinition } from '../../src/physics/plant-definition.ts';
import laws from './laws/vectors/vessels.json' with { type: 'json' };
import { chamber, DRY_AIR, plantOf, read, relative, run, runTo, write } from './plants.ts';

/** Closed forms, with their figures computed apart from this program. */
const CARNOT = [
  { Tc: 255, Th: 300, COP: 5.666666666666667 },
  { Tc: 273.15, Th: 300, COP: 10.17318435754189 },
];
/** Heat Q that flows from Th to Tc. */
const CONDUCTION = { Q: 100, Th: 400, Tc: 300, sgen: 0.08333333333333333 };

/** Without a difference of temperature at its ends. */
const ENDS = { coldConductanceWPerK: null, warmConductanceWPerK: null };

function cooled(gasK: number, ambientK: number, parts: Partial<CoolerDefinition> = {}) {
  return plantOf({
    stepS: 0.01,
    ambient: { temperatureK: ambientK, pressurePa: 101325, gas: DRY_AIR },
    // So large that its temperature stays, to the digits that are compared.
    chambers: [chamber('a', { volumeM3: 1e3, temperatureK: gasK, gas: { Ar: 1 } })],
    coolers: [{ id: 'k', from: 'a', powerW: 100, copFraction: 1, demand: 1, ...ENDS, ...parts }],
  });
}

describe('a cooler', () => {
  test.each(CARNOT)('at Carnot between $Tc K and $Th K has the coefficient $COP', ({ Tc, Th, COP }) => {
    const plant = run(cooled(Tc, Th), 1);
    expect(relative(read(plant, 'k.heat') / read(plant, 'k.power'), COP)).toBeLessThan(1e-5);
    expect(relative(read(plant, 'ledger.shaft_work'), 100 / COP)).toBeLessThan(1e-5);
    // Reversible: of the 0.4 J/K that cross, nothing is generated.
    expect(Math.abs(read(plant, 'ledger.entropy_generated'))).toBeLessThan(1e-6);
  });

  test('at a fraction of Carnot generates Q (1/T − 1/T0)(1/f − 1)', () => {
    const plant = run(cooled(255, 300, { copFraction: 0.5 }), 1);
    expect(relative(read(plant, 'k.power'), (100 * 45) / 255 / 0.5)).toBeLessThan(1e-5);
    expect(relative(read(plant, 'ledger.entropy_generated'), 100 * (1 / 255 - 1 / 300))).toBeLessThan(1e-4);
  });

  test('above the ambient is a conductor, and generates what conduction does', () => {
    const { Q, Th, Tc, sgen } = CONDUCTION;
    const plant = run(cooled(Th, Tc, { powerW: Q, copFraction: 0.4 }), 1);
    expect(read(plant, 'k.power')).toBe(0);
    expect(read(plant, 'ledger.shaft_work')).toBe(0);
    expect(relative(read(plant, 'ledger.entropy_generated'), sgen)).toBeLessThan(1e-4);
  });

  test('takes the heat that it says from the gas, as much as is demanded', () => {
    const plant = createPlant(
      plantOf({
        chambers: [chamber('a', { gas: { He: 1 }, volumeM3: 1e-2 })],
        coolers: [{ id: 'k', from: 'a', powerW: 50, copFraction: 0.5, demand: 0.5, ...ENDS }],
      }),
    );
    expect(read(plant, 'k.heat')).toBe(25);
    expect(read(plant, 'a.heat')).toBe(-25);
    runTo(plant, 2);
    // U = 3/2 p V.
    const coldK = 300 * (1 - 50 / 1500);
    expect(relative(read(plant, 'a.temperature'), coldK)).toBeLessThan(1e-11);
    expect(relative(read(plant, 'k.power'), (25 * (295 / coldK - 1)) / 0.5)).toBeLessThan(1e-9);
    expect(read(plant, 'ledger.energy_residual_relative')).toBeLessThan(1e-11);
    expect(write(plant, 'k.demand', 1.01)).toBe(false);
    expect(write(plant, 'k.demand', 0)).toBe(true);
    expect(read(plant, 'a.heat')).toBe(0);
    expect(read(plant, 'k.power')).toBe(0);
  });

  test('that would cool below absolute zero is a fault with the name of its chamber', () => {
    const plant = createPlant(
      plantOf({
        stepS: 0.1,
        chambers: [chamber('a')],
        coolers: [{ id: 'k', from: 'a', powerW: 500, copFraction: 1, demand: 1, ...ENDS }],
      }),
    );
    let fault = null;
    for (let step = 0; step < 30 && fault === null; step++) fault = stepPlant(plant);
    expect(fault?.element).toBe('a');
    expect(read(plant, 'a.temperature')).toBeGreaterThan(0);
    expect(read(plant, 'ledger.energy_residual_relative')).toBeLessThan(1e-11);
  });

  test('with exchangers at both ends works as the endoreversible refrigerator of the reference', () => {
    const { Tc, Th, UAc, UAh, Qc, W, Sgen } = laws.endoreversible_refrigerator;
    const ends = { coldConductanceWPerK: UAc, warmConductanceWPerK: UAh };
    const plant = run(cooled(Tc, Th, { powerW: Qc, ...ends }), 1);
    expect(read(plant, 'k.heat')).toBe(Qc);
    expect(relative(read(plant, 'k.power'), W)).toBeLessThan(1e-4);
    expect(relative(read(plant, 'ledger.shaft_work'), W)).toBeLessThan(1e-4);
    expect(relative(read(plant, 'ledger.entropy_generated'), Sgen)).toBeLessThan(1e-3);
    // At the start, before the gas has cooled, to the last digit.
    expect(relative(read(createPlant(cooled(Tc, Th, { powerW: Qc, ...ends })), 'k.power'), W)).toBeLessThan(
      1e-12,
    );
  });

  test('that is asked for more than its exchangers pass takes nine tenths of their limit', () => {
    const ends = { coldConductanceWPerK: 2, warmConductanceWPerK: 3 };
    const plant = createPlant(cooled(280, 310, { powerW: 1e4, copFraction: 0.5, ...ends }));
    const limitW = 280 / (1 / 2 + 1 / (0.5 * 3));
    expect(relative(read(plant, 'k.heat'), 0.9 * limitW)).toBeLessThan(1e-12);
    expect(Number.isFinite(read(plant, 'k.power'))).toBe(true);
    expect(read(plant, 'k.power')).toBeGreaterThan((0.9 * limitW * 30) / 280);
    expect(stepPlant(plant)).toBeNull();
    expect(read(plant, 'ledger.entropy_generated')).toBeGreaterThan(0);
  });
});
