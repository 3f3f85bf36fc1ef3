import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { readInto } from '../../../src/field/modbus/server-socket.ts';

test('a socket that Node will not hand over is read as any other', () => {
  const plain = new PassThrough();
  const got: number[] = [];
  const socket = readInto(new Uint8Array(8), plain as unknown as Socket, (bytes) => got.push(...bytes));
  expect(socket).toBe(plain);
  const arrived = new Promise((resolve) => plain.on('data', resolve));
  plain.write(Uint8Array.of(1, 2, 3));
  return arrived.then(() => expect(got).toEqual([1, 2, 3]));
});

test('this Node hands an accepted connection over: bytes arrive in the buffer, and everything closes', async () => {
  const buffer = new Uint8Array(1024);
  const seen: { length: number; inBuffer: boolean; handedOver: boolean }[] = [];
  const server = createServer({ pauseOnConnect: true }, (accepted) => {
    const socket = readInto(buffer, accepted, (bytes) => {
      seen.push({
        length: bytes.length,
        inBuffer: bytes.buffer === buffer.buffer,
        handedOver: socket !== accepted,
      });
      socket.end(bytes.slice());
    });
    socket.resume();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.write(Uint8Array.of(1, 2, 3));
  const [echo] = (await once(client, 'data')) as [Buffer];
  expect([...echo]).toEqual([1, 2, 3]);
  expect(seen).toEqual([{ length: 3, inBuffer: true, handedOver: true }]);
  // The server counts a connection until it is gone: this ends only when none is left behind.
  await new Promise((resolve) => server.close(resolve));
});
