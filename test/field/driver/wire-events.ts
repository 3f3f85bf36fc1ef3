/** An observer that writes down what it hears. */
import type { WireObserver } from '../../../src/field/driver/link-health.ts';

export interface Heard extends WireObserver {
  readonly events: string[];
}

export function recorder(): Heard {
  const events: string[] = [];
  return {
    events,
    sent: (unit, bytes) => void events.push(`sent ${unit}: ${bytes}`),
    answered: (unit, bytes) => void events.push(`answered ${unit}: ${bytes}`),
    gaveUp: (unit, bytes) => void events.push(`gave up ${unit}: ${bytes}`),
    late: (unit) => void events.push(`late ${unit}`),
    unasked: (unit) => void events.push(`unasked ${unit}`),
    connectionLost: () => void events.push('connection lost'),
  };
}
