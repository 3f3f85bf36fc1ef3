import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPlant } from '../../../src/physics/plant.ts';
import { runTo } from '../../physics/plants.ts';
import { benchPlant, linksOf, SHAPES, STEP_S } from './networks.ts';
import { compilePeer, hasCompiler, runPeer } from './peer.ts';
import { hottest } from './profile.ts';
import { largestDifference, READINGS_PER_CHAMBER, readingsOf } from './readings.ts';
import { referenceDifferences } from './reference.ts';

describe('the plants of the benchmark', () => {
  test.each(SHAPES)('a %s never joins a chamber to itself, and joins every chamber to the rest', (shape) => {
    for (const count of [1, 2, 3, 8, 37, 38, 100]) {
      const links = linksOf(shape, count);
      expect(links.filter(({ from, to }) => from === to)).toEqual([]);
      const reached = new Set([0]);
      for (let grown = 0; grown < reached.size; ) {
        grown = reached.size;
        for (const { from, to } of [...links, ...links.toReversed()]) {
          if (reached.has(from) || reached.has(to)) reached.add(from).add(to);
        }
      }
      expect(reached.size).toBe(count);
    }
  });

  test('a chain has a valve to each neighbour, and so has a grid', () => {
    expect(linksOf('chain', 12).length).toBe(11);
    expect(linksOf('grid', 12).length).toBe(3 * 3 + 2 * 4);
  });
});

describe('the difference between two computations', () => {
  test('is the largest relative one', () => {
    expect(largestDifference(Float64Array.of(1, 2.2, 3), Float64Array.of(1, 2, 3))).toBeCloseTo(0.1, 12);
  });

  test.each([
    ['nothing was read', [], []],
    ['a reading is missing', [1], [1, 2]],
    ['a reading is not a number', [1, Number.NaN, 2], [1, 1, 2]],
    ['an expectation is not a number', [1, 1, 2], [1, Number.NaN, 2]],
  ])('is infinite when %s', (_, actual, expected) => {
    expect(largestDifference(Float64Array.from(actual), Float64Array.from(expected))).toBe(Infinity);
  });
});

test('a profile names functions by the time in themselves', () => {
  const frame = (functionName: string) => ({ functionName, url: 'file:///src/flow.ts' });
  const profile = {
    nodes: [
      { id: 1, callFrame: frame('nozzle') },
      { id: 2, callFrame: frame('flowSlope') },
      { id: 3, callFrame: frame('nozzle') },
    ],
    samples: [1, 2, 3, 1],
    timeDeltas: [10, 40, 20, 30],
  };
  expect(hottest(profile, 1)).toEqual([{ name: 'nozzle (flow.ts)', share: 0.6 }]);
});

describe.skipIf(!hasCompiler())('the same scheme in C, written apart', () => {
  const STEPS = 200;
  let folder = '';
  let program = '';

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'buhera-peer-'));
    program = compilePeer(folder, 'textbook');
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(SHAPES.flatMap((shape) => (['plain', 'fastest'] as const).map((kernel) => ({ shape, kernel }))))(
    'comes to the states of our $shape on the $kernel kernel within rounding',
    ({ shape, kernel }) => {
      for (const count of [1, 2, 12, 60]) {
        const definition = benchPlant(shape, count);
        const { roundNs, readings } = runPeer(program, definition, { rounds: 2, stepsPerRound: STEPS / 2 });
        expect(roundNs.length).toBe(2);
        expect(readings.length).toBe(count * READINGS_PER_CHAMBER);
        const ours = readingsOf(runTo(createPlant(definition, { kernel }), STEPS * STEP_S), count);
        expect(largestDifference(ours, readings)).toBeLessThan(1e-11);
      }
    },
  );

  test.each(['one-power', 'vector'] as const)('in its %s variant says the same in other words', (variant) => {
    const other = compilePeer(folder, variant);
    for (const count of [1, 12, 70]) {
      const definition = benchPlant('ring', count);
      const duration = { rounds: 1, stepsPerRound: STEPS };
      const textbook = runPeer(program, definition, duration);
      const { readings } = runPeer(other, definition, duration);
      expect(largestDifference(readings, textbook.readings)).toBeLessThan(1e-11);
    }
  });

  test('follows the reference as closely as we do', () => {
    const { ours, peer } = referenceDifferences(program);
    expect(ours).toBeLessThan(1e-7);
    expect(peer).toBeLessThan(1e-7);
  });
});
