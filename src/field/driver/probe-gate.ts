/**
 * Keeps the trials of dead devices from eating the time of their neighbours. Where only one request at a time is on
 * its way, a trial that nobody answers takes the line from all others for a whole time-out. So for every failed trial
 * the line is theirs for so long that trials take no more than their share, however many devices are dead.
 */
import type { ModbusBus } from '../wiring.ts';

/** Part of the time of a line that trials may take, where the wiring does not say. */
export const DEFAULT_PROBE_SHARE = 0.05;

export class ProbeGate {
  private readonly share: number;
  private shutUntilS = Number.NEGATIVE_INFINITY;

  /** @param share Part of the time that trials may take, above 0 and up to 1. */
  constructor(share: number) {
    this.share = share;
  }

  isOpen(nowS: number): boolean {
    return nowS >= this.shutUntilS;
  }

  /** A trial has taken the line for `costS`. */
  failed(costS: number, nowS: number): void {
    this.shutUntilS = nowS + costS * (1 / this.share - 1);
  }
}

/** The gate of a bus; null where a device that does not answer keeps nobody waiting. */
export function probeGateOf(bus: ModbusBus): ProbeGate | null {
  const oneAtATime = bus.kind === 'modbus-rtu' || bus.framing === 'rtu' || bus.maxInFlight === 1;
  return oneAtATime ? new ProbeGate(bus.link.probeShare ?? DEFAULT_PROBE_SHARE) : null;
}
