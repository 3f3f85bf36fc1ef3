/** What is wrong in a device tree, or between it and the plant. */
import { alarms, type Case, control, interlocks, site, wiring } from './edits.ts';

const PRESSURE_POINT = 'pressure {\n\t\t\t\tbuhera,senses = "ch1.pressure";\n\t\t\t};';
const PT1 = 'reg = <1>;\n\t\t\tbuhera,mode = "emulated";';

export const WIRING_CASES: readonly Case[] = [
  {
    id: 'bus-overload',
    what: 'polls that a device has no time to answer',
    edits: [
      wiring(
        'pressure-transmitter@1 {\n\t\t\tcompatible = "keller,33x";\n\t\t\treg = <1>;\n\t\t\tbuhera,mode = "emulated";\n\t\t\tbuhera,poll-ms = <20>',
        '«pressure-transmitter@1 {\n\t\t\tcompatible = "keller,33x";\n\t\t\treg = <1>;\n\t\t\tbuhera,mode = "emulated";\n\t\t\tbuhera,poll-ms = <4>',
      ),
    ],
    helps: 'buhera,poll-ms = <6>',
  },
  {
    id: 'bus-overload',
    what: 'a line too slow for its polls',
    edits: [
      wiring('modbus0: field-bus {', 'modbus0: «field-bus {'),
      wiring('"buhera,modbus-tcp"', '"buhera,modbus-rtu"'),
      wiring('buhera,connect = "127.0.0.1:5020";', 'current-speed = <19200>;'),
    ],
    helps: 'current-speed = <',
  },
  {
    id: 'file-not-found',
    what: 'a wiring that does not exist',
    edits: [site('"demo.dts"', '«"demmo.dts"')],
    helps: 'device-tree/demmo.dts',
  },
  { id: 'dt-syntax', what: 'no semicolon', edits: [wiring('reg = <2>;', 'reg = <2>«')], helps: 'add ";"' },
  { id: 'dt-syntax', what: 'an unknown token', edits: [wiring('reg = <2>;', 'reg = «§2;')] },
  {
    id: 'dt-syntax',
    what: 'a file cut off',
    edits: [{ file: 'device-tree/demo.dts', to: '/dts-v1/;\n/ {\n\tbus {\n\t\treg = <1>;«\n' }],
    helps: 'cut off',
  },
  {
    id: 'dt-syntax',
    what: 'no version',
    edits: [wiring('/dts-v1/;\n\n/*', '«\n/*')],
    at: 'device-tree/demo.dts:3:1',
  },
  {
    id: 'dt-syntax',
    what: 'a property behind a child',
    edits: [
      wiring(
        'temperature4 {\n\t\t\t\tbuhera,senses = "ch2.wall_temperature";\n\t\t\t};',
        'temperature4 {\n\t\t\t\tbuhera,senses = "ch2.wall_temperature";\n\t\t\t};\n\t\t\t«buhera,poll-ms = <100>;',
      ),
    ],
  },
  {
    id: 'dt-unsupported',
    what: 'a macro',
    edits: [wiring('/* The demo', '«#define X 1\n/* The demo')],
    helps: '/include/',
  },
  {
    id: 'dt-include',
    what: 'a file that does not exist',
    edits: [wiring('/* The demo', '/include/ «"more.dtsi"\n/* The demo')],
  },
  {
    id: 'dt-include',
    what: 'a file that includes itself',
    edits: [wiring('/* The demo', '/include/ «"demo.dts"\n/* The demo')],
  },
  {
    id: 'dt-unknown-node',
    what: 'an override of nothing',
    edits: [wiring('/* The demo', '«&pt9 { };\n/* The demo')],
  },
  { id: 'dt-duplicate', what: 'a label', edits: [wiring('pt2: ', '«pt1: ')] },
  { id: 'dt-duplicate', what: 'a property', edits: [wiring('reg = <2>;', 'reg = <2>;\n\t\t\t«reg = <2>;')] },
  {
    id: 'dt-expression',
    what: 'a number beyond 32 bits',
    edits: [wiring('reg = <2>;', 'reg = <«0x100000000>;')],
  },
  { id: 'dt-expression', what: 'a division by zero', edits: [wiring('reg = <2>;', 'reg = <(2 / «0)>;')] },
  {
    id: 'unknown-property',
    what: 'a misspelt property',
    edits: [wiring(PT1, `${PT1}\n\t\t\t«buhera,pol-ms = <20>;`)],
    helps: 'did you mean "buhera,poll-ms"?',
  },
  {
    id: 'unknown-property',
    what: 'a required property misspelt, without talk of its absence',
    edits: [wiring('reg = <2>;', '«rge = <2>;')],
    helps: 'did you mean "reg"?',
  },
  {
    id: 'unknown-property',
    what: 'a sense misspelt',
    edits: [wiring('buhera,senses = "ch2.wall_temperature"', '«buhera,sense = "ch2.wall_temperature"')],
  },
  {
    id: 'missing-property',
    what: 'a node without its kind',
    edits: [wiring('broker {\n\t\tcompatible = "buhera,mqtt";', '«broker {')],
  },
  {
    id: 'invalid-property',
    what: 'a node with a number for its kind',
    edits: [wiring('compatible = "buhera,mqtt";', 'compatible = «<1>;')],
  },
  {
    id: 'missing-property',
    what: 'no unit id',
    edits: [
      wiring(
        'pt2: pressure-transmitter@2 {\n\t\t\tcompatible = "keller,33x";\n\t\t\treg = <2>;',
        'pt2: «pressure-transmitter@2 {\n\t\t\tcompatible = "keller,33x";',
      ),
    ],
  },
  {
    id: 'missing-property',
    what: 'a point without a meaning',
    edits: [wiring(PRESSURE_POINT, '«pressure { };')],
  },
  {
    id: 'invalid-property',
    what: 'a unit id beyond 247',
    edits: [
      wiring(
        '@2 {\n\t\t\tcompatible = "keller,33x";\n\t\t\treg = <2>;',
        '@f8 {\n\t\t\tcompatible = "keller,33x";\n\t\t\treg = «<248>;',
      ),
    ],
  },
  {
    id: 'invalid-property',
    what: 'a node named after another unit id',
    edits: [wiring('reg = <2>;', 'reg = «<12>;')],
  },
  {
    id: 'invalid-property',
    what: 'a broker that is no address',
    edits: [wiring('"embedded"; ', '«"localhost"; ')],
  },
  {
    id: 'unknown-bus',
    what: 'a misspelt bus',
    edits: [wiring('"buhera,modbus-tcp"', '«"buhera,modbus-tpc"')],
    helps: 'buhera,modbus-tcp',
  },
  {
    id: 'invalid-property',
    what: 'a serial bus at a TCP address',
    edits: [
      wiring('"buhera,modbus-tcp"', '"buhera,modbus-rtu"'),
      wiring('"127.0.0.1:5020"', '«"127.0.0.1:5020"'),
    ],
    helps: '/dev/ttyUSB0',
  },
  {
    id: 'missing-property',
    what: 'a serial bus with a real device and no port',
    edits: [
      wiring('modbus0: field-bus', 'modbus0: «field-bus'),
      wiring('"buhera,modbus-tcp"', '"buhera,modbus-rtu"'),
      wiring('buhera,connect = "127.0.0.1:5020";', ''),
      wiring('reg = <2>;\n\t\t\tbuhera,mode = "emulated"', 'reg = <2>;\n\t\t\tbuhera,mode = "real"'),
    ],
    helps: 'buhera,connect = "/dev/ttyUSB0"',
  },
  {
    id: 'invalid-property',
    what: 'a parity that there is not',
    edits: [
      wiring('"buhera,modbus-tcp"', '"buhera,modbus-rtu"'),
      wiring('buhera,connect = "127.0.0.1:5020";', 'buhera,parity = «"evn";'),
    ],
    helps: 'even',
  },
  {
    id: 'invalid-property',
    what: 'one pause where two are needed',
    edits: [
      wiring('"buhera,modbus-tcp"', '"buhera,modbus-rtu"'),
      wiring('buhera,connect = "127.0.0.1:5020";', 'rs485-rts-delay = «<5>;'),
    ],
    helps: 'rs485-rts-delay = <0 0>',
  },
  {
    id: 'invalid-property',
    what: 'a link to a pseudo-terminal that is none',
    edits: [
      wiring('"buhera,modbus-tcp"', '"buhera,modbus-rtu"'),
      wiring(
        'buhera,connect = "127.0.0.1:5020";',
        'buhera,listen = "/dev/ttyUSB1";\n\t\tbuhera,pty-link = «"/tmp/bus0";',
      ),
    ],
    helps: 'remove',
  },
  {
    id: 'shared-serial-port',
    what: 'both ends on one serial port',
    edits: [
      wiring('modbus0: field-bus', 'modbus0: «field-bus'),
      wiring('"buhera,modbus-tcp"', '"buhera,modbus-rtu"'),
      wiring(
        'buhera,connect = "127.0.0.1:5020";',
        'buhera,connect = "/dev/ttyUSB0";\n\t\tbuhera,listen = "/dev/ttyUSB0";',
      ),
    ],
  },
  {
    id: 'unknown-property',
    what: 'a rate on a bus without a serial line',
    edits: [
      wiring(
        'buhera,connect = "127.0.0.1:5020";',
        'buhera,connect = "127.0.0.1:5020";\n\t\t«current-speed = <9600>;',
      ),
    ],
  },
  {
    id: 'unknown-profile',
    what: 'a device that nobody described',
    edits: [
      wiring(
        'pt2: pressure-transmitter@2 {\n\t\t\tcompatible = "keller,33x"',
        'pt2: pressure-transmitter@2 {\n\t\t\tcompatible = «"keller,33y"',
      ),
    ],
    helps: 'keller,33x',
  },
  {
    id: 'wrong-bus',
    what: 'a transmitter on MQTT',
    edits: [wiring('"sonoff,th16-ds18b20-tasmota"', '«"keller,33x"')],
  },
  {
    id: 'unknown-point',
    what: 'a channel beyond the last',
    edits: [wiring('temperature4 {', '«temperature9 {')],
    helps: 'temperature',
  },
  {
    id: 'point-direction',
    what: 'a sensor that is driven',
    edits: [wiring('buhera,senses = "ch1.wall_temperature"', 'buhera,drives = «"ch1.wall_temperature"')],
  },
  {
    id: 'point-direction',
    what: 'a point that does both',
    edits: [
      wiring(
        'buhera,senses = "ch1.wall_temperature";',
        'buhera,senses = "ch1.wall_temperature";\n\t\t\t\tbuhera,drives = «"cross.position";',
      ),
    ],
  },
  {
    id: 'not-an-actuator',
    what: 'a transmitter as valve',
    edits: [wiring('buhera,actuator = "smc,vx21"', 'buhera,actuator = «"keller,33x"')],
  },
  {
    id: 'not-an-actuator',
    what: 'a voltage valve behind a relay',
    edits: [wiring('buhera,actuator = "smc,vx21"', 'buhera,actuator = «"burkert,2873"')],
  },
  {
    id: 'duplicate-unit',
    what: 'two transmitters',
    edits: [
      wiring(
        'pt2: pressure-transmitter@2 {\n\t\t\tcompatible = "keller,33x";\n\t\t\treg = <2>;',
        'pt2: «transmitter@1 {\n\t\t\tcompatible = "keller,33x";\n\t\t\treg = <1>;',
      ),
    ],
  },
  {
    id: 'duplicate-device',
    what: 'a device named as its bus',
    edits: [wiring('room: thermometer', '«mqtt0'), wiring('mqtt0: broker', 'mqtt0')],
  },
  {
    id: 'duplicate-topic',
    what: 'two thermometers',
    edits: [
      wiring(
        '\t\troom: thermometer',
        '\t\ttwin: twin {\n\t\t\tcompatible = "sonoff,th16-ds18b20-tasmota";\n\t\t\tbuhera,topic = "room";\n\t\t};\n\n\t\troom: «thermometer',
      ),
    ],
  },
  {
    id: 'duplicate-listen',
    what: 'gateway and broker on one port',
    edits: [wiring('mqtt0: broker', 'mqtt0: «broker'), wiring('"127.0.0.1:1883";\n', '"127.0.0.1:5020";\n')],
  },
  {
    id: 'duplicate-tag',
    what: 'two transmitters of one chamber',
    edits: [wiring('buhera,senses = "ch2.wall_temperature"', 'buhera,senses = «"ch1.wall_temperature"')],
  },
  {
    id: 'duplicate-tag',
    what: 'a loop named as a device',
    edits: [
      control('id = "pc1"', 'id = «"pc1"'),
      wiring('buhera,tag = "room.temperature"', 'buhera,tag = "pc1.out"'),
      alarms('"room.temperature"', '"pc1.out"'),
    ],
  },
  {
    id: 'unknown-plant-point',
    what: 'a chamber that does not exist',
    edits: [wiring('buhera,senses = "ch2.wall_temperature"', 'buhera,senses = «"ch3.wall_temperature"')],
    helps: 'wall_temperature',
  },
  {
    id: 'not-an-input',
    what: 'a pressure that is driven',
    edits: [
      wiring(
        'buhera,drives = "rack1.enabled";',
        'buhera,drives = «"ch1.mass";\n\t\t\t\tbuhera,tag = "rack1.enabled";',
      ),
    ],
  },
  {
    id: 'dimension-mismatch',
    what: 'a pressure transmitter on a temperature',
    edits: [
      wiring(
        'buhera,senses = "ch2.pressure";',
        'buhera,senses = «"ch2.temperature";\n\t\t\t\tbuhera,tag = "ch2.pressure";',
      ),
    ],
  },
  {
    id: 'dimension-mismatch',
    what: 'a relay on a power',
    edits: [
      wiring(
        'buhera,drives = "rack1.enabled";',
        'buhera,drives = «"rack1.power";\n\t\t\t\tbuhera,tag = "rack1.enabled";',
      ),
    ],
  },
  {
    id: 'shared-output',
    what: 'two outputs on one valve',
    edits: [
      wiring('buhera,drives = "rack1.enabled";', 'buhera,drives = «"cross.position";'),
      interlocks('"rack1.enabled" = 0\n', ''),
      interlocks('outputs = ["rack1.enabled"]', 'outputs = ["cross.position"]'),
    ],
  },
];
