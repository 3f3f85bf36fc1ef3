/**
 * Reads an accepted connection into a buffer that all connections share. Node allocates 64 KiB for every piece that
 * arrives, which costs a server of small requests a fifth of its time. It also knows how to read into a buffer of the
 * caller's (`onread`), but documents that for outgoing connections only; so the connection is handed from the socket
 * that the server made to one that was made with that option. Where Node no longer lets that happen, pieces arrive as
 * they always do.
 */
import type { OnReadOpts, SocketConstructorOpts } from 'node:net';
import { Socket } from 'node:net';

interface Inside {
  _handle?: object | null;
}

interface HandedOver extends SocketConstructorOpts {
  readonly handle: object;
  readonly onread: OnReadOpts;
}

/**
 * `onBytes` gets what has arrived, in a view that holds until it returns. Nothing else may have read from the socket;
 * the socket that it gives is the one to use from then on.
 */
export function readInto(buffer: Uint8Array, accepted: Socket, onBytes: (bytes: Uint8Array) => void): Socket {
  const inside = accepted as unknown as Inside;
  const handle = inside._handle;
  if (handle === undefined || handle === null) {
    accepted.on('data', onBytes);
    return accepted;
  }
  const callback = (length: number) => {
    onBytes(buffer.subarray(0, length));
    return true;
  };
  const options: HandedOver = {
    handle,
    onread: { buffer, callback },
  };
  inside._handle = null;
  const socket = new Socket(options);
  // Without its handle the first socket has nothing to close, but the server counts it until it is gone.
  accepted.destroy();
  return socket;
}
