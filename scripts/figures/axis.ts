/** Axes of a chart: where a value lies, which ticks it has, and how they are written. */

export interface Axis {
  /** Quantity and unit; null: the panel below has the same axis and says it. */
  readonly label: string | null;
  readonly from: number;
  readonly to: number;
  readonly isLog?: boolean;
  /** Where round numbers would not do. */
  readonly ticks?: readonly number[];
}

const MOST_TICKS = 6;
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** 0 at `from`, 1 at `to`; a value beyond an end lies on it. */
export function share({ from, to, isLog = false }: Axis, value: number): number {
  const at = isLog ? Math.log(value / from) / Math.log(to / from) : (value - from) / (to - from);
  return Math.min(Math.max(at, 0), 1);
}

export function ticks(axis: Axis): readonly number[] {
  if (axis.ticks !== undefined) return axis.ticks;
  return axis.isLog === true ? decades(axis) : roundSteps(axis);
}

export function tickText(axis: Axis, value: number): string {
  if (axis.isLog !== true) return String(value).replace('-', '−');
  if (axis.from >= 1e-3 && axis.to <= 1e4) return String(value);
  return `10${superscript(Math.round(Math.log10(value)))}`;
}

/** Powers of ten, or every second, third … where there are many. */
function decades({ from, to }: Axis): readonly number[] {
  const first = Math.ceil(Math.log10(from) - 1e-9);
  const last = Math.floor(Math.log10(to) + 1e-9);
  const every = Math.ceil((last - first + 1) / MOST_TICKS);
  return range(first, last, every).map((exponent) => Number(`1e${exponent}`));
}

/** Multiples of 1, 2 or 5 times a power of ten. */
function roundSteps({ from, to }: Axis): readonly number[] {
  const least = (to - from) / MOST_TICKS;
  const power = Math.floor(Math.log10(least));
  const factor = [1, 2, 5, 10].find((f) => Number(`${f}e${power}`) >= least * (1 - 1e-9)) ?? 10;
  const step = Number(`${factor}e${power}`);
  // Counted in whole steps and written by division, so that 0.3 is not 0.30000000000000004.
  const counts = range(Math.ceil(from / step - 1e-9), Math.floor(to / step + 1e-9), 1);
  return counts.map((count) => (step < 1 ? count / Math.round(1 / step) : count * step));
}

function range(first: number, last: number, every: number): readonly number[] {
  return Array.from({ length: Math.floor((last - first) / every) + 1 }, (_, i) => first + i * every);
}

function superscript(exponent: number): string {
  const digits = [...String(Math.abs(exponent))].map((digit) => SUPERSCRIPTS[Number(digit)] ?? '').join('');
  return exponent < 0 ? `⁻${digits}` : digits;
}
