import { performance } from 'node:perf_hooks';

/** Site time in seconds since the start of the run. */
export interface SiteClock {
  nowS(): number;
}

/** The host's monotonic clock, run at `speed` times real time. */
export function realClock(speed: number): SiteClock {
  const startMs = performance.now();
  return { nowS: () => ((performance.now() - startMs) / 1000) * speed };
}

/** A clock that stands still until somebody moves it. */
export interface VirtualClock extends SiteClock {
  advanceTo(timeS: number): void;
}

export function virtualClock(): VirtualClock {
  let timeS = 0;
  return {
    nowS: () => timeS,
    advanceTo(nextS) {
      timeS = nextS;
    },
  };
}
