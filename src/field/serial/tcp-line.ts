/** A TCP connection as a line of bytes: a serial gateway that passes frames on as they are. */
import { connect } from 'node:net';
import { networkWords } from '../listen.ts';
import type { Endpoint } from '../wiring.ts';
import type { OpenLine } from './byte-line.ts';

const CONNECT_TIMEOUT_MS = 3000;

export function tcpLine({ host, port }: Endpoint): OpenLine {
  return (listener) =>
    new Promise((resolve) => {
      const socket = connect({ host, port, noDelay: true });
      let problem = 'connection closed';
      let open = false;
      let closing = false;
      const timer = setTimeout(() => {
        problem = 'host does not answer';
        socket.destroy();
      }, CONNECT_TIMEOUT_MS);
      socket.once('connect', () => {
        clearTimeout(timer);
        open = true;
        const write = (bytes: Uint8Array) =>
          new Promise<void>((written) => {
            socket.write(bytes, () => written());
          });
        const close = async () => {
          closing = true;
          socket.destroy();
        };
        resolve({ ok: true, line: { write, close } });
      });
      socket.on('data', (bytes) => listener.received(bytes));
      socket.on('error', (error) => {
        problem = networkWords(error);
      });
      socket.once('close', () => {
        clearTimeout(timer);
        if (!open) resolve({ ok: false, reason: problem });
        else if (!closing) listener.closed(problem);
      });
    });
}
