/** Faults by command and by timeline, with the real program and other people's tools. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buhera, eventually, RunningSite, run } from './buhera.ts';
import { temporaryFolder } from './site-copy.ts';

interface Fault {
  readonly id: string;
  readonly state: string;
  readonly strikes: number;
}

describe('by command', () => {
  let site: RunningSite;
  beforeAll(async () => {
    site = await RunningSite.start('demo', ['--speed', '4']);
    await eventually(() => site.isGood('ch1.pressure', 'ch2.pressure', 'room.temperature'), 'good values');
  });
  beforeEach(async () => {
    expect((await site.cli('faults', 'clear', '--all')).code).toBe(0);
  });
  afterAll(() => site.stop());

  const mbpoll = (unit: number) =>
    run('mbpoll', [
      '-m',
      'tcp',
      '-p',
      String(site.modbusPort),
      '-a',
      String(unit),
      '-t',
      '4:float',
      '-B',
      '-0',
      '-r',
      '2',
      '-1',
      '127.0.0.1',
    ]);

  test('an exception is what mbpoll gets, until the fault is cleared', async () => {
    const injected = await site.cli(
      'faults',
      'inject',
      'exception',
      '--device',
      'pt1',
      '--code',
      '6',
      '--id',
      'busy',
    );
    expect(injected).toMatchObject({ code: 0, stderr: '' });
    expect(injected.stdout).toMatch(/^busy: exception 6 on pt1, from [\d.]+ s on, until it is cleared$/mu);
    await eventually(
      async () => (await site.tag('ch1.pressure')).reason === 'exception 6 device busy',
      'the reason',
    );
    expect(`${(await mbpoll(1)).stderr}`).toMatch(/busy/iu);
    expect((await mbpoll(2)).stdout).toMatch(/\[2\]:\s+[\d.]+/u);
    const { stdout } = await site.cli('faults', 'list');
    expect(stdout).toMatch(/^active +busy +exception 6 +pt1 +since [\d.]+ s, struck \d+$/mu);
    expect((await site.cli('faults', 'clear', 'busy')).stdout).toBe('cleared: busy\n');
    await eventually(() => site.isGood('ch1.pressure'), 'the value');
    expect((await mbpoll(1)).stdout).toMatch(/\[2\]:\s+[\d.]+/u);
    const journal = await site.api<readonly { kind: string; text: string }[]>('journal');
    const told = journal.filter(({ kind }) => kind === 'fault').map(({ text }) => text);
    expect(told).toContain('busy begins: exception 6 on pt1');
    expect(told.at(-1)).toMatch(/^busy ends: cleared by command, it struck \d+ times$/u);
  });

  test('a count and a time end faults by themselves, and the list says why', async () => {
    await site.cli('faults', 'inject', 'no-reply', '--device', 'pt2', '--count', '1', '--id', 'once');
    await site.cli(
      'faults',
      'inject',
      'delay',
      '--bus',
      'modbus0',
      '--delay',
      '5 ms',
      '--clear-after',
      '1s',
      '--id',
      'brief',
    );
    const over = async () => {
      const faults = await site.api<readonly (Fault & { endedBy: string | null })[]>('faults');
      return faults.filter(({ id }) => id === 'once' || id === 'brief').map(({ endedBy }) => endedBy);
    };
    await eventually(async () => (await over()).join() === 'count,time', 'both to be over');
    const { stdout } = await site.cli('faults', 'list', '--format', 'json');
    const listed = JSON.parse(stdout) as readonly Fault[];
    expect(listed.find(({ id }) => id === 'once')).toMatchObject({ state: 'cleared', strikes: 1 });
  });

  test('a broker that is away refuses mosquitto, and is there again when the time is over', async () => {
    const port = String(site.mqttPort);
    const subscribe = () => run('mosquitto_sub', ['-p', port, '-t', '#', '-C', '1', '-W', '20']);
    expect((await subscribe()).code).toBe(0);
    await site.cli('faults', 'inject', 'broker-away', '--bus', 'mqtt0', '--clear-after', '60s');
    await eventually(async () => (await site.tag('room.temperature')).reason === 'broker away', 'the reason');
    expect((await subscribe()).stderr).toMatch(/refused/iu);
    await eventually(() => site.isGood('room.temperature'), 'the value');
    expect((await subscribe()).code).toBe(0);
  });

  test.each([
    ['a kind that the wire cannot have', ['crc-error', '--bus', 'modbus0'], 1, /no "crc-error" on modbus0/u],
    ['a device that is not there', ['no-reply', '--device', 'pt7'], 1, /no device "pt7" in the wiring.*pt1/u],
    ['a code that is no number', ['exception', '--device', 'pt1', '--code', 'x'], 2, /--code x/u],
    ['a missing parameter', ['delay', '--device', 'pt1'], 1, /"delay" is missing/u],
  ])('%s is refused in words', async (_, args, code, says) => {
    const refused = await site.cli('faults', 'inject', ...args);
    expect(refused.code).toBe(code);
    expect(refused.stderr).toMatch(says);
  });

  test('what is cleared must be named, and be there', async () => {
    expect((await site.cli('faults', 'clear')).code).toBe(2);
    const unknown = await site.cli('faults', 'clear', 'nobody');
    expect([unknown.code, unknown.stderr]).toEqual([
      1,
      'buhera: no fault nobody; see `buhera faults list`\n',
    ]);
  });
});

describe('by timeline', () => {
  const folder = temporaryFolder();
  const timeline = join(folder, 'timeline.toml');
  writeFileSync(
    timeline,
    `[[fault]]
id = "mute"
kind = "no-reply"
device = "pt1"
at = "5 s"
clear_after = "2 s"

[[fault]]
id = "now-and-then"
kind = "exception"
code = 4
device = "pt2"
probability = "10 %"
seed = 3
clear_after = "20 s"

[[fault]]
id = "restart"
kind = "broker-away"
bus = "mqtt0"
at = "12 s"
clear_after = "5 s"
`,
  );

  async function virtual(name: string, faults = timeline): Promise<string> {
    const record = join(folder, name);
    const args = ['--speed', 'max', '--duration', '40s', '--record', record];
    expect((await buhera(['run', 'demo', ...args, '--faults', faults])).code).toBe(0);
    return record;
  }
  const read = (record: string, file: string) => readFileSync(join(record, file), 'utf8');
  const FILES = ['tags.csv', 'events.jsonl', 'wire.log', 'run.json'];

  test('two runs in virtual time record the same bytes, and another seed strikes elsewhere', async () => {
    const [first, second] = [await virtual('first'), await virtual('second')];
    for (const file of FILES) expect(read(second, file) === read(first, file)).toBe(true);
    const other = join(folder, 'other.toml');
    writeFileSync(other, readFileSync(timeline, 'utf8').replace('seed = 3', 'seed = 4'));
    const strikesOf = (record: string) =>
      read(record, 'wire.log')
        .split('\n')
        .filter((line) => line.includes(' fault:exception:now-and-then '));
    const third = await virtual('third', other);
    expect(strikesOf(first).length).toBeGreaterThan(50);
    expect(strikesOf(third)).not.toEqual(strikesOf(first));
  });

  test('the recording says what began, what it struck, what came of it, and how it ended', async () => {
    const record = await virtual('told');
    const events = read(record, 'events.jsonl').trim().split('\n');
    const texts = events.map((line) => JSON.parse(line) as { kind: string; timeS: number; text: string });
    const told = texts.filter(({ kind }) => kind === 'fault').map(({ timeS, text }) => `${timeS} ${text}`);
    expect(told).toContain('5 mute begins: no-reply on pt1');
    expect(told.find((line) => line.includes('mute ends'))).toMatch(
      /^7 mute ends: its time is over, it struck \d+ times$/u,
    );
    expect(told).toContain('0 now-and-then begins: exception 4 on pt2 (10 %)');
    expect(read(record, 'wire.log')).toMatch(/^5\.\d+ modbus0 fault:no-reply:mute 01030002/mu);
    const header = JSON.parse(read(record, 'run.json')) as { faults: readonly { id: string }[] };
    expect(header.faults.map(({ id }) => id)).toEqual(['mute', 'now-and-then', 'restart']);
    const rows = read(record, 'tags.csv')
      .split('\n')
      .map((row) => row.split(','));
    const badAt = (tag: string, reason: string) =>
      rows
        .filter(([, id, , quality, why]) => id === tag && quality === 'bad' && why === reason)
        .map(([timeS]) => Number(timeS));
    // Two attempts of 300 ms each, and then it is known.
    expect(badAt('ch1.pressure', 'timeout')[0]).toBeCloseTo(5.6, 1);
    expect(badAt('room.temperature', 'broker away')[0]).toBeCloseTo(12, 1);
    for (const tag of ['ch1.pressure', 'ch2.pressure', 'room.temperature'])
      expect(rows.findLast(([, id]) => id === tag)?.[3]).toBe('good');
  });

  test('is checked without a run, and one that does not hold ends the run before it begins', async () => {
    expect((await buhera(['faults', 'check', timeline, 'demo'])).stdout).toContain('3 faults for demo');
    const wrong = join(folder, 'wrong.toml');
    writeFileSync(wrong, '[[fault]]\nkind = "crc-error"\nbus = "modbus0"\n');
    const onTcp = await buhera(['faults', 'check', wrong, 'demo']);
    expect(onTcp.code).toBe(1);
    expect(onTcp.stderr).toMatch(/fault-not-on-wire.*has no checksum/su);
    expect(onTcp.stderr).toContain('wrong.toml:2:8');
    // On pseudo-terminals the same devices are on a serial line.
    expect((await buhera(['faults', 'check', wrong, 'demo', '--wire', 'pty'])).code).toBe(0);
    const started = await buhera(['run', 'demo', '--duration', '1s', '--speed', 'max', '--faults', wrong]);
    expect([started.code, started.stdout]).toEqual([1, '']);
  });
});
