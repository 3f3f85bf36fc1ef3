import { beforeEach, describe, expect, it } from 'vitest';
import { ARMED_TAG, UNCONFIRMED_TAG } from '../../src/config/mode-tags.ts';
import type { Site } from '../../src/config/site.ts';
import { siteTags } from '../../src/config/tags.ts';
import { onlineTag } from '../../src/field/driver/samples.ts';
import type { FieldRunner } from '../../src/field/field-runner.ts';
import type { DeviceMode } from '../../src/field/wiring.ts';
import { Arming } from '../../src/runtime/arming.ts';
import { armingRefusals, emulatedGuards } from '../../src/runtime/arming-interlock.ts';
import { DeviceModes } from '../../src/runtime/device-modes.ts';
import { Journal } from '../../src/runtime/journal.ts';
import { ProcessImage } from '../../src/runtime/process-image.ts';
import type { Quality } from '../../src/units/reading.ts';
import { demoSite } from './demo-runtime.ts';
import { inModes } from './modes.ts';

const ORDER = { forS: 60, confirmation: 'demo' };

/** A field that confirms when it is told to. */
class Wire {
  pending = false;
  readonly runner = { hasPendingWrites: () => this.pending } as FieldRunner;
}

class Armoury {
  readonly site: Site;
  readonly image: ProcessImage;
  readonly journal = new Journal();
  readonly modes: DeviceModes;
  readonly arming: Arming;
  readonly wire = new Wire();
  tripped: readonly string[] = [];

  constructor(modes: Readonly<Record<string, DeviceMode>>, disarmOnTrip = false) {
    const site = inModes(demoSite(), modes);
    this.site = { ...site, arming: { longestS: 3600, disarmOnTrip } };
    this.image = new ProcessImage(
      siteTags(this.site).map(({ id }) => id),
      new Map(),
    );
    this.modes = new DeviceModes(this.site.wiring);
    this.arming = new Arming(this.site, this.modes, this.journal);
    for (const { id } of this.site.wiring.buses.flatMap((bus) => bus.devices)) this.read(onlineTag(id), 1);
    for (const tag of this.site.interlocks.safeState.keys()) this.read(tag, 0);
  }

  read(tag: string, value: number, quality: Quality = 'good'): void {
    this.image.write(tag, { value, quality, reason: quality === 'good' ? null : 'why' }, 0);
  }

  arm(nowS: number, order = ORDER) {
    return this.arming.arm(order, this.refusals(), this.image, nowS);
  }

  refusals(controller: 'internal' | 'external' = 'internal'): readonly string[] {
    const { site, modes, image, tripped } = this;
    return armingRefusals({ site, plan: { controller }, modes, image, tripped });
  }

  step(nowS: number): void {
    const { image } = this;
    this.arming.step(nowS, { tripped: () => this.tripped, field: this.wire.runner, image });
    this.arming.publish(image, nowS);
  }

  said(): string {
    return this.journal
      .after(0)
      .filter(({ kind }) => kind === 'arming')
      .map(({ text }) => text)
      .join('\n');
  }
}

let armoury: Armoury;
beforeEach(() => {
  armoury = new Armoury({ ao1: 'shadow', pt1: 'shadow' });
});

describe('arming', () => {
  it('lets real outputs be written from then on until its time is over, and says both', () => {
    expect(armoury.arming.mayWrite).toBe(false);
    expect(armoury.arm(10)).toMatchObject({ ok: true });
    armoury.step(10);
    expect([armoury.arming.mayWrite, armoury.image.read(ARMED_TAG).value]).toEqual([true, 1]);
    armoury.step(69.99);
    expect(armoury.arming.state).toBe('armed');
    armoury.step(70);
    expect(armoury.arming.state).toBe('disarming');
    armoury.step(70.01);
    expect([armoury.arming.mayWrite, armoury.image.read(ARMED_TAG).value]).toEqual([false, 0]);
    expect(armoury.said()).toContain('its time is over');
  });

  it('again while armed gives it more time, and takes nothing over anew', () => {
    armoury.arm(0);
    armoury.step(0.01);
    armoury.read('inlet1.position', 0.7);
    expect(armoury.arm(50)).toMatchObject({ ok: true });
    expect(armoury.arming.held().size).toBe(0);
    armoury.step(109);
    expect(armoury.arming.state).toBe('armed');
  });

  it.each([
    [{ ...ORDER, confirmation: 'Demo' }, 'not the name of this site'],
    [{ ...ORDER, confirmation: '' }, 'not the name of this site'],
    [{ ...ORDER, forS: 3601 }, '[arming] longest'],
  ])('is refused for the order %j', (order, reason) => {
    expect(armoury.arm(0, order)).toMatchObject({ ok: false, text: expect.stringContaining(reason) });
    expect(armoury.arming.mayWrite).toBe(false);
    expect(armoury.said()).toContain(reason);
  });

  it('holds what the outputs hold until they have confirmed just that', () => {
    armoury.read('inlet1.position', 0.123);
    armoury.read('vent1.position', 1, 'uncertain');
    armoury.read('vent2.position', 0.5, 'bad');
    armoury.wire.pending = true;
    armoury.arm(5);
    const taken = new Map([
      ['inlet1.position', 0.123],
      ['vent1.position', 1],
      ['inlet2.position', 0],
    ]);
    expect(armoury.arming.held()).toEqual(taken);
    armoury.step(5);
    armoury.step(5.5);
    expect(armoury.arming.held()).toEqual(taken);
    armoury.wire.pending = false;
    armoury.step(5.51);
    expect(armoury.arming.held().size).toBe(0);
    expect(armoury.said()).toContain('without knowing what they held: vent2.position');
  });

  it('does not wait for ever for a confirmation before control goes on', () => {
    armoury.wire.pending = true;
    armoury.arm(5);
    armoury.step(6);
    expect(armoury.arming.held().size).toBe(0);
    expect(armoury.arming.state).toBe('armed');
  });
});

describe('what stands against arming', () => {
  it('is nothing where all is well', () => {
    expect(armoury.refusals()).toEqual([]);
  });

  it('is a tripped effect', () => {
    armoury.tripped = ['isolate-ch1'];
    expect(armoury.refusals()).toEqual(['isolate-ch1 is tripped; reset it first']);
  });

  it.each<[string, number, Quality]>([
    ['ao1', 0, 'good'],
    ['ao1', 1, 'uncertain'],
    ['do1', 0, 'good'],
  ])('is %s, which has outputs, at %d and %s', (device, value, quality) => {
    armoury.read(onlineTag(device), value, quality);
    expect(armoury.refusals()).toEqual([`${device}, which has outputs, does not answer`]);
  });

  it('is no lost sensor: interlocks judge those', () => {
    armoury.read(onlineTag('pt1'), 0);
    expect(armoury.refusals()).toEqual([]);
  });

  it('is a controller outside, and that nothing is there to be armed', () => {
    expect(armoury.refusals('external')).toEqual([expect.stringContaining('controller outside')]);
    expect(new Armoury({ pt1: 'shadow' }).refusals()).toEqual([expect.stringContaining('nothing to arm')]);
  });

  it('names the tags that interlocks watch in the model alone', () => {
    const guards = emulatedGuards(armoury);
    expect(guards).toContain('ch2.pressure');
    expect(guards).not.toContain('ch1.pressure');
  });
});

describe('disarming', () => {
  beforeEach(() => {
    armoury.arm(0);
    armoury.step(0.01);
    armoury.read('inlet1.position', 0.4);
    armoury.wire.pending = true;
  });

  it('holds the safe state of real outputs alone, and is over when everything is confirmed', () => {
    armoury.arming.disarm('by command', 1);
    armoury.step(1);
    expect(Object.fromEntries(armoury.arming.held())).toEqual({
      'inlet1.position': 0,
      'vent1.position': 1,
      'inlet2.position': 0,
      'vent2.position': 1,
    });
    armoury.step(2);
    expect([armoury.arming.state, armoury.image.read(ARMED_TAG).value]).toEqual(['disarming', 1]);
    for (const [tag, safe] of armoury.site.interlocks.safeState) armoury.read(tag, safe);
    armoury.wire.pending = false;
    armoury.step(2.01);
    expect([armoury.arming.state, armoury.arming.held().size]).toEqual(['unarmed', 0]);
    expect(armoury.image.read(UNCONFIRMED_TAG).value).toBe(0);
    expect(armoury.said()).toContain('in their safe state, and written no more');
  });

  it('is not over in the scan in which it begins, before anything was written', () => {
    armoury.wire.pending = false;
    armoury.arming.disarm('by command', 1);
    armoury.step(1);
    expect(armoury.arming.state).toBe('disarming');
  });

  it('ends the writing all the same when nobody confirms, and says so until the outputs are safe', () => {
    armoury.arming.disarm('by command', 1);
    armoury.step(3.99);
    expect(armoury.arming.mayWrite).toBe(true);
    armoury.step(4);
    expect(armoury.arming.mayWrite).toBe(false);
    expect(armoury.image.read(UNCONFIRMED_TAG).value).toBe(1);
    expect(armoury.said()).toContain('NOT CONFIRMED by inlet1.position');
    for (const [tag, safe] of armoury.site.interlocks.safeState) armoury.read(tag, safe);
    armoury.step(5);
    expect(armoury.image.read(UNCONFIRMED_TAG).value).toBe(0);
  });

  it('cannot be turned back by arming before it is over', () => {
    armoury.arming.disarm('by command', 1);
    expect(armoury.arm(2)).toMatchObject({ ok: false, text: expect.stringContaining('just being disarmed') });
    expect(armoury.arming.state).toBe('disarming');
  });

  it('changes nothing where the site is not armed', () => {
    const idle = new Armoury({ ao1: 'shadow' });
    expect(idle.arming.disarm('by command', 0)).toMatchObject({ ok: true });
    expect([idle.arming.state, idle.said()]).toEqual(['unarmed', '']);
  });

  it('follows a trip where the site says so, and only there', () => {
    armoury.tripped = ['isolate-ch1'];
    armoury.step(1);
    expect(armoury.arming.state).toBe('armed');
    const strict = new Armoury({ ao1: 'shadow' }, true);
    strict.arm(0);
    strict.tripped = ['isolate-ch1'];
    strict.step(1);
    expect(strict.arming.state).toBe('disarming');
    expect(strict.said()).toContain('isolate-ch1 tripped');
  });
});
