/**
 * A direct solver for the linear systems of a flow network, one equation per node:
 *
 *   (eᵢ + Σⱼ aᵢⱼ) xᵢ − Σⱼ aᵢⱼ xⱼ = bᵢ,   excess eᵢ ≥ 0, couplings aᵢⱼ ≥ 0, not the same both ways
 *
 * Implicit steps lead to it, such as (I + hB) p = p₀: e is what ties a node to itself and to boundaries, a what ties
 * it to its neighbours. Not the diagonal but the excess is given and kept through the elimination, so that nothing
 * is ever subtracted (Grassmann, Taksar and Heyman, Oper. Res. 33 (1985) 1107; for diagonally dominant M-matrices
 * Alfa, Xue and Ye, Math. Comp. 71 (2002) 217). With dᵢ = eᵢ + Σⱼ aᵢⱼ over the nodes still to eliminate,
 * eliminating k does
 *
 *   l = aᵢₖ/dₖ,   aᵢⱼ += l aₖⱼ (j ≠ i),   eᵢ += l eₖ,   bᵢ += l bₖ;   backwards xᵢ = (bᵢ + Σⱼ aᵢⱼ xⱼ)/dᵢ
 *
 * So, however stiff the system: every factor entry is right to a few roundings per elimination, without pivoting;
 * where no b is negative every single x is, and none is negative. A plain elimination loses e beside a = 10¹⁶ e.
 *
 * The pattern is analysed once per network. After that, nothing allocates. Checked by
 * test/physics/solver/sparse-lu.test.ts and its property test.
 */
import type { Rows, SparsePattern } from './sparse-pattern.ts';

/** One system: the caller fills `excess` and `coupling`, then calls `factor`, then `solve` as often as it likes. */
export interface SparseSystem {
  readonly pattern: SparsePattern;
  /** e by node. */
  readonly excess: Float64Array;
  /** a by the places in `pattern.forward` and `pattern.backward`; neither `factor` nor `solve` changes it. */
  readonly coupling: Float64Array;
  readonly factors: Factors;
}

interface Factors {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly pivot: Float64Array;
  /** e after the elimination, by place. */
  readonly excess: Float64Array;
  /** One row under work, by place; zero between rows. */
  readonly row: Float64Array;
  /** One right-hand side under work, by place. */
  readonly rhs: Float64Array;
}

/** A system on a pattern, all zero. */
export function sparseSystem(pattern: SparsePattern): SparseSystem {
  const { count, couplings, lower, upper } = pattern;
  const perNode = (): Float64Array => new Float64Array(count);
  return {
    pattern,
    excess: perNode(),
    coupling: new Float64Array(couplings.column.length),
    factors: {
      lower: new Float64Array(lower.column.length),
      upper: new Float64Array(upper.column.length),
      pivot: perNode(),
      excess: perNode(),
      row: perNode(),
      rhs: perNode(),
    },
  };
}

/**
 * Factorises the system as it stands. False, and then nothing may be solved, when an excess or a coupling is negative
 * or not a number, when a node is tied to no excess, neither its own nor through others, or when a sum overflows.
 */
export function factor(system: SparseSystem): boolean {
  const { count } = system.pattern;
  for (let i = 0; i < count; i++) {
    const sound = loadRow(system, i);
    eliminateRow(system, i);
    if (!(storeRow(system, i) && sound)) return false;
  }
  return true;
}

/** Replaces the right-hand side b, by node, by the solution x of the system that was factorised last. */
export function solve(system: SparseSystem, rhs: Float64Array): void {
  const { pattern, factors } = system;
  const { count, order, lower, upper } = pattern;
  const work = factors.rhs;
  for (let i = 0; i < count; i++) {
    const sum = rhs[order[i] as number] as number;
    work[i] = sum + rowTimes(lower, factors.lower, i, work);
  }
  for (let i = count - 1; i >= 0; i--) {
    const sum = (work[i] as number) + rowTimes(upper, factors.upper, i, work);
    work[i] = sum / (factors.pivot[i] as number);
    rhs[order[i] as number] = work[i] as number;
  }
}

/** The same for the transposed system, whose columns then have the excesses and couplings of this one's rows. */
export function solveTransposed(system: SparseSystem, rhs: Float64Array): void {
  const { pattern, factors } = system;
  const { count, order, lower, upper } = pattern;
  const work = factors.rhs;
  for (let i = 0; i < count; i++) work[i] = rhs[order[i] as number] as number;
  for (let i = 0; i < count; i++) {
    const value = (work[i] as number) / (factors.pivot[i] as number);
    work[i] = value;
    spreadRow(upper, factors.upper, i, value, work);
  }
  for (let i = count - 1; i >= 0; i--) {
    const value = work[i] as number;
    spreadRow(lower, factors.lower, i, value, work);
    rhs[order[i] as number] = value;
  }
}

function spreadRow(rows: Rows, values: Float64Array, i: number, factor: number, vector: Float64Array): void {
  const end = rows.start[i + 1] as number;
  for (let q = rows.start[i] as number; q < end; q++) {
    const j = rows.column[q] as number;
    vector[j] = (vector[j] as number) + (values[q] as number) * factor;
  }
}

function rowTimes(rows: Rows, values: Float64Array, i: number, vector: Float64Array): number {
  const end = rows.start[i + 1] as number;
  let sum = 0;
  for (let q = rows.start[i] as number; q < end; q++) {
    sum += (values[q] as number) * (vector[rows.column[q] as number] as number);
  }
  return sum;
}

/** Puts a row of the system under work; false when it has a value that is not 0 or more. */
function loadRow(system: SparseSystem, i: number): boolean {
  const { pattern, excess, coupling, factors } = system;
  const { start, column } = pattern.couplings;
  const own = excess[pattern.order[i] as number] as number;
  factors.excess[i] = own;
  let sound = own >= 0;
  const end = start[i + 1] as number;
  for (let q = start[i] as number; q < end; q++) {
    const value = coupling[q] as number;
    factors.row[column[q] as number] = value;
    if (!(value >= 0)) sound = false;
  }
  return sound;
}

/** Adds to the row under work what the nodes eliminated before pass on, and stores the multipliers. */
function eliminateRow(system: SparseSystem, i: number): void {
  const { pattern, factors } = system;
  const { start, column } = pattern.upper;
  const { row, pivot, excess, upper, lower } = factors;
  const end = pattern.lower.start[i + 1] as number;
  let sum = excess[i] as number;
  for (let q = pattern.lower.start[i] as number; q < end; q++) {
    const k = pattern.lower.column[q] as number;
    const multiplier = (row[k] as number) / (pivot[k] as number);
    lower[q] = multiplier;
    row[k] = 0;
    sum += multiplier * (excess[k] as number);
    const last = start[k + 1] as number;
    for (let u = start[k] as number; u < last; u++) {
      const j = column[u] as number;
      row[j] = (row[j] as number) + multiplier * (upper[u] as number);
    }
  }
  excess[i] = sum;
  // What comes back to the node itself leaves both sides of its equation.
  row[i] = 0;
}

/** Moves the row under work into the factor; false when it has no pivot. */
function storeRow(system: SparseSystem, i: number): boolean {
  const { upper } = system.pattern;
  const { row, pivot, excess } = system.factors;
  const end = upper.start[i + 1] as number;
  let sum = excess[i] as number;
  for (let q = upper.start[i] as number; q < end; q++) {
    const j = upper.column[q] as number;
    const value = row[j] as number;
    system.factors.upper[q] = value;
    row[j] = 0;
    sum += value;
  }
  pivot[i] = sum;
  return sum > 0 && sum < Number.POSITIVE_INFINITY;
}
