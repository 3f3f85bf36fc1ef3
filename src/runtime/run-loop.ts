import { performance } from 'node:perf_hooks';
import type { RealClock, VirtualClock } from './clock.ts';
import type { SiteRuntime } from './site-runtime.ts';

/** How a run came to its end. */
export type RunEnd =
  | { readonly kind: 'duration' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'overrun' }
  | { readonly kind: 'plant-fault'; readonly message: string }
  | { readonly kind: 'ledger-breach' };

/** Virtual time hands the host a breath this often, so that Ctrl-C is heard. */
const BREATH_MS = 50;

/**
 * Scans in virtual time, as fast as the host can. Time is scan number times period, so it is the same on every host.
 */
export async function runVirtual(runtime: SiteRuntime, stop: AbortSignal): Promise<RunEnd> {
  const { periodS } = runtime.site.scan;
  const clock = runtime.clock as VirtualClock;
  const last = scansOf(runtime);
  let breathAt = performance.now() + BREATH_MS;
  for (let tick = 0; tick <= last; tick += 1) {
    // Rounded to nanoseconds: a recording should say 252.01, not 252.01000000000002.
    const nowS = Math.round(tick * periodS * 1e9) / 1e9;
    clock.advanceTo(nowS);
    const fault = tickOnce(runtime, nowS);
    if (fault !== null) return fault;
    if (performance.now() < breathAt) continue;
    await new Promise((resolve) => setImmediate(resolve));
    if (stop.aborted) return { kind: 'stopped' };
    breathAt = performance.now() + BREATH_MS;
  }
  return { kind: 'duration' };
}

/**
 * Scans on the host's clock. A scan that comes late is made once and the ones it missed are counted: catching up in a
 * burst would hand control a period that never was.
 */
export async function runReal(runtime: SiteRuntime, stop: AbortSignal): Promise<RunEnd> {
  const { site, plan, timing } = runtime;
  const clock = runtime.clock as RealClock;
  const { periodS } = site.scan;
  const speed = plan.speed === 'max' ? 1 : plan.speed;
  const lastS = scansOf(runtime) * periodS;
  let tick = 0;
  clock.start();
  while (!stop.aborted) {
    if (tick * periodS > lastS) return { kind: 'duration' };
    const waitS = tick * periodS - clock.nowS();
    if (waitS > 0) {
      // A timer of the host may fire a little early: look again rather than scan twice in one period.
      await sleep(waitS / speed, stop);
      continue;
    }
    const nowS = clock.nowS();
    const fault = tickOnce(runtime, nowS);
    if (fault !== null) return fault;
    const due = Math.floor(clock.nowS() / periodS) + 1;
    const missed = Math.max(0, due - tick - 1);
    const overran = timing.scan((nowS - tick * periodS) / speed, (clock.nowS() - nowS) / speed, missed);
    if (overran && handleOverrun(runtime, nowS)) return { kind: 'overrun' };
    tick = due;
  }
  return { kind: 'stopped' };
}

function tickOnce(runtime: SiteRuntime, nowS: number): RunEnd | null {
  const { plantHost, scan, field, ledger, plan, faults, sparkplug } = runtime;
  faults.advanceTo(nowS);
  plantHost?.advanceTo(nowS);
  scan.run(nowS);
  field.exchange(nowS);
  recordChanges(runtime, nowS);
  sparkplug?.exchange(nowS);
  const fault = plantHost?.fault ?? null;
  if (fault !== null) return { kind: 'plant-fault', message: fault.message };
  return plan.strict && ledger !== null && ledger.breach !== null ? { kind: 'ledger-breach' } : null;
}

/** Records every tag that changed since the last call. */
export function recordChanges({ image, recorder, journal }: SiteRuntime, nowS: number): void {
  if (recorder === null) return;
  const whole = recorder.failure === null;
  for (const tag of image.takeChanged()) recorder.tag(nowS, tag, image.get(tag));
  if (whole && recorder.failure !== null)
    journal.add(nowS, 'run', `the recording ended early: ${recorder.failure}`);
}

/** @returns whether the site wants to stop */
function handleOverrun({ site, scan }: SiteRuntime, nowS: number): boolean {
  if (site.scan.overrun === 'trip') scan.guards.tripAll('scan overrun', nowS);
  return site.scan.overrun === 'stop';
}

function scansOf({ site, plan }: SiteRuntime): number {
  return plan.durationS === null ? Number.POSITIVE_INFINITY : Math.round(plan.durationS / site.scan.periodS);
}

/** Timers count in whole milliseconds; what is left of the last one is passed by yielding. */
function sleep(seconds: number, stop: AbortSignal): Promise<void> {
  const wholeMs = Math.floor(seconds * 1000);
  if (wholeMs < 1) return new Promise((resolve) => setImmediate(resolve));
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      stop.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, wholeMs);
    stop.addEventListener('abort', finish, { once: true });
  });
}
