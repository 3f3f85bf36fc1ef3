import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planReads, type ReadItem } from '../../src/field/driver/poll-plan.ts';
import type { RegisterTable } from '../../src/field/profile.ts';

function item(address: number, count = 1, table: RegisterTable = 'holding'): ReadItem<string> {
  return { table, address, count, item: `${table}${address}` };
}

function shape(
  items: readonly ReadItem<string>[],
  mapped: (address: number) => boolean = () => true,
): string[] {
  return planReads(items, (_, address) => mapped(address)).map((b) => `${b.table} ${b.address}+${b.count}`);
}

describe('poll plan', () => {
  test('adjacent registers of one table share a request, in any order of mention', () => {
    expect(shape([item(4, 2), item(2, 2), item(6), item(0, 1, 'input')])).toEqual([
      'holding 2+5',
      'input 0+1',
    ]);
  });

  test('a short gap is read over only where the profile maps every register of it', () => {
    expect(shape([item(0), item(3)])).toEqual(['holding 0+4']);
    expect(shape([item(0), item(3)], (address) => address !== 2)).toEqual(['holding 0+1', 'holding 3+1']);
    expect(shape([item(0), item(10)])).toEqual(['holding 0+1', 'holding 10+1']);
  });

  test('no request exceeds the limits, and no value is cut', () => {
    const words = Array.from({ length: 130 }, (_, i) => item(2 * i, 2));
    expect(shape(words)).toEqual(['holding 0+124', 'holding 124+124', 'holding 248+12']);
    const bits = Array.from({ length: 2001 }, (_, i) => item(i, 1, 'coil'));
    expect(shape(bits)).toEqual(['coil 0+2000', 'coil 2000+1']);
  });

  test('every point is read once, inside its request, and nothing unmapped is', () => {
    const points = fc.uniqueArray(fc.integer({ min: 0, max: 300 }), { maxLength: 40 });
    fc.assert(
      fc.property(points, points, (addresses, alsoMapped) => {
        const mapped = new Set([...addresses, ...alsoMapped]);
        const batches = planReads(
          addresses.map((address) => item(address)),
          (_, at) => mapped.has(at),
        );
        const seen: string[] = [];
        for (const batch of batches) {
          expect(batch.count).toBeLessThanOrEqual(125);
          for (let at = batch.address; at < batch.address + batch.count; at++)
            expect(mapped.has(at)).toBe(true);
          for (const { offset, item: name } of batch.items) {
            expect(offset).toBeLessThan(batch.count);
            expect(name).toBe(`holding${batch.address + offset}`);
            seen.push(name);
          }
        }
        expect(seen.sort()).toEqual(addresses.map((address) => `holding${address}`).sort());
      }),
    );
  });
});
