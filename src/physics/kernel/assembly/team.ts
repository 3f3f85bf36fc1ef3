/**
 * Divides each function of the kernel among threads: the one that asks takes parts from the front, its helpers from the
 * back, until none is left. A helper that comes late, or never, leaves its share to the others, so that the work is
 * done however busy the machine is; only a part that a helper has begun has to be waited for. Where the machine takes
 * a helper's core away in the middle of a part, nothing more is offered for a while.
 *
 * The ticket says what is left: the first part not taken, the end of those not taken, and a count of the tasks so
 * far, so that nobody who slept through a task takes a part of it for one of the next.
 */
import * as chambers from './chambers';
import * as couplings from './couplings';
import * as orifices from './orifices';
import { partCount, RESULTS, TEAM } from './places';
import * as vectors from './vectors';

const TICKET: usize = TEAM;
const FINISHED: usize = TEAM + 64;
const SLEEPERS: usize = TEAM + 128;
/** 1 while the thread that asked sleeps. */
const ASLEEP: usize = TEAM + 192;
/** 1 when helpers are to leave. */
const ENDED: usize = TEAM + 256;
/** How many parts helpers have computed. */
const HELPED: usize = TEAM + 320;
/** What is to be done: a task, three offsets in memory, a factor. */
const TASK: usize = TEAM + 384;
const FIRST_OFFSET: usize = TASK + 8;
const SECOND_OFFSET: usize = TASK + 16;
const THIRD_OFFSET: usize = TASK + 24;
const FACTOR: usize = TASK + 32;

const CHAMBERS: i32 = 0;
const ORIFICES: i32 = 1;
const RATES: i32 = 2;
const ALONG: i32 = 3;
const COPY: i32 = 4;
const COUPLINGS: i32 = 5;
const ERRORS: i32 = 6;

const TAKEN: i32 = 0xff;
const END: i32 = 8;
const COUNT: i32 = 16;

/** Some 0.1 ms: longer than what lies between two tasks of a step, shorter than what another process would miss. */
const IDLE_TURNS: i32 = 100_000;
/**
 * Some 0.5 ms, longer than any part takes: whose part is not done by then has lost its core. To sleep sooner would cost
 * more than it saves, because a virtual machine may take as long to wake.
 */
const MOST_TURNS: i32 = 400_000;
/** A helper that sleeps again sooner than this many tasks after it was woken only takes the asker's own core away. */
const FEWEST_TASKS_AWAKE: i32 = 10;
/** Tasks without helpers after either: some 100 steps, in which it costs little if it happens again. */
const TASKS_ALONE: i32 = 2000;
const TIMED_OUT: i32 = 2;
const NS_PER_MS: i64 = 1_000_000;
/** Then a helper says again that it sleeps: with several of them one may have been forgotten. */
const LONGEST_SLEEP_NS: i64 = 1_000_000_000;

/** How long a helper may take for a part that it has begun, ms. */
export let patienceMs: i32 = 0;
let tasks: i32 = 0;
let tasksAlone: i32 = 0;
let wokenAt: i32 = -1000;

/** Throws: a helper has begun a part and does not end it, so that nobody knows what is in memory. */
// @ts-ignore: decorator
@external('env', 'helperLost')
declare function helperLost(): void;

/** Kernel.chambers. */
export function updateChambers(vector: usize): bool {
  if (partCount === 1) return chambers.updateChambers(0, vector);
  share(CHAMBERS, vector, 0, 0, 0);
  return largestResult() === 0;
}

/** Kernel.orifices. */
export function updateOrifices(): void {
  if (partCount === 1) orifices.updateOrifices(0);
  else share(ORIFICES, 0, 0, 0, 0);
}

/** Kernel.rates. */
export function rates(vector: usize, rate: usize, ambientK: f64): void {
  if (partCount === 1) vectors.rates(0, vector, rate, ambientK);
  else share(RATES, vector, rate, 0, ambientK);
}

/** Kernel.along. */
export function along(target: usize, base: usize, factor: f64, slope: usize): void {
  if (partCount === 1) vectors.along(0, target, base, factor, slope);
  else share(ALONG, target, base, slope, factor);
}

/** Kernel.copy. */
export function copy(target: usize, source: usize): void {
  if (partCount === 1) vectors.copy(0, target, source);
  else share(COPY, target, source, 0, 0);
}

/** Kernel.couplingPerS. */
export function largestCoupling(): f64 {
  if (partCount === 1) return couplings.largestCoupling(0);
  share(COUPLINGS, 0, 0, 0, 0);
  return largestResult();
}

/** Kernel.largestError. */
export function largestError(factor: f64, a: usize, b: usize): f64 {
  if (partCount === 1) return vectors.largestError(0, factor, a, b);
  share(ERRORS, a, b, 0, factor);
  return largestResult();
}

/** What a helper's thread does from its start to its end. */
export function help(): void {
  let idleTurns = 0;
  while (atomic.load<i32>(ENDED) === 0) {
    if (takeLast()) {
      atomic.add<i32>(HELPED, 1);
      if (atomic.load<i32>(ASLEEP) === 1) atomic.notify(FINISHED, 1);
      idleTurns = 0;
    } else if (++idleTurns > IDLE_TURNS) {
      sleep();
      idleTurns = 0;
    }
  }
}

/** Parts that helpers have computed since the start. */
export function helpedParts(): i32 {
  return atomic.load<i32>(HELPED);
}

/** Lets helpers leave; the plant can be computed further without them. */
export function dismiss(): void {
  atomic.store<i32>(ENDED, 1);
  offer(0);
}

function share(task: i32, first: usize, second: usize, third: usize, factor: f64): void {
  store<i32>(TASK, task);
  store<usize>(FIRST_OFFSET, first);
  store<usize>(SECOND_OFFSET, second);
  store<usize>(THIRD_OFFSET, third);
  store<f64>(FACTOR, factor);
  if (tasksAlone > 0) {
    tasksAlone--;
    for (let part = 0; part < partCount; part++) compute(part);
    return;
  }
  atomic.store<i32>(FINISHED, 0);
  offer(partCount);
  while (takeFirst());
  awaitHelpers();
}

function offer(parts: i32): void {
  atomic.store<i32>(TICKET, (++tasks << COUNT) | (parts << END));
  if (atomic.xchg<i32>(SLEEPERS, 0) === 0) return;
  const isSoon = tasks - wokenAt < FEWEST_TASKS_AWAKE;
  wokenAt = tasks;
  if (isSoon) rest();
  atomic.notify(TICKET, -1);
}

/** For a while; afterwards helpers sleep, and may be woken. */
function rest(): void {
  tasksAlone = TASKS_ALONE;
  wokenAt = tasks - FEWEST_TASKS_AWAKE;
}

@inline
function isLeft(ticket: i32): bool {
  return (ticket & TAKEN) < ((ticket >> END) & TAKEN);
}

/** False when no part is left. */
function takeFirst(): bool {
  while (true) {
    const ticket = atomic.load<i32>(TICKET);
    if (!isLeft(ticket)) return false;
    if (atomic.cmpxchg<i32>(TICKET, ticket, ticket + 1) !== ticket) continue;
    compute(ticket & TAKEN);
    return true;
  }
}

function takeLast(): bool {
  while (true) {
    const ticket = atomic.load<i32>(TICKET);
    if (!isLeft(ticket)) return false;
    if (atomic.cmpxchg<i32>(TICKET, ticket, ticket - (1 << END)) !== ticket) continue;
    compute(((ticket >> END) & TAKEN) - 1);
    return true;
  }
}

function compute(part: i32): void {
  const task = load<i32>(TASK);
  const first = load<usize>(FIRST_OFFSET);
  const second = load<usize>(SECOND_OFFSET);
  const third = load<usize>(THIRD_OFFSET);
  const factor = load<f64>(FACTOR);
  const result = RESULTS + (<usize>part << 3);
  if (task === CHAMBERS) store<f64>(result, chambers.updateChambers(part, first) ? 0 : 1);
  else if (task === ORIFICES) orifices.updateOrifices(part);
  else if (task === RATES) vectors.rates(part, first, second, factor);
  else if (task === COPY) vectors.copy(part, first, second);
  else if (task === COUPLINGS) store<f64>(result, couplings.largestCoupling(part));
  else if (task === ALONG) vectors.along(part, first, second, factor, third);
  else store<f64>(result, vectors.largestError(part, factor, first, second));
  atomic.add<i32>(FINISHED, 1);
}

function largestResult(): f64 {
  let largest: f64 = 0;
  for (let part = 0; part < partCount; part++) {
    largest = max<f64>(largest, load<f64>(RESULTS + (<usize>part << 3)));
  }
  return largest;
}

function awaitHelpers(): void {
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    if (atomic.load<i32>(FINISHED) === partCount) return;
  }
  rest();
  atomic.store<i32>(ASLEEP, 1);
  while (true) {
    const finished = atomic.load<i32>(FINISHED);
    if (finished === partCount) break;
    const outcome = atomic.wait<i32>(FINISHED, finished, <i64>patienceMs * NS_PER_MS);
    if (outcome === TIMED_OUT) helperLost();
  }
  atomic.store<i32>(ASLEEP, 0);
}

function sleep(): void {
  atomic.add<i32>(SLEEPERS, 1);
  const ticket = atomic.load<i32>(TICKET);
  if (!isLeft(ticket) && atomic.load<i32>(ENDED) === 0) atomic.wait<i32>(TICKET, ticket, LONGEST_SLEEP_NS);
}
