/** SciPy computes the same in the same run, where it is installed (scripts/test installs it). */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { coherenceOf } from '../../src/signal/coherence.ts';
import { crossCorrelation } from '../../src/signal/correlation.ts';
import { randomOf } from '../../src/signal/random.ts';
import { lessLine } from '../../src/signal/record.ts';
import { spectrumOf } from '../../src/signal/spectrum.ts';
import { createWelch, pushWelch } from '../../src/signal/welch.ts';
import type { WindowShape } from '../../src/signal/window.ts';
import { windowOf } from '../../src/signal/window.ts';
import { zoomTransform } from '../../src/signal/zoom.ts';
import { coloured, found, noise, sampled } from './signals.ts';

/** Debian's first: another Python may come first on the path and have no SciPy. */
const PYTHON = ['/usr/bin/python3', 'python3'].find(
  (python) => spawnSync(python, ['-c', 'import scipy.signal']).status === 0,
);
const RATE_HZ = 12.5;
const SEGMENT = 128;
const HOP = 48;
const LAGS = 40;
const BETA = 7.3;
const ZOOM = { start: 1.1, step: 0.003, points: 61 };

const x = coloured(1500, 0.8, randomOf(3));
const other = noise(1500, 4);
const y = sampled(1500, (n) => (x[n - 3] ?? 0) + 0.7 * (other[n] ?? 0) + 100);

interface PeerResults {
  readonly windows: Readonly<Record<string, readonly number[]>>;
  readonly density: readonly number[];
  readonly coherence: readonly number[];
  readonly crossPhase: readonly number[];
  readonly correlation: readonly number[];
  readonly zoom: readonly number[];
  readonly line: readonly number[];
}

function furthest(one: ArrayLike<number>, others: readonly number[]): number {
  expect(one.length).toBe(others.length);
  return Math.max(...others.map((value, i) => Math.abs(value - (one[i] ?? Number.NaN))));
}

describe.skipIf(PYTHON === undefined)('SciPy, beside us in the same run, gives', () => {
  let peer: PeerResults;
  const welch = createWelch({
    sampleRateHz: RATE_HZ,
    segmentSamples: SEGMENT,
    hopSamples: HOP,
    window: 'hann',
    removeMean: true,
    channels: 2,
    pairs: [[0, 1]],
    memorySegments: null,
  });

  beforeAll(() => {
    const given = {
      x: [...x],
      y: [...y],
      rate: RATE_HZ,
      segment: SEGMENT,
      hop: HOP,
      lags: LAGS,
      beta: BETA,
      zoom: ZOOM,
    };
    const script = fileURLToPath(new URL('scipy-peer.py', import.meta.url));
    const { stdout, stderr, status } = spawnSync(PYTHON ?? '', [script], {
      input: JSON.stringify(given),
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    peer = JSON.parse(stdout);
    x.forEach((value, n) => {
      pushWelch(welch, Float64Array.of(value, y[n] ?? Number.NaN));
    });
  });

  test.each(['hann', 'hamming', 'blackman-harris', 'flat-top', 'kaiser'] as const)(
    'the %s window',
    (name) => {
      const shape: WindowShape = name === 'kaiser' ? { kaiserBeta: BETA } : name;
      expect(furthest(windowOf(shape, SEGMENT).weights, peer.windows[name] ?? [])).toBeLessThan(1e-14);
    },
  );

  test('the spectral density', () => {
    const { densityPerHz } = found(spectrumOf(welch, 0));
    expect(furthest(densityPerHz, peer.density)).toBeLessThan(1e-13 * Math.max(...densityPerHz));
  });

  test('the coherence and the phase of the cross spectrum', () => {
    const { squared, phaseRad } = found(coherenceOf(welch, 0, 0.05));
    expect(furthest(squared.subarray(1, 64), peer.coherence.slice(1, 64))).toBeLessThan(1e-11);
    expect(furthest(phaseRad.subarray(1, 64), peer.crossPhase.slice(1, 64))).toBeLessThan(1e-9);
  });

  test('the cross-correlation', () => {
    expect(furthest(found(crossCorrelation(x, y, LAGS)), peer.correlation)).toBeLessThan(1e-12);
  });

  test('the zoomed transform', () => {
    const zoom = { sampleRateHz: RATE_HZ, startHz: ZOOM.start, stepHz: ZOOM.step, points: ZOOM.points };
    expect(furthest(found(zoomTransform(x, zoom)), peer.zoom)).toBeLessThan(1e-10);
  });

  test('what is left of a line', () => {
    expect(furthest(lessLine(x), peer.line)).toBeLessThan(1e-12);
  });
});
