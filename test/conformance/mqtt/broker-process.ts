/** A broker in a process of its own: prints its port, and for each line of input the bytes that it holds. */
import { createInterface } from 'node:readline';
import { startBroker } from '../../../src/field/mqtt/broker.ts';

const started = await startBroker({ host: '127.0.0.1', port: 0 }, 'test');
if (!started.ok) throw new Error(started.problem.what);
console.log(started.value.port);

const { gc } = globalThis;
if (gc === undefined) throw new Error('run with --expose-gc');
createInterface({ input: process.stdin }).on('line', () => {
  // What a first collection only releases, a second one after the finalisers frees.
  gc();
  setImmediate(() => {
    gc();
    const { heapUsed, external } = process.memoryUsage();
    console.log(heapUsed + external);
  });
});
