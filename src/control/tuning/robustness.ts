/**
 * Stability and robustness of a loop L = C·G from its frequency response:
 *
 *   gain margin     1/|L| where arg L = −π (mod 2π); the least of them
 *   phase margin    π + arg L where |L| = 1; the least of them; delay margin: that over its frequency
 *   Ms, Mt          largest of |1/(1 + L)| and |L/(1 + L)|
 *
 * Stable by Nyquist's criterion for a process that is itself stable but for its integrator: 1 + L goes round the
 * origin no time. Source: Åström and Hägglund, Advanced PID Control, ISA 2006, chapter 4. Checked by
 * test/control/tuning/robustness.test.ts against closed forms and independently computed figures.
 */
import type { PidGains } from './gains.ts';
import { controllerAt } from './gains.ts';
import type { FrequencyResponse, Process } from './process.ts';
import { processAt, residenceTimeS } from './process.ts';

export interface Robustness {
  readonly stable: boolean;
  /** null: no gain however large makes the phase reach −180°. */
  readonly gainMargin: number | null;
  readonly phaseCrossoverRadPerS: number | null;
  /** Degrees; null: the loop gain is below 1 everywhere. */
  readonly phaseMarginDeg: number | null;
  readonly gainCrossoverRadPerS: number | null;
  readonly delayMarginS: number | null;
  readonly maximumSensitivity: number;
  readonly maximumComplementarySensitivity: number;
}

const POINTS_PER_DECADE = 400;
/** Phase that dead time may turn between two points, rad. */
const MOST_TURN_RAD = 0.05;
/** Below it the loop turns in vain: sensitivities are 1 within this. */
const FAINT = 1e-3;
/** Below it there is nothing to be found any more. */
const NOTHING = 1e-6;
const BISECTIONS = 100;

/** @throws never; numbers that make no process give NaN */
export function robustnessOf(process: Process, pid: PidGains): Robustness {
  // A controller that acts the wrong way round turns the loop by half a circle.
  const turnedRad = Math.sign(process.gain) * Math.sign(pid.gain) < 0 ? -Math.PI : 0;
  const loop = (radPerS: number): FrequencyResponse => {
    const one = processAt(process, radPerS);
    const other = controllerAt(pid, radPerS);
    return {
      magnitude: one.magnitude * other.magnitude,
      phaseRad: one.phaseRad + other.phaseRad + turnedRad,
    };
  };
  const grid = frequencies(process, pid, loop);
  const phase = leastGainMargin(loop, grid);
  const gain = leastPhaseMargin(loop, grid);
  return {
    stable: windings(loop, grid) === 0,
    gainMargin: phase?.margin ?? null,
    phaseCrossoverRadPerS: phase?.radPerS ?? null,
    phaseMarginDeg: gain === null ? null : (gain.margin * 180) / Math.PI,
    gainCrossoverRadPerS: gain?.radPerS ?? null,
    delayMarginS: gain === null ? null : gain.margin / gain.radPerS,
    maximumSensitivity: largest(grid, (w) => 1 / distance(loop(w))),
    maximumComplementarySensitivity: largest(grid, (w) => loop(w).magnitude / distance(loop(w))),
  };
}

type Loop = (radPerS: number) => FrequencyResponse;

/** Rising, and dense enough that neither lags nor dead time hide anything between two of them. */
function frequencies(process: Process, pid: PidGains, loop: Loop): readonly number[] {
  const { derivativeTimeS, integralTimeS, derivativeFilterN } = pid;
  const derivative = derivativeTimeS > 0 ? [derivativeTimeS, derivativeTimeS / derivativeFilterN] : [];
  const times = [
    ...process.lagsS,
    ...process.leadsS.map(Math.abs),
    ...(process.delayS > 0 ? [process.delayS] : []),
    ...(integralTimeS === null ? [] : [integralTimeS]),
    ...derivative,
  ];
  const shortestS = Math.min(...times);
  const longestS = Math.max(residenceTimeS(process), ...times);
  const gainPerS = process.integrating ? Math.abs(process.gain * pid.gain) : 0;
  const endRadPerS = 1e4 / shortestS + 1e4 * gainPerS;
  const factor = 10 ** (1 / POINTS_PER_DECADE);
  const grid: number[] = [];
  for (let w = 1e-4 / longestS; w <= endRadPerS; ) {
    grid.push(w);
    const { magnitude } = loop(w);
    if (magnitude < NOTHING && w > 1 / shortestS) break;
    const byDelay = magnitude > FAINT ? w + MOST_TURN_RAD / process.delayS : Number.POSITIVE_INFINITY;
    w = Math.min(w * factor, byDelay);
  }
  return grid;
}

interface Crossing {
  readonly radPerS: number;
  readonly margin: number;
}

function leastGainMargin(loop: Loop, grid: readonly number[]): Crossing | null {
  const turn = (w: number): number => (loop(w).phaseRad + Math.PI) / (2 * Math.PI);
  let least: Crossing | null = null;
  forEachInterval(grid, (low, high) => {
    const [from, to] = [turn(low), turn(high)];
    const whole = Math.max(Math.floor(from), Math.floor(to));
    if (Math.floor(from) === Math.floor(to)) return;
    const radPerS = bisect((w) => turn(w) - whole, low, high);
    const margin = 1 / loop(radPerS).magnitude;
    if (least === null || margin < least.margin) least = { radPerS, margin };
  });
  return least;
}

function leastPhaseMargin(loop: Loop, grid: readonly number[]): Crossing | null {
  const excess = (w: number): number => Math.log(loop(w).magnitude);
  let least: Crossing | null = null;
  forEachInterval(grid, (low, high) => {
    if (excess(low) > 0 === excess(high) > 0) return;
    const radPerS = bisect(excess, low, high);
    const margin = Math.PI + loop(radPerS).phaseRad;
    if (least === null || margin < least.margin) least = { radPerS, margin };
  });
  return least;
}

/** How many times 1 + L goes round the origin from the lowest frequency to the highest. */
function windings(loop: Loop, grid: readonly number[]): number {
  let total = 0;
  let before = Number.NaN;
  grid.forEach((w, i) => {
    const at = loop(w);
    const angle = angleOf(at);
    if (i === 0) total = at.magnitude > 1 ? nearest(angle, at.phaseRad) : angle;
    else total += nearest(angle - before, 0);
    before = angle;
  });
  return Math.round(total / (2 * Math.PI));
}

/** Of 1 + L. */
function angleOf({ magnitude, phaseRad }: FrequencyResponse): number {
  return Math.atan2(magnitude * Math.sin(phaseRad), 1 + magnitude * Math.cos(phaseRad));
}

/** The same angle, by whole turns as near to another as can be. */
function nearest(angle: number, to: number): number {
  return angle - 2 * Math.PI * Math.round((angle - to) / (2 * Math.PI));
}

/** |1 + L|. */
function distance({ magnitude, phaseRad }: FrequencyResponse): number {
  return Math.hypot(1 + magnitude * Math.cos(phaseRad), magnitude * Math.sin(phaseRad));
}

function forEachInterval(grid: readonly number[], visit: (low: number, high: number) => void): void {
  for (let i = 1; i < grid.length; i++) visit(grid[i - 1] as number, grid[i] as number);
}

/** Where a function that changes sign between two frequencies is 0. */
export function bisect(f: (x: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  const isRising = f(high) > f(low);
  for (let i = 0; i < BISECTIONS; i++) {
    const middle = (low + high) / 2;
    if (f(middle) > 0 === isRising) high = middle;
    else low = middle;
  }
  return (low + high) / 2;
}

/** Largest value of a function that is smooth between the points of the grid. */
function largest(grid: readonly number[], f: (radPerS: number) => number): number {
  let best = 0;
  let value = f(grid[0] as number);
  for (let i = 1; i < grid.length; i++) {
    const next = f(grid[i] as number);
    if (next > value) {
      value = next;
      best = i;
    }
  }
  let [low, high] = [
    grid[Math.max(0, best - 1)] as number,
    grid[Math.min(grid.length - 1, best + 1)] as number,
  ];
  for (let i = 0; i < BISECTIONS; i++) {
    const [a, b] = [low + (high - low) / 3, high - (high - low) / 3];
    if (f(a) < f(b)) low = a;
    else high = b;
  }
  return Math.max(value, f((low + high) / 2));
}
