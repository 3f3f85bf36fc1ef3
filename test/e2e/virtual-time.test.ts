import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { buhera, type Outcome } from './buhera.ts';
import { temporaryFolder } from './site-copy.ts';

const FILES = ['events.jsonl', 'run.json', 'tags.csv', 'wire.log'];

interface Recording {
  readonly folder: string;
  readonly outcome: Outcome;
}

async function virtual(duration: string, seed: number): Promise<Recording> {
  const folder = join(temporaryFolder(), 'record');
  const time = ['--speed', 'max', '--wire', 'memory', '--duration', duration];
  const outcome = await buhera(['run', 'demo', ...time, '--seed', String(seed), '--record', folder]);
  expect(outcome).toMatchObject({ code: 0, stderr: '' });
  return { folder, outcome };
}

function read({ folder }: Recording, file: string): Buffer {
  return readFileSync(join(folder, file));
}

/** All tags, and those that were good at least once: a host that stalls spoils any moment of a run in real time. */
function tagsOf(recording: Recording): { readonly all: readonly string[]; readonly good: readonly string[] } {
  const rows = read(recording, 'tags.csv').toString('utf8').trim().split('\n').slice(1);
  const cells = rows.map((row) => row.split(','));
  const ids = (kept: typeof cells): string[] => [...new Set(kept.map(([, tag = '']) => tag))].sort();
  return { all: ids(cells), good: ids(cells.filter(([, , , quality]) => quality === 'good')) };
}

describe('two runs of one site and one seed', () => {
  let first: Recording;
  beforeAll(async () => {
    first = await virtual('2m', 7);
  });

  test('record the same bytes', async () => {
    const second = await virtual('2m', 7);
    expect(readdirSync(first.folder).sort()).toEqual(FILES);
    expect(readdirSync(second.folder).sort()).toEqual(FILES);
    for (const file of FILES) expect(read(first, file).equals(read(second, file))).toBe(true);
    expect(read(first, 'tags.csv').length).toBeGreaterThan(1_000_000);
    expect(read(first, 'wire.log').length).toBeGreaterThan(1_000_000);
  });

  test('record other bytes with another seed, but the same tags', async () => {
    const other = await virtual('2m', 8);
    expect(read(first, 'tags.csv').equals(read(other, 'tags.csv'))).toBe(false);
    expect(read(first, 'wire.log').equals(read(other, 'wire.log'))).toBe(false);
    expect(tagsOf(other)).toEqual(tagsOf(first));
  });

  test('put on the wire what the transmitter puts there: its register in the words of its document', () => {
    // Units 1 and 2, function 3, four bytes, and an IEEE 754 single with the high word first: 0.5 … 4 bar begin with 3f or 40.
    const reads = read(first, 'wire.log')
      .toString('utf8')
      .split('\n')
      .filter((line) => / reply 0[12]0304[0-9a-f]{8}$/u.test(line));
    expect(reads.length).toBeGreaterThan(1000);
    for (const line of reads) {
      const bar = Buffer.from(line.slice(-8), 'hex').readFloatBE();
      expect(bar).toBeGreaterThan(0.5);
      expect(bar).toBeLessThan(4);
    }
  });
});

describe('ten healthy minutes', () => {
  let recording: Recording;
  beforeAll(async () => {
    recording = await virtual('10m', 7);
  });

  test('close their ledger', () => {
    const { stdout } = recording.outcome;
    const ledger = /^ledger +closes: mass (\S+), energy (\S+) of the throughput; entropy generated (\S+)/mu;
    const [, mass, energy, entropy] = ledger.exec(stdout) ?? [];
    expect(Number(mass)).toBeLessThan(1e-9);
    expect(Number(energy)).toBeLessThan(1e-9);
    expect(Number(entropy)).toBeGreaterThan(0);
    expect(stdout).toMatch(/^ended +as asked after 600\.00 s of site time$/mu);
  });

  test('trip nothing and raise no alarm', () => {
    expect(recording.outcome.stdout).toMatch(/^trips +0$/mu);
    const events = read(recording, 'events.jsonl').toString('utf8').trim().split('\n');
    expect(events.length).toBeGreaterThan(0);
    const kinds = events.map((line) => (JSON.parse(line) as { kind: string }).kind);
    expect(kinds.filter((kind) => ['alarm', 'interlock', 'ledger', 'plant'].includes(kind))).toEqual([]);
  });

  test('cycle chamber 1 between the pressures of its profile and hold chamber 2', () => {
    const pressures = (tag: string, fromS: number): readonly number[] =>
      read(recording, 'tags.csv')
        .toString('utf8')
        .split('\n')
        .map((row) => row.split(','))
        .filter(([timeS, id]) => id === tag && Number(timeS) > fromS)
        .map(([, , value]) => Number(value));
    const ch1 = pressures('ch1.pressure', 60);
    expect(Math.min(...ch1.slice(-2000))).toBeLessThan(1.6e5);
    expect(Math.max(...ch1.slice(-2000))).toBeGreaterThan(2.9e5);
    expect(ch1.filter((pa) => pa > 3.3e5)).toEqual([]);
    const ch2 = pressures('ch2.pressure', 60);
    expect(ch2.length).toBeGreaterThan(1000);
    expect(ch2.filter((pa) => Math.abs(pa - 2e5) > 2000)).toEqual([]);
  });
});

test('a run on the real wire makes the same tags, all good, as one in memory', async () => {
  const folder = join(temporaryFolder(), 'record');
  const ports = ['--http-port', '--modbus-port', '--mqtt-port'].flatMap((option) => [option, '0']);
  const outcome = await buhera(['run', 'demo', '--duration', '12s', ...ports, '--record', folder]);
  expect(outcome).toMatchObject({ code: 0, stderr: '' });
  const real = tagsOf({ folder, outcome });
  const memory = tagsOf(await virtual('12s', 1));
  expect(memory.good.length).toBeGreaterThan(25);
  expect(memory.good).toEqual(memory.all);
  expect(real).toEqual(memory);
});
