import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LinkBreaker } from '../../../src/field/driver/link-breaker.ts';
import { ProbeGate } from '../../../src/field/driver/probe-gate.ts';

const POLICY = { timeoutS: 0.3, retries: 2, backoffFirstS: 0.5, backoffMaxS: 4 };

describe('a breaker', () => {
  test('stays closed through the retries, and opens with the next failure', () => {
    const breaker = new LinkBreaker(POLICY);
    const opened = [0, 1, 2].map((nowS) => breaker.failed(nowS));
    expect(opened).toEqual([false, false, true]);
    expect(breaker.state).toBe('open');
    expect([2.4, 2.5].map((nowS) => breaker.mayAsk(nowS))).toEqual([false, true]);
  });

  test('is half-open for one trial: a failure opens it for twice as long, up to a limit', () => {
    const breaker = new LinkBreaker({ ...POLICY, retries: 0 });
    const pauses: number[] = [];
    for (let nowS = 0; pauses.length < 6; nowS = breaker.nextAttemptS) {
      if (pauses.length > 0) {
        breaker.asked();
        expect(breaker.state).toBe('half-open');
      }
      expect(breaker.failed(nowS)).toBe(true);
      pauses.push(breaker.nextAttemptS - nowS);
    }
    expect(pauses).toEqual([0.5, 1, 2, 4, 4, 4]);
  });

  test('closes with the first answer, and begins anew after it', () => {
    const breaker = new LinkBreaker({ ...POLICY, retries: 0 });
    for (const nowS of [0, 1, 3]) breaker.failed(nowS);
    breaker.asked();
    breaker.succeeded();
    expect(breaker.state).toBe('closed');
    breaker.failed(10);
    expect(breaker.nextAttemptS).toBe(10.5);
  });

  test('a request while it is closed is no trial', () => {
    const breaker = new LinkBreaker(POLICY);
    breaker.asked();
    expect(breaker.state).toBe('closed');
  });
});

test('trials never take more than their share, however they come', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.01, max: 1, noNaN: true }),
      fc.array(fc.double({ min: 0, max: 3, noNaN: true }), { minLength: 1, maxLength: 200 }),
      (share, waits) => {
        const gate = new ProbeGate(share);
        const costS = 0.3;
        let nowS = 0;
        let spentS = 0;
        let firstS: number | null = null;
        for (const waitS of waits) {
          nowS += waitS;
          if (!gate.isOpen(nowS)) continue;
          // Before the first trial and behind the last nothing bounds the time.
          if (firstS !== null) expect(spentS / (nowS - firstS)).toBeLessThanOrEqual(share * (1 + 1e-9));
          firstS ??= nowS;
          nowS += costS;
          spentS += costS;
          gate.failed(costS, nowS);
        }
      },
    ),
  );
});
