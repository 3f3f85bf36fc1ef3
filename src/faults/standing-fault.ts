/** One fault on its way from armed to cleared, with the dice that say what it strikes. */
import { nextUniform, type RandomState, randomStream } from '../field/emulated/random.ts';
import type { FaultDefinition, FaultSnapshot } from './fault.ts';

/** Times that were meant to hit the grid of the scan must not fall short of it by a rounding error. */
const TIME_SLACK_S = 1e-9;

/** Random numbers of one fault at one device: what others do does not change them. */
export class Dice {
  private state: RandomState;

  constructor(seed: number, faultId: string, deviceId: string) {
    this.state = randomStream(seed, `fault ${faultId}`, deviceId);
  }

  /** Uniform in (0, 1]. */
  next(): number {
    const { value, state } = nextUniform(this.state);
    this.state = state;
    return value;
  }

  /** Whole number, `low` to `high`. */
  whole(low: number, high: number): number {
    return Math.min(high, low + Math.floor((1 - this.next()) * (high - low + 1)));
  }
}

export class StandingFault {
  readonly definition: FaultDefinition;
  private readonly dice = new Map<string, Dice>();
  private state: FaultSnapshot['state'] = 'armed';
  private strikes = 0;
  private begunS: number | null = null;
  private endedS: number | null = null;
  private endedBy: FaultSnapshot['endedBy'] = null;

  constructor(definition: FaultDefinition) {
    this.definition = definition;
  }

  get isActive(): boolean {
    return this.state === 'active';
  }

  get isOver(): boolean {
    return this.state === 'cleared';
  }

  snapshot(): FaultSnapshot {
    const { state, strikes, begunS, endedS, endedBy } = this;
    return { ...this.definition, state, strikes, begunS, endedS, endedBy };
  }

  /** What happens at `nowS`; null: nothing. */
  advanceTo(nowS: number): 'begins' | 'ends' | null {
    const { atS, count, clearAfterS } = this.definition;
    const isDue = (timeS: number): boolean => nowS >= timeS - TIME_SLACK_S;
    if (this.state === 'armed' && isDue(atS)) {
      this.state = 'active';
      this.begunS = nowS;
      return 'begins';
    }
    if (this.state !== 'active') return null;
    const isUsedUp = count !== null && this.strikes >= count;
    if (isUsedUp) return this.end('count', nowS);
    return clearAfterS !== null && isDue(atS + clearAfterS) ? this.end('time', nowS) : null;
  }

  clear(nowS: number): void {
    if (!this.isOver) this.end('command', nowS);
  }

  /** Whether this exchange or message of a device is struck; the dice for what else chance decides, or null. */
  strike(deviceId: string): Dice | null {
    const { probability, count, id, seed } = this.definition;
    if (!this.isActive || (count !== null && this.strikes >= count)) return null;
    let dice = this.dice.get(deviceId);
    if (dice === undefined) {
      dice = new Dice(seed, id, deviceId);
      this.dice.set(deviceId, dice);
    }
    if (dice.next() > probability) return null;
    this.strikes++;
    return dice;
  }

  private end(by: FaultSnapshot['endedBy'], nowS: number): 'ends' {
    this.state = 'cleared';
    this.endedS = nowS;
    this.endedBy = by;
    return 'ends';
  }
}
