/** The peer that the client comes from: modbus-serial's own server. Prints its port. */
import { createRequire } from 'node:module';
import { createServer } from 'node:net';

const { ServerTCP } = createRequire(import.meta.url)('modbus-serial');

const vector = {
  getHoldingRegister: () => 0,
  getMultipleHoldingRegisters: (_address, count) => new Array(count).fill(0),
};

// It takes port 0 for none, and listens at 502 then.
const finder = createServer();
finder.listen(0, '127.0.0.1', () => {
  const { port } = finder.address();
  finder.close(() => {
    const server = new ServerTCP(vector, { host: '127.0.0.1', port, unitID: 1 });
    server.on('initialized', () => console.log(port));
  });
});
