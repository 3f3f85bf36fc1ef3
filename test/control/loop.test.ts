import { describe, expect, it } from 'vitest';
import type { LoopDefinition, LoopMode } from '../../src/control/definition.ts';
import { releaseSetPoint, setManualOutput, setMode, setSetPoint } from '../../src/control/loop-commands.ts';
import { PID } from '../../src/control/pid-row.ts';
import { PRESSURE, Rig, settled } from './loop-rig.ts';

const CYCLING: LoopDefinition = { ...PRESSURE, setPoint: { kind: 'cycle', cycle: 'breath', phaseS: 0 } };

describe('set-point', () => {
  it('comes from the cycle, from the operator while he wants it, and from the cycle again', () => {
    const rig = settled(CYCLING);
    expect(rig.setPoint()).toBe(2e5);
    expect(setSetPoint(rig.loop(), 3e5)).toEqual({ ok: true });
    expect(rig.step().setPoint()).toBe(3e5);
    releaseSetPoint(rig.loop());
    expect(rig.step().setPoint()).toBe(2e5);
  });

  it('is the configured value where no cycle is', () => {
    const fixed: LoopDefinition = { ...PRESSURE, setPoint: { kind: 'value', value: 2.5e5 } };
    expect(settled(fixed).setPoint()).toBe(2.5e5);
  });

  it.each([0.999e5, 4.001e5, Number.NaN, Number.POSITIVE_INFINITY])('%d Pa is refused', (setPoint) => {
    const rig = settled();
    expect(setSetPoint(rig.loop(), setPoint)).toEqual({ ok: false, reason: expect.stringContaining('pc1') });
    expect(rig.step().setPoint()).toBe(2e5);
  });

  it.each([1e5, 4e5])('%d Pa at the end of the range is accepted', (setPoint) => {
    const rig = settled();
    expect(setSetPoint(rig.loop(), setPoint)).toEqual({ ok: true });
    expect(rig.step().setPoint()).toBe(setPoint);
  });

  it('a loop whose cycle is missing holds its output', () => {
    const rig = settled(CYCLING).put({ pv: 1.9e5 }).step();
    const before = rig.output();
    expect(before).toBeGreaterThan(0.9);
    rig.put({ pv: 1.5e5, cycleSetPoint: Number.NaN }).step(0.01, 100);
    expect(rig.setPoint()).toBeNaN();
    expect(rig.output()).toBe(before);
  });

  it('without a source of its own begins where the process stands, and stays there', () => {
    const last: LoopDefinition = { ...PRESSURE, setPoint: { kind: 'last' } };
    const rig = new Rig(last).step();
    expect(rig.setPoint()).toBeNaN();
    expect(rig.put({ pv: 2.3e5 }).step().put({ pv: 2.6e5 }).step().setPoint()).toBe(2.3e5);
  });

  it('follows the PV in manual where the loop says so, so that automatic begins at rest', () => {
    const rig = settled({ ...PRESSURE, setPointTracksPv: true });
    setMode(rig.loop(), 'manual');
    rig.put({ pv: 3.1e5 }).step();
    expect(rig.setPoint()).toBe(3.1e5);
    setMode(rig.loop(), 'auto');
    expect(rig.step().setPoint()).toBe(3.1e5);
    expect(rig.put({ pv: 9e5 }).step().setPoint()).toBe(3.1e5);
  });
});

describe('remote set-point', () => {
  const REMOTE: LoopDefinition = { ...PRESSURE, remote: 'plc.sp', startMode: 'remote' };

  it('is the tag, cut to the range of the loop', () => {
    const rig = settled(REMOTE).put({ remoteSetPoint: 2.5e5 }).step();
    expect(rig.setPoint()).toBe(2.5e5);
    expect(rig.put({ remoteSetPoint: 9e5 }).step().setPoint()).toBe(4e5);
    expect(setSetPoint(rig.loop(), 2e5)).toMatchObject({ ok: false });
  });

  it('while bad is held, and its return is followed', () => {
    const rig = settled(REMOTE).put({ remoteSetPoint: 2.5e5 }).step().put({ remoteSetPoint: Number.NaN });
    expect(rig.step().setPoint()).toBe(2.5e5);
    expect(rig.loop().mode).toBe('remote');
    expect(rig.put({ remoteSetPoint: 2.6e5 }).step().setPoint()).toBe(2.6e5);
  });

  it.each(['auto', 'manual'] as const)('while bad falls to %s where the loop says so, and stays', (mode) => {
    const rig = settled({ ...REMOTE, onBadSetPoint: mode })
      .put({ remoteSetPoint: 2.5e5 })
      .step();
    rig.put({ remoteSetPoint: Number.NaN }).step();
    expect([rig.loop().mode, rig.setPoint()]).toEqual([mode, 2.5e5]);
    rig.put({ remoteSetPoint: 3e5 }).step();
    expect([rig.loop().mode, rig.setPoint()]).toEqual([mode, 2.5e5]);
  });

  it('before it ever was good holds the output', () => {
    const rig = settled({ ...REMOTE, onBadSetPoint: 'auto' });
    expect([rig.loop().mode, rig.output()]).toEqual(['remote', 0]);
  });

  it.each<LoopMode>(['cascade', 'remote'])('a loop without a source knows no %s', (mode) => {
    const rig = settled();
    expect(setMode(rig.loop(), mode)).toEqual({ ok: false, reason: expect.stringContaining(mode) });
    expect(rig.loop().mode).toBe('auto');
  });
});

describe('modes', () => {
  it('low pressure opens the inlet, high pressure opens the vent', () => {
    const low = settled().put({ pv: 1.9e5 }).step();
    expect([low.position('inlet'), low.position('vent')]).toEqual([expect.closeTo(1, 12), 0]);
    const high = settled().put({ pv: 2.05e5 }).step();
    expect([high.position('inlet'), high.position('vent')]).toEqual([0, expect.closeTo(0.5, 12)]);
  });

  it('switching to manual and back moves nothing, and manual ignores the PV', () => {
    const rig = settled().put({ pv: 1.96e5 }).step();
    const running = rig.output();
    setMode(rig.loop(), 'manual');
    expect(rig.put({ pv: 3.9e5 }).step().output()).toBe(running);
    expect(setManualOutput(rig.loop(), -0.3)).toEqual({ ok: true });
    expect(rig.put({ pv: 2e5 }).step().output()).toBe(-0.3);
    setMode(rig.loop(), 'auto');
    expect(Math.abs(rig.put({ pv: 2.5e5 }).step().output() - -0.3)).toBeLessThan(1e-12);
  });

  it('a manual output goes there at the rate of the loop', () => {
    const rig = settled({ ...PRESSURE, outputRate: { risePerS: 0.5, fallPerS: 2 } });
    setMode(rig.loop(), 'manual');
    setManualOutput(rig.loop(), 1);
    expect(rig.step(0.1).output()).toBeCloseTo(0.05, 12);
    expect(rig.step(0.1, 30).output()).toBe(1);
    setManualOutput(rig.loop(), 0);
    expect(rig.step(0.1).output()).toBeCloseTo(0.8, 12);
  });

  it('a manual output is refused outside the range and in automatic', () => {
    const rig = settled();
    expect(setManualOutput(rig.loop(), 0)).toEqual({ ok: false, reason: expect.stringContaining('manual') });
    setMode(rig.loop(), 'manual');
    for (const output of [-1.01, 1.01, Number.NaN]) {
      const outcome = setManualOutput(rig.loop(), output);
      expect(outcome).toEqual({ ok: false, reason: expect.stringContaining('outside its range') });
    }
  });
});

describe('a bad PV', () => {
  it('sends the output where the loop says, and its return starts from there', () => {
    const rig = settled().put({ pv: 1.96e5 }).step().put({ pv: Number.NaN }).step();
    expect(rig.output()).toBe(0);
    expect(Math.abs(rig.put({ pv: 1.5e5 }).step().output())).toBeLessThan(1e-12);
  });

  it('goes there at the rate of the loop', () => {
    const rig = settled({ ...PRESSURE, outputRate: { risePerS: 1, fallPerS: 1 } });
    rig.put({ pv: 1.5e5 }).step(0.1, 20).put({ pv: Number.NaN });
    expect(rig.output()).toBe(1);
    expect(rig.step(0.1).output()).toBeCloseTo(0.9, 12);
    expect(rig.step(0.1, 20).output()).toBe(0);
  });

  it('holds the output where the loop says so', () => {
    const rig = settled({ ...PRESSURE, onBad: { kind: 'hold' } })
      .put({ pv: 1.96e5 })
      .step();
    const running = rig.output();
    expect(rig.put({ pv: Number.NaN }).step(0.01, 100).output()).toBe(running);
    expect(rig.put({ pv: Number.POSITIVE_INFINITY }).step().output()).toBe(running);
  });

  it('falls to manual where the loop says so, and stays there', () => {
    const rig = settled({ ...PRESSURE, onBad: { kind: 'manual' } })
      .put({ pv: 1.96e5 })
      .step();
    const running = rig.output();
    rig.put({ pv: Number.NaN }).step();
    expect([rig.loop().mode, rig.output()]).toEqual(['manual', running]);
    expect(rig.put({ pv: 1.5e5 }).step().loop().mode).toBe('manual');
    expect(rig.output()).toBe(running);
  });

  it('that was never good yet is no loss', () => {
    const rig = new Rig({ ...PRESSURE, onBad: { kind: 'manual' }, afterBad: 'manual' }).step(0.01, 10);
    expect(rig.put({ pv: 2e5 }).step().loop().mode).toBe('auto');
  });

  it('on its return leaves a loop in manual where the loop says so', () => {
    const rig = settled({ ...PRESSURE, afterBad: 'manual' })
      .put({ pv: Number.NaN })
      .step();
    expect(rig.loop().mode).toBe('auto');
    expect(rig.put({ pv: 1.5e5 }).step(0.01, 100).output()).toBe(0);
    expect(rig.loop().mode).toBe('manual');
  });
});

describe('interlocks above the loop', () => {
  for (const mode of ['auto', 'manual'] as const) {
    it(`in ${mode} the loop follows the held actuators and resumes there`, () => {
      const rig = settled().put({ pv: 1.95e5 }).step();
      setMode(rig.loop(), mode);
      rig.put({ pv: 1.1e5 }).hold({ inlet: 0, vent: 1 }).step(0.01, 30_000);
      expect(rig.output()).toBe(-1);
      expect(Math.abs(rig.hold({}).step().output() - -1)).toBeLessThan(1e-12);
    });
  }

  it('with the inlet alone held shut the vent still controls', () => {
    const rig = settled().hold({ inlet: 0 }).put({ pv: 1.5e5 }).step(0.01, 6000);
    expect(rig.output()).toBe(0);
    expect(rig.put({ pv: 2.05e5 }).step().position('vent')).toBeGreaterThan(0.4);
  });
});

describe('output tracking', () => {
  it.each(['auto', 'manual'] as const)(
    'in %s the output is the tracked one at once, and goes on from it',
    (mode) => {
      const rig = settled({ ...PRESSURE, outputRate: { risePerS: 0.1, fallPerS: 0.1 } });
      setMode(rig.loop(), mode);
      expect(rig.put({ trackedOutput: 0.7, pv: 1.9e5 }).step().output()).toBe(0.7);
      expect(rig.put({ trackedOutput: 7 }).step().output()).toBe(1);
      rig.put({ trackedOutput: -0.4 }).step().put({ trackedOutput: Number.NaN }).step();
      expect(Math.abs(rig.output() - -0.4)).toBeLessThan(1e-12);
    },
  );
});

describe('feed-forward', () => {
  const FED: LoopDefinition = {
    ...PRESSURE,
    feedForward: { tag: 'supply', range: [0, 10e5], gain: -0.5, leadS: 0, lagS: 0 },
  };

  it('adds its share of the output span', () => {
    const rig = settled(FED).put({ feedForward: 8e5 }).step(0.01, 2);
    const before = rig.output();
    expect(rig.put({ feedForward: 9e5 }).step().output() - before).toBeCloseTo(-0.5 * 2 * 0.1, 12);
  });

  it('begins, fails and comes back without moving the output', () => {
    const rig = settled(FED);
    expect(rig.output()).toBe(0);
    for (const feedForward of [8e5, Number.NaN, 2e5, Number.NaN, 9e5]) {
      expect(Math.abs(rig.put({ feedForward }).step().output())).toBeLessThan(1e-12);
    }
  });

  it('through a lead-lag answers a step with lead over lag, and settles at its gain', () => {
    const lead = { tag: 'supply', range: [0, 10e5] as const, gain: 0.1, leadS: 3, lagS: 1 };
    const rig = settled({ ...FED, feedForward: lead })
      .put({ feedForward: 0 })
      .step(1e-4, 2);
    rig.put({ feedForward: 10e5 }).step(1e-4);
    expect(rig.output()).toBeCloseTo(3 * 0.2, 3);
    rig.step(1e-4, 10_000);
    expect(rig.output()).toBeCloseTo(0.2 * (1 + 2 * Math.exp(-1)), 3);
  });
});

describe('gain schedule', () => {
  const SCHEDULED: LoopDefinition = {
    ...PRESSURE,
    schedule: {
      tag: 'supply',
      points: [
        { at: 1e5, gain: 10, integralTimeS: 8, derivativeTimeS: 0 },
        { at: 3e5, gain: 50, integralTimeS: 4, derivativeTimeS: 0 },
        { at: 5e5, gain: 90, integralTimeS: 2, derivativeTimeS: 0 },
      ],
    },
  };
  const gainOf = (rig: Rig): number => (rig.loop().memory[rig.loop().at + PID.gain] ?? 0) * 5e5;

  it.each([
    [0, 10, 8],
    [1e5, 10, 8],
    [2e5, 30, 6],
    [4.5e5, 80, 2.5],
    [9e5, 90, 2],
  ])('at %d has the gain %d and the integral time %d s', (schedule, gain, integralTimeS) => {
    const rig = settled(SCHEDULED).put({ schedule }).step();
    expect(gainOf(rig)).toBeCloseTo(gain, 9);
    expect(rig.loop().memory[rig.loop().at + PID.integralTimeS]).toBeCloseTo(integralTimeS, 12);
  });

  it('moves along itself without moving the output, with an error standing', () => {
    const rig = settled(SCHEDULED).put({ schedule: 2e5, pv: 1.99e5 }).step();
    for (const schedule of [1e5, 4e5, 2.2e5, 5e5]) {
      const before = rig.output();
      rig.put({ schedule }).step();
      // No more than the integral moves it in one scan; the gains alone would make it 0.02 and more.
      expect(Math.abs(rig.output() - before)).toBeLessThan(1e-3);
    }
    expect(rig.output()).toBeGreaterThan(0.05);
  });

  it('keeps its last tuning while its tag is bad', () => {
    const rig = settled(SCHEDULED).put({ schedule: 4e5 }).step().put({ schedule: Number.NaN }).step();
    expect(gainOf(rig)).toBeCloseTo(70, 9);
  });
});
