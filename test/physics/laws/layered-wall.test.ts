import { describe, expect, test } from 'vitest';
import type { WallSlices } from '../../../src/physics/laws/layered-wall.ts';
import { inSeriesWPerK, wallSlices } from '../../../src/physics/laws/layered-wall.ts';
import type { WallLayer } from '../../../src/physics/plant-definition.ts';
import { relative } from './common.ts';

const STEEL = { thicknessM: 0.004, conductivityWPerMK: 16, densityKgPerM3: 8000, specificHeatJPerKgK: 500 };
const FOAM = { thicknessM: 0.03, conductivityWPerMK: 0.035, densityKgPerM3: 40, specificHeatJPerKgK: 1400 };

/** dT/dt of every slice, with a conductance to a fixed temperature at each end. */
function rates(
  slices: WallSlices,
  ends: { gasWPerK: number; gasK: number; ambientWPerK: number; ambientK: number },
  temperatures: Float64Array,
): Float64Array {
  const last = temperatures.length - 1;
  return temperatures.map((t, i) => {
    const before = i === 0 ? ends.gasK : (temperatures[i - 1] as number);
    const after = i === last ? ends.ambientK : (temperatures[i + 1] as number);
    const inward = i === 0 ? ends.gasWPerK : (slices.conductanceWPerK[i - 1] as number);
    const outward = i === last ? ends.ambientWPerK : (slices.conductanceWPerK[i] as number);
    return (inward * (before - t) + outward * (after - t)) / (slices.heatCapacityJPerK[i] as number);
  });
}

/** Classical Runge-Kutta, so that the slices alone make the error. */
function integrated(
  slope: (y: Float64Array) => Float64Array,
  start: Float64Array,
  untilS: number,
  steps: number,
) {
  const h = untilS / steps;
  let y = start;
  const moved = (k: Float64Array, by: number) => y.map((value, i) => value + by * (k[i] as number));
  for (let step = 0; step < steps; step++) {
    const a = slope(y);
    const b = slope(moved(a, h / 2));
    const c = slope(moved(b, h / 2));
    const d = slope(moved(c, h));
    y = y.map(
      (value, i) =>
        value + (h / 6) * ((a[i] as number) + 2 * (b[i] as number) + 2 * (c[i] as number) + (d[i] as number)),
    );
  }
  return y;
}

describe('slices of a wall', () => {
  const layers: readonly WallLayer[] = [
    { ...STEEL, cells: 3 },
    { ...FOAM, cells: 5 },
    { ...STEEL, cells: 1 },
  ];
  const slices = wallSlices(layers, 0.5);

  test('hold the heat of the layers', () => {
    expect(slices.heatCapacityJPerK.length).toBe(9);
    expect(slices.conductanceWPerK.length).toBe(8);
    const whole = slices.heatCapacityJPerK.reduce((sum, part) => sum + part, 0);
    expect(relative(whole, 0.5 * (2 * 0.004 * 8000 * 500 + 0.03 * 40 * 1400))).toBeLessThan(1e-14);
  });

  test('in a row conduct as the layers do in steady state, however they are cut', () => {
    const exact = 0.5 / (2 * (0.004 / 16) + 0.03 / 0.035);
    for (const cells of [1, 2, 7]) {
      const cut = wallSlices(
        layers.map((layer) => ({ ...layer, cells })),
        0.5,
      );
      const through = [...cut.conductanceWPerK, cut.ambientFaceWPerK].reduce(inSeriesWPerK, cut.gasFaceWPerK);
      expect(relative(through, exact)).toBeLessThan(1e-13);
    }
  });

  test('take a film at the face as one more resistance in the row', () => {
    expect(inSeriesWPerK(20, 20)).toBe(10);
    expect(inSeriesWPerK(0, 20)).toBe(0);
    expect(inSeriesWPerK(Number.POSITIVE_INFINITY, 20)).toBe(20);
  });
});

describe('a slab that is cooled at one face', () => {
  // Incropera and DeWitt, 6th ed., section 5.5 and table 5.1: Bi = 1 has ζ₁ = 0.8603 and C₁ = 1.1191.
  const BIOT = 1;
  const FOURIER = 0.3;
  const eigenvalue = (n: number) => {
    // Of ζ tan ζ = Bi between nπ and nπ + π/2.
    let [low, high] = [n * Math.PI, n * Math.PI + Math.PI / 2];
    for (let i = 0; i < 100; i++) {
      const middle = (low + high) / 2;
      if (middle * Math.sin(middle) < BIOT * Math.cos(middle) === (n % 2 === 0)) low = middle;
      else high = middle;
    }
    return low;
  };
  const series = (x: number) => {
    let sum = 0;
    for (let n = 0; n < 12; n++) {
      const zeta = eigenvalue(n);
      const factor = (4 * Math.sin(zeta)) / (2 * zeta + Math.sin(2 * zeta));
      sum += factor * Math.exp(-zeta * zeta * FOURIER) * Math.cos(zeta * x);
    }
    return sum;
  };
  /** Greatest error of unit slab, unit diffusivity, from 1 towards 0; the insulated face is the gas side. */
  const error = (cells: number) => {
    const slab: WallLayer = {
      thicknessM: 1,
      conductivityWPerMK: 1,
      densityKgPerM3: 1,
      specificHeatJPerKgK: 1,
      cells,
    };
    const slices = wallSlices([slab], 1);
    const ends = {
      gasWPerK: 0,
      gasK: 0,
      ambientWPerK: inSeriesWPerK(slices.ambientFaceWPerK, BIOT),
      ambientK: 0,
    };
    const end = integrated(
      (y) => rates(slices, ends, y),
      new Float64Array(cells).fill(1),
      FOURIER,
      4 * cells ** 2,
    );
    return Math.max(...Array.from(end, (t, i) => Math.abs(t - series((i + 0.5) / cells))));
  };

  test('has the published first term', () => {
    expect(eigenvalue(0)).toBeCloseTo(0.8603, 4);
    expect(eigenvalue(1)).toBeCloseTo(3.4256, 4);
  });

  test('follows the exact series with an error that falls with the square of the slices', () => {
    const errors = [4, 8, 16, 32].map(error);
    const orders = errors.slice(1).map((later, i) => Math.log2((errors[i] as number) / later));
    console.info(
      `slab: errors ${errors.map((e) => e.toExponential(1)).join('  ')}, orders ${orders.map((o) => o.toFixed(2)).join('  ')}`,
    );
    expect(errors[3]).toBeLessThan(1e-4);
    for (const order of orders) expect(Math.abs(order - 2)).toBeLessThan(0.1);
  });
});
