/** What a process holds when everything that can go has gone. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What the heap may grow by while nothing is kept: well below a few bytes for each of a million frames. */
export const HEAP_SLACK_BYTES = 3e6;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Objects and buffers that are still held after a full collection. */
export function heapBytes(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
