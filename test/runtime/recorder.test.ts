import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Recorder } from '../../src/runtime/recorder.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'buhera-record-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function open(path: string): Recorder {
  const recorder = Recorder.open(path, { seed: 1 });
  if (!(recorder instanceof Recorder)) throw new Error(recorder.message);
  return recorder;
}

describe('a recording', () => {
  it('holds every tag, event and byte it was given, and says the digest of each file', () => {
    const recorder = open(join(folder, 'new/deep'));
    recorder.tag(0.01, 'ch1.pressure', {
      reading: { value: 150_000, quality: 'good', reason: null },
      timeS: 0.01,
    });
    recorder.tag(0.02, 'ch1.pressure', {
      reading: { value: 150_000, quality: 'bad', reason: 'timeout' },
      timeS: 0.02,
    });
    recorder.event({ sequence: 1, timeS: 0.02, kind: 'link', text: 'pt1 is lost' });
    recorder.wire(0.02, 'modbus0', 'request', new Uint8Array([1, 3, 0, 2, 0, 2]));
    const digests = recorder.close();
    const read = (name: string): string => readFileSync(join(folder, 'new/deep', name), 'utf8');
    expect(read('tags.csv')).toBe(
      'time_s,tag,value,quality,reason\n0.010000,ch1.pressure,150000,good,\n0.020000,ch1.pressure,150000,bad,timeout\n',
    );
    expect(JSON.parse(read('events.jsonl'))).toMatchObject({ text: 'pt1 is lost' });
    expect(read('wire.log')).toBe('0.020000 modbus0 request 010300020002\n');
    expect(JSON.parse(read('run.json'))).toEqual({ seed: 1 });
    for (const [name, digest] of Object.entries(digests)) {
      expect(createHash('sha256').update(read(name)).digest('hex')).toBe(digest);
    }
    expect(Object.keys(digests)).toHaveLength(3);
  });

  it('loses nothing of a long run', () => {
    const recorder = open(join(folder, 'long'));
    const rows = 20_000;
    for (let row = 0; row < rows; row += 1) {
      recorder.tag(row * 0.01, 'a', {
        reading: { value: row, quality: 'good', reason: null },
        timeS: row * 0.01,
      });
    }
    recorder.close();
    const lines = readFileSync(join(folder, 'long/tags.csv'), 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(rows + 1);
    expect(lines.at(-1)).toBe('199.990000,a,19999,good,');
  });

  it('never writes over what a folder holds', () => {
    writeFileSync(join(folder, 'precious.txt'), 'data');
    expect(Recorder.open(folder, {})).toEqual({ folder, message: 'the folder is not empty' });
    expect(readFileSync(join(folder, 'precious.txt'), 'utf8')).toBe('data');
  });

  it('taken back, leaves a folder that can be used again', () => {
    const path = join(folder, 'again');
    open(path).discard();
    open(path).close();
    expect(readFileSync(join(path, 'tags.csv'), 'utf8')).toContain('time_s,tag');
  });

  it('says why a folder cannot be made', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(Recorder.open(join(folder, 'file/inside'), {})).toMatchObject({
      message: expect.stringMatching(/ENOTDIR/),
    });
  });
});
