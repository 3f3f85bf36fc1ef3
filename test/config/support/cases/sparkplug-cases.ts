/** What is wrong with the site as a Sparkplug edge node, or with a bus of edge nodes. */
import { type Case, site, wiring } from './edits.ts';

const table = (text: string) => site('[http]', `[sparkplug]\n${text}\n\n[http]`);
const GOOD = 'broker = "embedded"\ngroup = "Works"';

const bus = (properties: string, devices = '') =>
  wiring(
    'mqtt0: broker {',
    `spb0: sparkplug {\n compatible = "buhera,sparkplug";\n ${properties}\n ${devices}\n };\n mqtt0: broker {`,
  );
const BUS = 'buhera,broker = "embedded";\n buhera,host-id = "room";';
const DEVICE = 'buhera,group = "Works";\n buhera,edge-node = "north";';
const device = (properties: string, points = '') => bus(BUS, `far: far {\n ${properties}\n ${points}\n };`);
const point = (properties: string) => device(DEVICE, `p { ${properties} };`);

export const SPARKPLUG_CASES: readonly Case[] = [
  {
    id: 'missing-key',
    what: 'an edge node without a group',
    edits: [site('[http]', '«[sparkplug]\nbroker = "embedded"\n\n[http]')],
  },
  {
    id: 'invalid-name',
    what: 'a group of two levels',
    edits: [table('broker = "embedded"\ngroup = «"Works/North"')],
    helps: 'without +, # and /',
  },
  {
    id: 'invalid-endpoint',
    what: 'a broker without a protocol',
    edits: [table('broker = «"127.0.0.1:1883"\ngroup = "Works"')],
    helps: 'mqtt://',
  },
  {
    id: 'out-of-range',
    what: 'more messages than a scan can make',
    edits: [table(`${GOOD}\nperiod = «"1 ms"`)],
  },
  {
    id: 'unknown-key',
    what: 'a misspelt primary host',
    edits: [table(`${GOOD}\n«primary-host = "scada"`)],
    helps: 'primary_host',
  },
  {
    id: 'no-broker',
    what: 'the embedded broker where the only broker is outside',
    edits: [
      wiring('buhera,broker = "embedded"; ', 'buhera,broker = "mqtt://127.0.0.1:1883"; '),
      table('broker = «"embedded"\ngroup = "Works"'),
    ],
    helps: 'buhera,mqtt',
  },
  {
    id: 'plain-password',
    what: 'a password in the address of the edge node’s broker',
    edits: [table('broker = «"mqtts://plant:secret@broker.example"\ngroup = "Works"')],
    helps: 'password_file',
  },
  {
    id: 'file-not-found',
    what: 'a password file that does not exist',
    edits: [table('broker = "mqtts://plant@broker.example"\npassword_file = «"nowhere"\ngroup = "Works"')],
  },
  {
    id: 'out-of-place',
    what: 'a password of nobody',
    edits: [table('broker = "mqtt://broker.example"\npassword_file = «"plant.toml"\ngroup = "Works"')],
    helps: 'mqtts://plant@broker.example',
  },
  {
    id: 'out-of-place',
    what: 'an authority without TLS',
    edits: [table('broker = "mqtt://broker.example"\nca_file = «"plant.toml"\ngroup = "Works"')],
    helps: 'mqtts://',
  },
  {
    id: 'invalid-property',
    what: 'a bus of edge nodes on no broker',
    edits: [bus('buhera,broker = «"127.0.0.1:1883";\n buhera,host-id = "room";')],
    helps: 'mqtt://',
  },
  {
    id: 'invalid-property',
    what: 'a host of two levels',
    edits: [bus('buhera,broker = "embedded";\n buhera,host-id = «"a/b";')],
  },
  {
    id: 'no-broker',
    what: 'a host on the embedded broker where the only broker is outside',
    edits: [
      wiring('buhera,broker = "embedded"; ', 'buhera,broker = "mqtt://127.0.0.1:1883"; '),
      wiring(
        'mqtt0: broker {',
        `spb0: «sparkplug { compatible = "buhera,sparkplug"; ${BUS} };\n mqtt0: broker {`,
      ),
    ],
    helps: 'buhera,mqtt',
  },
  {
    id: 'invalid-property',
    what: 'an edge node in a mode that it cannot have',
    edits: [device(`${DEVICE}\n buhera,mode = «"emulated";`)],
    helps: 'real',
  },
  {
    id: 'unknown-unit',
    what: 'a metric in a unit of something else',
    edits: [point('buhera,senses = "t"; buhera,quantity = "temperature"; buhera,unit = «"bar";')],
    helps: 'K',
  },
  {
    id: 'invalid-quantity',
    what: 'an end of the range in a unit of something else',
    edits: [point('buhera,senses = "p"; buhera,quantity = "pressure"; buhera,low = «"5 K";')],
    helps: 'Pa',
  },
  {
    id: 'limits-order',
    what: 'a range upside down',
    edits: [point('buhera,senses = "x"; buhera,low = «"1"; buhera,high = "0";')],
  },
  {
    id: 'duplicate-topic',
    what: 'two devices that are one',
    edits: [bus(BUS, `far: far { ${DEVICE} };\n near: «near { ${DEVICE} };`)],
  },
];
