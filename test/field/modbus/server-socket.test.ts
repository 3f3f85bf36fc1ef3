import type { Socket } from 'node:net';
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
