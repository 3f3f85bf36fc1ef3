/**
 * Condensed water as one tabulated function of temperature, Λ = ln(f/p°), with f the fugacity of the saturated vapour:
 * everything else of the condensed phase follows from it, on the reference of the NASA-7 vapour.
 *
 *   g = g°v + RT Λ,   h = h°v − RT² Λ',   s = s°v − RΛ − RTΛ',   c = cp°v − R(2TΛ' + T²Λ'')
 *
 * For an ideal vapour f is the saturation pressure; for a real one Λ is ln(φ psat/p°) of the model's own saturated
 * vapour (real-condensate.ts). The condensed volume is neglected, and with it Poynting's factor (0.7 % of vapour for
 * 10 bar of dry gas at 300 K): then energy, entropy and equilibrium agree to rounding. Between nodes 0.5 K apart Λ is the
 * polynomial of fifth degree with the Λ, Λ' and Λ'' of both, so h and c are continuous; it is within 1e-11 of the
 * equation. Checked by test/physics/gas-model/condensate.test.ts.
 */
import { REFERENCE_PRESSURE_PA } from '../gas.ts';
import type { CondensedPhase, Saturation } from '../properties/water-saturation.ts';
import { COLDEST_ICE_K, saturationOver, TRIPLE_POINT_K } from '../properties/water-saturation.ts';
import { MOLAR_GAS_CONSTANT } from '../species.ts';
import type { ChamberGas } from './chamber-gas.ts';
import { vapourEntropyOverR } from './ideal-mixture.ts';

/** Above this the neglected condensed volume, and for an ideal vapour its non-ideality, spoil the liquid's heat. */
export const WARMEST_LIQUID_K = 550;
/** Coldest water of the model, K. */
export const COLDEST_WATER_K = COLDEST_ICE_K;

const SPACING_K = 0.5;
/** Coefficients of the polynomial of one interval. */
const DEGREE = 6;

/** Λ with its first and second derivative by temperature; mutable and reused. */
export interface CondensatePoint {
  lnFugacity: number;
  slopePerK: number;
  curvaturePerK2: number;
}

export interface Condensate {
  readonly ice: CondensateTable;
  readonly liquid: CondensateTable;
}

export interface CondensateTable {
  readonly fromK: number;
  readonly intervals: number;
  readonly coefficients: Float64Array;
}

/** ln p and its derivatives, or of a fugacity in its place. */
export type SaturationCurve = (phase: CondensedPhase, temperatureK: number) => Saturation;

/** Both phases, joined at the triple point. */
export function condensateOf(curve: SaturationCurve): Condensate {
  const iceIntervals = Math.ceil((TRIPLE_POINT_K - COLDEST_WATER_K) / SPACING_K);
  const liquidIntervals = Math.ceil((WARMEST_LIQUID_K - TRIPLE_POINT_K) / SPACING_K);
  return {
    ice: tableOf((t) => curve('ice', t), TRIPLE_POINT_K - iceIntervals * SPACING_K, iceIntervals),
    liquid: tableOf((t) => curve('liquid', t), TRIPLE_POINT_K, liquidIntervals),
  };
}

let ideal: Condensate | null = null;

/** Under an ideal vapour; made at the first call. */
export function idealCondensate(): Condensate {
  ideal ??= condensateOf(saturationOver);
  return ideal;
}

/** Λ at a temperature between the ends of the table. */
export function lookUp(table: CondensateTable, temperatureK: number, out: CondensatePoint): void {
  const steps = (temperatureK - table.fromK) / SPACING_K;
  const interval = Math.min(Math.max(Math.floor(steps), 0), table.intervals - 1);
  const u = steps - interval;
  const c = table.coefficients;
  const from = interval * DEGREE;
  const c1 = c[from + 1] as number;
  const c2 = c[from + 2] as number;
  const c3 = c[from + 3] as number;
  const c4 = c[from + 4] as number;
  const c5 = c[from + 5] as number;
  out.lnFugacity = (c[from] as number) + u * (c1 + u * (c2 + u * (c3 + u * (c4 + u * c5))));
  out.slopePerK = (c1 + u * (2 * c2 + u * (3 * c3 + u * (4 * c4 + u * 5 * c5)))) / SPACING_K;
  out.curvaturePerK2 = (2 * c2 + u * (6 * c3 + u * (12 * c4 + u * 20 * c5))) / (SPACING_K * SPACING_K);
}

const point: CondensatePoint = { lnFugacity: 0, slopePerK: 0, curvaturePerK2: 0 };

/** Entropy of the condensed water of a chamber, J/K. */
export function condensedEntropyJPerK(condensate: Condensate, gas: ChamberGas): number {
  const { temperatureK, liquidMol, iceMol } = gas;
  let lost = 0;
  if (liquidMol > 0) lost += liquidMol * entropyOfCondensing(condensate.liquid, temperatureK);
  if (iceMol > 0) lost += iceMol * entropyOfCondensing(condensate.ice, temperatureK);
  return MOLAR_GAS_CONSTANT * ((liquidMol + iceMol) * vapourEntropyOverR(temperatureK) - lost);
}

/** Below the vapour's at the reference pressure, over R. */
function entropyOfCondensing(table: CondensateTable, temperatureK: number): number {
  lookUp(table, temperatureK, point);
  return point.lnFugacity + temperatureK * point.slopePerK;
}

function tableOf(
  at: (temperatureK: number) => Saturation,
  fromK: number,
  intervals: number,
): CondensateTable {
  const nodes = Array.from({ length: intervals + 1 }, (_, i) => at(fromK + i * SPACING_K));
  const coefficients = new Float64Array(intervals * DEGREE);
  for (let i = 0; i < intervals; i++) {
    coefficients.set(quintic(nodes[i] as Saturation, nodes[i + 1] as Saturation), i * DEGREE);
  }
  return { fromK, intervals, coefficients };
}

const LN_REFERENCE_PRESSURE = Math.log(REFERENCE_PRESSURE_PA);

/** Hermite's polynomial with value, slope and curvature at both ends, over u = 0 … 1. */
function quintic(from: Saturation, to: Saturation): readonly number[] {
  const y0 = from.lnPressure - LN_REFERENCE_PRESSURE;
  const d0 = from.slopePerK * SPACING_K;
  const halfCurve0 = (from.curvaturePerK2 * SPACING_K * SPACING_K) / 2;
  const rise = to.lnPressure - from.lnPressure - d0 - halfCurve0;
  const slope = to.slopePerK * SPACING_K - d0 - 2 * halfCurve0;
  const halfCurve = (to.curvaturePerK2 * SPACING_K * SPACING_K) / 2 - halfCurve0;
  return [
    y0,
    d0,
    halfCurve0,
    10 * rise - 4 * slope + halfCurve,
    -15 * rise + 7 * slope - 2 * halfCurve,
    6 * rise - 3 * slope + halfCurve,
  ];
}
