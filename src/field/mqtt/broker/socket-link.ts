/** Clients on stream sockets, plain or with TLS. */
import type { Socket } from 'node:net';
import type { ClientLink } from './client-link.ts';

export function socketLink(socket: Socket): ClientLink {
  return {
    send(bytes) {
      socket.write(bytes);
      return socket.writableLength === 0;
    },
    get unsentBytes() {
      return socket.writableLength;
    },
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    end: () => socket.destroySoon(),
    destroy: () => socket.destroy(),
  };
}
