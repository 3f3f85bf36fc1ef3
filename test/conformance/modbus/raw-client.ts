/** One request PDU to unit 1 of a Modbus TCP server, and what came of it. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { encodeTcpFrame, TcpFramer } from '../../../src/field/modbus/tcp-framer.ts';

/** The reply PDU in hex, or `closed`. Every request has a connection of its own. */
export async function outcomeOf(port: number, pdu: Uint8Array): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  socket.on('error', () => {});
  await once(socket, 'connect');
  const framer = new TcpFramer();
  const outcome = new Promise<string>((resolve) => {
    socket.on('close', () => resolve('closed'));
    socket.on('data', (bytes) => {
      framer.push(bytes);
      const frame = framer.next();
      if (typeof frame !== 'string') resolve(Buffer.from(frame.pdu).toString('hex'));
    });
  });
  socket.write(encodeTcpFrame(1, 1, pdu));
  // Peers that count on more bytes than the header promised give up when no more can come.
  socket.end();
  const got = await outcome;
  socket.destroy();
  return got;
}
