import { loadSite } from '../../src/config/load-site.ts';
import type { Site } from '../../src/config/site.ts';
import type { VirtualClock } from '../../src/runtime/clock.ts';
import type { RunPlan } from '../../src/runtime/run-plan.ts';
import { startSite } from '../../src/runtime/run-site.ts';
import type { SiteRuntime } from '../../src/runtime/site-runtime.ts';

const ROOT = new URL('../..', import.meta.url).pathname;

export function demoSite(): Site {
  const { value, diagnostics } = loadSite(`${ROOT}etc/demo`, { installRoot: ROOT });
  if (value === null) throw new Error(JSON.stringify(diagnostics, null, 2));
  return value;
}

export const VIRTUAL: RunPlan = {
  speed: 'max',
  wire: 'memory',
  controller: 'internal',
  durationS: null,
  seed: 1,
  recordFolder: null,
  threads: 1,
  strict: false,
  version: 'test',
};

/** A site on the memory wire that a test moves through time by hand. */
export class Bench {
  readonly runtime: SiteRuntime;
  #tick = 0;

  constructor(runtime: SiteRuntime) {
    this.runtime = runtime;
  }

  static async start(site: Site = demoSite(), plan: RunPlan = VIRTUAL): Promise<Bench> {
    const started = await startSite(site, plan);
    if (started.kind !== 'started') throw new Error(JSON.stringify(started.problem));
    return new Bench(started.runtime);
  }

  get timeS(): number {
    return this.#tick * this.runtime.site.scan.periodS;
  }

  /** Runs scans for a stretch of site time. */
  advance(durationS: number): this {
    const { runtime } = this;
    const end = this.#tick + Math.round(durationS / runtime.site.scan.periodS);
    for (; this.#tick < end; this.#tick += 1) {
      (runtime.clock as VirtualClock).advanceTo(this.timeS);
      runtime.plantHost?.advanceTo(this.timeS);
      runtime.scan.run(this.timeS);
      runtime.field.exchange(this.timeS);
    }
    return this;
  }

  value(tag: string): number {
    return this.runtime.image.read(tag).value;
  }

  quality(tag: string): string {
    const { quality, reason } = this.runtime.image.read(tag);
    return reason === null ? quality : `${quality}: ${reason}`;
  }

  tripped(): readonly string[] {
    const { effects } = this.runtime.scan.guards.interlockSnapshot();
    return effects.filter((effect) => effect.tripped).map((effect) => effect.id);
  }
}
