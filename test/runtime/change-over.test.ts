/** A loop whose process value comes from another line all at once goes on from where its outputs are. */
import { beforeEach, describe, expect, it } from 'vitest';
import { siteTags } from '../../src/config/tags.ts';
import type { FieldSample } from '../../src/field/driver/samples.ts';
import { onlineTag } from '../../src/field/driver/samples.ts';
import type { FieldRunner } from '../../src/field/field-runner.ts';
import { Arming } from '../../src/runtime/arming.ts';
import { DeviceModes } from '../../src/runtime/device-modes.ts';
import { Journal } from '../../src/runtime/journal.ts';
import { OperatorQueue } from '../../src/runtime/operator.ts';
import { ProcessImage } from '../../src/runtime/process-image.ts';
import { Scan } from '../../src/runtime/scan.ts';
import type { CommandResult } from '../../src/runtime/site-view.ts';
import { demoSite, VIRTUAL } from './demo-runtime.ts';
import { inModes } from './modes.ts';

const SITE = inModes(demoSite(), { ao1: 'shadow' });
const PERIOD_S = SITE.scan.periodS;
const STALE_S = 0.5;

/** A scan between samples that a test makes up and positions that it looks at. */
class Desk {
  readonly image = new ProcessImage(
    siteTags(SITE).map(({ id }) => id),
    new Map([['ch2.pressure', STALE_S]]),
  );
  readonly written = new Map<string, number>();
  readonly #samples: FieldSample[] = [];
  readonly #operator = new OperatorQueue();
  readonly #scan: Scan;
  #tick = 0;
  pending = false;

  constructor() {
    const field = {
      drain: () => this.#samples.splice(0),
      write: (tag: string, position: number) => void this.written.set(tag, position),
      hasPendingWrites: () => this.pending,
    } as unknown as FieldRunner;
    const journal = new Journal();
    const modes = new DeviceModes(SITE.wiring);
    this.#scan = new Scan({
      site: SITE,
      plan: { ...VIRTUAL, wire: 'real', speed: 1 },
      image: this.image,
      field,
      journal,
      operator: this.#operator,
      ledger: null,
      controller: 'internal',
      modes,
      arming: new Arming(SITE, modes, journal),
    });
  }

  get nowS(): number {
    return this.#tick * PERIOD_S;
  }

  say(tag: string, value: number): void {
    const reading = { value, quality: 'good', reason: null } as const;
    this.#samples.push({ tag, reading, timeS: this.nowS });
  }

  scan(): this {
    this.#scan.run(this.nowS);
    this.#tick += 1;
    return this;
  }

  /** Scans with every device well and chamber 2 at a pressure. */
  settle(pressurePa: number, scans: number): this {
    for (let scan = 0; scan < scans; scan += 1) {
      for (const { id } of SITE.wiring.buses.flatMap((bus) => bus.devices)) this.say(onlineTag(id), 1);
      for (const tag of ['ch1.pressure', 'ch2.pressure']) this.say(tag, pressurePa);
      this.say('ch1.temperature', 300);
      this.scan();
    }
    return this;
  }

  order(command: Parameters<OperatorQueue['submit']>[0]): Promise<CommandResult> {
    const answer = this.#operator.submit(command);
    this.scan();
    return answer;
  }

  get ch2(): string {
    const { value, quality, reason } = this.image.read('ch2.pressure');
    return `${value} ${quality} ${reason}`;
  }
}

let desk: Desk;
beforeEach(() => {
  desk = new Desk();
  // A little below the set-point of 2 bar: the inlet stands partly open.
  desk.settle(1.99e5, 20);
});

describe('while a sensor changes over', () => {
  it('its last reading is uncertain, ages, and is never good', async () => {
    expect(await desk.order({ kind: 'device-mode', device: 'pt2', to: 'shadow' })).toMatchObject({
      ok: true,
    });
    expect(desk.ch2).toBe('199000 uncertain changing over');
    for (let scan = 0; scan < 70; scan += 1) desk.scan();
    expect(desk.ch2).toBe('199000 bad stale');
  });

  it('the loop on it keeps its outputs, and takes a far reading up from there', async () => {
    const before = desk.written.get('inlet2.position') ?? Number.NaN;
    expect(before).toBeGreaterThan(0.01);
    await desk.order({ kind: 'device-mode', device: 'pt2', to: 'shadow' });
    for (let scan = 0; scan < 5; scan += 1) {
      desk.scan();
      expect(desk.written.get('inlet2.position')).toBe(before);
    }
    // The hardware stands half a bar lower: by itself the gain of the loop would open the inlet at once.
    desk.settle(1.5e5, 1);
    expect(desk.written.get('inlet2.position')).toBe(before);
    desk.settle(1.5e5, 1);
    expect(Math.abs((desk.written.get('inlet2.position') ?? Number.NaN) - before)).toBeLessThan(0.05);
    desk.settle(1.5e5, 200);
    expect(desk.written.get('inlet2.position')).toBe(1);
  });

  it('a change of the same line is none', async () => {
    await desk.order({ kind: 'device-mode', device: 'pt2', to: 'shadow' });
    desk.settle(1.99e5, 5);
    await desk.order({ kind: 'device-mode', device: 'pt2', to: 'real' });
    expect(desk.ch2).toBe('199000 good null');
  });
});

describe('while a site is armed', () => {
  it('control waits at what the outputs hold until that is confirmed, and goes on from there', async () => {
    desk.say('inlet2.position', 0.25);
    desk.say('vent2.position', 0);
    desk.scan();
    desk.pending = true;
    await desk.order({ kind: 'arm', order: { forS: 60, confirmation: 'demo' } });
    expect(desk.written.get('inlet2.position')).toBe(0.25);
    desk.settle(1.99e5, 10);
    expect(desk.written.get('inlet2.position')).toBe(0.25);
    desk.pending = false;
    desk.settle(1.99e5, 2);
    expect(Math.abs((desk.written.get('inlet2.position') ?? Number.NaN) - 0.25)).toBeLessThan(0.02);
  });

  it('and disarmed, real outputs go to their safe state and emulated ones do not', async () => {
    await desk.order({ kind: 'arm', order: { forS: 60, confirmation: 'demo' } });
    desk.settle(1.99e5, 5);
    expect(desk.written.get('rack1.enabled')).toBe(1);
    desk.pending = true;
    await desk.order({ kind: 'disarm' });
    expect(desk.written.get('inlet2.position')).toBe(0);
    expect(desk.written.get('vent2.position')).toBe(1);
    expect(desk.written.get('rack1.enabled')).toBe(1);
  });
});
