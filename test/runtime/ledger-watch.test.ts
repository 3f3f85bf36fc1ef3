import { describe, expect, it } from 'vitest';
import { runVirtual } from '../../src/runtime/run-loop.ts';
import { Bench, demoSite, VIRTUAL } from './demo-runtime.ts';

/** No arithmetic closes to this. */
const IMPOSSIBLE = { ...demoSite(), ledgerLimits: { massRelative: 1e-9, energyRelative: 1e-300 } };

describe('the ledger of a run', () => {
  it('shows its closure as tags, and no alarm while it closes', async () => {
    const bench = await Bench.start();
    bench.advance(5);
    expect(bench.value('ledger.breach')).toBe(0);
    expect(bench.value('ledger.species_residual_relative')).toBeLessThan(1e-12);
    expect(bench.value('ledger.entropy_generated')).toBeGreaterThan(0);
    const alarm = bench.runtime.scan.guards.alarmSnapshots().find(({ id }) => id === 'ledger-breach');
    expect(alarm?.state).toBe('normal');
  });

  it('raises an alarm and keeps the first breach in words', async () => {
    const bench = await Bench.start(IMPOSSIBLE);
    bench.advance(5);
    expect(bench.value('ledger.breach')).toBe(1);
    const alarm = bench.runtime.scan.guards.alarmSnapshots().find(({ id }) => id === 'ledger-breach');
    expect(alarm).toMatchObject({ state: 'unacknowledged', priority: 'high', tag: 'ledger.breach' });
    expect(bench.runtime.ledger?.report().breach).toMatch(
      /^the ledger does not close since \d+\.?\d* s: ledger\.energy_residual_relative is \S+, its limit 1\.00e-300$/u,
    );
  });

  it('ends a strict run at the first breach, and another at its end', async () => {
    const plan = { ...VIRTUAL, durationS: 2 };
    const never = new AbortController().signal;
    const strict = await Bench.start(IMPOSSIBLE, { ...plan, strict: true });
    expect(await runVirtual(strict.runtime, never)).toEqual({ kind: 'ledger-breach' });
    expect(strict.runtime.clock.nowS()).toBeLessThan(1);
    const lenient = await Bench.start(IMPOSSIBLE, plan);
    expect(await runVirtual(lenient.runtime, never)).toEqual({ kind: 'duration' });
    expect(lenient.runtime.clock.nowS()).toBe(2);
  });
});
