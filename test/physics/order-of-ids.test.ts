import { expect, test } from 'vitest';
import { inOrderOfIds } from '../../src/physics/order-of-ids.ts';
import { chamber, plantOf, valve } from './plants.ts';

function orderOf(ids: readonly string[]): readonly string[] {
  return inOrderOfIds(plantOf({ chambers: ids.map((id) => chamber(id, {})) })).chambers.map(({ id }) => id);
}

test.each([
  [['c10', 'c2', 'c1']],
  [['b', 'a10b2', 'a10', 'a9', 'a', 'a10b10']],
  [['c01', 'c1', 'c001', 'c2', 'c0']],
  [['2', '10', 'x', '1x', '']],
])('puts %j in one order, whichever it had', (ids) => {
  const once = orderOf(ids);
  expect(orderOf(ids.toReversed())).toEqual(once);
  expect(orderOf(once)).toEqual(once);
});

test('counts numbers in ids as numbers, so that neighbours stay near', () => {
  expect(orderOf(['row10.c1', 'row2.c10', 'row2.c9', 'b'])).toEqual(['b', 'row2.c9', 'row2.c10', 'row10.c1']);
});

test('leaves heat exchangers in the order in which a stream passes them', () => {
  const heatExchangers = ['second', 'first'].map((id) => ({
    id,
    streams: ['duct', 'return'] as const,
    conductanceWPerK: 1,
    arrangement: 'counter' as const,
  }));
  expect(inOrderOfIds(plantOf({ heatExchangers })).heatExchangers).toEqual(heatExchangers);
});

test('keeps tables apart and everything else as it is', () => {
  const definition = plantOf({
    chambers: [chamber('b', {}), chamber('a', {})],
    valves: [valve('z', 'b', 'a', {}), valve('y', 'a', 'b', {})],
  });
  const sorted = inOrderOfIds(definition);
  expect(sorted.valves.map(({ id }) => id)).toEqual(['y', 'z']);
  expect({ ...sorted, chambers: 0, valves: 0 }).toEqual({ ...definition, chambers: 0, valves: 0 });
});
