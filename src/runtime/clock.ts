import { performance } from 'node:perf_hooks';

/** Site time in seconds since the start of the run. */
export interface SiteClock {
  nowS(): number;
}

/** A clock that stands at zero until the first scan is about to begin. */
export interface RealClock extends SiteClock {
  start(): void;
}

/** The host's monotonic clock, run at `speed` times real time. */
export function realClock(speed: number): RealClock {
  let startMs: number | null = null;
  return {
    nowS: () => (startMs === null ? 0 : ((performance.now() - startMs) / 1000) * speed),
    start() {
      startMs = performance.now();
    },
  };
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
