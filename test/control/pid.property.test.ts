import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPidState, type PidSpans, stepPid } from '../../src/control/pid.ts';

const SPANS: PidSpans = { pvRange: [0, 10e5], outputRange: [-1, 1] };

const anyTuning = fc.record({
  gain: fc.double({ min: -50, max: 50, noNaN: true }),
  integralTimeS: fc.option(fc.double({ min: 0.01, max: 1e4, noNaN: true })),
  derivativeTimeS: fc.oneof(fc.constant(0), fc.double({ min: 1e-3, max: 1e3, noNaN: true })),
  derivativeFilterN: fc.double({ min: 1, max: 50, noNaN: true }),
  setPointWeight: fc.double({ min: 0, max: 1, noNaN: true }),
  trackingTimeS: fc.option(fc.double({ min: 1e-4, max: 1e4, noNaN: true })),
});

const plainNumber = fc.double({ min: -1e6, max: 2e6, noNaN: true });
const anyStep = fc.record({
  setPoint: fc.oneof(plainNumber, fc.double()),
  pv: fc.oneof(plainNumber, fc.double()),
  heldOutput: fc.option(fc.double()),
  open: fc
    .tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true }))
    .map(([a, b]): [number, number] => [Math.min(a, b), Math.max(a, b)]),
  dtS: fc.double({ min: 1e-4, max: 10, noNaN: true }),
});

describe('PID', () => {
  it('the output is finite and within what is open, whatever comes in', () => {
    fc.assert(
      fc.property(anyTuning, fc.array(anyStep, { minLength: 1, maxLength: 60 }), (tuning, steps) => {
        let state = createPidState(0);
        for (const { dtS, ...input } of steps) {
          const step = stepPid(tuning, SPANS, state, input, dtS);
          expect(step.output).toBeGreaterThanOrEqual(input.open[0]);
          expect(step.output).toBeLessThanOrEqual(input.open[1]);
          state = step.state;
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('with integral action, whoever held the output hands it over without a bump', () => {
    fc.assert(
      fc.property(
        anyTuning.map((tuning) => ({ ...tuning, integralTimeS: tuning.integralTimeS ?? 1 })),
        fc.double({ min: -1, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 10e5, noNaN: true }),
        fc.double({ min: 0, max: 10e5, noNaN: true }),
        (tuning, heldOutput, setPoint, pv) => {
          const open = SPANS.outputRange;
          const held = stepPid(tuning, SPANS, createPidState(0), { setPoint, pv, heldOutput, open }, 0.01);
          const input = { setPoint, pv, heldOutput: null, open };
          const taken = stepPid(tuning, SPANS, held.state, input, 0.01);
          expect(Math.abs(taken.output - heldOutput)).toBeLessThan(1e-12);
        },
      ),
    );
  });
});
