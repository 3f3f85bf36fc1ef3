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
const MOST_TURN_RAD = 0.1;
/** Below it the loop may turn unseen: sensitivities are 1 within this. */
const FAINT = 0.03;
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
    stable: windings(grid) === 0,
    gainMargin: phase?.margin ?? null,
    phaseCrossoverRadPerS: phase?.radPerS ?? null,
    phaseMarginDeg: gain === null ? null : (gain.margin * 180) / Math.PI,
    gainCrossoverRadPerS: gain?.radPerS ?? null,
    delayMarginS: gain === null ? null : gain.margin / gain.radPerS,
    maximumSensitivity: largest(loop, grid, (at) => 1 / distance(at)),
    maximumComplementarySensitivity: largest(loop, grid, (at) => at.magnitude / distance(at)),
  };
}

type Loop = (radPerS: number) => FrequencyResponse;

interface LoopPoint {
  readonly radPerS: number;
  readonly at: FrequencyResponse;
}

/** Rising, and dense enough that neither lags nor dead time hide anything between two of them. */
function frequencies(process: Process, pid: PidGains, loop: Loop): readonly LoopPoint[] {
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
  const grid: LoopPoint[] = [];
  for (let w = 1e-4 / longestS; w <= endRadPerS; ) {
    const at = loop(w);
    grid.push({ radPerS: w, at });
    const { magnitude } = at;
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

function leastGainMargin(loop: Loop, grid: readonly LoopPoint[]): Crossing | null {
  const turn = ({ phaseRad }: FrequencyResponse): number => (phaseRad + Math.PI) / (2 * Math.PI);
  let least: Crossing | null = null;
  forEachInterval(grid, (low, high) => {
    const [from, to] = [Math.floor(turn(low.at)), Math.floor(turn(high.at))];
    if (from === to) return;
    const whole = Math.max(from, to);
    const radPerS = bisect((w) => turn(loop(w)) - whole, low.radPerS, high.radPerS);
    const margin = 1 / loop(radPerS).magnitude;
    if (least === null || margin < least.margin) least = { radPerS, margin };
  });
  return least;
}

function leastPhaseMargin(loop: Loop, grid: readonly LoopPoint[]): Crossing | null {
  let least: Crossing | null = null;
  forEachInterval(grid, (low, high) => {
    if (low.at.magnitude > 1 === high.at.magnitude > 1) return;
    const radPerS = bisect((w) => Math.log(loop(w).magnitude), low.radPerS, high.radPerS);
    const margin = Math.PI + loop(radPerS).phaseRad;
    if (least === null || margin < least.margin) least = { radPerS, margin };
  });
  return least;
}

/** How many times 1 + L goes round the origin from the lowest frequency to the highest. */
function windings(grid: readonly LoopPoint[]): number {
  let total = 0;
  let before = Number.NaN;
  grid.forEach(({ at }, i) => {
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

function forEachInterval(grid: readonly LoopPoint[], visit: (low: LoopPoint, high: LoopPoint) => void): void {
  for (let i = 1; i < grid.length; i++) visit(grid[i - 1] as LoopPoint, grid[i] as LoopPoint);
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

/** Largest value of a function of L that is smooth between the points of the grid. */
function largest(loop: Loop, grid: readonly LoopPoint[], f: (at: FrequencyResponse) => number): number {
  let best = 0;
  let value = Number.NEGATIVE_INFINITY;
  grid.forEach(({ at }, i) => {
    const next = f(at);
    if (next <= value) return;
    value = next;
    best = i;
  });
  let low = grid[Math.max(0, best - 1)]?.radPerS ?? Number.NaN;
  let high = grid[Math.min(grid.length - 1, best + 1)]?.radPerS ?? Number.NaN;
  for (let i = 0; i < BISECTIONS; i++) {
    const [a, b] = [low + (high - low) / 3, high - (high - low) / 3];
    if (f(loop(a)) < f(loop(b))) low = a;
    else high = b;
  }
  return Math.max(value, f(loop((low + high) / 2)));
}
