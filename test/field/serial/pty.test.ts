import { lstatSync, mkdtempSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { openPty, type Pty } from '../../../src/field/serial/pty.ts';
import { serialLine } from '../../../src/field/serial/serial-line.ts';
import { until } from '../fixtures.ts';

const SETTINGS = { baudRate: 9600, parity: 'even', stopBits: 1, rtsDelay: null } as const;
const cleanups: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function pty(link: string | null = null): Promise<Pty> {
  const opened = await openPty(link);
  if (!opened.ok) throw new Error(opened.problem.what);
  cleanups.push(() => opened.value.close());
  return opened.value;
}

interface Peer {
  readonly heard: number[];
  readonly reasons: string[];
  write(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/** A program that opens the path as a serial port. */
async function peer(path: string): Promise<Peer> {
  const heard: number[] = [];
  const reasons: string[] = [];
  const opened = await serialLine(
    path,
    SETTINGS,
  )({
    received: (bytes) => void heard.push(...bytes),
    closed: (reason) => void reasons.push(reason),
  });
  if (!opened.ok) throw new Error(opened.reason);
  cleanups.push(() => opened.line.close());
  return { heard, reasons, ...opened.line };
}

const EVERY_BYTE = Uint8Array.from({ length: 256 }, (_, byte) => byte);

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'buhera-pty-'));
  cleanups.push(() => rmSync(made, { recursive: true }));
  return made;
}

describe('pseudo-terminal', () => {
  test('passes every byte on unchanged, both ways', async () => {
    const near = await pty();
    const far = await peer(near.path);
    const heard: number[] = [];
    near.stream.on('data', (bytes: Uint8Array) => heard.push(...bytes));
    await far.write(EVERY_BYTE);
    near.stream.write(EVERY_BYTE);
    await until(() => heard.length >= 256 && far.heard.length >= 256);
    expect(heard).toEqual([...EVERY_BYTE]);
    expect(far.heard).toEqual([...EVERY_BYTE]);
  });

  test('echoes nothing of what nobody has read yet', async () => {
    const near = await pty();
    const heard: number[] = [];
    near.stream.on('data', (bytes: Uint8Array) => heard.push(...bytes));
    near.stream.write(EVERY_BYTE);
    const far = await peer(near.path);
    await far.write(Uint8Array.of(7));
    await until(() => heard.length > 0);
    expect(heard).toEqual([7]);
  });

  test('outlives every program that opens and closes its path', async () => {
    const near = await pty();
    const heard: number[] = [];
    near.stream.on('data', (bytes: Uint8Array) => heard.push(...bytes));
    for (const byte of [1, 2, 3]) {
      const far = await peer(near.path);
      await far.write(Uint8Array.of(byte));
      await until(() => heard.length === byte);
      await far.close();
    }
    expect(heard).toEqual([1, 2, 3]);
  });

  test('is gone for whoever has it open when it closes, and its path with it', async () => {
    const near = await pty();
    near.stream.on('data', () => {});
    const far = await peer(near.path);
    await near.close();
    await until(() => far.reasons.length === 1);
    expect(far.reasons).toEqual(['serial port gone']);
    expect(lstatSync(near.path, { throwIfNoEntry: false })).toBeUndefined();
  });

  test('many at once are as many paths', async () => {
    const paths = new Set<string>();
    for (let i = 0; i < 20; i++) paths.add((await pty()).path);
    expect(paths.size).toBe(20);
  });

  test('a link leads to it, takes the place of an old link, and goes with it', async () => {
    const link = join(folder(), 'bus0');
    const first = await pty(link);
    expect(first.path).toBe(link);
    const target = readlinkSync(link);
    const second = await pty(link);
    expect(readlinkSync(link)).not.toBe(target);
    await peer(second.path);
    await second.close();
    expect(lstatSync(link, { throwIfNoEntry: false })).toBeUndefined();
  });

  test('a link does not take the place of a file', async () => {
    const file = join(folder(), 'precious');
    writeFileSync(file, 'data');
    expect(await openPty(file)).toMatchObject({ ok: false, problem: { where: file } });
    expect(lstatSync(file).isFile()).toBe(true);
  });
});
