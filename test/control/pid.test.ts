import { describe, expect, it } from 'vitest';
import type { PidTuning } from '../../src/control/definition.ts';
import {
  createPidState,
  type PidFrame,
  type PidInput,
  type PidState,
  stepPid,
} from '../../src/control/pid.ts';

const PLAIN = { pvFilterS: 0, deadBand: null, outputRate: null } as const;
const WIDE: PidFrame = { ...PLAIN, pvRange: [0, 1], outputRange: [-1000, 1000] };
/** Output span 2000 over PV span 1: this gain makes one output unit per PV unit. */
const UNIT_GAIN = 1 / 2000;
const UNIT: PidFrame = { ...PLAIN, pvRange: [0, 1], outputRange: [0, 1] };

function tuning(changes: Partial<PidTuning> = {}): PidTuning {
  return {
    gain: 1,
    integralTimeS: 4,
    derivativeTimeS: 0,
    derivativeFilterN: 10,
    setPointWeight: 1,
    derivativeSetPointWeight: 0,
    antiWindup: 'back-calculation',
    trackingTimeS: null,
    ...changes,
  };
}

function auto(setPoint: number, pv: number, spans: PidFrame): PidInput {
  return { setPoint, pv, heldOutput: null, open: spans.outputRange, feedForward: 0, stuck: null };
}

/** A controller that has been in control at rest, so that the next step shows its own response. */
function atRest(pid: PidTuning, spans: PidFrame, output: number, pv = 0): PidState {
  return stepPid(pid, spans, createPidState(output), auto(pv, pv, spans), 0.01).state;
}

describe('the control law', () => {
  it('gain is output span per PV span', () => {
    const spans: PidFrame = { ...PLAIN, pvRange: [0, 10e5], outputRange: [-1, 1] };
    const pid = tuning({ gain: 3 });
    const rest = atRest(pid, spans, 0, 2e5);
    // One tenth of the PV span, times 3, of an output span of 2.
    expect(stepPid(pid, spans, rest, auto(3e5, 2e5, spans), 0.01).output).toBeCloseTo(0.6, 12);
  });

  it('the integral of a constant error rises by K e t / Ti', () => {
    const pid = tuning({ gain: 2 * UNIT_GAIN, integralTimeS: 5 });
    const dtS = 0.01;
    let state = atRest(pid, WIDE, 0);
    const first = stepPid(pid, WIDE, state, auto(0.3, 0, WIDE), dtS);
    state = first.state;
    for (let i = 0; i < 1000; i += 1) state = stepPid(pid, WIDE, state, auto(0.3, 0, WIDE), dtS).state;
    expect(first.output).toBeCloseTo(2 * 0.3, 12);
    expect(state.output - first.output).toBeCloseTo((2 * 0.3 * 10) / 5, 10);
  });

  it('the derivative of a ramp settles at −K Td times the slope, whatever the sampling time', () => {
    const pid = tuning({ gain: UNIT_GAIN, integralTimeS: null, derivativeTimeS: 2, setPointWeight: 0 });
    for (const dtS of [0.001, 0.01, 0.1]) {
      let state: PidState = createPidState(0);
      let pv = 0;
      for (let i = 0; i < 10_000; i += 1) {
        pv = 0.05 * i * dtS;
        state = stepPid(pid, WIDE, state, auto(0, pv, WIDE), dtS).state;
      }
      expect(state.output + pv).toBeCloseTo(-2 * 0.05, 9);
    }
  });

  it('the derivative filter answers a PV step with −K N that decays over Td / N', () => {
    const pid = tuning({ gain: UNIT_GAIN, integralTimeS: null, derivativeTimeS: 1, setPointWeight: 0 });
    const dtS = 1e-4;
    let state = stepPid(pid, WIDE, createPidState(0), auto(0, 0, WIDE), dtS).state;
    state = stepPid(pid, WIDE, state, auto(0, 1, WIDE), dtS).state;
    expect(state.output + 1).toBeCloseTo(-10, 1);
    for (let i = 0; i < 1000; i += 1) state = stepPid(pid, WIDE, state, auto(0, 1, WIDE), dtS).state;
    expect(state.output + 1).toBeCloseTo(-10 * Math.exp(-1), 1);
  });

  it('a set-point step reaches the proportional part alone, by its weight', () => {
    for (const weight of [0, 0.4, 1]) {
      const pid = tuning({ gain: UNIT_GAIN, derivativeTimeS: 3, setPointWeight: weight });
      const rest = atRest(pid, WIDE, 0.2);
      expect(stepPid(pid, WIDE, rest, auto(1, 0, WIDE), 0.01).output).toBeCloseTo(0.2 + weight, 12);
    }
  });

  it('a set-point step reaches the derivative by its weight', () => {
    for (const weight of [0, 0.5, 1]) {
      const pid = tuning({
        gain: UNIT_GAIN,
        integralTimeS: null,
        derivativeTimeS: 1,
        setPointWeight: 0,
        derivativeSetPointWeight: weight,
      });
      const dtS = 1e-4;
      let state = stepPid(pid, WIDE, createPidState(0), auto(0, 0, WIDE), dtS).state;
      state = stepPid(pid, WIDE, state, auto(1, 0, WIDE), dtS).state;
      expect(state.output).toBeCloseTo(10 * weight, 1);
    }
  });

  it('without integral action a tracking time brings the bias back to the middle', () => {
    const pid = tuning({ integralTimeS: null, trackingTimeS: 2 });
    let state = atRest(pid, UNIT, 0.9, 0.5);
    expect(state.output).toBeCloseTo(0.9, 12);
    for (let k = 1; k <= 200; k += 1) {
      state = stepPid(pid, UNIT, state, auto(0.5, 0.5, UNIT), 0.01).state;
      expect(state.output).toBeCloseTo(0.5 + 0.4 * (1 - 0.01 / 2) ** k, 12);
    }
  });

  it('without integral action the bias is the middle of the output range', () => {
    const pid = tuning({ integralTimeS: null });
    const held = stepPid(pid, UNIT, createPidState(0.9), { ...auto(0.5, 0.5, UNIT), heldOutput: 0.9 }, 0.1);
    expect(stepPid(pid, UNIT, held.state, auto(0.5, 0.5, UNIT), 0.1).output).toBe(0.5);
    expect(stepPid(pid, UNIT, held.state, auto(0.6, 0.5, UNIT), 0.1).output).toBeCloseTo(0.6, 12);
  });
});

describe('closed loops', () => {
  it('PI that cancels the pole of a first-order process gives an exactly first-order loop', () => {
    // G = 2/(1 + 3 s), Ti = 3, K = 1.5: the loop is 1/(1 + s).
    const pid = tuning({ gain: 1.5 * UNIT_GAIN, integralTimeS: 3 });
    const dtS = 1e-3;
    let state = atRest(pid, WIDE, 0);
    let pv = 0;
    let worst = 0;
    for (let i = 0; i < 8000; i += 1) {
      worst = Math.max(worst, Math.abs(pv - (1 - Math.exp(-i * dtS))));
      const step = stepPid(pid, WIDE, state, auto(1, pv, WIDE), dtS);
      state = step.state;
      const decay = Math.exp(-dtS / 3);
      pv = decay * pv + (1 - decay) * 2 * step.output;
    }
    expect(worst).toBeLessThan(5e-4);
    expect(worst).toBeGreaterThan(0);
  });

  /**
   * Independent computation of SIMC-PI loops (Skogestad 2003 tunings), integrated at the given step over the given
   * time: unit set-point step, and unit load step at the process input.
   */
  const BENCH = [
    {
      name: 'FOPDT, lag 1, delay 1',
      lagsS: [1],
      delayS: 1,
      gain: 0.5,
      integralTimeS: 1,
      dtS: 0.005,
      endS: 80,
      setPoint: { iae: 2.16869053, overshootPercent: 4.051945 },
      load: { iae: 2.03499455, peak: 0.724277121 },
    },
    {
      name: 'FOPDT, lag 20, delay 1',
      lagsS: [20],
      delayS: 1,
      gain: 10,
      integralTimeS: 8,
      dtS: 0.005,
      endS: 160,
      setPoint: { iae: 3.20096234, overshootPercent: 17.184084 },
      load: { iae: 0.799999896, peak: 0.090756397 },
    },
    {
      name: 'two lags, 1 and 0.2',
      lagsS: [1, 0.2],
      delayS: 0,
      gain: 5.5,
      integralTimeS: 0.8,
      dtS: 0.0005,
      endS: 15,
      setPoint: { iae: 0.356946098, overshootPercent: 22.997073 },
      load: { iae: 0.145454545, peak: 0.153540477 },
    },
  ];

  for (const bench of BENCH) {
    it(`published tuning agrees with an independent computation to 1 %: ${bench.name}`, () => {
      const setPoint = simulate(bench, { setPoint: 1, load: 0 });
      expect(setPoint.iae / bench.setPoint.iae).toBeCloseTo(1, 2);
      expect(Math.abs((setPoint.peak - 1) * 100 - bench.setPoint.overshootPercent)).toBeLessThan(0.25);
      const load = simulate(bench, { setPoint: 0, load: 1 });
      expect(load.iae / bench.load.iae).toBeCloseTo(1, 2);
      expect(load.peak / bench.load.peak).toBeCloseTo(1, 2);
    });
  }

  /** Delay, then lags, each advanced exactly for an input held over the step. */
  function simulate(
    bench: (typeof BENCH)[number],
    input: { setPoint: number; load: number },
  ): { iae: number; peak: number } {
    const pid = tuning({ gain: bench.gain * UNIT_GAIN, integralTimeS: bench.integralTimeS });
    const inDelay = new Array<number>(Math.round(bench.delayS / bench.dtS)).fill(0);
    const lags = bench.lagsS.map(() => 0);
    const decays = bench.lagsS.map((lagS) => Math.exp(-bench.dtS / lagS));
    let state = atRest(pid, WIDE, 0);
    let iae = 0;
    let peak = 0;
    for (let i = 0; i < bench.endS / bench.dtS; i += 1) {
      const pv = lags[lags.length - 1] ?? 0;
      iae += Math.abs(input.setPoint - pv) * bench.dtS;
      peak = Math.max(peak, pv);
      const step = stepPid(pid, WIDE, state, auto(input.setPoint, pv, WIDE), bench.dtS);
      state = step.state;
      inDelay.push(step.output + input.load);
      let flow = inDelay.shift() ?? 0;
      for (const [index, decay] of decays.entries()) {
        flow = decay * (lags[index] ?? 0) + (1 - decay) * flow;
        lags[index] = flow;
      }
    }
    return { iae, peak };
  }
});

describe('limits', () => {
  for (const antiWindup of ['back-calculation', 'conditional'] as const) {
    for (const rate of [null, { risePerS: 0.5, fallPerS: 0.5 }]) {
      const paced = rate === null ? 'without a rate' : 'with a rate';
      it(`no wind-up after a five-minute saturation, by ${antiWindup} and ${paced}`, () => {
        const frame: PidFrame = { ...UNIT, outputRate: rate };
        const pid = tuning({ gain: 2, antiWindup });
        const dtS = 0.01;
        let state = atRest(pid, frame, 0.5);
        for (let i = 0; i < 30_000; i += 1)
          state = stepPid(pid, frame, state, auto(1, 0.2, frame), dtS).state;
        expect(state.output).toBe(1);
        // The error turns round, and the output leaves its limit within a second.
        let leftAfterS = 0;
        while (state.output === 1 && leftAfterS < 10) {
          state = stepPid(pid, frame, state, auto(0.2, 0.25, frame), dtS).state;
          leftAfterS += dtS;
        }
        expect(leftAfterS).toBeLessThan(1);
      });
    }
  }

  it('an integral that may not rise waits, and falls at once', () => {
    const pid = tuning({ gain: 0.1 });
    let state = atRest(pid, UNIT, 0.5, 0.4);
    for (let i = 0; i < 30_000; i += 1) {
      state = stepPid(pid, UNIT, state, { ...auto(0.9, 0.4, UNIT), stuck: 'high' }, 0.01).state;
    }
    expect(state.output).toBeCloseTo(0.5 + 0.1 * 0.5, 12);
    const falling = stepPid(pid, UNIT, state, { ...auto(0.3, 0.4, UNIT), stuck: 'high' }, 0.01).state;
    expect(stepPid(pid, UNIT, falling, { ...auto(0.3, 0.4, UNIT), stuck: 'high' }, 0.01).output).toBeLessThan(
      falling.output,
    );
  });

  it('a tracking time below the sampling time does not ring', () => {
    const pid = tuning({ gain: 1, trackingTimeS: 1e-3 });
    let state = atRest(pid, UNIT, 0.5);
    for (let i = 0; i < 50; i += 1) {
      state = stepPid(pid, UNIT, state, auto(1, 0, UNIT), 0.1).state;
      expect(state.output).toBe(1);
    }
  });
});

describe('dead band', () => {
  const pid = tuning({ gain: 2, setPointWeight: 0.7, derivativeTimeS: 0.5 });

  for (const kind of ['gap', 'continuous'] as const) {
    const frame: PidFrame = { ...UNIT, deadBand: { width: 0.05, kind } };

    it(`${kind}: inside, nothing moves the output`, () => {
      let state = atRest(pid, frame, 0.4, 0.5);
      for (let i = 0; i < 1000; i += 1) {
        const pv = 0.5 + 0.05 * Math.sin(i);
        state = stepPid(pid, frame, state, auto(0.5, pv, frame), 0.01).state;
        expect(state.output).toBeCloseTo(0.4, 12);
      }
    });

    it(`${kind}: outside, ${kind === 'gap' ? 'the whole error' : 'what exceeds the band'} counts`, () => {
      const still = tuning({ gain: 2 });
      const rest = atRest(still, frame, 0.4, 0.5);
      const { state, output } = stepPid(still, frame, rest, auto(0.5, 0.42, frame), 0.01);
      const error = kind === 'gap' ? 0.08 : 0.03;
      expect(output).toBeCloseTo(0.4 + 2 * error, 12);
      const next = stepPid(still, frame, state, auto(0.5, 0.42, frame), 0.01);
      expect(next.output - output).toBeCloseTo((2 * error * 0.01) / 4, 12);
    });
  }
});

describe('filter of the PV', () => {
  it('answers a step as a first-order lag, exactly as its difference equation says', () => {
    const frame: PidFrame = { ...WIDE, pvFilterS: 0.5 };
    const pid = tuning({ gain: UNIT_GAIN, integralTimeS: null });
    let state = stepPid(pid, frame, createPidState(0), auto(0, 0, frame), 0.01).state;
    for (let k = 1; k <= 100; k += 1) {
      state = stepPid(pid, frame, state, auto(0, 1, frame), 0.01).state;
      expect(state.output).toBeCloseTo(-(1 - (0.5 / 0.51) ** k), 12);
    }
    expect(state.output).toBeCloseTo(-(1 - Math.exp(-1 / 0.5)), 2);
  });

  it('starts anew after a PV that was no number', () => {
    const frame: PidFrame = { ...UNIT, pvFilterS: 100 };
    let state = atRest(tuning(), frame, 0.5, 0.1);
    state = stepPid(tuning(), frame, state, auto(0.9, Number.NaN, frame), 0.01).state;
    expect(state.pv).toBeNull();
    expect(stepPid(tuning(), frame, state, auto(0.9, 0.8, frame), 0.01).state.pv).toBe(0.8);
  });
});

describe('rate of change', () => {
  it('paces every move of the controller, up and down', () => {
    const frame: PidFrame = { ...UNIT, outputRate: { risePerS: 0.5, fallPerS: 0.2 } };
    const pid = tuning({ gain: 5 });
    let state = atRest(pid, frame, 0.5, 0.5);
    state = stepPid(pid, frame, state, auto(0.9, 0.5, frame), 0.1).state;
    expect(state.output).toBeCloseTo(0.55, 12);
    state = stepPid(pid, frame, state, auto(0.1, 0.5, frame), 0.1).state;
    expect(state.output).toBeCloseTo(0.53, 12);
  });
});

describe('transfers', () => {
  const pid = tuning({ gain: 3, derivativeTimeS: 0.5, setPointWeight: 0.7 });

  it('manual to automatic starts from the manual output, with an error standing', () => {
    const manual = stepPid(
      pid,
      UNIT,
      createPidState(0.5),
      { ...auto(0.9, 0.1, UNIT), heldOutput: 0.37 },
      0.01,
    );
    expect(manual.output).toBe(0.37);
    const first = stepPid(pid, UNIT, manual.state, auto(0.9, 0.1, UNIT), 0.01);
    expect(Math.abs(first.output - 0.37)).toBeLessThan(1e-12);
    const second = stepPid(pid, UNIT, first.state, auto(0.9, 0.1, UNIT), 0.01);
    expect(second.output - first.output).toBeCloseTo((3 * 0.8 * 0.01) / 4, 12);
  });

  it('an override that holds the actuator is followed and released without a bump', () => {
    let state = atRest(pid, UNIT, 0.5, 0.4);
    for (let i = 0; i < 30_000; i += 1) {
      const step = stepPid(pid, UNIT, state, { ...auto(0.8, 0.4, UNIT), open: [0, 0] }, 0.01);
      expect(step.output).toBe(0);
      state = step.state;
    }
    const released = stepPid(pid, UNIT, state, auto(0.8, 0.4, UNIT), 0.01);
    expect(Math.abs(released.output)).toBeLessThan(1e-12);
  });

  it('an override of half the range is respected, and its release moves at most one integral step', () => {
    let state = atRest(pid, UNIT, 0.2, 0.4);
    for (let i = 0; i < 30_000; i += 1) {
      state = stepPid(pid, UNIT, state, { ...auto(0.9, 0.4, UNIT), open: [0, 0.3] }, 0.01).state;
      expect(state.output).toBeLessThanOrEqual(0.3);
    }
    expect(state.output).toBe(0.3);
    const released = stepPid(pid, UNIT, state, auto(0.9, 0.4, UNIT), 0.01);
    expect(Math.abs(released.output - 0.3)).toBeLessThanOrEqual((3 * 0.5 * 0.01) / 4 + 1e-12);
  });

  it('a change of the sampling time moves nothing', () => {
    let state = atRest(pid, UNIT, 0.4, 0.6);
    for (const dtS of [0.01, 0.01, 1, 0.001, 0.25]) {
      const step = stepPid(pid, UNIT, state, auto(0.6, 0.6, UNIT), dtS);
      expect(Math.abs(step.output - 0.4)).toBeLessThan(1e-12);
      state = step.state;
    }
  });

  for (const [what, setPoint, pv] of [
    ['PV', 0.5, Number.NaN],
    ['set-point', Number.NaN, 0.5],
    ['infinite PV', 0.5, Number.POSITIVE_INFINITY],
  ] as const) {
    it(`a ${what} that is no number holds the output, and its return makes no bump`, () => {
      const rest = atRest(pid, UNIT, 0.6, 0.5);
      const lost = stepPid(pid, UNIT, rest, auto(setPoint, pv, UNIT), 0.01);
      expect(lost.output).toBe(rest.output);
      const back = stepPid(pid, UNIT, lost.state, auto(0.9, 0.1, UNIT), 0.01);
      expect(Math.abs(back.output - rest.output)).toBeLessThan(1e-12);
    });
  }
});
