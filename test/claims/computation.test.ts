import { describe, expect, it } from 'vitest';
import { computation, figure } from '../../src/claims/claim.ts';
import { findClaim, listClaims } from '../../src/claims/register.ts';

function computed(id: string, numbers: Readonly<Record<string, number>> = {}) {
  const found = findClaim(id)?.computation;
  if (found === null || found === undefined) throw new Error(`claim ${id} computes nothing`);
  return found.recompute(numbers);
}

/**
 * Each number worked out in another way: by hand, from another form of the law, or from tabulated values (k T ln 2 at
 * 300 K, choked mass flow of air, speed of sound).
 */
const EXPECTED: readonly (readonly [id: string, result: string, value: number, relative: number])[] = [
  ['zero-cost-cooling', 'workW', 40 * (15 / 280), 1e-12],
  ['carnot-efficiency-target', 'limit', 0.5, 1e-12],
  ['carnot-efficiency-target', 'coldNeededK', 60, 1e-12],
  ['room-circulation', 'changesPerS', 10 / 3, 1e-12],
  ['room-circulation', 'speedMPerS', 100 / 3, 1e-12],
  ['room-circulation', 'powerW', 2e6 / 3, 1e-12],
  // (x/2 / sinh(x/2))², the other form of Einstein's function.
  ['quantum-enhanced-thermodynamics', 'share', (4.24125 / Math.sinh(4.24125)) ** 2, 1e-12],
  // 3.5 ln 2 and ln 100 from a table.
  ['entropy-as-oscillation', 'change', 8.31446261815324 * (2.42601513196 - 4.60517018599), 1e-10],
  ['entropy-endpoint-prediction', 'endPa', 5.05 * 101_325, 1e-12],
  // n = pV/RT moles each, from 10 and 0.1 atm to 5.05 atm.
  ['entropy-endpoint-prediction', 'entropyJPerK', 3.3775 * (0.683196845 - 0.01 * 3.921973336), 1e-8],
  ['infinite-virtual-processors', 'joulePerBit', 2.870978885078724e-21, 1e-12],
  ['infinite-virtual-processors', 'bitsPerS', 40 / 2.870978885078724e-21, 1e-12],
  ['femtosecond-life-cycle', 'clockPeriods', 5e-6, 1e-12],
  ['femtosecond-life-cycle', 'lightM', 299.792458e-9, 1e-12],
  ['chip-density', 'chips', 3e11, 1e-12],
  ['chip-density', 'powerW', 3e8, 1e-12],
  ['chip-spacing', 'spacingM', 1.1225e-3, 1e-4],
  ['attosecond-clock', 'ratio', 1e9, 1e-12],
  ['attosecond-clock', 'validS', 1e-13, 1e-12],
  ['attosecond-clock', 'lightM', 299.792458e-12, 1e-12],
  ['entangled-synchronisation', 'diagonalM', Math.sqrt(209), 1e-12],
  ['entangled-synchronisation', 'delayS', 48.2225e-9, 1e-4],
  ['quantum-mesh-network', 'diagonalM', Math.sqrt(209), 1e-12],
  ['quantum-mesh-network', 'delayS', 48.2225e-9, 1e-4],
  // 347.2 m/s in air at 300 K.
  ['kilohertz-cycling', 'wavelengthM', 0.3472, 1e-3],
  ['kilohertz-cycling', 'wavelengths', 0.288, 1e-3],
  // ṁ √T / (p A) of choked air is 0.0404; filling takes Δp V / (γ R T).
  [
    'kilohertz-cycling',
    'areaM2',
    (1_003_117.5 * 1e-3) / (1.4 * 287.05 * 300) / 5e-4 / ((0.0404 * 2_026_500) / Math.sqrt(300)),
    1e-3,
  ],
  ['kilohertz-cycling', 'fillTimeS', 0.088, 1e-2],
  ['microsecond-valves', 'speedMPerS', 1000, 1e-12],
  ['microsecond-valves', 'accelerationG', 1e9 / 9.80665, 1e-12],
  ['microsecond-valves', 'soundM', 0.3472e-3, 1e-3],
  ['oscillation-detectors', 'each', 100, 1e-12],
];

describe('computations', () => {
  it.each(EXPECTED)('%s: %s is %d', (id, result, value, relative) => {
    const got = computed(id).results[result]?.value ?? Number.NaN;
    expect(Math.abs(got / value - 1)).toBeLessThan(relative);
  });

  it('every result of every claim is among them', () => {
    const all = listClaims().flatMap(({ id, computation: found }) =>
      Object.keys(found?.results ?? {}).map((result) => `${id} ${result}`),
    );
    expect(all.sort()).toEqual(EXPECTED.map(([id, result]) => `${id} ${result}`).sort());
  });

  it('every text is made of numbers, with none missing', () => {
    for (const { id, computation: found } of listClaims()) {
      if (found !== null) expect(found.text, id).toMatch(/\d/);
      expect(found?.text ?? '', id).not.toMatch(/NaN|undefined|Infinity/);
    }
  });

  it('a site puts its own numbers in place of the papers’', () => {
    const own = computed('zero-cost-cooling', { heatW: 1000, hotK: 308 });
    expect(own.results.workW?.value).toBeCloseTo(100, 9);
    expect(own.text).toContain('1000 W');
    expect(own.text).toContain('308 K');
  });

  it('heat that flows downhill needs no work, and that is said', () => {
    const downhill = computed('zero-cost-cooling', { coldK: 330 });
    expect(downhill.results.workW?.value).toBe(0);
    expect(downhill.text).toContain('by itself');
  });

  it('chips with room enough are said to be inside the range', () => {
    expect(computed('chip-spacing', { densityPerM3: 1e10 }).text).toContain('inside');
    expect(computed('chip-spacing').text).toContain('outside');
  });

  it('a number that the formula does not know is a bug', () => {
    const twice = computation({ a: { value: 1, unit: '1', meaning: '' } }, ({ a }) => ({
      results: { twice: { value: 2 * a, unit: '1' } },
      text: '',
    }));
    expect(twice.recompute({ a: 4 }).results.twice?.value).toBe(8);
    expect(() => twice.recompute({ b: 4 })).toThrow('invariant');
  });
});

it.each([
  [2.142857, '2.14'],
  [0, '0'],
  [300_000_000_000, '3e11'],
  [2.870978885e-21, '2.87e-21'],
  [-18.12, '-18.1'],
  [1000, '1000'],
  [99_999, '1e5'],
  [0.001, '0.001'],
])('the figure %d is written %s', (value, text) => {
  expect(figure(value)).toBe(text);
});
