/**
 * A control valve that sticks: the two-parameter model of Kano, Maruta, Kugemoto and Shimizu (Practical model and
 * detection algorithm for valve stiction, IFAC ALCHEM 2004). After it stopped, the valve moves again once the demand has
 * gone on by J in the same direction, or by S in the other; moving, it trails the demand by (S − J)/2.
 */
export interface StickyValve {
  /** Stick band plus dead band, and slip jump, both % of travel; 0 and 0 is a valve without friction. */
  readonly stickPercent: number;
  readonly jumpPercent: number;
  positionPercent: number;
  demandPercent: number;
  lastStep: number;
  /** Demand at which the valve stopped. */
  stoppedAtPercent: number;
  isStopped: boolean;
  direction: -1 | 1;
}

export function createStickyValve(stickPercent: number, jumpPercent: number, atPercent: number): StickyValve {
  return {
    stickPercent,
    jumpPercent,
    positionPercent: atPercent,
    demandPercent: atPercent,
    lastStep: 0,
    stoppedAtPercent: atPercent,
    isStopped: true,
    direction: 1,
  };
}

/** Where the valve stands after one sample of a demand, %. */
export function moveValve(valve: StickyValve, demandPercent: number): number {
  const { stickPercent, jumpPercent } = valve;
  const step = demandPercent - valve.demandPercent;
  if (!valve.isStopped && step * valve.lastStep <= 0) {
    valve.isStopped = true;
    valve.stoppedAtPercent = valve.demandPercent;
  }
  const onward = valve.direction * (demandPercent - valve.stoppedAtPercent);
  if (valve.isStopped && -onward > stickPercent) {
    valve.direction = valve.direction === 1 ? -1 : 1;
    valve.isStopped = false;
  } else if (valve.isStopped && onward > jumpPercent) {
    valve.isStopped = false;
  }
  if (!valve.isStopped) {
    valve.positionPercent = demandPercent - (valve.direction * (stickPercent - jumpPercent)) / 2;
  }
  valve.demandPercent = demandPercent;
  valve.lastStep = step;
  return valve.positionPercent;
}
