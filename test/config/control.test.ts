import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadSite } from '../../src/config/load-site.ts';
import type { Site } from '../../src/config/site.ts';
import { siteTags } from '../../src/config/tags.ts';
import type { LoopDefinition } from '../../src/control/definition.ts';
import { copyOfSite } from './support/site-copy.ts';

function siteOf(control: string): Site {
  const copy = copyOfSite();
  writeFileSync(join(copy.folder, 'control.toml'), control);
  const { value, diagnostics } = loadSite(copy.folder, { installRoot: copy.root });
  if (value === null) throw new Error(JSON.stringify(diagnostics, null, 2));
  return value;
}

/** A loop of nothing but what a loop needs, and `text`. */
function loopOf(text: string, setPoint = '{ value = "2 bar" }'): LoopDefinition {
  const [loop] = siteOf(`[[loop]]
id = "pc1"
pv = "ch1.pressure"
set_point = ${setPoint}
set_point_range = ["1 bar", "4 bar"]
pv_range = ["0 bar", "10 bar"]
outputs = [{ tag = "inlet1.position" }]
${text}
`).loops;
  if (loop === undefined) throw new Error('one loop expected');
  return loop;
}

describe('what is not written', () => {
  it('is plain PI in automatic', () => {
    expect(loopOf('pid = { gain = 2, integral_time = "3 s" }')).toEqual({
      ...loopOf('pid = { gain = 2, integral_time = "3 s" }'),
      title: 'pc1',
      pvFilterS: 0,
      cascade: null,
      remote: null,
      startMode: 'auto',
      setPointTracksPv: false,
      pid: {
        gain: 2,
        integralTimeS: 3,
        derivativeTimeS: 0,
        derivativeFilterN: 10,
        setPointWeight: 1,
        derivativeSetPointWeight: 0,
        antiWindup: 'back-calculation',
        trackingTimeS: null,
      },
      schedule: null,
      feedForward: null,
      deadBand: null,
      outputRange: [0, 1],
      outputRate: null,
      outputs: [{ tag: 'inlet1.position', from: 0, to: 1 }],
      tracking: null,
      onBad: { kind: 'hold' },
      afterBad: 'resume',
      onBadSetPoint: 'hold',
      fatigue: null,
      usage: { gasFlow: null, power: null },
    });
  });

  it('without integral action the bias returns over ten seconds', () => {
    expect(loopOf('pid = { gain = 2 }').pid.trackingTimeS).toBe(10);
    expect(loopOf('pid = { gain = 2, tracking_time = "3 s" }').pid.trackingTimeS).toBe(3);
  });
});

describe('a tuning', () => {
  it('of direct action has the sign that opens an outlet', () => {
    expect(loopOf('action = "direct"\npid = { gain = 2 }').pid.gain).toBe(-2);
    expect(loopOf('action = "reverse"\npid = { gain = 2 }').pid.gain).toBe(2);
    const scheduled =
      'action = "direct"\npid = { gain = 2 }\nschedule = { tag = "ch1.pressure", points = [{ at = "1 bar", gain = 1 }, { at = "2 bar", gain = 3 }] }';
    expect(loopOf(scheduled).schedule?.points.map(({ gain }) => gain)).toEqual([-1, -3]);
  });

  it('in the series form is converted, its filter included', () => {
    const { pid } = loopOf(
      'pid = { form = "series", gain = 2, integral_time = "8 s", derivative_time = "2 s", derivative_filter = 10 }',
    );
    // α = 0.2 s: Ti = 8 + 2 − 0.2, K = 2 · 9.8/8, Td = 16/9.8 − 0.2
    expect(pid.integralTimeS).toBeCloseTo(9.8, 12);
    expect(pid.gain).toBeCloseTo(2.45, 12);
    expect(pid.derivativeTimeS).toBeCloseTo(16 / 9.8 - 0.2, 12);
    expect(pid.derivativeTimeS / pid.derivativeFilterN).toBeCloseTo(0.2, 12);
  });
});

describe('a set-point from elsewhere', () => {
  it.each([
    ['{ tag = "ch2.pressure" }', '', 'remote', 'last'],
    ['{ tag = "ch2.pressure", value = "2 bar" }', '', 'remote', 'value'],
    ['{ tag = "ch2.pressure", value = "2 bar" }', 'mode = "auto"\n', 'auto', 'value'],
    ['{ value = "2 bar" }', 'mode = "manual"\n', 'manual', 'value'],
  ])('%s %s starts in %s', (setPoint, mode, startMode, kind) => {
    const loop = loopOf(`${mode}pid = { gain = 2, integral_time = "3 s" }`, setPoint);
    expect([loop.startMode, loop.setPoint.kind]).toEqual([startMode, kind]);
  });
});

describe('tags', () => {
  it('of a loop with a cycle, a limit of fatigue and a power are there, and of a plain one are not', () => {
    const site = siteOf(`[[cycle]]
id = "swing"
shape = "sine"
low = "1 bar"
high = "2 bar"
period = "9 s"

[[loop]]
id = "pc1"
pv = "ch1.pressure"
set_point = { cycle = "swing" }
set_point_range = ["1 bar", "4 bar"]
pv_range = ["0 bar", "10 bar"]
outputs = [{ tag = "inlet1.position" }]
pid = { gain = 2 }
fatigue = { range = "2 bar", cycles = 1e5, exponent = 5 }

[[loop]]
id = "pc2"
pv = "ch2.pressure"
set_point = { value = "2 bar" }
set_point_range = ["1 bar", "4 bar"]
pv_range = ["0 bar", "10 bar"]
outputs = [{ tag = "inlet2.position" }]
pid = { gain = 2 }
`);
    const tags = new Map(siteTags(site).map((tag) => [tag.id, tag]));
    expect(tags.get('pc1.cycle')).toMatchObject({ kind: 'loop', writable: true });
    expect(tags.get('pc1.cycle_phase_error')).toMatchObject({ unit: 'rad', writable: false });
    expect(tags.get('pc1.cycle_rms_error')).toMatchObject({ unit: 'Pa', dimension: 'pressure difference' });
    expect(tags.get('pc1.fatigue_used')).toMatchObject({ unit: '1' });
    expect([...tags.keys()].filter((id) => id.startsWith('pc2.'))).toEqual(['pc2.sp', 'pc2.out', 'pc2.mode']);
    expect(tags.has('pc1.cycle_gas')).toBe(false);
  });
});
