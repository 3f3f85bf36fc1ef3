import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadPath } from '../../src/config/load-path.ts';
import { loadSite } from '../../src/config/load-site.ts';
import type { MqttBus } from '../../src/field/wiring.ts';
import { makeCertificate } from '../field/mqtt/certificate.ts';
import { applyEdit, copyOfSite, type SiteCopy } from './support/site-copy.ts';

const FILE = 'device-tree/demo.dts';
const BROKER = 'buhera,broker = "embedded";       /* or "mqtt://127.0.0.1:1883" */';
const HASH = `scrypt$16384$8$1$${'A'.repeat(22)}==$${'A'.repeat(43)}=`;
const USERS = `[[user]]
name = "scada"
password = "${HASH}"

[[rule]]
users = ["scada"]
read = ["#"]
write = ["cmnd/#"]

[[rule]]
users = ["anonymous", "scada"]
read = ["tele/+/SENSOR"]
`;

/** The broker of a site in whose wiring the broker line is replaced. */
function brokerOf(copy: SiteCopy, line: string): MqttBus['broker'] | undefined {
  applyEdit(copy, { file: FILE, from: BROKER, to: line });
  const { value, diagnostics } = loadSite(copy.folder, { installRoot: copy.root });
  expect(diagnostics).toEqual([]);
  return value?.wiring.buses.find((bus) => bus.kind === 'mqtt')?.broker;
}

describe('the broker of an MQTT bus', () => {
  test('is as simple as before where nothing is said', () => {
    expect(brokerOf(copyOfSite(), 'buhera,broker = "embedded";')).toEqual({
      kind: 'embedded',
      listen: { host: '127.0.0.1', port: 1883 },
    });
  });

  test('has listeners, a certificate, and users with rules', () => {
    const copy = copyOfSite();
    const at = (name: string) => join(copy.root, 'device-tree', name);
    const { cert, key } = makeCertificate();
    writeFileSync(at('broker.crt'), cert);
    writeFileSync(at('broker.key'), key);
    writeFileSync(at('users.toml'), USERS);
    const broker = brokerOf(
      copy,
      `buhera,broker = "embedded";
       buhera,listen-tls = "0.0.0.0:8883";
       buhera,listen-ws = "127.0.0.1:9001";
       buhera,listen-wss = "[::]:9443";
       buhera,cert-file = "broker.crt";
       buhera,key-file = "broker.key";
       buhera,access-file = "users.toml";`,
    );
    expect(broker).toEqual({
      kind: 'embedded',
      listen: { host: '127.0.0.1', port: 1883 },
      listenTls: { host: '0.0.0.0', port: 8883 },
      listenWs: { host: '127.0.0.1', port: 9001 },
      listenWss: { host: '::', port: 9443 },
      tls: { certFile: at('broker.crt'), keyFile: at('broker.key') },
      access: {
        users: [{ name: 'scada', passwordHash: HASH }],
        rules: [
          { users: ['scada'], read: ['#'], write: ['cmnd/#'] },
          { users: ['anonymous', 'scada'], read: ['tele/+/SENSOR'], write: [] },
        ],
      },
    });
  });

  test.each(['mqtts://plant@broker.example:8884', 'wss://plant@broker.example/mqtt'])(
    'may be outside, at %s, with a password and an authority in files',
    (url) => {
      const copy = copyOfSite();
      const at = (name: string) => join(copy.root, 'device-tree', name);
      writeFileSync(at('secret'), 'hunter2\n');
      writeFileSync(at('ca.crt'), makeCertificate().cert);
      const files = 'buhera,password-file = "secret"; buhera,ca-file = "ca.crt";';
      expect(brokerOf(copy, `buhera,broker = "${url}"; ${files}`)).toEqual({
        kind: 'external',
        url,
        passwordFile: at('secret'),
        caFile: at('ca.crt'),
      });
    },
  );
});

describe('a file of users', () => {
  test('is known by what stands in it, and checked by itself', () => {
    const copy = copyOfSite();
    const file = join(copy.root, 'users.toml');
    const search = { cwd: copy.root, installRoot: copy.root };
    writeFileSync(file, USERS);
    expect(loadPath(file, search).flatMap(({ diagnostics }) => diagnostics)).toEqual([]);
    writeFileSync(file, USERS.replace('"anonymous"', '"nobody"'));
    expect(loadPath(file, search).flatMap(({ diagnostics }) => diagnostics.map(({ id }) => id))).toEqual([
      'unknown-user',
    ]);
  });
});
