/** The embedded broker in a process of its own. Prints its port. */
import { startBroker } from '../../../src/field/mqtt/broker.ts';

const started = await startBroker({ host: '127.0.0.1', port: 0 }, 'port');
if (!started.ok) throw new Error(started.problem.what);
console.log(started.value.port);
