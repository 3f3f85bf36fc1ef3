/** What a recording says of the wire: the same questions on sockets as in memory, and every reading in its bytes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buhera } from './buhera.ts';
import { temporaryFolder } from './site-copy.ts';

interface Recorded {
  /** Lines of wire.log: time, bus, direction, bytes in hexadecimal. */
  readonly wire: readonly (readonly string[])[];
  /** Rows of tags.csv: time, tag, value, quality, reason. */
  readonly tags: readonly (readonly string[])[];
}

async function record(...options: string[]): Promise<Recorded> {
  const folder = join(temporaryFolder(), 'record');
  const ports = ['--http-port', '--modbus-port', '--mqtt-port'].flatMap((option) => [option, '0']);
  const outcome = await buhera(['run', 'demo', '--duration', '3s', ...ports, ...options, '--record', folder]);
  expect(outcome).toMatchObject({ code: 0, stderr: '' });
  const lines = (file: string) => readFileSync(join(folder, file), 'utf8').trim().split('\n');
  return {
    wire: lines('wire.log').map((line) => line.split(' ')),
    tags: lines('tags.csv')
      .slice(1)
      .map((line) => line.split(',')),
  };
}

/** What the devices were asked, without the commands, which depend on the moment. */
function questions({ wire }: Recorded): readonly string[] {
  const asked = wire.flatMap(([, bus, direction, bytes = '']) =>
    direction === 'request' && /^..0[1-4]/u.test(bytes) ? [`${bus} ${bytes}`] : [],
  );
  return [...new Set(asked)].sort();
}

test('on TCP the devices are asked what they are asked in memory, and every reading is one of their answers', async () => {
  const real = await record('--wire', 'real');
  const memory = await record('--wire', 'memory', '--speed', 'max');
  expect(questions(real).length).toBeGreaterThanOrEqual(3);
  expect(questions(real)).toEqual(questions(memory));
  for (const { wire, tags } of [real, memory]) {
    // Unit 1, function 3, four bytes: a float in bar with the high word first.
    const answers = wire.flatMap(([, , direction, bytes = '']) =>
      direction === 'reply' && bytes.startsWith('010304')
        ? [Buffer.from(bytes.slice(6), 'hex').readFloatBE() * 1e5]
        : [],
    );
    const readings = tags.flatMap(([, tag, value, quality]) =>
      tag === 'ch1.pressure' && quality === 'good' ? [Number(value)] : [],
    );
    expect(readings.length).toBeGreaterThan(20);
    expect(readings.filter((value) => !answers.includes(value))).toEqual([]);
  }
});
