/** A hundred thousand damaged packets on real sockets: nobody else notices, and nothing of them stays. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { damaged, numbers } from './damage.ts';
import { connect, publish } from './packets.ts';
import { RawClient } from './raw-client.ts';

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const PACKETS = 50_000;
const AT_ONCE = 16;
const PER_CONNECTION = 8;
/** What a process may hold more after the same again: the collector has freedoms. */
const NOISE_BYTES = 2 * 1024 * 1024;

let child: ChildProcess;
let lines: Interface;
let port: number;

beforeEach(async () => {
  const typescript = ['--import', here('../../bench/plant/register-typescript.mjs')];
  const args = [...typescript, '--expose-gc', here('broker-process.ts')];
  child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  if (child.stdout === null) throw new Error('no output');
  lines = createInterface({ input: child.stdout });
  port = Number((await once(lines, 'line'))[0]);
});

afterEach(async () => {
  child.kill();
  await once(child, 'exit');
});

async function heldBytes(): Promise<number> {
  child.stdin?.write('\n');
  return Number((await once(lines, 'line'))[0]);
}

/** Sends so many packets over ever new connections; gives how many of these the broker closed. */
async function sendDamage(seed: number): Promise<number> {
  const next = numbers(seed);
  let left = PACKETS;
  let closed = 0;
  const oneAfterAnother = async () => {
    const watch = await RawClient.join(port);
    while (left > 0) {
      left -= PER_CONNECTION;
      const packets = Array.from({ length: PER_CONNECTION }, () => damaged(next));
      const client = await RawClient.dial(port);
      // Some begin as they should.
      if (next(4) > 0) client.send(connect({ id: `damaged-${next(100)}` }));
      client.send(...packets);
      // By the third answer to somebody else what came before has been dealt with, and the news are here.
      for (let ping = 0; ping < 3; ping++) await watch.untilPing();
      if (client.isClosed) closed++;
      await client.vanish();
    }
    await watch.vanish();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, oneAfterAnother));
  return closed;
}

test('a hundred thousand damaged packets disturb no neighbour and leave nothing behind', async () => {
  const listener = await RawClient.join(port, { id: 'listener' });
  await listener.subscribe(['neighbour', 1]);
  const speaker = await RawClient.join(port, { id: 'speaker' });
  let isOver = false;
  let said = 0;
  const conversation = (async () => {
    while (!isOver) {
      speaker.send(publish('neighbour', String(said)));
      expect((await listener.nextMessage()).payload).toBe(String(said));
      said++;
    }
  })();
  const closedFirst = await sendDamage(1);
  const before = await heldBytes();
  const closedAgain = await sendDamage(1);
  const after = await heldBytes();
  isOver = true;
  await conversation;
  const connections = PACKETS / PER_CONNECTION;
  expect(Math.min(closedFirst, closedAgain)).toBeGreaterThan(connections / 2);
  expect(said).toBeGreaterThan(100);
  expect(after - before).toBeLessThan(NOISE_BYTES);
  expect(child.exitCode).toBeNull();
  await Promise.all([listener.vanish(), speaker.vanish()]);
}, 300_000);
