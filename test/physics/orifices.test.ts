import { describe, expect, test } from 'vitest';
import { createPlant, inputWriter, plantPoints } from '../../src/physics/plant.ts';
import { boundary, chamber, plantOf, read, relative, restriction, run, runTo, valve } from './plants.ts';

const chambers = [chamber('a', { pressurePa: 3e5, gas: { N2: 0.5, He: 0.5 } })];
const boundaries = [boundary('supply')];

describe('a restriction or a leak', () => {
  test.each(['restrictions', 'leaks'] as const)('is a valve that stands open: %s', (list) => {
    const both = [restriction('in', 'supply', 'a'), restriction('out', 'a', 'ambient', { cdAreaM2: 2e-6 })];
    const fixed = run(plantOf({ chambers, boundaries, [list]: both }), 0.5);
    const valves = both.map((orifice) => ({ ...orifice, position: 1, check: false }));
    const open = run(plantOf({ chambers, boundaries, valves }), 0.5);
    expect(fixed.integrator.state.memory.state).toEqual(open.integrator.state.memory.state);
    expect(read(fixed, 'out.mass_flow')).toBe(read(open, 'out.mass_flow'));
    expect(read(fixed, 'in.mass_flow')).toBeGreaterThan(1e-4);
  });

  test('has no position to set', () => {
    const definition = plantOf({
      chambers,
      restrictions: [restriction('r', 'a', 'ambient')],
      leaks: [restriction('l', 'a', 'ambient')],
    });
    const plant = createPlant(definition);
    for (const id of ['r', 'l']) expect(inputWriter(plant, `${id}.position`)).toBeNull();
    const names = plantPoints(definition).map(({ name }) => name);
    expect(names.filter((name) => /^[rl]\./u.test(name))).toEqual(['r.mass_flow', 'l.mass_flow']);
  });

  test('keeps its flow beside valves that move', () => {
    const plant = createPlant(
      plantOf({
        chambers: [chamber('a', { volumeM3: 10, pressurePa: 8e5, temperatureK: 300 })],
        valves: [valve('v', 'a', 'ambient', { position: 0 })],
        leaks: [restriction('l', 'a', 'ambient', { cdAreaM2: 1e-6 })],
      }),
    );
    runTo(plant, 0.01);
    expect(read(plant, 'v.mass_flow')).toBe(0);
    // Choked: 0.685 p A / √(R T) at γ = 1.4.
    const choked = (0.68473 * 8e5 * 1e-6) / Math.sqrt(296.8 * 300);
    expect(relative(read(plant, 'l.mass_flow'), choked)).toBeLessThan(1e-3);
  });
});
