import { describe, expect, it } from 'vitest';
import type { EmulatedUnit } from '../../src/field/emulated/emulated-field.ts';
import { pointReader } from '../../src/physics/plant.ts';
import { commandForTag, type OperatorCommand } from '../../src/runtime/operator.ts';
import type { CommandResult } from '../../src/runtime/site-view.ts';
import { Bench, demoSite } from './demo-runtime.ts';

function unit(bench: Bench, id: number): EmulatedUnit {
  const found = bench.runtime.emulated.units('modbus0').get(id);
  if (found === undefined) throw new Error(`no unit ${id}`);
  return found;
}

async function set(bench: Bench, tag: string, value: number | string): Promise<CommandResult> {
  const command = commandForTag(bench.runtime.site, tag, value);
  return 'ok' in command ? command : obeyed(bench, command);
}

async function obeyed(bench: Bench, command: OperatorCommand): Promise<CommandResult> {
  const answer = bench.runtime.operator.submit(command);
  bench.advance(0.01);
  return answer;
}

const reset = (bench: Bench): Promise<CommandResult> => obeyed(bench, { kind: 'reset' });

describe('the scan closes the loop', () => {
  it('makes chamber 1 follow its cycle and holds chamber 2 at its set-point', async () => {
    const bench = await Bench.start();
    bench.advance(39.5);
    expect(bench.value('pc1.sp')).toBe(150_000);
    expect(Math.abs(bench.value('ch1.pressure') - 150_000)).toBeLessThan(2_000);
    expect(Math.abs(bench.value('ch2.pressure') - 200_000)).toBeLessThan(500);
    bench.advance(10);
    expect(bench.value('pc1.sp')).toBe(300_000);
    expect(Math.abs(bench.value('ch1.pressure') - 300_000)).toBeLessThan(2_000);
    expect(bench.tripped()).toEqual([]);
  });

  it('measures what the plant is, within the transmitter’s noise and lag', async () => {
    const bench = await Bench.start();
    bench.advance(39);
    const { plantHost, image } = bench.runtime;
    if (plantHost === null) throw new Error('the demo has a plant');
    const pressurePa = pointReader(plantHost.plant, 'ch2.pressure')?.() ?? Number.NaN;
    expect(Math.abs(image.read('ch2.pressure').value - pressurePa)).toBeLessThan(150);
  });
});

describe('interlocks come last and win', () => {
  it('trips on high pressure over the wire, keeps the latch, and needs a reset', async () => {
    const bench = await Bench.start();
    bench.advance(5);
    expect(await set(bench, 'pc2.mode', 'manual')).toMatchObject({ ok: true });
    expect(await set(bench, 'pc2.out', '100 %')).toMatchObject({ ok: true });
    bench.advance(10);
    expect(bench.tripped()).toEqual(['isolate-ch2']);
    expect(bench.value('inlet2.position')).toBe(0);
    expect(bench.value('vent2.position')).toBe(1);
    // The operator's 100 % still stands in the loop, and does not reach the valve.
    bench.advance(20);
    expect(bench.value('ch2.pressure')).toBeLessThan(110_000);
    expect(bench.tripped()).toEqual(['isolate-ch2']);
    expect(await set(bench, 'pc2.mode', 'auto')).toMatchObject({ ok: true });
    expect(await reset(bench)).toMatchObject({ ok: true, text: '1 effect reset' });
    bench.advance(20);
    expect(bench.tripped()).toEqual([]);
    expect(Math.abs(bench.value('ch2.pressure') - 200_000)).toBeLessThan(1_000);
  });

  it('overrides control in the very scan of the trip, not in the next one', async () => {
    const bench = await Bench.start();
    bench.advance(5);
    await set(bench, 'pc2.mode', 'manual');
    await set(bench, 'pc2.out', '100 %');
    const inletMillivolts = (): number => unit(bench, 4).map.get('holding', 2);
    let before = Number.NaN;
    for (let scan = 0; scan < 2000 && bench.tripped().length === 0; scan += 1) {
      before = inletMillivolts();
      bench.advance(0.01);
    }
    expect(bench.tripped()).toEqual(['isolate-ch2']);
    expect([before, inletMillivolts()]).toEqual([10_000, 0]);
  });

  it('trips on the loss of a sensor after the delay, refuses a reset while it stands, and recovers after it', async () => {
    const bench = await Bench.start();
    bench.advance(5);
    unit(bench, 1).map.failed = true;
    bench.advance(0.5);
    expect(bench.quality('ch1.pressure')).toMatch(/^bad: exception 4/);
    expect(bench.tripped()).toEqual([]);
    bench.advance(1);
    expect(bench.tripped()).toEqual(['isolate-ch1', 'rack-off']);
    expect(bench.value('rack1.enabled')).toBe(0);
    expect(await reset(bench)).toMatchObject({
      ok: false,
      text: expect.stringContaining('ch1-pressure-lost'),
    });
    unit(bench, 1).map.failed = false;
    bench.advance(2);
    expect(bench.quality('ch1.pressure')).toBe('good');
    expect(bench.tripped()).toEqual(['isolate-ch1', 'rack-off']);
    expect(await reset(bench)).toMatchObject({ ok: true });
    bench.advance(1);
    expect(bench.tripped()).toEqual([]);
  });

  it('leaves a free output in its safe state after a reset, until somebody switches it on', async () => {
    const bench = await Bench.start();
    bench.advance(5);
    expect(bench.value('rack1.enabled')).toBe(1);
    unit(bench, 1).map.failed = true;
    bench.advance(2);
    expect(await set(bench, 'rack1.enabled', 1)).toMatchObject({ ok: false, problem: 'refused' });
    unit(bench, 1).map.failed = false;
    bench.advance(2);
    await reset(bench);
    bench.advance(5);
    expect(bench.value('rack1.enabled')).toBe(0);
    expect(await set(bench, 'rack1.enabled', 1)).toMatchObject({ ok: true });
    bench.advance(1);
    expect(bench.value('rack1.enabled')).toBe(1);
  });

  it('takes an operator back into automatic without a bump', async () => {
    const bench = await Bench.start();
    bench.advance(30);
    await set(bench, 'pc2.mode', 'manual');
    bench.advance(5);
    const before = bench.value('pc2.out');
    await set(bench, 'pc2.mode', 'auto');
    expect(Math.abs(bench.value('pc2.out') - before)).toBeLessThan(0.01);
  });
});

describe('what an operator may not do is refused with a reason', () => {
  it.each<[string, number | string, RegExp]>([
    ['pc2.sp', '9 bar', /outside its range/],
    ['pc2.sp', '2.2', /no unit/],
    ['pc2.sp', 'cycle', /no cycle/],
    ['pc2.out', '50 %', /manual first/],
    ['pc2.mode', 'maybe', /auto or manual/],
    ['ch1.pressure', '2 bar', /sensor/],
    ['inlet1.position', 1, /driven by a loop/],
    ['cross.position', 0.4, /on or off/],
    ['rack1.enabled', 'half', /on or off/],
    ['no.such', 1, /no tag/],
  ])('%s = %s', async (tag, value, reason) => {
    const bench = await Bench.start();
    bench.advance(1);
    expect(await set(bench, tag, value)).toMatchObject({ ok: false, text: expect.stringMatching(reason) });
  });
});

describe('a trip of all outputs, as by an overrun', () => {
  it('holds every output safe, shows as an effect, counts as a trip, and needs a reset', async () => {
    const bench = await Bench.start();
    bench.advance(5);
    bench.runtime.scan.guards.tripAll('scan overrun', 5);
    bench.advance(2);
    for (const [tag, safe] of demoSite().interlocks.safeState)
      expect([tag, bench.value(tag)]).toEqual([tag, safe]);
    expect(bench.tripped()).toEqual(['all-outputs']);
    expect(bench.runtime.scan.guards.interlockSnapshot().effects[0]?.firstOut).toEqual(['scan overrun']);
    expect(bench.runtime.scan.guards.trips).toBe(1);
    expect(await set(bench, 'cross.position', 1)).toMatchObject({ ok: false, problem: 'refused' });
    expect(await reset(bench)).toMatchObject({ ok: true, text: '1 effect reset' });
    bench.advance(20);
    expect(bench.tripped()).toEqual([]);
    expect(Math.abs(bench.value('ch2.pressure') - 200_000)).toBeLessThan(1_000);
    expect(bench.value('rack1.enabled')).toBe(0);
  });
});

describe('the ledger of the demo', () => {
  it('closes over ten minutes to 1e-9 of the throughput, in mass and energy', async () => {
    const bench = await Bench.start();
    bench.advance(600);
    const report = bench.runtime.ledger?.report();
    expect(report?.breach).toBeNull();
    expect(report?.massRelative).toBeLessThan(1e-9);
    expect(report?.energyRelative).toBeLessThan(1e-9);
    expect(report?.entropyGeneratedJPerK).toBeGreaterThan(1);
  });
});
