import { expect, test } from 'vitest';
import { idealCondensate, lookUp } from '../../../src/physics/gas-model/condensate.ts';
import { saturationOver } from '../../../src/physics/properties/water-saturation.ts';
import { relative } from './contents.ts';

const point = { lnFugacity: 0, slopePerK: 0, curvaturePerK2: 0 };

test('the table is the published saturation curve, with both its derivatives', () => {
  let checked = 0;
  for (const phase of ['ice', 'liquid'] as const) {
    const [from, to] = phase === 'ice' ? [50, 273.16] : [273.16, 550];
    for (let i = 0; i <= 999; i++) {
      const t = from + ((to - from) * i) / 999;
      lookUp(idealCondensate()[phase], t, point);
      const exact = saturationOver(phase, t);
      expect(Math.abs(point.lnFugacity + Math.log(1e5) - exact.lnPressure), `${t} K`).toBeLessThan(1e-11);
      expect(relative(point.slopePerK, exact.slopePerK), `${t} K`).toBeLessThan(1e-8);
      expect(relative(point.curvaturePerK2, exact.curvaturePerK2), `${t} K`).toBeLessThan(1e-6);
      checked++;
    }
  }
  expect(checked).toBe(2000);
});
