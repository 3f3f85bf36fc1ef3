import { describe, expect, it } from 'vitest';
import type { OverrunPolicy } from '../../src/config/site.ts';
import { type RunEnd, runReal } from '../../src/runtime/run-loop.ts';
import { runSite, startSite } from '../../src/runtime/run-site.ts';
import type { SiteRuntime } from '../../src/runtime/site-runtime.ts';
import { demoSite, VIRTUAL } from './demo-runtime.ts';

const NEVER = new AbortController().signal;

/** The demo in real time on the memory wire, with a field that keeps the host busy for several scan periods. */
async function slowSite(overrun: OverrunPolicy): Promise<SiteRuntime> {
  const site = demoSite();
  const started = await startSite(
    { ...site, scan: { ...site.scan, overrun } },
    { ...VIRTUAL, speed: 1, durationS: 0.5 },
  );
  if (started.kind !== 'started') throw new Error('the site did not start');
  const { runtime } = started;
  const { field } = runtime;
  return { ...runtime, field: { ...field, exchange: (nowS) => busy(() => field.exchange(nowS)) } };
}

function busy(then: () => void): void {
  const untilMs = performance.now() + 35;
  while (performance.now() < untilMs);
  then();
}

async function runSlow(overrun: OverrunPolicy): Promise<{ end: RunEnd; runtime: SiteRuntime }> {
  const runtime = await slowSite(overrun);
  return { end: await runReal(runtime, NEVER), runtime };
}

describe('a scan that takes longer than its period', () => {
  it('is counted, and its missed scans too, where the site says warn', async () => {
    const { end, runtime } = await runSlow('warn');
    expect(end).toEqual({ kind: 'duration' });
    const { scans, missed, overruns } = runtime.timing.report();
    expect(overruns).toBe(scans);
    // Each scan took more than three periods, so at least three were missed for each that was made.
    expect(missed).toBeGreaterThanOrEqual(3 * scans);
    expect(runtime.journal.after(0).filter(({ kind }) => kind === 'scan')).toEqual([]);
  });

  it('drives the outputs to their safe state where the site says trip', async () => {
    const { end, runtime } = await runSlow('trip');
    expect(end).toEqual({ kind: 'duration' });
    expect(runtime.journal.after(0).map(({ text }) => text)).toContain(
      'TRIP all-outputs; first out: scan overrun',
    );
    expect(runtime.image.read('vent1.position')).toMatchObject({ value: 1, quality: 'good' });
  });

  it('ends the run where the site says stop', async () => {
    const { end } = await runSlow('stop');
    expect(end).toEqual({ kind: 'overrun' });
  });
});

describe('a site that runs faster than the clock', () => {
  it('is judged against the shorter period that the host really has', async () => {
    const started = await startSite(demoSite(), { ...VIRTUAL, speed: 5, durationS: 0.1 });
    if (started.kind !== 'started') throw new Error('the site did not start');
    expect(started.runtime.timing.report().periodS).toBeCloseTo(0.002, 12);
    expect(await runReal(started.runtime, NEVER)).toEqual({ kind: 'duration' });
  });
});

describe('the end of a run', () => {
  it('comes after the duration in virtual time, with every output confirmed safe', async () => {
    const started = await startSite(demoSite(), { ...VIRTUAL, durationS: 5 });
    if (started.kind !== 'started') throw new Error('the site did not start');
    const report = await runSite(started.runtime, NEVER);
    expect(report).toMatchObject({ end: { kind: 'duration' }, siteTimeS: 5, unsafeDevices: [] });
    for (const [tag, safe] of demoSite().interlocks.safeState) {
      expect([tag, started.runtime.image.read(tag).value]).toEqual([tag, safe]);
    }
  });

  it('leaves the outputs safe after a defect, and says how to repeat the run', async () => {
    const started = await startSite(demoSite(), { ...VIRTUAL, durationS: 5, seed: 42 });
    if (started.kind !== 'started') throw new Error('the site did not start');
    const { runtime } = started;
    const { field } = runtime;
    let exchanges = 0;
    const faulty = {
      ...field,
      exchange(nowS: number) {
        exchanges += 1;
        if (exchanges === 100) throw new Error('invariant: broken on purpose');
        field.exchange(nowS);
      },
    };
    await expect(runSite({ ...runtime, field: faulty }, NEVER)).rejects.toThrow(
      'invariant: broken on purpose (site demo, seed 42, at 0.99 s of site time)',
    );
    expect(runtime.image.read('vent1.position')).toMatchObject({ value: 1, quality: 'good' });
    expect(runtime.image.read('rack1.enabled')).toMatchObject({ value: 0, quality: 'good' });
  });
});
