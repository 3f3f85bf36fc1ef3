import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ParallelForm,
  parallelToStandard,
  type SeriesForm,
  type StandardForm,
  seriesToStandard,
  standardToParallel,
  standardToSeries,
} from '../../src/control/pid-forms.ts';

interface Complex {
  readonly re: number;
  readonly im: number;
}
const complex = (re: number, im = 0): Complex => ({ re, im });
const plus = (a: Complex, b: Complex): Complex => complex(a.re + b.re, a.im + b.im);
const times = (a: Complex, b: Complex): Complex =>
  complex(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re);
const over = (a: Complex, b: Complex): Complex => {
  const size = b.re * b.re + b.im * b.im;
  return complex((a.re * b.re + a.im * b.im) / size, (a.im * b.re - a.re * b.im) / size);
};
const ONE = complex(1);

/** Transfer functions as the head of pid-forms.ts writes them, at s = jω. */
function standardAt(
  { gain, integralTimeS, derivativeTimeS, derivativeFilterN }: StandardForm,
  omega: number,
) {
  const integral = integralTimeS === null ? complex(0) : over(ONE, complex(0, omega * integralTimeS));
  const filter = plus(ONE, complex(0, (omega * derivativeTimeS) / derivativeFilterN));
  const derivative = over(complex(0, omega * derivativeTimeS), filter);
  return times(complex(gain), plus(ONE, plus(integral, derivative)));
}

function parallelAt(parallel: ParallelForm, omega: number): Complex {
  const integral = over(complex(parallel.integralGainPerS), complex(0, omega));
  const filter = plus(ONE, complex(0, omega * parallel.filterS));
  const derivative = over(complex(0, omega * parallel.derivativeGainS), filter);
  return plus(complex(parallel.proportionalGain), plus(integral, derivative));
}

function seriesAt({ gain, integralTimeS, derivativeTimeS, derivativeFilterN }: SeriesForm, omega: number) {
  const integral = integralTimeS === null ? complex(0) : over(ONE, complex(0, omega * integralTimeS));
  const filter = plus(ONE, complex(0, (omega * derivativeTimeS) / derivativeFilterN));
  const lead = over(plus(ONE, complex(0, omega * derivativeTimeS)), filter);
  return times(times(complex(gain), plus(ONE, integral)), lead);
}

function expectAlike(a: (omega: number) => Complex, b: (omega: number) => Complex): void {
  for (const omega of [1e-3, 0.03, 0.2, 1, 4, 30, 1e3]) {
    const [one, other] = [a(omega), b(omega)];
    const size = Math.hypot(one.re, one.im);
    expect(Math.hypot(one.re - other.re, one.im - other.im) / size).toBeLessThan(1e-9);
  }
}

const time = fc.double({ min: 0.01, max: 100, noNaN: true });
const form = fc.record({
  gain: fc.double({ min: 0.01, max: 100, noNaN: true }),
  integralTimeS: fc.option(time),
  derivativeTimeS: fc.oneof(fc.constant(0), time),
  derivativeFilterN: fc.double({ min: 1, max: 50, noNaN: true }),
});

describe('the forms have the same transfer function', () => {
  it('standard and parallel', () => {
    fc.assert(
      fc.property(form, (standard) => {
        const parallel = standardToParallel(standard);
        expectAlike(
          (omega) => standardAt(standard, omega),
          (omega) => parallelAt(parallel, omega),
        );
        const back = parallelToStandard(parallel, standard.derivativeFilterN);
        if (!back.ok) throw new Error(back.reason);
        expectAlike(
          (omega) => standardAt(standard, omega),
          (omega) => standardAt(back.value, omega),
        );
      }),
    );
  });

  it('series and standard, wherever the filter is not slower than the integral, and nowhere else', () => {
    let refused = 0;
    fc.assert(
      fc.property(form, (series) => {
        const { integralTimeS: ti, derivativeTimeS: td, derivativeFilterN: n } = series;
        const standard = seriesToStandard(series);
        expect(standard.ok).toBe(ti === null || td / n <= ti);
        if (!standard.ok) {
          refused += 1;
          return;
        }
        expectAlike(
          (omega) => seriesAt(series, omega),
          (omega) => standardAt(standard.value, omega),
        );
        expect(standard.value.derivativeTimeS).toBeGreaterThanOrEqual(-1e-12 * td);
      }),
      { numRuns: 500 },
    );
    expect(refused).toBeGreaterThan(0);
  });

  it('standard and series, wherever the zeros are real, and nowhere else', () => {
    const counts = { real: 0, complex: 0 };
    fc.assert(
      fc.property(form, (standard) => {
        const { integralTimeS: ti, derivativeTimeS: td, derivativeFilterN: n } = standard;
        const series = standardToSeries(standard);
        const isReal = ti === null || td === 0 || (ti - td / n) ** 2 >= 4 * ti * td;
        expect(series.ok).toBe(isReal);
        counts[isReal ? 'real' : 'complex'] += 1;
        if (series.ok)
          expectAlike(
            (omega) => standardAt(standard, omega),
            (omega) => seriesAt(series.value, omega),
          );
      }),
      { numRuns: 500 },
    );
    expect(Math.min(counts.real, counts.complex)).toBeGreaterThan(50);
  });
});

describe('published examples', () => {
  // Åström & Hägglund 2006, (3.4): K = K'(Ti' + Td')/Ti', Ti = Ti' + Td', Td = Ti' Td'/(Ti' + Td'), without a filter.
  it('the textbook conversion is the limit of a fast filter', () => {
    const series = { gain: 2, integralTimeS: 8, derivativeTimeS: 2, derivativeFilterN: 1e9 };
    const standard = seriesToStandard(series);
    if (!standard.ok) throw new Error(standard.reason);
    expect(standard.value.gain).toBeCloseTo(2.5, 7);
    expect(standard.value.integralTimeS).toBeCloseTo(10, 7);
    expect(standard.value.derivativeTimeS).toBeCloseTo(1.6, 7);
  });

  it('Ti = 4 Td is the last standard form that a series form can be', () => {
    const at = (integralTimeS: number): boolean =>
      standardToSeries({ gain: 1, integralTimeS, derivativeTimeS: 1, derivativeFilterN: 1e12 }).ok;
    expect([at(4 + 1e-9), at(4 - 1e-9)]).toEqual([true, false]);
  });

  it.each([
    ['no proportional gain', { proportionalGain: 0, integralGainPerS: 1, derivativeGainS: 0, filterS: 0 }],
    ['signs that differ', { proportionalGain: 1, integralGainPerS: -1, derivativeGainS: 0, filterS: 0 }],
  ])('%s has no standard form', (_what, parallel) => {
    expect(parallelToStandard(parallel, 10).ok).toBe(false);
  });
});
