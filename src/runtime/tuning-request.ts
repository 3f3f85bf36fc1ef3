/** What a person asks of a tuning experiment, with what they left open filled in from the loop. */
import type { Site } from '../config/site.ts';
import { siteTags } from '../config/tags.ts';
import type { LoopDefinition } from '../control/definition.ts';
import type { ExperimentLimits } from '../control/tuning/limits.ts';
import { type Dimension, parseQuantity } from '../units/quantity.ts';
import type { CommandResult } from './site-view.ts';
import type { TuneOrder, TuneRequest } from './tuning-order.ts';

/** Of the output's range. */
const USUAL_AMPLITUDE = 0.1;
/** Unlike levels tell the gain of a process as well as its swing. */
const USUAL_BELOW = 0.8;
const USUAL_REST_S = 5;
const USUAL_TIMEOUT_S = 1800;
const USUAL_STEP_S = 600;
const PERIODS = 3;
const AGREEMENT = 0.03;

export function tuneOrderOf(site: Site, id: string, request: TuneRequest): TuneOrder | CommandResult {
  const loop = site.loops.find((candidate) => candidate.id === id);
  if (loop === undefined) {
    const known = site.loops.map((candidate) => candidate.id).join(', ');
    return { ok: false, problem: 'unknown tag', text: `no loop ${id}; the site has ${known || 'none'}` };
  }
  const limits = limitsOf(site, loop, request);
  if ('ok' in limits) return limits;
  const [low, high] = loop.outputRange;
  const amplitude = request.amplitude ?? USUAL_AMPLITUDE * (high - low);
  if (!Number.isFinite(amplitude) || amplitude === 0)
    return badValue(`amplitude: expected a part of the output, not ${amplitude}`);
  const restS = request.restS ?? USUAL_REST_S;
  if (request.method === 'step') {
    const durationS = request.durationS ?? USUAL_STEP_S;
    return { method: 'step', loop: id, settings: { limits, size: amplitude, restS, durationS } };
  }
  if (amplitude < 0) return badValue(`amplitude: expected more than 0, not ${amplitude}`);
  const below = request.below ?? USUAL_BELOW * amplitude;
  if (!(below > 0)) return badValue(`below: expected more than 0, not ${below}`);
  const hysteresis = request.hysteresis === undefined ? null : width(site, loop, request.hysteresis);
  if (hysteresis !== null && typeof hysteresis !== 'number') return hysteresis;
  const settings = {
    limits,
    above: amplitude,
    below,
    hysteresis,
    direction: loop.pid.gain < 0 ? (-1 as const) : (1 as const),
    restS,
    periods: PERIODS,
    agreement: AGREEMENT,
  };
  return { method: 'relay', loop: id, settings };
}

function limitsOf(site: Site, loop: LoopDefinition, request: TuneRequest): ExperimentLimits | CommandResult {
  const dimension = dimensionOf(site, loop);
  const low = request.low === undefined ? loop.setPointRange[0] : quantity(request.low, dimension, 'low');
  if (typeof low !== 'number') return low;
  const high = request.high === undefined ? loop.setPointRange[1] : quantity(request.high, dimension, 'high');
  if (typeof high !== 'number') return high;
  if (low >= high) return badValue('low must be below high');
  return {
    pvRange: [low, high],
    outputRange: loop.outputRange,
    timeoutS: request.timeoutS ?? USUAL_TIMEOUT_S,
  };
}

function width(site: Site, loop: LoopDefinition, value: number | string): number | CommandResult {
  const dimension = dimensionOf(site, loop);
  // A width is a difference: 2 K, and never 2 °C.
  const difference: Dimension | null =
    dimension === 'temperature'
      ? 'temperature difference'
      : dimension === 'pressure'
        ? 'pressure difference'
        : dimension;
  const found = quantity(value, difference, 'hysteresis');
  return typeof found === 'number' && found < 0 ? badValue('hysteresis: expected 0 or more') : found;
}

function dimensionOf(site: Site, loop: LoopDefinition): Dimension | null {
  return siteTags(site).find(({ id }) => id === loop.pv)?.dimension ?? null;
}

function quantity(value: number | string, dimension: Dimension | null, key: string): number | CommandResult {
  if (typeof value === 'number') return value;
  if (dimension === null) return badValue(`${key}: expected a number`);
  const parsed = parseQuantity(value, dimension);
  return parsed.ok ? parsed.value : badValue(`${key}: ${parsed.problem}; ${parsed.hint}`);
}

function badValue(text: string): CommandResult {
  return { ok: false, problem: 'bad value', text };
}
