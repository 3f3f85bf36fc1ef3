/** A fault in words. */
import type { FaultDefinition, FaultEffect, FaultSnapshot } from './fault.ts';

/** Such as `pt1`, `modbus0`, or `pt1, function 3`. */
export function targetText({ target }: Pick<FaultDefinition, 'target'>): string {
  const { busId, deviceId, functionCode, point, topic } = target;
  const parts = [
    deviceId ?? busId,
    functionCode === null ? null : `function ${functionCode}`,
    point === null ? null : `point ${point}`,
    topic === null ? null : `topic ${topic}`,
  ];
  return parts.filter((part) => part !== null).join(', ');
}

/** Such as `delay of 500 ms`. */
export function effectText(effect: FaultEffect): string {
  switch (effect.kind) {
    case 'delay':
      return `delay of ${ms(effect.delayS)}`;
    case 'jitter':
      return `jitter up to ${ms(effect.jitterS)}`;
    case 'wrong-unit':
      return effect.unit === null ? 'wrong-unit' : `wrong-unit ${effect.unit}`;
    case 'wrong-function':
      return effect.functionCode === null ? 'wrong-function' : `wrong-function ${effect.functionCode}`;
    case 'exception':
      return `exception ${effect.code}`;
    case 'truncation':
      return effect.keptShare === null
        ? 'truncation'
        : `truncation to ${Number((100 * effect.keptShare).toPrecision(3))} %`;
    case 'noise':
      return effect.bytes === null ? 'noise' : `noise of ${effect.bytes} bytes`;
    case 'slow-writer':
      return `slow-writer, ${ms(effect.pauseS)} a byte`;
    case 'clock-skew':
      return `clock-skew of ${effect.skewS} s`;
    default:
      return effect.kind;
  }
}

/** How often it strikes, such as `10 %, at most 5 times`; empty where always. */
export function chanceText({ probability, count }: FaultDefinition): string {
  const share = probability === 1 ? null : `${Number((100 * probability).toPrecision(3))} %`;
  const limit = count === null ? null : `at most ${times(count)}`;
  return [share, limit].filter((part) => part !== null).join(', ');
}

const ENDS = { time: 'its time is over', count: 'its count is used up', command: 'cleared by command' };

/** What has become of it, for the journal. */
export function endText({ strikes, endedBy }: FaultSnapshot): string {
  return `${endedBy === null ? 'over' : ENDS[endedBy]}, it struck ${times(strikes)}`;
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

function ms(seconds: number): string {
  return `${Number((seconds * 1000).toPrecision(6))} ms`;
}
