import { describe, expect, test } from 'vitest';
import { createIdle, idleFinding, pushIdle } from '../../../src/signal/loop-health/idle-index.ts';
import {
  createNoiseStream,
  noiseLevel,
  pushNoise,
  streamedNoise,
} from '../../../src/signal/loop-health/noise-level.ts';
import {
  createSaturation,
  pushSaturation,
  saturationFinding,
} from '../../../src/signal/loop-health/saturation.ts';
import { oscillationSources } from '../../../src/signal/loop-health/source.ts';
import { correlationStiction } from '../../../src/signal/loop-health/stiction-correlation.ts';
import { shapeStiction } from '../../../src/signal/loop-health/stiction-shape.ts';
import { added, found, meanAndDeviation, noise, reasonOf, sampled } from '../signals.ts';

const PERIOD = 40;
const sine = (count: number, lag = 0) => sampled(count, (n) => Math.sin((2 * Math.PI * (n - lag)) / PERIOD));
/** Rises for a share of the period and falls for the rest. */
const triangle = (count: number, share: number) =>
  sampled(count, (n) => {
    const phase = (n / PERIOD) % 1;
    return phase < share ? (2 * phase) / share - 1 : 1 - (2 * (phase - share)) / (1 - share);
  });

describe('stiction by shape', () => {
  test.each([0.5, 0.3, 0.7])(
    'is found in a triangle that rises for %d of its period, in noise too',
    (share) => {
      const clean = shapeStiction(triangle(1000, share));
      expect(clean.verdict).toBe('found');
      expect(clean.evidence[0]?.value).toBeGreaterThan(0.9);
      expect(shapeStiction(added(triangle(1000, share), noise(1000, 3, 0.04))).verdict).toBe('found');
    },
  );

  test('is not found in a sinusoid, on a slope or not', () => {
    expect(shapeStiction(sine(1000)).evidence[0]?.value).toBeLessThan(0.1);
    expect(
      shapeStiction(
        added(
          sine(1000),
          sampled(1000, (n) => 0.01 * n),
        ),
      ).verdict,
    ).toBe('not found');
  });

  test('is undecided, and never found, in a sinusoid that noise covers', () => {
    const findings = Array.from({ length: 40 }, (_, seed) =>
      shapeStiction(added(sine(1000), noise(1000, seed + 1, 0.3))),
    );
    expect(findings.filter(({ verdict }) => verdict === 'found').length).toBeLessThanOrEqual(1);
    // Both shapes leave the noise, each over its own degrees of freedom; over the same ones this would be 0.515.
    const { mean } = meanAndDeviation(findings.map(({ evidence }) => evidence[0]?.value ?? Number.NaN));
    expect(mean).toBeGreaterThan(0.4);
    expect(mean).toBeLessThan(0.5);
  });

  test.each([
    ['a constant', new Float64Array(200).fill(5), 'too few periods'],
    ['two periods', sine(80), 'too few periods'],
    ['a bad sample', sine(200).fill(Number.NaN, 3, 4), 'a sample is not a number'],
  ])('of %s is undecided', (_, values, reason) => {
    expect(shapeStiction(values)).toMatchObject({ verdict: 'undecided', reason });
  });
});

describe('stiction by cross-correlation', () => {
  test.each([
    [10, 'found'],
    [8, 'found'],
    [5, 'undecided'],
    [2, 'not found'],
    [0, 'not found'],
  ])('of a PV %d of 40 samples from even is %s', (lag, verdict) => {
    const finding = correlationStiction(sine(800), sine(800, lag + PERIOD / 2), PERIOD);
    expect(finding.verdict).toBe(verdict);
    // Closed form: Δτ = 2φ/π of a phase φ.
    expect(finding.evidence[0]?.value).toBeCloseTo(lag / 10, 1);
  });

  test('is undecided where there is nothing to correlate', () => {
    expect(correlationStiction(new Float64Array(100), sine(100), PERIOD).reason).toBe('no variation');
  });
});

describe('saturation', () => {
  const settings = { low: 0, high: 100, tolerance: 0.5, shareLimit: 0.1, stayLimitS: 5, longestGapS: 2 };
  const fed = (outputs: readonly number[], at = (n: number) => n) => {
    const state = createSaturation(settings);
    outputs.forEach((output, n) => {
      pushSaturation(state, at(n), output);
    });
    return state;
  };

  test('is the share of time at a limit, and the longest stay', () => {
    const state = fed([...new Array(10).fill(50), ...new Array(10).fill(100), 50]);
    expect(state).toMatchObject({ totalS: 20, highS: 10, lowS: 0, longestStayS: 10, entries: 1 });
    const finding = saturationFinding(state);
    expect(finding.verdict).toBe('found');
    expect(finding.evidence.map(({ value }) => value)).toEqual([0.5, 10]);
  });

  test('is not found in touches, however many, nor in one long stay in a long time', () => {
    expect(saturationFinding(fed(Array.from({ length: 400 }, (_, n) => (n % 4 < 2 ? 0 : 60)))).verdict).toBe(
      'not found',
    );
    expect(saturationFinding(fed(Array.from({ length: 400 }, (_, n) => (n < 20 ? 0 : 60)))).verdict).toBe(
      'not found',
    );
  });

  test('does not count a gap or a bad reading as time at the limit', () => {
    const state = fed([100, 100, Number.NaN, 100, 50], (n) => [0, 1, 2, 100, 101][n] ?? Number.NaN);
    expect(state).toMatchObject({ totalS: 2, highS: 2, longestStayS: 1, refused: 1 });
    expect(saturationFinding(fed([])).verdict).toBe('undecided');
  });
});

describe('the idle index', () => {
  const settings = {
    compareS: 1,
    pvBand: 0.001,
    outputBand: 0.001,
    processGain: 'positive',
    memoryS: 200,
  } as const;
  /** First-order process of 10 s under PI control after a step of load: sluggish with little gain, well tuned with more. */
  const idleAfter = (gain: number, integralTimeS: number, sign: 1 | -1) => {
    const state = createIdle({ ...settings, processGain: sign === 1 ? 'positive' : 'negative' });
    let [level, integral] = [0, 0];
    for (let n = 0; n < 2000; n += 1) {
      const output = sign * (gain * -level + integral);
      integral -= (gain * level * 0.1) / integralTimeS;
      level += (0.1 / 10) * (sign * output + (n > 10 ? 1 : 0) - level);
      pushIdle(state, n * 0.1, level, output);
    }
    return idleFinding(state);
  };

  test.each([1, -1] as const)(
    'finds a loop sluggish whose integral is slow, and one that is not, gain %d',
    (sign) => {
      expect(idleAfter(0.3, 30, sign).verdict).toBe('found');
      expect(idleAfter(5, 5, sign).verdict).toBe('not found');
    },
  );

  test('is undecided where hardly anything moves, and passes over bad readings', () => {
    const state = createIdle(settings);
    for (let n = 0; n < 500; n += 1)
      pushIdle(state, n * 0.1, n % 50 === 0 ? Number.NaN : 0.0004 * Math.sin(n), 5);
    expect(idleFinding(state)).toMatchObject({ verdict: 'undecided', reason: 'too few samples' });
    expect(state.refused).toBe(10);
  });
});

describe('the noise level', () => {
  const slow = sampled(3000, (n) => 50 + 8 * Math.sin(n / 60) + (n > 1500 ? 20 : 0));

  test('is that of the noise, whatever the signal does slowly or at once', () => {
    expect(found(noiseLevel(added(slow, noise(3000, 1, 0.3)))) / 0.3).toBeCloseTo(1, 1);
    expect(found(noiseLevel(slow))).toBeLessThan(0.01);
  });

  test('as a stream agrees, starts anew after a bad reading, and fades', () => {
    const stream = createNoiseStream(500);
    const values = added(
      sampled(6000, (n) => 8 * Math.sin(n / 60)),
      noise(6000, 2, 0.3),
    );
    values.forEach((value, n) => {
      pushNoise(
        stream,
        n % 100 === 99 ? Number.NaN : value + (n > 3000 ? 100 : 0) * Math.floor((n % 200) / 100),
      );
    });
    expect(Math.abs(found(streamedNoise(stream)) / 0.3 - 1)).toBeLessThan(0.15);
    expect(reasonOf(streamedNoise(createNoiseStream(10)))).toBe('too few samples');
  });
});

describe('the source of a shared oscillation', () => {
  const loop = (id: string, error: Float64Array, integrated: Float64Array) => ({ id, error, integrated });

  test('is the loop whose wave has corners; the others come with their lags', () => {
    const shared = oscillationSources(
      [
        loop('late', sine(1200, 6), sine(1200, 9)),
        loop('source', sine(1200), triangle(1200, 0.5)),
        loop('calm', noise(1200, 4), noise(1200, 5)),
        loop(
          'other',
          sampled(1200, (n) => Math.sin(n / 2)),
          sampled(1200, (n) => Math.cos(n / 2)),
        ),
      ],
      2,
    );
    expect(shared.map(({ loops }) => loops.map(({ id }) => id))).toEqual([['other'], ['source', 'late']]);
    expect(shared.map(({ finding }) => finding.verdict)).toEqual(['not found', 'found']);
    expect(shared[1]?.periodS).toBeCloseTo(20, 1);
    expect(shared[1]?.loops[1]?.lagS).toBeCloseTo(3, 1);
  });

  test('is nowhere when all are sinusoids, and there is no group of calm loops', () => {
    const [one] = oscillationSources(
      [loop('a', sine(1200), sine(1200, 3)), loop('b', sine(1200, 5), sine(1200, 9))],
      1,
    );
    expect(one?.finding.verdict).toBe('not found');
    expect(oscillationSources([loop('a', noise(1200, 8), noise(1200, 9))], 1)).toEqual([]);
  });
});
