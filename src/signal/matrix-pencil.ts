/**
 * Modes of a record that is a sum of decaying oscillations, by the matrix pencil with a truncated singular value
 * decomposition (Hua and Sarkar, IEEE Trans. ASSP 38 (1990) 814): the right singular vectors of the Hankel matrix
 * Y[i][j] = y[i + j] that belong to its M largest singular values span powers of the poles z; shifting their rows by
 * one is multiplying by z. Singular vectors come from YᵀY by Jacobi rotations, so poles are good to about 1e-7 of the largest
 * without noise. A constant is a mode too, with pole 1. Checked in test/signal/damping.test.ts.
 */
import { invariant } from '../physics/invariant.ts';
import type { Outcome } from './outcome.ts';
import { absent, present } from './outcome.ts';
import { isConstant, recordProblem } from './record.ts';

export interface Mode {
  /** Of the damped oscillation, Hz; 0 for a plain decay or constant. */
  readonly frequencyHz: number;
  /** Of the envelope e^(−t·decay), 1/s; negative when it grows. */
  readonly decayPerS: number;
  /** ζ; 1 for a plain decay. */
  readonly dampingRatio: number;
}

export interface PencilSettings {
  readonly sampleRateHz: number;
  /** M: two for each oscillation, one for a constant or plain decay. */
  readonly poles: number;
}

const LONGEST_PENCIL = 64;
const MOST_POLES = 12;

/** Modes by falling frequency, each oscillation once. The record should hold a period or more of the slowest. */
export function matrixPencil(
  values: Float64Array,
  { sampleRateHz, poles }: PencilSettings,
): Outcome<readonly Mode[]> {
  invariant(Number.isInteger(poles) && poles >= 1 && poles <= MOST_POLES, `1 … ${MOST_POLES} poles`);
  const problem = recordProblem(values, 4 * poles);
  if (problem !== null) return absent(problem);
  if (isConstant(values)) return absent('no variation');
  const columns = Math.min(LONGEST_PENCIL, values.length >> 1) + 1;
  const { vectors, values: strengths } = symmetricEigen(hankelProduct(values, columns), columns);
  const order = [...strengths.keys()].sort((a, b) => (strengths[b] as number) - (strengths[a] as number));
  const shift = shiftMatrix(vectors, columns, order.slice(0, poles));
  if (shift === null) return absent('no decaying oscillation');
  const found = rootsOf(characteristic(shift, poles));
  const modes = found
    .filter(([, im]) => im >= 0)
    .map(([re, im]): Mode => {
      const decayPerS = -Math.log(Math.hypot(re, im)) * sampleRateHz;
      const radPerS = Math.atan2(im, re) * sampleRateHz;
      return {
        frequencyHz: radPerS / (2 * Math.PI),
        decayPerS,
        dampingRatio: radPerS === 0 ? 1 : decayPerS / Math.hypot(decayPerS, radPerS),
      };
    })
    .filter(({ decayPerS }) => Number.isFinite(decayPerS));
  return present(modes.sort((a, b) => b.frequencyHz - a.frequencyHz));
}

/** YᵀY, row by row. */
function hankelProduct(values: Float64Array, columns: number): Float64Array {
  const rows = values.length - columns + 1;
  const product = new Float64Array(columns * columns);
  for (let i = 0; i < columns; i += 1) {
    for (let j = i; j < columns; j += 1) {
      let sum = 0;
      for (let n = 0; n < rows; n += 1) sum += (values[n + i] as number) * (values[n + j] as number);
      product[i * columns + j] = sum;
      product[j * columns + i] = sum;
    }
  }
  return product;
}

/** Cyclic Jacobi (Golub and Van Loan, Matrix Computations, 4th ed., 8.5): columns of `vectors` are the eigenvectors. */
function symmetricEigen(matrix: Float64Array, size: number): { vectors: Float64Array; values: Float64Array } {
  const a = matrix.slice();
  const vectors = new Float64Array(size * size);
  for (let i = 0; i < size; i += 1) vectors[i * size + i] = 1;
  const norm = Math.sqrt(a.reduce((sum, entry) => sum + entry * entry, 0));
  for (let sweep = 0; sweep < 30; sweep += 1) {
    let rest = 0;
    for (let p = 0; p < size; p += 1) {
      for (let q = p + 1; q < size; q += 1) {
        rest = Math.max(rest, Math.abs(a[p * size + q] as number));
        rotate(a, vectors, size, p, q);
      }
    }
    if (rest <= Number.EPSILON * norm) break;
  }
  return { vectors, values: Float64Array.from({ length: size }, (_, i) => a[i * size + i] as number) };
}

/** Makes entry (p, q) zero. */
function rotate(a: Float64Array, vectors: Float64Array, size: number, p: number, q: number): void {
  const pq = a[p * size + q] as number;
  if (pq === 0) return;
  const tau = ((a[q * size + q] as number) - (a[p * size + p] as number)) / (2 * pq);
  const t = (tau >= 0 ? 1 : -1) / (Math.abs(tau) + Math.hypot(1, tau));
  const c = 1 / Math.hypot(1, t);
  const s = t * c;
  for (let k = 0; k < size; k += 1) {
    const [kp, kq] = [a[k * size + p] as number, a[k * size + q] as number];
    a[k * size + p] = c * kp - s * kq;
    a[k * size + q] = s * kp + c * kq;
  }
  for (let k = 0; k < size; k += 1) {
    const [pk, qk] = [a[p * size + k] as number, a[q * size + k] as number];
    a[p * size + k] = c * pk - s * qk;
    a[q * size + k] = s * pk + c * qk;
    const [vp, vq] = [vectors[k * size + p] as number, vectors[k * size + q] as number];
    vectors[k * size + p] = c * vp - s * vq;
    vectors[k * size + q] = s * vp + c * vq;
  }
}

/**
 * Ψ of V₁ Ψ = V₂, V₁ and V₂ being the chosen vectors without their last and first row. Their columns are orthonormal,
 * so V₁ᵀV₁ = I − v vᵀ with v the last row, whose inverse is I + v vᵀ/(1 − vᵀv). Null when the last row is all there is.
 */
function shiftMatrix(vectors: Float64Array, size: number, chosen: readonly number[]): Float64Array | null {
  const count = chosen.length;
  const entry = (row: number, column: number) => vectors[row * size + (chosen[column] as number)] as number;
  const last = chosen.map((_, k) => entry(size - 1, k));
  const rest = 1 - last.reduce((sum, v) => sum + v * v, 0);
  if (!(rest > 1e-12)) return null;
  const product = new Float64Array(count * count);
  for (let i = 0; i < count; i += 1) {
    for (let j = 0; j < count; j += 1) {
      let sum = 0;
      for (let row = 0; row + 1 < size; row += 1) sum += entry(row, i) * entry(row + 1, j);
      product[i * count + j] = sum;
    }
  }
  return product.map((value, at) => {
    const column = at % count;
    const along = last.reduce((sum, v, k) => sum + v * (product[k * count + column] as number), 0);
    return value + ((last[Math.floor(at / count)] as number) * along) / rest;
  });
}

/** Coefficients of det(zI − A) from z^n down, by Faddeev and LeVerrier; fine for a dozen poles near the unit circle. */
function characteristic(matrix: Float64Array, size: number): readonly number[] {
  const coefficients = [1];
  let power = new Float64Array(size * size);
  for (let k = 1; k <= size; k += 1) {
    const next = new Float64Array(size * size);
    for (let i = 0; i < size; i += 1)
      power[i * size + i] = (power[i * size + i] as number) + (coefficients[k - 1] as number);
    let trace = 0;
    for (let i = 0; i < size; i += 1) {
      for (let j = 0; j < size; j += 1) {
        let sum = 0;
        for (let m = 0; m < size; m += 1)
          sum += (matrix[i * size + m] as number) * (power[m * size + j] as number);
        next[i * size + j] = sum;
      }
      trace += next[i * size + i] as number;
    }
    coefficients.push(-trace / k);
    power = next;
  }
  return coefficients;
}

type Complex = readonly [re: number, im: number];

/** All roots at once by Durand and Kerner; real ones are given an imaginary part of exactly zero. */
function rootsOf(coefficients: readonly number[]): readonly Complex[] {
  const degree = coefficients.length - 1;
  let roots: Complex[] = Array.from({ length: degree }, (_, k) => {
    const angle = (2 * Math.PI * k) / degree + 0.4;
    return [0.9 * Math.cos(angle), 0.9 * Math.sin(angle)];
  });
  for (let step = 0; step < 500; step += 1) {
    let moved = 0;
    for (let i = 0; i < degree; i += 1) {
      const root = roots[i] as Complex;
      let value: Complex = [0, 0];
      for (const coefficient of coefficients) {
        const [re, im] = product(value, root);
        value = [re + coefficient, im];
      }
      let others: Complex = [1, 0];
      roots.forEach((other, j) => {
        if (j !== i) others = product(others, [root[0] - other[0], root[1] - other[1]]);
      });
      const size = others[0] ** 2 + others[1] ** 2;
      if (size === 0) continue;
      const change = product(value, [others[0] / size, -others[1] / size]);
      roots[i] = [root[0] - change[0], root[1] - change[1]];
      moved = Math.max(moved, Math.hypot(...change));
    }
    if (moved < 1e-14) break;
  }
  roots = roots.map(([re, im]) => (Math.abs(im) < 1e-9 ? [re, 0] : [re, im]));
  return roots;
}

function product([a, b]: Complex, [c, d]: Complex): Complex {
  return [a * c - b * d, a * d + b * c];
}
