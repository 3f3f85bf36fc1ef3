/** The server under test, with one unit like those of its peers. Prints its port. */
import { RegisterMap } from '../../../src/field/modbus/register-map.ts';
import { startModbusTcpServer } from '../../../src/field/modbus/tcp-server.ts';

const COUNT = 2100;
const map = new RegisterMap();
for (const table of ['coil', 'discrete', 'holding', 'input'] as const) map.define(table, 0, COUNT, true);
const unit = { map, responseS: 0, deviceId: 'bench' };
const started = await startModbusTcpServer({ host: '127.0.0.1', port: 0 }, new Map([[1, unit]]), {
  speed: 1,
  option: 'port',
});
if (!started.ok) throw new Error(started.problem.what);
console.log(started.value.port);
