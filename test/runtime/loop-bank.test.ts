import { describe, expect, it } from 'vitest';
import type { Site } from '../../src/config/site.ts';
import { siteTags } from '../../src/config/tags.ts';
import type { LoopDefinition } from '../../src/control/definition.ts';
import { LoopBank, type LoopBankState } from '../../src/runtime/loop-bank.ts';
import { commandForTag } from '../../src/runtime/operator.ts';
import { ProcessImage } from '../../src/runtime/process-image.ts';
import type { CommandResult } from '../../src/runtime/site-view.ts';
import { Bench, demoSite } from './demo-runtime.ts';

async function set(bench: Bench, tag: string, value: number | string): Promise<CommandResult> {
  const command = commandForTag(bench.runtime.site, tag, value);
  if ('ok' in command) return command;
  const answer = bench.runtime.operator.submit(command);
  bench.advance(0.01);
  return answer;
}

/** The demo, with changes to its first loop. */
function demoWith(changes: Partial<LoopDefinition>): Site {
  const site = demoSite();
  const [first, ...rest] = site.loops;
  if (first === undefined) throw new Error('the demo has loops');
  return { ...site, loops: [{ ...first, ...changes }, ...rest] };
}

describe('a cycle of the demo', () => {
  it('shows figures of each whole period, and none before', async () => {
    const bench = await Bench.start(demoWith({ fatigue: { rangePa: 1.5e5, cycles: 1000, exponent: 5 } }));
    bench.advance(19);
    expect([bench.value('pc1.cycle'), bench.value('pc1.cycle_count')]).toEqual([1, 0]);
    expect(bench.quality('pc1.cycle_mean')).toMatch(/^bad/);
    bench.advance(22);
    expect(bench.value('pc1.cycle_count')).toBe(2);
    expect(bench.value('pc1.cycle_mean')).toBeGreaterThan(2.2e5);
    expect(bench.value('pc1.cycle_mean')).toBeLessThan(2.3e5);
    expect(Math.abs(bench.value('pc1.cycle_amplitude') - 75_000)).toBeLessThan(4_000);
    expect(bench.value('pc1.cycle_rms_error')).toBeLessThan(7_500);
    expect(Math.abs(bench.value('pc1.cycle_amplitude_error'))).toBeLessThan(0.05);
    // The PV runs after its set-point.
    expect(bench.value('pc1.cycle_phase_error')).toBeLessThan(0);
    expect(bench.value('pc1.cycle_phase_error')).toBeGreaterThan(-0.2);
    expect(bench.value('pc1.cycle_distortion')).toBeGreaterThan(0.02);
    expect(bench.value('pc1.cycle_settling')).toBeGreaterThan(0);
    bench.advance(20);
    // Three periods, of which the last half waits for its end: about a thousandth each of the life.
    expect(bench.value('pc1.fatigue_cycles')).toBeGreaterThanOrEqual(1.5);
    const perCycle = bench.value('pc1.fatigue_used') / bench.value('pc1.fatigue_cycles');
    expect(perCycle).toBeGreaterThan(0.9e-3);
    expect(perCycle).toBeLessThan(1.5e-3);
  });

  it('is held, resumed, stopped and started by its tag, without a jump of the set-point', async () => {
    const bench = await Bench.start();
    bench.advance(22);
    let before = bench.value('pc1.sp');
    const moved = (): number => {
      const movedPa = Math.abs(bench.value('pc1.sp') - before);
      before = bench.value('pc1.sp');
      return movedPa;
    };
    // The trapezoid moves 375 Pa in a scan.
    expect(await set(bench, 'pc1.cycle', 'hold')).toMatchObject({ ok: true, text: 'pc1.cycle: hold' });
    expect(moved()).toBeLessThan(376);
    bench.advance(10);
    expect([moved(), bench.value('pc1.cycle')]).toEqual([0, 2]);
    expect(await set(bench, 'pc1.cycle', 'hold')).toMatchObject({ ok: false });
    expect(await set(bench, 'pc1.cycle', 'resume')).toMatchObject({ ok: true });
    expect(moved()).toBeLessThan(376);
    bench.advance(1);
    moved();
    expect(await set(bench, 'pc1.cycle', 'stop')).toMatchObject({ ok: true });
    expect([moved() < 376, bench.value('pc1.cycle')]).toEqual([true, 0]);
    bench.advance(10);
    expect(moved()).toBe(0);
    expect(await set(bench, 'pc1.sp', 'cycle')).toMatchObject({ ok: true });
    for (let scan = 0; scan < 600; scan += 1) {
      expect(moved()).toBeLessThan(1000);
      bench.advance(0.01);
    }
    expect(bench.value('pc1.cycle')).toBe(1);
  });

  it.each<[string, number | string, RegExp]>([
    ['pc1.cycle', 'pause', /start, stop, hold or resume/],
    ['pc1.mode', 'cascade', /auto or manual/],
    ['pc2.cycle', 'stop', /no tag/],
    ['pc1.cycle', 'resume', /not held/],
  ])('refuses %s = %s with a reason', async (tag, value, reason) => {
    const bench = await Bench.start();
    bench.advance(1);
    expect(await set(bench, tag, value)).toMatchObject({ ok: false, text: expect.stringMatching(reason) });
  });
});

describe('a loop at its limit', () => {
  it('has not wound up after five minutes: the chamber fills at once, and hardly too far', async () => {
    const bench = await Bench.start();
    // No vent brings a chamber below the ambient pressure, which is above this set-point.
    await set(bench, 'pc2.sp', '1 bar');
    bench.advance(300);
    expect(bench.value('pc2.out')).toBe(-1);
    await set(bench, 'pc2.sp', '2 bar');
    bench.advance(0.3);
    expect(bench.value('pc2.out')).toBe(1);
    let highest = 0;
    for (let scan = 0; scan < 1500; scan += 1) {
      bench.advance(0.01);
      highest = Math.max(highest, bench.value('ch2.pressure'));
    }
    expect(highest).toBeLessThan(2.1e5);
    expect(Math.abs(bench.value('ch2.pressure') - 2e5)).toBeLessThan(1e3);
  }, 240_000);
});

describe('loops in cascade', () => {
  /** The first loop gives the second one its set-point. */
  function cascaded(): Site {
    const site = demoWith({ outputs: [], outputRange: [0, 1] });
    const [outer, inner] = site.loops;
    if (outer === undefined || inner === undefined) throw new Error('the demo has two loops');
    return { ...site, loops: [outer, { ...inner, cascade: outer.id, startMode: 'cascade' }] };
  }

  it('are switched by their mode, and the set-point of a cascade is nobody’s to set', async () => {
    const bench = await Bench.start(cascaded());
    bench.advance(5);
    expect(bench.value('pc2.mode')).toBe(2);
    expect(await set(bench, 'pc2.sp', '2 bar')).toMatchObject({
      ok: false,
      text: expect.stringMatching(/cascade/),
    });
    const before = [bench.value('pc2.sp'), bench.value('pc2.out')] as const;
    expect(await set(bench, 'pc2.mode', 'auto')).toMatchObject({ ok: true, text: 'pc2 is in auto' });
    expect(bench.value('pc2.sp')).toBe(before[0]);
    expect(Math.abs(bench.value('pc2.out') - before[1])).toBeLessThan(0.05);
    expect(bench.value('pc2.mode')).toBe(1);
    expect(await set(bench, 'pc2.mode', 'cascade')).toMatchObject({ ok: true });
    expect(await set(bench, 'pc2.mode', 'remote')).toMatchObject({
      ok: false,
      text: expect.stringMatching(/auto, manual or cascade/),
    });
  });
});

describe('the state of the bank', () => {
  const site = demoWith({ fatigue: { rangePa: 1e5, cycles: 100, exponent: 4 } });

  function bank() {
    const image = new ProcessImage(
      siteTags(site).map(({ id }) => id),
      new Map(),
    );
    const outputs = new Map<string, number>();
    const loops = new LoopBank(site);
    const scan = (tick: number): void => {
      const nowS = tick * 0.01;
      const pv = 2.2e5 + 8e4 * Math.sin(nowS / 3) + 900 * Math.sin(nowS * 7);
      const quality = tick % 997 < 5 ? 'bad' : 'good';
      for (const tag of ['ch1.pressure', 'ch2.pressure'])
        image.write(tag, { value: pv, quality, reason: quality === 'bad' ? 'timeout' : null }, nowS);
      loops.step(image, { nowS, dtS: 0.01 }, new Map(), outputs);
    };
    const shown = (): unknown => [
      ...outputs,
      ...[...image.entries()]
        .map(([id, { reading }]) => [id, reading])
        .filter(([id]) => String(id).startsWith('pc')),
    ];
    return { loops, scan, shown };
  }

  it('goes on identically after JSON: outputs, cycles, figures and fatigue', () => {
    const [one, other] = [bank(), bank()];
    for (let tick = 0; tick < 3456; tick += 1) one.scan(tick);
    const text = JSON.stringify(one.loops.save());
    const state: LoopBankState = JSON.parse(text);
    expect(other.loops.restore(state)).toBeNull();
    expect(JSON.stringify(other.loops.save())).toBe(text);
    for (let tick = 3456; tick < 9000; tick += 1) {
      one.scan(tick);
      other.scan(tick);
      if (tick % 100 === 0) expect(JSON.stringify(other.loops.save())).toBe(JSON.stringify(one.loops.save()));
    }
    expect(other.shown()).toEqual(one.shown());
    expect(JSON.stringify(one.shown())).toMatch(/fatigue_used/);
  });

  it('of other loops is refused', () => {
    const { loops } = bank();
    expect(loops.restore({ loops: [], cycles: {}, fatigue: {} })).toMatch(/no state of loop pc1/);
  });
});
