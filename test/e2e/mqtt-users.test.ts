/** A site whose broker has users, TLS and WebSocket, and a second site that logs in to it from outside. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeCertificate } from '../field/mqtt/certificate.ts';
import { buhera, eventually, ROOT, RunningSite, run } from './buhera.ts';
import { SiteCopy } from './site-copy.ts';

const LINE = 'buhera,broker = "embedded";       /* or "mqtt://127.0.0.1:1883" */';
const FAST = ['--speed', '4'];
const { cert, key } = makeCertificate();

/** What `buhera mqtt-user` prints for a password that comes through a pipe. */
async function user(name: string, password: string): Promise<string> {
  const child = spawn(process.execPath, [`${ROOT}/dist/cli/main.js`, 'mqtt-user', name]);
  child.stdin.end(`${password}\n`);
  let text = '';
  child.stdout.on('data', (bytes: Buffer) => {
    text += bytes.toString();
  });
  const [code] = await once(child, 'close');
  expect(code).toBe(0);
  return text;
}

async function securedCopy(): Promise<SiteCopy> {
  const users = [await user('scada', 'hunter2'), await user('second', 'site')].join('\n');
  const rules = `
[[rule]]
users = ["scada"]
read = ["#"]

[[rule]]
users = ["second"]
read = ["tele/second/#"]
write = ["tele/second/#"]
`;
  return new SiteCopy()
    .write('device-tree/broker.crt', cert)
    .write('device-tree/broker.key', key)
    .write('etc/demo/mqtt-users.toml', users + rules)
    .edit(
      'device-tree/demo.dts',
      LINE,
      `${LINE}
		buhera,listen-tls = "127.0.0.1:0";
		buhera,listen-wss = "127.0.0.1:0";
		buhera,cert-file = "broker.crt";
		buhera,key-file = "broker.key";
		buhera,access-file = "../etc/demo/mqtt-users.toml";`,
    );
}

describe('a broker with users', () => {
  let copy: SiteCopy;
  let site: RunningSite;
  let tlsPort: string;
  beforeAll(async () => {
    copy = await securedCopy();
    site = await RunningSite.start(copy.site, FAST);
    tlsPort = /mqtt-tls at \S+:(\d+)/u.exec(site.stdout)?.[1] ?? '';
  });
  afterAll(() => site.stop());

  test('lets the site itself in', async () => {
    await eventually(() => site.isGood('room.temperature'), 'the tag to be good');
  });

  test('shows what there is to who may read it, over TLS', async () => {
    const where = ['-h', 'localhost', '-p', tlsPort, '--cafile', join(copy.root, 'device-tree/broker.crt')];
    const login = ['-u', 'scada', '-P', 'hunter2'];
    const { code, stdout, stderr } = await run('mosquitto_sub', [
      ...where,
      ...login,
      '-t',
      '#',
      '-C',
      '1',
      '-v',
    ]);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'tele/room/LWT Online\n', stderr: '' });
  });

  test('lets nobody in without a password', async () => {
    const { code, stderr } = await run('mosquitto_sub', ['-p', String(site.mqttPort), '-t', '#', '-C', '1']);
    expect(code).not.toBe(0);
    expect(stderr).toContain('not authorised');
  });

  test.each([
    ['mqtts', 'mqtt-tls', ''],
    ['wss', 'mqtt-wss', '/mqtt'],
  ])('takes another site in over %s, by password file and authority', async (scheme, door, path) => {
    const port = new RegExp(`${door} at \\S+:(\\d+)`, 'u').exec(site.stdout)?.[1];
    const second = new SiteCopy()
      .write('device-tree/secret', 'site\n')
      .write('device-tree/ca.crt', cert)
      .edit(
        'device-tree/demo.dts',
        LINE,
        `buhera,broker = "${scheme}://second@localhost:${port}${path}";
		buhera,password-file = "secret";
		buhera,ca-file = "ca.crt";`,
      )
      .edit('device-tree/demo.dts', 'buhera,topic = "room";', 'buhera,topic = "second";');
    const other = await RunningSite.start(second.site, FAST);
    await eventually(() => other.isGood('room.temperature'), 'the tag of the other site to be good');
    expect((await other.stop()).code).toBe(0);
    second.write('device-tree/secret', 'wrong\n');
    const refused = await buhera(['run', second.site, '--no-http', '--modbus-port', '0']);
    expect(refused.code).toBe(3);
    expect(refused.stderr).toContain('the MQTT broker is away');
    expect(refused.stderr).not.toContain('wrong');
  });

  test('does not show a hash to who asks for the wiring', async () => {
    const shown = await buhera(['tree', copy.site, '--format', 'json']);
    expect(shown.code).toBe(0);
    expect(shown.stdout).not.toContain('scrypt');
  });
});
