/**
 * Zoom: the transform of a record at equally spaced frequencies as close as one likes, by the chirp z-transform of
 * Rabiner, Schafer and Rader (Bell Syst. Tech. J. 48 (1969) 1249) in Bluestein's form: nk = (n² + k² − (k − n)²)/2
 * makes the sum a convolution. A finer grid shows the main lobe better; it resolves no more than the record's length.
 */
import { invariant } from '../physics/invariant.ts';
import { fourierPlan, inverseComplex, powerOfTwoFrom, transformComplex } from './fourier.ts';
import type { Outcome } from './outcome.ts';
import { absent, present } from './outcome.ts';
import { recordProblem } from './record.ts';

export interface ZoomSettings {
  readonly sampleRateHz: number;
  readonly startHz: number;
  readonly stepHz: number;
  readonly points: number;
}

/** X(f) = Σ x[n] e^(−j2πfn/f_s) at f = start + k step, interleaved, for k = 0 … points − 1. */
export function zoomTransform(values: Float64Array, settings: ZoomSettings): Outcome<Float64Array> {
  const { sampleRateHz, startHz, stepHz, points } = settings;
  invariant(points >= 1 && sampleRateHz > 0, 'a zoom has points');
  const problem = recordProblem(values, 1);
  if (problem !== null) return absent(problem);
  const count = values.length;
  const size = powerOfTwoFrom(count + points - 1);
  const plan = fourierPlan(size);
  const stepTurns = stepHz / sampleRateHz;
  const chirp = chirpOf(Math.max(count, points), stepTurns);

  const signal = new Float64Array(2 * size);
  for (let n = 0; n < count; n += 1) {
    const angle = -2 * Math.PI * (((startHz / sampleRateHz) * n) % 1);
    const value = values[n] as number;
    putProduct(signal, n, [value * Math.cos(angle), value * Math.sin(angle)], conjugate(at(chirp, n)));
  }
  const kernel = new Float64Array(2 * size);
  for (let n = 0; n < points; n += 1) put(kernel, n, at(chirp, n));
  for (let n = 1; n < count; n += 1) put(kernel, size - n, at(chirp, n));

  const [one, other, product] = [
    new Float64Array(2 * size),
    new Float64Array(2 * size),
    new Float64Array(2 * size),
  ];
  transformComplex(plan, signal, one);
  transformComplex(plan, kernel, other);
  for (let k = 0; k < size; k += 1) putProduct(product, k, at(one, k), at(other, k));
  inverseComplex(plan, product, one);
  const out = new Float64Array(2 * points);
  for (let k = 0; k < points; k += 1) putProduct(out, k, at(one, k), conjugate(at(chirp, k)));
  return present(out);
}

type Complex = readonly [re: number, im: number];

/** e^(jπ step n²), the turns taken modulo one before they become an angle: n² loses no digits below 2^26. */
function chirpOf(length: number, stepTurns: number): Float64Array {
  const chirp = new Float64Array(2 * length);
  for (let n = 0; n < length; n += 1) {
    const angle = 2 * Math.PI * (((stepTurns / 2) * n * n) % 1);
    put(chirp, n, [Math.cos(angle), Math.sin(angle)]);
  }
  return chirp;
}

function at(list: Float64Array, k: number): Complex {
  return [list[2 * k] as number, list[2 * k + 1] as number];
}

function put(list: Float64Array, k: number, [re, im]: Complex): void {
  list[2 * k] = re;
  list[2 * k + 1] = im;
}

function putProduct(list: Float64Array, k: number, [a, b]: Complex, [c, d]: Complex): void {
  put(list, k, [a * c - b * d, a * d + b * c]);
}

function conjugate([re, im]: Complex): Complex {
  return [re, -im];
}
