/** Clients that nobody here wrote: paho, and mosquitto_pub with mosquitto_sub. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { brokerUnderTest } from './broker-under-test.ts';

const exec = promisify(execFile);
const broker = brokerUnderTest();

describe('paho', () => {
  test('finds everything as it should be', async () => {
    const program = fileURLToPath(new URL('paho-client.py', import.meta.url));
    const { stdout } = await exec('/usr/bin/python3', [program, String(broker.port)]);
    const tests = ['basic', 'retained', 'offline', 'will', 'overlapping', 'keepalive', 'redelivery'];
    const found = [...tests, 'zero_length', 'dollar', 'many'].map((name) => `${name}: ok`);
    expect(stdout.trim().split('\n')).toEqual(found);
  });
});

describe('mosquitto_pub and mosquitto_sub', () => {
  const at = () => ['-h', '127.0.0.1', '-p', String(broker.port)];

  test.each(['mqttv31', 'mqttv311'])('keep and read a message with %s', async (version) => {
    await exec('mosquitto_pub', [...at(), '-V', version, '-t', 'a/b', '-m', 'kept', '-r', '-q', '2']);
    const heard = await exec('mosquitto_sub', [
      ...at(),
      '-V',
      version,
      '-t',
      'a/#',
      '-q',
      '2',
      '-C',
      '1',
      '-v',
    ]);
    expect(heard.stdout).toBe('a/b kept\n');
  });

  test('are told that MQTT 5 is not spoken', async () => {
    await expect(exec('mosquitto_pub', [...at(), '-V', '5', '-t', 'a', '-m', 'b'])).rejects.toThrow(
      'Unsupported Protocol Version',
    );
  });

  test('meet over a session that was left', async () => {
    const session = [...at(), '-i', 'sub', '-c', '-q', '1', '-t', 'queue'];
    await exec('mosquitto_sub', [...session, '-E']);
    for (const text of ['one', 'two', 'three']) {
      await exec('mosquitto_pub', [...at(), '-t', 'queue', '-m', text, '-q', '1']);
    }
    expect((await exec('mosquitto_sub', [...session, '-C', '3'])).stdout).toBe('one\ntwo\nthree\n');
  });
});
