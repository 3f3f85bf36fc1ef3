import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LoopDefinition } from '../../src/control/definition.ts';
import {
  createLoop,
  type LoopCommand,
  type LoopInput,
  type LoopState,
  releaseSetPoint,
  setManualOutput,
  setMode,
  setSetPoint,
  stepLoop,
} from '../../src/control/loop.ts';
import { openRange, splitPosition } from '../../src/control/split-range.ts';

const PRESSURE: LoopDefinition = {
  id: 'pc1',
  title: 'Chamber 1 pressure',
  pv: 'ch1.pressure',
  setPoint: { kind: 'cycle', cycle: 'breath' },
  setPointRange: [1e5, 4e5],
  pvRange: [0, 10e5],
  pid: {
    gain: 50,
    integralTimeS: 4,
    derivativeTimeS: 0,
    derivativeFilterN: 10,
    setPointWeight: 1,
    trackingTimeS: null,
  },
  outputRange: [-1, 1],
  outputs: [
    { tag: 'inlet', from: 0, to: 1 },
    { tag: 'vent', from: 0, to: -1 },
  ],
  onBad: { kind: 'output', value: 0 },
};

function input(pvPa: number, changes: Partial<LoopInput> = {}): LoopInput {
  return {
    pv: { value: pvPa, quality: 'good', reason: null },
    cycleSetPoint: 2e5,
    dtS: 0.01,
    heldPositions: null,
    ...changes,
  };
}

const LOST: Partial<LoopInput> = { pv: { value: 2e5, quality: 'bad', reason: 'no answer' } };

function accepted(command: LoopCommand): LoopState {
  if (!command.ok) throw new Error(`refused: ${command.reason}`);
  return command.state;
}

/** In control at rest with the set-point 2 bar met. */
function settled(definition = PRESSURE): LoopState {
  return stepLoop(definition, createLoop(definition), input(2e5)).state;
}

describe('split range', () => {
  it.each([
    [-1, 0, 1],
    [-0.25, 0, 0.25],
    [0, 0, 0],
    [0.5, 0.5, 0],
    [1, 1, 0],
  ])('output %d opens the inlet to %d and the vent to %d', (output, inlet, vent) => {
    const [inletSplit, ventSplit] = PRESSURE.outputs;
    if (inletSplit === undefined || ventSplit === undefined) throw new Error('two outputs expected');
    expect(splitPosition(inletSplit, output)).toBeCloseTo(inlet, 12);
    expect(splitPosition(ventSplit, output)).toBeCloseTo(vent, 12);
  });

  it.each([
    ['nothing held', {}, [-1, 1]],
    ['inlet shut', { inlet: 0 }, [-1, 0]],
    ['inlet fully open', { inlet: 1 }, [1, 1]],
    ['inlet half open', { inlet: 0.5 }, [0.5, 0.5]],
    ['vent shut', { vent: 0 }, [0, 1]],
    ['vent fully open', { vent: 1 }, [-1, -1]],
    ['isolated and vented', { inlet: 0, vent: 1 }, [-1, -1]],
    ['shut in', { inlet: 0, vent: 0 }, [0, 0]],
    ['against each other', { inlet: 1, vent: 1 }, [0, 0]],
    ['a position that is no number', { inlet: Number.NaN }, [-1, 1]],
    ['somebody else’s valve held', { cross: 0 }, [-1, 1]],
  ])('%s leaves open what agrees with it', (_what, held, open) => {
    const range = openRange(PRESSURE, new Map(Object.entries(held)));
    expect(range[0]).toBeCloseTo(open[0] ?? Number.NaN, 12);
    expect(range[1]).toBeCloseTo(open[1] ?? Number.NaN, 12);
  });

  it('every output agrees with the positions that it gives', () => {
    fc.assert(
      fc.property(fc.double({ min: -1, max: 1, noNaN: true }), (output) => {
        const held = new Map(PRESSURE.outputs.map((split) => [split.tag, splitPosition(split, output)]));
        const [low, high] = openRange(PRESSURE, held);
        expect(low).toBeLessThanOrEqual(output + 1e-12);
        expect(high).toBeGreaterThanOrEqual(output - 1e-12);
      }),
    );
  });
});

describe('set-point', () => {
  it('comes from the cycle, from the operator while he wants it, and from the cycle again', () => {
    let state = settled();
    expect(stepLoop(PRESSURE, state, input(2e5)).setPoint).toBe(2e5);
    state = accepted(setSetPoint(PRESSURE, state, 3e5));
    expect(stepLoop(PRESSURE, state, input(2e5)).setPoint).toBe(3e5);
    state = releaseSetPoint(state);
    expect(stepLoop(PRESSURE, state, input(2e5)).setPoint).toBe(2e5);
  });

  it('is the configured value where no cycle is', () => {
    const fixed: LoopDefinition = { ...PRESSURE, setPoint: { kind: 'value', value: 2.5e5 } };
    expect(stepLoop(fixed, createLoop(fixed), input(2e5, { cycleSetPoint: null })).setPoint).toBe(2.5e5);
  });

  it.each([0.999e5, 4.001e5, Number.NaN, Number.POSITIVE_INFINITY])('%d Pa is refused', (setPoint) => {
    const command = setSetPoint(PRESSURE, settled(), setPoint);
    expect(command).toEqual({ ok: false, reason: expect.stringContaining('pc1') });
  });

  it.each([1e5, 4e5])('%d Pa at the end of the range is accepted', (setPoint) => {
    expect(accepted(setSetPoint(PRESSURE, settled(), setPoint)).operatorSetPoint).toBe(setPoint);
  });

  it('a loop whose cycle is missing holds its output', () => {
    const state = stepLoop(PRESSURE, settled(), input(1.9e5)).state;
    const step = stepLoop(PRESSURE, state, input(1.5e5, { cycleSetPoint: null }));
    expect(step.setPoint).toBeNull();
    expect(step.output).toBe(state.pid.output);
  });
});

describe('modes', () => {
  it('low pressure opens the inlet, high pressure opens the vent', () => {
    expect(stepLoop(PRESSURE, settled(), input(1.9e5)).outputs).toEqual([
      ['inlet', expect.closeTo(1, 12)],
      ['vent', 0],
    ]);
    const vented = new Map(stepLoop(PRESSURE, settled(), input(2.05e5)).outputs);
    expect(vented.get('inlet')).toBe(0);
    expect(vented.get('vent')).toBeCloseTo(0.5, 12);
  });

  it('switching to manual and back moves nothing, and manual ignores the PV', () => {
    const running = stepLoop(PRESSURE, settled(), input(1.96e5)).state;
    const manual = setMode(running, 'manual');
    const held = stepLoop(PRESSURE, manual, input(3.9e5));
    expect(held.output).toBe(running.pid.output);
    const moved = accepted(setManualOutput(PRESSURE, held.state, -0.3));
    const step = stepLoop(PRESSURE, moved, input(2e5));
    expect(step.output).toBe(-0.3);
    const back = stepLoop(PRESSURE, setMode(step.state, 'auto'), input(2.5e5));
    expect(Math.abs(back.output - -0.3)).toBeLessThan(1e-12);
  });

  it('a manual output is refused outside the range and in automatic', () => {
    const manual = setMode(settled(), 'manual');
    for (const output of [-1.01, 1.01, Number.NaN]) {
      expect(setManualOutput(PRESSURE, manual, output)).toEqual({
        ok: false,
        reason: expect.stringContaining('outside its range'),
      });
    }
    expect(setManualOutput(PRESSURE, settled(), 0)).toEqual({
      ok: false,
      reason: expect.stringContaining('manual'),
    });
  });

  it('a bad PV sends the output where the loop says, and its return starts from there', () => {
    const running = stepLoop(PRESSURE, settled(), input(1.96e5)).state;
    const lost = stepLoop(PRESSURE, running, input(2e5, LOST));
    expect(lost.output).toBe(0);
    expect(Math.abs(stepLoop(PRESSURE, lost.state, input(1.5e5)).output)).toBeLessThan(1e-12);
  });

  it('a PV that is no number is bad, whatever its quality says', () => {
    const running = stepLoop(PRESSURE, settled(), input(1.96e5)).state;
    expect(stepLoop(PRESSURE, running, input(Number.NaN)).output).toBe(0);
  });

  it('a bad PV holds the output where the loop says so', () => {
    const holding: LoopDefinition = { ...PRESSURE, onBad: { kind: 'hold' } };
    const running = stepLoop(holding, settled(holding), input(1.96e5)).state;
    expect(stepLoop(holding, running, input(2e5, LOST)).output).toBe(running.pid.output);
    const noNumber = { pv: { value: Number.NaN, quality: 'good', reason: null } } as const;
    expect(stepLoop(holding, running, input(2e5, noNumber)).output).toBe(running.pid.output);
  });

  it('an uncertain PV is used', () => {
    const uncertain = { pv: { value: 1.9e5, quality: 'uncertain', reason: 'out of range' } } as const;
    expect(stepLoop(PRESSURE, settled(), input(2e5, uncertain)).output).toBeCloseTo(1, 12);
  });
});

describe('interlocks above the loop', () => {
  const TRIPPED = new Map([
    ['inlet', 0],
    ['vent', 1],
  ]);

  for (const mode of ['auto', 'manual'] as const) {
    it(`in ${mode} the loop follows the held actuators and resumes there`, () => {
      let state = setMode(stepLoop(PRESSURE, settled(), input(1.95e5)).state, mode);
      for (let i = 0; i < 30_000; i += 1) {
        const step = stepLoop(PRESSURE, state, input(1.1e5, { heldPositions: TRIPPED }));
        expect(step.output).toBe(-1);
        state = step.state;
      }
      expect(Math.abs(stepLoop(PRESSURE, state, input(1.1e5)).output - -1)).toBeLessThan(1e-12);
    });
  }

  it('with the inlet alone held shut the vent still controls', () => {
    const held = { heldPositions: new Map([['inlet', 0]]) };
    let state = settled();
    for (let i = 0; i < 6000; i += 1) {
      const low = stepLoop(PRESSURE, state, input(1.5e5, held));
      expect(low.output).toBe(0);
      state = low.state;
    }
    const high = stepLoop(PRESSURE, state, input(2.05e5, held));
    expect(new Map(high.outputs).get('vent')).toBeGreaterThan(0.4);
  });
});

it('outputs stay within 0 … 1 and the output within its range, whatever happens', () => {
  const event = fc.record({
    value: fc.oneof(fc.double({ min: 0, max: 10e5, noNaN: true }), fc.double()),
    quality: fc.constantFrom('good', 'uncertain', 'bad'),
    mode: fc.constantFrom('auto', 'manual'),
    setPoint: fc.option(fc.double()),
    manual: fc.option(fc.double()),
    held: fc.dictionary(fc.constantFrom('inlet', 'vent'), fc.constantFrom(0, 0.3, 1), { maxKeys: 2 }),
    cycleSetPoint: fc.option(fc.double()),
  });
  fc.assert(
    fc.property(fc.array(event, { minLength: 1, maxLength: 50 }), (events) => {
      let state = createLoop(PRESSURE);
      for (const { value, quality, mode, setPoint, manual, held, cycleSetPoint } of events) {
        state = setMode(state, mode);
        if (setPoint !== null) {
          const command = setSetPoint(PRESSURE, state, setPoint);
          if (command.ok) state = command.state;
        }
        if (manual !== null) {
          const command = setManualOutput(PRESSURE, state, manual);
          if (command.ok) state = command.state;
        }
        const step = stepLoop(PRESSURE, state, {
          pv: { value, quality, reason: null },
          cycleSetPoint,
          dtS: 0.01,
          heldPositions: new Map(Object.entries(held)),
        });
        expect(step.outputs).toHaveLength(2);
        for (const number of [step.output + 1, ...step.outputs.map(([, position]) => position)]) {
          expect(number).toBeGreaterThanOrEqual(0);
          expect(number).toBeLessThanOrEqual(2);
        }
        for (const [, position] of step.outputs) expect(position).toBeLessThanOrEqual(1);
        state = step.state;
      }
    }),
    { numRuns: 1000 },
  );
});
