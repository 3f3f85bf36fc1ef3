/**
 * Nonlinear least squares by Levenberg and Marquardt, with the covariance of the parameters at the minimum:
 * (JᵀJ + λ diag JᵀJ) δ = −Jᵀr; cov = s² (JᵀJ)⁻¹. Source: Press et al., Numerical Recipes, 3rd ed. (2007), section 15.5.
 * For a handful of parameters and a few thousand residuals. Checked by test/control/tuning/least-squares.test.ts.
 */

export interface Fitted {
  readonly parameters: readonly number[];
  readonly residuals: Float64Array;
  readonly sumOfSquares: number;
  /** Of the parameters, before the scatter of the residuals is put in; null: some parameter changes nothing. */
  readonly inverse: readonly (readonly number[])[] | null;
}

const MOST_ITERATIONS = 200;
const SETTLED = 1e-13;
/** Of a parameter, or at all, for derivatives by differences. */
const NUDGE = 1e-6;

export function leastSquares(
  residualsOf: (parameters: readonly number[], into: Float64Array) => void,
  start: readonly number[],
  count: number,
): Fitted {
  let parameters = start;
  let residuals = new Float64Array(count);
  residualsOf(parameters, residuals);
  let squares = dot(residuals, residuals);
  let damping = 1e-3;
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    const columns = jacobian(residualsOf, parameters, residuals);
    const normal = columns.map((one) => columns.map((other) => dot(one, other)));
    const slope = columns.map((column) => -dot(column, residuals));
    const damped = normal.map((row, i) => row.map((value, j) => (i === j ? value * (1 + damping) : value)));
    const step = solveSymmetric(damped, slope);
    if (step === null) break;
    const trial = parameters.map((value, i) => value + (step[i] as number));
    const trialResiduals = new Float64Array(count);
    residualsOf(trial, trialResiduals);
    const trialSquares = dot(trialResiduals, trialResiduals);
    if (!(trialSquares <= squares)) {
      damping *= 10;
      if (damping > 1e12) break;
      continue;
    }
    const gained = squares - trialSquares;
    parameters = trial;
    residuals = trialResiduals;
    squares = trialSquares;
    damping = Math.max(damping / 10, 1e-12);
    if (gained <= SETTLED * squares) break;
  }
  const columns = jacobian(residualsOf, parameters, residuals);
  const normal = columns.map((one) => columns.map((other) => dot(one, other)));
  return { parameters, residuals, sumOfSquares: squares, inverse: inverseOf(normal) };
}

function jacobian(
  residualsOf: (parameters: readonly number[], into: Float64Array) => void,
  parameters: readonly number[],
  residuals: Float64Array,
): readonly Float64Array[] {
  return parameters.map((value, i) => {
    const nudge = NUDGE * Math.max(Math.abs(value), NUDGE);
    const moved = parameters.map((other, j) => (j === i ? other + nudge : other));
    const column = new Float64Array(residuals.length);
    residualsOf(moved, column);
    for (let n = 0; n < column.length; n++) {
      column[n] = ((column[n] as number) - (residuals[n] as number)) / nudge;
    }
    return column;
  });
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += (one[i] as number) * (other[i] as number);
  return sum;
}

function inverseOf(matrix: readonly (readonly number[])[]): readonly (readonly number[])[] | null {
  const columns = matrix.map((_, i) =>
    solveSymmetric(
      matrix,
      matrix.map((_row, j) => (i === j ? 1 : 0)),
    ),
  );
  return columns.some((column) => column === null) ? null : (columns as readonly (readonly number[])[]);
}

/** Least pivot beside the diagonal entry that it came from, below which a row says nothing new. */
const SINGULAR = 1e-13;

/** By Cholesky's L D Lᵀ; null where the matrix is not positive definite in the numbers of the machine. */
export function solveSymmetric(
  matrix: readonly (readonly number[])[],
  rhs: readonly number[],
): readonly number[] | null {
  const size = rhs.length;
  const lower = matrix.map((row) => [...row]);
  const pivots: number[] = [];
  const at = (i: number, j: number): number => lower[i]?.[j] ?? Number.NaN;
  for (let j = 0; j < size; j++) {
    let pivot = at(j, j);
    for (let k = 0; k < j; k++) pivot -= at(j, k) ** 2 * (pivots[k] as number);
    if (!(pivot > SINGULAR * (matrix[j]?.[j] ?? Number.NaN))) return null;
    pivots.push(pivot);
    for (let i = j + 1; i < size; i++) {
      let sum = at(i, j);
      for (let k = 0; k < j; k++) sum -= at(i, k) * at(j, k) * (pivots[k] as number);
      (lower[i] as number[])[j] = sum / pivot;
    }
  }
  const solution = [...rhs];
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) solution[i] = (solution[i] as number) - at(i, k) * (solution[k] as number);
  }
  for (let i = size - 1; i >= 0; i--) {
    let value = (solution[i] as number) / (pivots[i] as number);
    for (let k = i + 1; k < size; k++) value -= at(k, i) * (solution[k] as number);
    solution[i] = value;
  }
  return solution;
}
