/** Sequence numbers of messages and of sessions run from 0 to 255 and begin anew (Sparkplug 3.0.0, 6.4.5). */
const COUNT = 256;

export function nextInSequence(number: number): number {
  return (number + 1) % COUNT;
}
