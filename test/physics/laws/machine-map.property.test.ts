import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deliveryAt, efficiencyAt, machineMap } from '../../../src/physics/laws/machine-map.ts';

const points = fc
  .uniqueArray(
    fc.record({
      pressureRatio: fc.double({ min: 0.1, max: 20, noNaN: true }),
      delivery: fc.double({ min: 0, max: 1, noNaN: true }),
      isentropicEfficiency: fc.double({ min: 0.01, max: 1, noNaN: true }),
    }),
    { minLength: 1, maxLength: 8, selector: (point) => point.pressureRatio },
  )
  .map((list) => list.sort((one, other) => one.pressureRatio - other.pressureRatio));

test('delivery and efficiency stay within what was measured', () => {
  fc.assert(
    fc.property(points, fc.double({ min: 0, max: 40, noNaN: true }), (list, ratio) => {
      const map = machineMap(list, 25);
      const efficiency = efficiencyAt(map, ratio);
      const efficiencies = list.map((point) => point.isentropicEfficiency);
      const slack = 1e-15;
      expect(efficiency).toBeGreaterThanOrEqual(Math.min(...efficiencies) - slack);
      expect(efficiency).toBeLessThanOrEqual(Math.max(...efficiencies) + slack);
      const delivery = deliveryAt(map, ratio);
      expect(delivery).toBeGreaterThanOrEqual(0);
      expect(delivery).toBeLessThanOrEqual(Math.max(...list.map((point) => point.delivery)) + slack);
    }),
  );
});

test('delivery has no step, not even at its points and at the greatest ratio', () => {
  fc.assert(
    fc.property(points, (list) => {
      const map = machineMap(list, 25);
      for (const ratio of [...list.map((point) => point.pressureRatio), 25]) {
        const above = ratio * (1 + 2e-16);
        const gap = list.reduce(
          (least, point, i) => Math.min(least, (list[i + 1]?.pressureRatio ?? 25) - point.pressureRatio),
          1,
        );
        fc.pre(gap > 1e-6);
        expect(Math.abs(deliveryAt(map, above) - deliveryAt(map, ratio))).toBeLessThan(1e-8);
      }
    }),
  );
});
