import type { SparkplugPayload } from './payload.ts';

/** A message to be published. */
export interface SparkplugMessage {
  readonly topic: string;
  readonly payload: SparkplugPayload;
}

/** A moment of the site clock and of the calendar. */
export interface Moment {
  readonly nowS: number;
  /** ms since 1970 UTC. */
  readonly utcMs: number;
}
