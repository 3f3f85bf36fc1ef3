/**
 * One frequency of a block by Goertzel's recursion (Am. Math. Monthly 65 (1958) 34), at any frequency, not only on a
 * bin: the last step is that of Sysel and Rajmic (EURASIP J. Adv. Signal Process. 2012:56), which puts the phase right.
 *
 *   s[n] = x[n] + 2 cos ω s[n−1] − s[n−2],   X(ω) = e^(−jω(N−1)) (s[N−1] − e^(−jω) s[N−2]) = Σ x[n] e^(−jωn)
 *
 * Rounding grows as N/sin ω: keep ω off 0 and π by some bins. Checked in test/signal/goertzel.test.ts against the sum.
 */
import { invariant } from '../physics/invariant.ts';
import type { Outcome } from './outcome.ts';
import { absent, present } from './outcome.ts';

export interface Goertzel {
  /** ω, rad per sample, within (0, π). */
  readonly radPerSample: number;
  readonly coefficient: number;
  latest: number;
  before: number;
  samples: number;
  /** A sample of the block was not a number: there is no transform of it. */
  spoilt: boolean;
}

export function createGoertzel(frequencyHz: number, sampleRateHz: number): Goertzel {
  invariant(
    frequencyHz > 0 && frequencyHz < sampleRateHz / 2,
    'the frequency is between 0 and half the sample rate',
  );
  const radPerSample = (2 * Math.PI * frequencyHz) / sampleRateHz;
  return {
    radPerSample,
    coefficient: 2 * Math.cos(radPerSample),
    latest: 0,
    before: 0,
    samples: 0,
    spoilt: false,
  };
}

export function pushGoertzel(goertzel: Goertzel, value: number): void {
  goertzel.samples += 1;
  if (!Number.isFinite(value)) {
    goertzel.spoilt = true;
    return;
  }
  const now = value + goertzel.coefficient * goertzel.latest - goertzel.before;
  goertzel.before = goertzel.latest;
  goertzel.latest = now;
}

/** The block starts anew. */
export function clearGoertzel(goertzel: Goertzel): void {
  goertzel.latest = 0;
  goertzel.before = 0;
  goertzel.samples = 0;
  goertzel.spoilt = false;
}

export interface Phasor {
  readonly re: number;
  readonly im: number;
}

/** Σ x[n] e^(−jωn) over the block so far; an amplitude is 2/N of its magnitude. */
export function transformOf({ radPerSample, latest, before, samples, spoilt }: Goertzel): Outcome<Phasor> {
  if (spoilt) return absent('a sample is not a number');
  if (samples === 0) return absent('not started');
  const re = latest - before * Math.cos(radPerSample);
  const im = before * Math.sin(radPerSample);
  const turn = -radPerSample * (samples - 1);
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  return present({ re: re * cos - im * sin, im: re * sin + im * cos });
}
