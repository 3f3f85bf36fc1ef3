import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPidState, type PidFrame, stepPid } from '../../src/control/pid.ts';
import { loadPidRow, PID, PID_COLUMNS, stepPidRow } from '../../src/control/pid-row.ts';

const SPANS: PidFrame = {
  pvRange: [0, 10e5],
  outputRange: [-1, 1],
  pvFilterS: 0,
  deadBand: null,
  outputRate: null,
};

const anyTuning = fc.record({
  gain: fc.double({ min: -50, max: 50, noNaN: true }),
  integralTimeS: fc.option(fc.double({ min: 0.01, max: 1e4, noNaN: true })),
  derivativeTimeS: fc.oneof(fc.constant(0), fc.double({ min: 1e-3, max: 1e3, noNaN: true })),
  derivativeFilterN: fc.double({ min: 1, max: 50, noNaN: true }),
  setPointWeight: fc.double({ min: 0, max: 1, noNaN: true }),
  derivativeSetPointWeight: fc.constantFrom(0, 0.5, 1),
  antiWindup: fc.constantFrom('back-calculation', 'conditional'),
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
  feedForward: fc.oneof(fc.constant(0), fc.double({ min: -1, max: 1, noNaN: true })),
  stuck: fc.constantFrom(null, 'low', 'high'),
  /** Gains change under way, as by a schedule. */
  gainFactor: fc.constantFrom(1, 1, 1, 0.3, 2),
  dtS: fc.double({ min: 1e-4, max: 10, noNaN: true }),
});

const anyFrame: fc.Arbitrary<PidFrame> = fc.record({
  pvRange: fc.constant<[number, number]>([0, 10e5]),
  outputRange: fc.constant<[number, number]>([-1, 1]),
  pvFilterS: fc.oneof(fc.constant(0), fc.double({ min: 1e-3, max: 100, noNaN: true })),
  deadBand: fc.option(
    fc.record({
      width: fc.double({ min: 1, max: 1e5, noNaN: true }),
      kind: fc.constantFrom('gap', 'continuous'),
    }),
  ),
  outputRate: fc.option(
    fc.record({
      risePerS: fc.oneof(
        fc.constant(Number.POSITIVE_INFINITY),
        fc.double({ min: 1e-3, max: 10, noNaN: true }),
      ),
      fallPerS: fc.double({ min: 1e-3, max: 10, noNaN: true }),
    }),
  ),
});

describe('PID', () => {
  it('the output is finite, within what is open, and no faster than its rate, whatever comes in', () => {
    fc.assert(
      fc.property(
        anyTuning,
        anyFrame,
        fc.array(anyStep, { minLength: 1, maxLength: 60 }),
        (tuning, frame, steps) => {
          let state = createPidState(0);
          for (const { dtS, gainFactor, ...input } of steps) {
            const before = state.output;
            const step = stepPid({ ...tuning, gain: tuning.gain * gainFactor }, frame, state, input, dtS);
            const [openLow, openHigh] = input.open;
            expect(step.output).toBeGreaterThanOrEqual(openLow);
            expect(step.output).toBeLessThanOrEqual(openHigh);
            const rise = (frame.outputRate?.risePerS ?? Number.POSITIVE_INFINITY) * dtS;
            const fall = (frame.outputRate?.fallPerS ?? Number.POSITIVE_INFINITY) * dtS;
            // Whoever holds an actuator elsewhere moves it at once.
            if (step.output > openLow) expect(step.output - before).toBeLessThanOrEqual(rise + 1e-12);
            if (step.output < openHigh) expect(before - step.output).toBeLessThanOrEqual(fall + 1e-12);
            state = step.state;
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('computes the same numbers to the last bit in a row as plainly', () => {
    let controlled = 0;
    fc.assert(
      fc.property(
        anyTuning,
        anyFrame,
        fc.array(anyStep, { minLength: 1, maxLength: 60 }),
        (tuning, frame, steps) => {
          const memory = new Float64Array(2 * PID_COLUMNS);
          const at = PID_COLUMNS;
          loadPidRow(memory, at, { tuning, frame, output: 0 });
          let state = createPidState(0);
          for (const { dtS, gainFactor, ...input } of steps) {
            const plain = stepPid({ ...tuning, gain: tuning.gain * gainFactor }, frame, state, input, dtS);
            const outputSpan = frame.outputRange[1] - frame.outputRange[0];
            memory[at + PID.gain] =
              (tuning.gain * gainFactor * outputSpan) / (frame.pvRange[1] - frame.pvRange[0]);
            memory[at + PID.setPoint] = input.setPoint;
            memory[at + PID.pv] = input.pv;
            // In the row not a number is nobody; what somebody holds that is no number is infinite there.
            const held = input.heldOutput ?? Number.NaN;
            memory[at + PID.heldOutput] =
              Number.isNaN(held) && input.heldOutput !== null ? Number.POSITIVE_INFINITY : held;
            memory[at + PID.openLow] = input.open[0];
            memory[at + PID.openHigh] = input.open[1];
            memory[at + PID.feedForward] = input.feedForward;
            memory[at + PID.stuck] = { low: -1, high: 1, none: 0 }[input.stuck ?? 'none'];
            stepPidRow(memory, at, dtS);
            expect(memory[at + PID.output]).toBe(plain.output);
            expect(memory[at + PID.controlling] === 1).toBe(plain.state.kind === 'controlling');
            if (plain.state.kind === 'controlling') {
              controlled += 1;
              expect(memory[at + PID.integral]).toBe(plain.state.integral);
              expect(memory[at + PID.derivative]).toBe(plain.state.derivative);
            }
            state = plain.state;
          }
          expect(memory.subarray(0, PID_COLUMNS).every((value) => value === 0)).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
    expect(controlled).toBeGreaterThan(1000);
  });

  it('with integral action, whoever held the output hands it over without a bump', () => {
    fc.assert(
      fc.property(
        anyTuning.map((tuning) => ({ ...tuning, integralTimeS: tuning.integralTimeS ?? 1 })),
        fc.double({ min: -1, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 10e5, noNaN: true }),
        fc.double({ min: 0, max: 10e5, noNaN: true }),
        (tuning, heldOutput, setPoint, pv) => {
          const rest = { setPoint, pv, open: SPANS.outputRange, feedForward: 0.2, stuck: null };
          const held = stepPid(tuning, SPANS, createPidState(0), { ...rest, heldOutput }, 0.01);
          const taken = stepPid(tuning, SPANS, held.state, { ...rest, heldOutput: null }, 0.01);
          expect(Math.abs(taken.output - heldOutput)).toBeLessThan(1e-12);
        },
      ),
    );
  });
});
