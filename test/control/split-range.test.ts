import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LoopDefinition } from '../../src/control/definition.ts';
import { openRange, splitPosition } from '../../src/control/split-range.ts';
import { PRESSURE } from './loop-rig.ts';

function split(definition: LoopDefinition, output: number): readonly number[] {
  return definition.outputs.map((one) => splitPosition(one, output));
}

describe('split range', () => {
  it.each([
    [-1, 0, 1],
    [-0.25, 0, 0.25],
    [0, 0, 0],
    [0.5, 0.5, 0],
    [1, 1, 0],
  ])('output %d opens the inlet to %d and the vent to %d', (output, inlet, vent) => {
    expect(split(PRESSURE, output)).toEqual([expect.closeTo(inlet, 12), expect.closeTo(vent, 12)]);
  });

  it('with a gap both valves stay shut around the middle', () => {
    const gap: LoopDefinition = {
      ...PRESSURE,
      outputs: [
        { tag: 'inlet', from: 0.1, to: 1 },
        { tag: 'vent', from: -0.1, to: -1 },
      ],
    };
    for (const output of [-0.1, -0.05, 0, 0.1]) expect(split(gap, output)).toEqual([0, 0]);
    expect(split(gap, 0.55)).toEqual([expect.closeTo(0.5, 12), 0]);
    expect(split(gap, -0.55)).toEqual([0, expect.closeTo(0.5, 12)]);
  });

  it('with an overlap both valves are open around the middle', () => {
    const overlap: LoopDefinition = {
      ...PRESSURE,
      outputs: [
        { tag: 'inlet', from: -0.2, to: 1 },
        { tag: 'vent', from: 0.2, to: -1 },
      ],
    };
    const [inlet = 0, vent = 0] = split(overlap, 0);
    expect(inlet).toBeCloseTo(0.2 / 1.2, 12);
    expect(vent).toBeCloseTo(0.2 / 1.2, 12);
    expect(split(overlap, 0.2)[1]).toBe(0);
    expect(split(overlap, -0.2)[0]).toBe(0);
  });

  it.each([
    ['nothing held', {}, [-1, 1]],
    ['inlet shut', { inlet: 0 }, [-1, 0]],
    ['inlet fully open', { inlet: 1 }, [1, 1]],
    ['inlet half open', { inlet: 0.5 }, [0.5, 0.5]],
    ['vent shut', { vent: 0 }, [0, 1]],
    ['vent fully open', { vent: 1 }, [-1, -1]],
    ['isolated and vented', { inlet: 0, vent: 1 }, [-1, -1]],
    ['shut in', { inlet: 0, vent: 0 }, [0, 0]],
    ['against each other', { inlet: 1, vent: 1 }, [0, 0]],
    ['a position that is no number', { inlet: Number.NaN }, [-1, 1]],
    ['somebody else’s valve held', { cross: 0 }, [-1, 1]],
  ])('%s leaves open what agrees with it', (_what, held, open) => {
    const range = openRange(PRESSURE, new Map(Object.entries(held)));
    expect(range[0]).toBeCloseTo(open[0] ?? Number.NaN, 12);
    expect(range[1]).toBeCloseTo(open[1] ?? Number.NaN, 12);
  });

  it('every output agrees with the positions that it gives', () => {
    fc.assert(
      fc.property(fc.double({ min: -1, max: 1, noNaN: true }), (output) => {
        const held = new Map(PRESSURE.outputs.map((one) => [one.tag, splitPosition(one, output)]));
        const [low, high] = openRange(PRESSURE, held);
        expect(low).toBeLessThanOrEqual(output + 1e-12);
        expect(high).toBeGreaterThanOrEqual(output - 1e-12);
      }),
    );
  });
});
