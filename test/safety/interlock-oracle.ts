/**
 * Interlocks a second time, as slowly and plainly as possible: nothing is remembered, every answer is looked up in the
 * whole history of scans. Times are scan numbers here.
 */
import type { CauseDefinition, InterlockDefinition } from '../../src/safety/definition.ts';
import type { Reading } from '../../src/units/reading.ts';

export interface Scan {
  readonly tags: ReadonlyMap<string, Reading>;
  readonly reset: boolean;
}

export interface Oracle {
  tripped(effect: string, scan: number): boolean;
  firstOut(effect: string, scan: number): readonly string[];
}

export function oracle(definition: InterlockDefinition, history: readonly Scan[], scanS: number): Oracle {
  const reading = (tag: string, scan: number): Reading =>
    history[scan]?.tags.get(tag) ?? { value: 0, quality: 'bad', reason: 'never seen' };

  /** The last reading that said clearly yes or no; readings within the deadband and bad ones say nothing. */
  function lastSaidBeyond({ condition }: CauseDefinition, scan: number): boolean {
    if (condition.kind !== 'limit') return false;
    const sign = condition.direction === 'above' ? 1 : -1;
    for (let at = scan; at >= 0; at -= 1) {
      const { value, quality } = reading(condition.tag, at);
      if (quality === 'bad') continue;
      const excess = sign * (value - condition.limit);
      if (excess > 0) return true;
      if (excess <= -condition.deadband) return false;
    }
    return false;
  }

  function stands(cause: CauseDefinition, scan: number): boolean {
    const { condition } = cause;
    if (condition.kind === 'bad-quality') return reading(condition.tag, scan).quality === 'bad';
    if (condition.kind === 'device-lost') {
      const { value, quality } = reading(`${condition.device}.online`, scan);
      return !(quality !== 'bad' && value === 1);
    }
    const blind = condition.onBad === 'trip' && reading(condition.tag, scan).quality === 'bad';
    return blind || lastSaidBeyond(cause, scan);
  }

  function active(cause: CauseDefinition, scan: number): boolean {
    const first = scan - Math.round(cause.onDelayS / scanS);
    if (first < 0) return false;
    for (let at = first; at <= scan; at += 1) if (!stands(cause, at)) return false;
    return true;
  }

  const causesOf = (effect: string) =>
    definition.causes.filter(({ id }) => (definition.matrix.get(id) ?? []).includes(effect));

  const activeCauses = (effect: string, scan: number) =>
    causesOf(effect)
      .filter((cause) => active(cause, scan))
      .map(({ id }) => id);

  /** First scan of the trip that is in force at `scan`; null where none is. */
  function tripStart(effect: string, scan: number): number | null {
    const latch = definition.effects.find(({ id }) => id === effect)?.latch === true;
    let start: number | null = null;
    for (let at = scan; at >= 0; at -= 1) {
      const demanded = activeCauses(effect, at).length > 0;
      if (demanded) start = at;
      if (!latch && !demanded) break;
      if (history[at]?.reset === true && !causesOf(effect).some((cause) => stands(cause, at))) break;
    }
    return start;
  }

  return {
    tripped: (effect, scan) => tripStart(effect, scan) !== null,
    firstOut(effect, scan) {
      const start = tripStart(effect, scan);
      return start === null ? [] : activeCauses(effect, start);
    },
  };
}
