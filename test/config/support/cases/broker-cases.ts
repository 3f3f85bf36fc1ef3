/** What is wrong with the listeners, certificates and users of the embedded broker, or with the way to one outside. */
import { makeCertificate } from '../../../field/mqtt/certificate.ts';
import type { Edit } from '../site-copy.ts';
import { type Case, wiring } from './edits.ts';

const EMBEDDED = 'buhera,broker = "embedded";       /* or "mqtt://127.0.0.1:1883" */';
const LISTEN = 'buhera,listen = "127.0.0.1:1883";\n';
const HASH = `scrypt$16384$8$1$${'A'.repeat(22)}==$${'A'.repeat(43)}=`;
const USER = `[[user]]\nname = "scada"\npassword = "${HASH}"\n`;

const { cert, key } = makeCertificate();
const other = makeCertificate();

const embedded = (...properties: readonly string[]): Edit =>
  wiring(LISTEN, `${LISTEN}\t\t${properties.join('\n\t\t')}\n`);
const file = (name: string, to: string): Edit => ({ file: `device-tree/${name}`, to });
const outside = (address: string, ...properties: readonly string[]): Edit =>
  wiring(EMBEDDED, `buhera,broker = ${address};\n\t\t${properties.join('\n\t\t')}`);

const TLS = 'buhera,listen-tls = "127.0.0.1:8883";';
const IDENTITY = ['buhera,cert-file = "a.crt";', 'buhera,key-file = "a.key";'];
const ACCESS = 'buhera,access-file = "users.toml";';

/** A broker with users, whose file is as given. */
const users = (text: string): readonly Edit[] => [embedded(ACCESS), file('users.toml', text)];

export const BROKER_CASES: readonly Case[] = [
  {
    id: 'missing-property',
    what: 'TLS without a key',
    edits: [
      wiring('mqtt0: broker', 'mqtt0: «broker'),
      embedded(TLS, 'buhera,cert-file = "a.crt";'),
      file('a.crt', cert),
    ],
    helps: 'buhera,key-file = "broker.key"',
  },
  {
    id: 'file-not-found',
    what: 'a certificate that does not exist',
    edits: [embedded(TLS, 'buhera,cert-file = «"b.crt";', 'buhera,key-file = "a.key";'), file('a.key', key)],
    helps: 'correct the name',
  },
  {
    id: 'certificate',
    what: 'a certificate that is none',
    edits: [
      embedded(TLS, 'buhera,cert-file = «"a.crt";', 'buhera,key-file = "a.key";'),
      file('a.crt', 'secret'),
      file('a.key', key),
    ],
    helps: 'BEGIN CERTIFICATE',
  },
  {
    id: 'certificate',
    what: 'the key of another certificate',
    edits: [
      embedded(TLS, 'buhera,cert-file = "a.crt";', 'buhera,key-file = «"a.key";'),
      file('a.crt', cert),
      file('a.key', other.key),
    ],
    helps: 'the private key of the certificate',
  },
  {
    id: 'certificate',
    what: 'a certificate in the place of its key',
    edits: [
      embedded('buhera,listen-wss = "127.0.0.1:9443";', IDENTITY[0] ?? '', 'buhera,key-file = «"a.key";'),
      file('a.crt', cert),
      file('a.key', cert),
    ],
  },
  {
    id: 'invalid-property',
    what: 'a certificate and no listener that would show it',
    edits: [embedded('buhera,cert-file = «"a.crt";'), file('a.crt', cert)],
    helps: 'buhera,listen-tls',
  },
  {
    id: 'invalid-endpoint',
    what: 'a WebSocket listener without a port',
    edits: [embedded('buhera,listen-ws = «"127.0.0.1";')],
  },
  {
    id: 'duplicate-listen',
    what: 'two listeners of one broker on one port',
    edits: [wiring('mqtt0: broker', 'mqtt0: «broker'), embedded('buhera,listen-ws = "127.0.0.1:1883";')],
  },
  {
    id: 'file-not-found',
    what: 'users that do not exist',
    edits: [embedded('buhera,access-file = «"users.toml";')],
  },
  {
    id: 'password-hash',
    what: 'a password instead of its hash',
    edits: users(
      '[[user]]\nname = "scada"\npassword = «"secret"\n\n[[rule]]\nusers = ["scada"]\nread = ["#"]\n',
    ),
    helps: 'buhera mqtt-user',
  },
  {
    id: 'unknown-user',
    what: 'a rule for a misspelt user',
    edits: users(`${USER}\n[[rule]]\nusers = ["anonymous", «"scda"]\nread = ["#"]\n`),
    helps: 'did you mean "scada"?',
  },
  {
    id: 'topic-pattern',
    what: 'a wildcard that is part of a level',
    edits: users(`${USER}\n[[rule]]\nusers = ["scada"]\nread = ["tele/+", «"stat+"]\n`),
    helps: 'whole level',
  },
  {
    id: 'topic-pattern',
    what: 'a wildcard for all the rest that is not at the end',
    edits: users(`${USER}\n[[rule]]\nusers = ["scada"]\nwrite = [«"#/POWER"]\n`),
  },
  {
    id: 'duplicate-id',
    what: 'two users of one name',
    edits: users(
      `${USER}\n[[user]]\nname = «"scada"\npassword = "${HASH}"\n\n[[rule]]\nusers = ["scada"]\nread = ["#"]\n`,
    ),
  },
  {
    id: 'invalid-name',
    what: 'a user named as the site itself',
    edits: users(
      `[[user]]\nname = «"buhera"\npassword = "${HASH}"\n\n[[rule]]\nusers = ["buhera"]\nread = ["#"]\n`,
    ),
  },
  {
    id: 'unknown-key',
    what: 'a misspelt right',
    edits: users(`${USER}\n[[rule]]\nusers = ["scada"]\n«reads = ["#"]\n`),
    helps: 'did you mean "read"?',
  },
  {
    id: 'plain-login',
    what: 'users who log in over the network without TLS',
    edits: [
      wiring(LISTEN, `buhera,listen = «"0.0.0.0:1883";\n\t\t${ACCESS}\n`),
      file('users.toml', `${USER}\n[[rule]]\nusers = ["scada"]\nread = ["#"]\n`),
    ],
    helps: 'buhera,listen-tls',
  },
  {
    id: 'plain-password',
    what: 'a password in the address',
    edits: [outside('«"mqtts://plant:secret@broker.example"')],
    helps: 'buhera,password-file',
  },
  {
    id: 'file-not-found',
    what: 'a password file that does not exist',
    edits: [outside('"mqtts://plant@broker.example"', 'buhera,password-file = «"secret";')],
  },
  {
    id: 'invalid-property',
    what: 'a password of nobody',
    edits: [outside('"mqtts://broker.example"', 'buhera,password-file = «"secret";'), file('secret', 'x')],
    helps: 'mqtts://plant@broker.example',
  },
  {
    id: 'invalid-property',
    what: 'an authority where nothing is signed',
    edits: [outside('"ws://broker.example/mqtt"', 'buhera,ca-file = «"ca.crt";'), file('ca.crt', cert)],
    helps: 'wss://',
  },
  {
    id: 'unknown-property',
    what: 'users of a broker outside',
    edits: [
      outside('"mqtt://broker.example"', '«buhera,access-file = "users.toml";'),
      file('users.toml', USER),
    ],
  },
];
