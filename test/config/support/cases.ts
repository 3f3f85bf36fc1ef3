/** One broken configuration for every diagnostic id that a site can give: the mark says where it must point. */
import type { DiagnosticId } from '../../../src/config/codes.ts';
import type { Edit } from './site-copy.ts';

export interface Case {
  readonly id: DiagnosticId;
  readonly what: string;
  readonly edits: readonly Edit[];
  /** Where the mark cannot say it: a file as a whole. */
  readonly at?: string;
  /** Text that the remedy or the expectation must hold. */
  readonly helps?: string;
}

const site = (from: string, to: string): Edit => ({ file: 'etc/demo/site.toml', from, to });
const plant = (from: string, to: string): Edit => ({ file: 'etc/demo/plant.toml', from, to });
const control = (from: string, to: string): Edit => ({ file: 'etc/demo/control.toml', from, to });
const interlocks = (from: string, to: string): Edit => ({ file: 'etc/demo/interlocks.toml', from, to });
const alarms = (from: string, to: string): Edit => ({ file: 'etc/demo/alarms.toml', from, to });
const wiring = (from: string, to: string): Edit => ({ file: 'device-tree/demo.dts', from, to });

/** Lets the limit on chamber 2 trip on a bad reading, where its own cause for that is the one being broken. */
const LOSS_OF_CH2 = interlocks(
  'tag = "ch2.pressure"\nabove = "5 bar"\ndeadband = "0.2 bar"\ndelay = "100 ms"\non_bad = "ignore"',
  'tag = "ch2.pressure"\nabove = "5 bar"\ndeadband = "0.2 bar"\ndelay = "100 ms"\non_bad = "trip"',
);

const HEAT_LOAD = 'into = "ch1"\npower = "40 W"';
const INLET_ID = 'id = "inlet1"\nfrom = "supply"\nto = "ch1"\n';

const SHAPE: readonly Case[] = [
  {
    id: 'toml-syntax',
    what: 'a value without quotes',
    edits: [plant(HEAT_LOAD, 'into = "ch1"\npower = 40 «W')],
  },
  {
    id: 'toml-syntax',
    what: 'a file cut off within a value',
    edits: [plant(`${HEAT_LOAD}\n`, 'into = "ch1"\npower = «')],
    helps: 'cut off',
  },
  {
    id: 'unknown-key',
    what: 'a misspelt key',
    edits: [plant(HEAT_LOAD, `${HEAT_LOAD}\n«titel = "x"`)],
  },
  {
    id: 'unknown-key',
    what: 'a misspelt key of a required quantity, without talk of the missing one beside it',
    edits: [plant(HEAT_LOAD, 'into = "ch1"\npower = "40 W"\n«pover = "40 W"')],
    helps: 'did you mean "power"?',
  },
  {
    id: 'unknown-key',
    what: 'a key that would pollute a prototype',
    edits: [plant(HEAT_LOAD, `${HEAT_LOAD}\n«__proto__ = { polluted = true }`)],
  },
  {
    id: 'unknown-key',
    what: 'an unknown gas, without talk of a sum that follows from it',
    edits: [
      plant(
        '[[boundary]]\nid = "supply"\npressure = "8 bar"\ntemperature = "295 K"\ngas = { N2 = 1 }',
        '[[boundary]]\nid = "supply"\npressure = "8 bar"\ntemperature = "295 K"\ngas = { «N3 = 1 }',
      ),
    ],
    helps: 'did you mean "N2"?',
  },
  {
    id: 'missing-key',
    what: 'a required key, at the header of its table',
    edits: [plant('[[heat_load]]\nid = "rack1"\n', '«[[heat_load]]\n')],
  },
  {
    id: 'missing-key',
    what: 'half of a valve sizing, at the header of the valve',
    edits: [plant(`[[valve]]\n${INLET_ID}area = "0.6 mm^2"\n`, `«[[valve]]\n${INLET_ID}`)],
  },
  { id: 'wrong-type', what: 'a text for a number', edits: [site('1e-9\nenergy', '«"1e-9"\nenergy')] },
  {
    id: 'wrong-type',
    what: 'a tag without its quotes',
    edits: [interlocks('"inlet1.position" = 0', '«inlet1.position = 0')],
    helps: 'quotes',
  },
  {
    id: 'wrong-type',
    what: 'single brackets for a list',
    edits: [plant('[[heat_load]]', '«[heat_load]')],
    helps: '[[heat_load]]',
  },
  {
    id: 'invalid-choice',
    what: 'a misspelt word',
    edits: [site('"warn"      ', '«"warm"      ')],
    helps: 'did you mean "warn"?',
  },
  {
    id: 'invalid-choice',
    what: 'an unknown cycle shape',
    edits: [control('"trapezoid"', '«"trapez"')],
    helps: 'trapezoid',
  },
  {
    id: 'out-of-range',
    what: 'a number',
    edits: [interlocks('"vent1.position" = 1', '"vent1.position" = «1.5')],
  },
  { id: 'out-of-range', what: 'a quantity', edits: [site('"10 ms"', '«"0 ms"')] },
  {
    id: 'wrong-length',
    what: 'an empty list',
    edits: [interlocks('outputs = ["rack1.enabled"]', 'outputs = «[]')],
  },
  {
    id: 'wrong-length',
    what: 'three ends of a range',
    edits: [
      control('output_range = [-1, 1]\noutputs = [      ', 'output_range = «[-1, 0, 1]\noutputs = [      '),
    ],
  },
  {
    id: 'invalid-quantity',
    what: 'the unit of another quantity',
    edits: [plant(HEAT_LOAD, 'into = "ch1"\npower = «"40 bar"')],
    helps: 'kW',
  },
  {
    id: 'invalid-quantity',
    what: 'no unit',
    edits: [plant(HEAT_LOAD, 'into = "ch1"\npower = «40')],
    helps: 'write "40 W"',
  },
  {
    id: 'invalid-quantity',
    what: 'gauge pressure',
    edits: [plant('"8 bar"', '«"7 barg"')],
    helps: 'ambient',
  },
  {
    id: 'unknown-key',
    what: 'a key in megawatts, which are not milliwatts',
    edits: [plant('into = "ch1"\npower = "40 W"', 'into = "ch1"\npower = "40 W"\n«power_MW = 1')],
  },
  {
    id: 'invalid-quantity',
    what: 'a deadband in degrees',
    edits: [
      alarms(
        'deadband = "0.1 bar"\npriority = "high"\non_delay = "500 ms"\n\n[[alarm]]\nid = "ch2',
        'deadband = «"0.1 °C"\npriority = "high"\non_delay = "500 ms"\n\n[[alarm]]\nid = "ch2',
      ),
    ],
    helps: 'a pressure difference',
  },
  {
    id: 'invalid-quantity',
    what: 'a limit in the unit of another tag',
    edits: [alarms('above = "370 K"', 'above = «"370 bar"')],
  },
  {
    id: 'invalid-quantity',
    what: 'a temperature where a difference is meant',
    edits: [alarms('"3 K"', '«"3 degC"')],
  },
  {
    id: 'quantity-twice',
    what: 'as text and as bare number',
    edits: [plant(HEAT_LOAD, `${HEAT_LOAD}\n«power_W = 40`)],
  },
  { id: 'invalid-name', what: 'an id with a dot', edits: [control('"breath"\nshape', '«"br.eath"\nshape')] },
  {
    id: 'invalid-endpoint',
    what: 'a port beyond 65535',
    edits: [site('"127.0.0.1:8080"', '«"127.0.0.1:80800"')],
  },
  {
    id: 'exclusive-keys',
    what: 'two sizings of a valve',
    edits: [plant(INLET_ID, `${INLET_ID}kv = «"1 m^3/h"\n`)],
  },
  {
    id: 'exclusive-keys',
    what: 'a deadband without a limit',
    edits: [alarms('bad = true', 'bad = true\ndeadband = «"1 K"')],
  },
  {
    id: 'limits-order',
    what: 'a range upside down',
    edits: [
      control(
        'pv = "ch1.pressure"\nset_point = { cycle = "breath" }\nset_point_range = ["1 bar", "4 bar"]',
        'pv = "ch1.pressure"\nset_point = { cycle = "breath" }\nset_point_range = «["4 bar", "1 bar"]',
      ),
    ],
  },
];

const PLANT: readonly Case[] = [
  {
    id: 'element-not-available',
    what: 'a fan',
    edits: [plant('[[heat_load]]', '«[[fan]]\nid = "k1"\n\n[[heat_load]]')],
  },
  {
    id: 'mole-fractions',
    what: 'a sum of 0.99',
    edits: [
      plant(
        'pressure = "8 bar"\ntemperature = "295 K"\ngas = { N2 = 1 }',
        'pressure = "8 bar"\ntemperature = "295 K"\ngas = «{ N2 = 0.78, O2 = 0.21 }',
      ),
    ],
    helps: '0.79',
  },
  {
    id: 'unknown-element',
    what: 'a valve to nowhere',
    edits: [plant(INLET_ID, INLET_ID.replace('"ch1"', '«"chl"'))],
    helps: 'did you mean "ch1"?',
  },
  {
    id: 'unknown-element',
    what: 'a heat load in a boundary',
    edits: [plant(HEAT_LOAD, HEAT_LOAD.replace('"ch1"', '«"supply"'))],
  },
  {
    id: 'valve-loop',
    what: 'both ends at one chamber',
    edits: [plant('from = "ch1"\nto = "ch2"', 'from = "ch1"\nto = «"ch1"')],
  },
  {
    id: 'duplicate-id',
    what: 'a chamber and a valve',
    edits: [
      plant('id = "rack1"', 'id = «"cross"'),
      wiring('"rack1.enabled"', '"cross.enabled"'),
      interlocks('"rack1.enabled" = 0', '"cross.enabled" = 0'),
      interlocks('outputs = ["rack1.enabled"]', 'outputs = ["cross.enabled"]'),
    ],
  },
  {
    id: 'duplicate-id',
    what: 'an element named as the surroundings',
    edits: [
      plant('id = "rack1"', 'id = «"ambient"'),
      wiring('"rack1.enabled"', '"ambient.enabled"'),
      interlocks('"rack1.enabled" = 0', '"ambient.enabled" = 0'),
      interlocks('outputs = ["rack1.enabled"]', 'outputs = ["ambient.enabled"]'),
    ],
  },
  { id: 'duplicate-id', what: 'two alarms', edits: [alarms('"ch2-pressure-hi"', '«"ch1-pressure-hi"')] },
];

const PRESSURE_POINT = 'pressure {\n\t\t\t\tbuhera,senses = "ch1.pressure";\n\t\t\t};';
const PT1 = 'reg = <1>;\n\t\t\tbuhera,mode = "emulated";';

const WIRING: readonly Case[] = [
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
    id: 'bus-not-available',
    what: 'a serial bus',
    edits: [wiring('"buhera,modbus-tcp"', '«"buhera,modbus-rtu"')],
  },
  {
    id: 'mode-not-available',
    what: 'shadow',
    edits: [
      wiring('reg = <2>;\n\t\t\tbuhera,mode = "emulated"', 'reg = <2>;\n\t\t\tbuhera,mode = «"shadow"'),
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

const PROFILES: readonly Case[] = [
  { id: 'unknown-unit', what: 'a pressure in kelvin', edits: [keller({ unit: '«"K"' })], helps: 'bar' },
  {
    id: 'protocol-mismatch',
    what: 'a register of an MQTT device',
    edits: [
      sonoff({
        source: 'modbus = «{ table = "input", address = 0, document_address = 0, type = "int16" }',
        template: '{time}',
      }),
    ],
  },
  { id: 'register-type', what: 'a single bit in a holding register', edits: [keller({ type: '«"bool"' })] },
  {
    id: 'register-type',
    what: 'an input register that is written',
    edits: [keller({ table: '"input"', access: '«"read-write"' })],
  },
  {
    id: 'register-overlap',
    what: 'two values in one register',
    edits: [keller({ first: '1', second: '«2' })],
  },
  { id: 'out-of-range', what: 'a value beyond the last register', edits: [keller({ second: '«65535' })] },
  {
    id: 'unknown-message',
    what: 'a point of no message',
    edits: [sonoff({ source: 'mqtt = { message = «"other" }' })],
  },
  {
    id: 'template-gap',
    what: 'a placeholder that nobody fills',
    edits: [sonoff({ mark: '«', template: '{temperature} {humidity}' })],
  },
  {
    id: 'template-gap',
    what: 'a point that the template leaves out',
    edits: [sonoff({ mark: '«', template: '{time}' })],
    helps: '{temperature}',
  },
];

const CONTROL: readonly Case[] = [
  {
    id: 'unknown-tag',
    what: 'a process value that nobody measures',
    edits: [control('pv = "ch1.pressure"', 'pv = «"ch1.presure"')],
    helps: 'did you mean "ch1.pressure"?',
  },
  {
    id: 'unknown-tag',
    what: 'an interlock on an unknown tag',
    edits: [interlocks('tag = "ch2.pressure"\nbad', 'tag = «"ch9.pressure"\nbad'), LOSS_OF_CH2],
  },
  {
    id: 'unknown-tag',
    what: 'an alarm on an unknown tag',
    edits: [alarms('"room.temperature"', '«"room.temp"')],
  },
  {
    id: 'not-an-output',
    what: 'a loop that writes a measurement',
    edits: [control('tag = "vent2.position"', 'tag = «"ch2.pressure"')],
  },
  {
    id: 'unknown-cycle',
    what: 'a misspelt cycle',
    edits: [
      control('{ cycle = "breath" }', '{ cycle = «"breathe" }'),
      control('set_point = { value = "2 bar" }', 'set_point = { cycle = "breath" }'),
    ],
    helps: 'did you mean "breath"?',
  },
  {
    id: 'unused-cycle',
    what: 'a cycle left over',
    edits: [
      control(
        '[[loop]]\nid = "pc1"',
        '[[cycle]]\nid = «"spare"\nshape = "sine"\nlow = "1 bar"\nhigh = "2 bar"\nperiod = "9 s"\n\n[[loop]]\nid = "pc1"',
      ),
    ],
  },
  {
    id: 'unknown-device',
    what: 'a misspelt device',
    edits: [interlocks('"ao1"', '«"ao2"')],
    helps: 'did you mean "ao1"?',
  },
  {
    id: 'unknown-cause',
    what: 'a row of the matrix',
    edits: [interlocks('outputs-lost = [', 'no-such = «["rack-off"]\noutputs-lost = [')],
  },
  {
    id: 'unknown-effect',
    what: 'a column of the matrix',
    edits: [interlocks('ch1-temperature-lost = ["rack-off"]', 'ch1-temperature-lost = [«"rack-of"]')],
    helps: 'did you mean "rack-off"?',
  },
  {
    id: 'cause-without-effect',
    what: 'a row left out',
    edits: [
      interlocks('ch1-temperature-lost = ["rack-off"]\n', ''),
      interlocks('id = "ch1-temperature-lost"', 'id = «"ch1-temperature-lost"'),
    ],
  },
  {
    id: 'effect-without-cause',
    what: 'an effect left over',
    edits: [
      interlocks(
        '[matrix]',
        '[[effect]]\nid = «"spare"\noutputs = ["cross.position"]\nlatch = true\n\n[matrix]',
      ),
    ],
  },
  {
    id: 'no-safe-state',
    what: 'an output left out',
    edits: [interlocks('[safe_state]', '«[safe_state]'), interlocks('"cross.position" = 0\n', '')],
  },
  {
    id: 'two-valued-output',
    what: 'a safe state between off and on',
    edits: [interlocks('"rack1.enabled" = 0', '"rack1.enabled" = «0.5')],
    helps: '0 or 1',
  },
  {
    id: 'two-valued-output',
    what: 'a loop on a relay',
    edits: [
      control(
        '  { tag = "inlet2.position", from = 0, to = 1 },',
        '  { tag = "inlet2.position", from = 0, to = 1 },\n  { tag = «"cross.position", from = 0, to = 1 },',
      ),
    ],
    helps: 'analogue',
  },
  {
    id: 'two-valued-output',
    what: 'a valve behind a relay that starts half open',
    edits: [plant('to = "ch2"\narea = "0.2 mm^2"', 'to = "ch2"\nposition = «0.5\narea = "0.2 mm^2"')],
  },
  {
    id: 'set-point-outside-range',
    what: 'a set-point above its range',
    edits: [control('{ value = "2 bar" }', '{ value = «"5 bar" }')],
    helps: 'from 1 bar (100000 Pa) to 4 bar (400000 Pa)',
  },
  {
    id: 'range-outside-span',
    what: 'a set-point range beyond the span',
    edits: [
      control(
        'set_point = { value = "2 bar" }\nset_point_range = ["1 bar", "4 bar"]',
        'set_point = { value = "2 bar" }\nset_point_range = «["1 bar", "14 bar"]',
      ),
    ],
  },
  {
    id: 'output-outside-range',
    what: 'an output on a bad value beyond the limits',
    edits: [
      control(
        'pid = { gain = 10, integral_time = "4 s" }\non_bad = { output = 0 }\n\n',
        'pid = { gain = 10, integral_time = "4 s" }\non_bad = { output = «3 }\n\n',
      ),
    ],
  },
  {
    id: 'output-outside-range',
    what: 'a split output beyond the limits',
    edits: [
      control(
        '{ tag = "vent1.position", from = 0, to = -1 }',
        '{ tag = "vent1.position", from = 0, to = «-2 }',
      ),
    ],
  },
  {
    id: 'cycle-outside-range',
    what: 'a cycle above the set-point range',
    edits: [
      control('high = "3 bar"', 'high = "5 bar"'),
      control('{ cycle = "breath" }', '{ cycle = «"breath" }'),
    ],
  },
  {
    id: 'cycle-dimension',
    what: 'a pressure cycle on a temperature',
    edits: [
      control(
        'pv = "ch1.pressure"\nset_point = { cycle = "breath" }\nset_point_range = ["1 bar", "4 bar"]\npv_range = ["0 bar", "10 bar"]',
        'pv = "ch1.temperature"\nset_point = { cycle = «"breath" }\nset_point_range = ["1 K", "4 K"]\npv_range = ["0 K", "10 K"]',
      ),
    ],
  },
  {
    id: 'cycle-times',
    what: 'parts longer than the period',
    edits: [control('period = "20 s"', 'period = «"12 s"')],
  },
  {
    id: 'limit-outside-sensor',
    what: 'a trip above the transmitter',
    edits: [
      interlocks(
        'id = "ch2-pressure-high"\ntitle = "Chamber 2 pressure high"\ntag = "ch2.pressure"\nabove = "5 bar"',
        'id = "ch2-pressure-high"\ntitle = "Chamber 2 pressure high"\ntag = "ch2.pressure"\nabove = «"12 bar"',
      ),
    ],
  },
  {
    id: 'limit-outside-sensor',
    what: 'a low limit at the end of the range',
    edits: [
      alarms(
        'above = "3.6 bar"\ndeadband = "0.1 bar"\npriority = "high"\non_delay = "500 ms"\n\n[[alarm]]\nid = "ch2',
        'below = «"0 bar"\ndeadband = "0.1 bar"\npriority = "high"\non_delay = "500 ms"\n\n[[alarm]]\nid = "ch2',
      ),
    ],
  },
  {
    id: 'loss-not-covered',
    what: 'a limit on a sensor whose loss nobody watches',
    edits: [
      interlocks(
        '[[effect]]\nid = "isolate-ch1"',
        '[[cause]]\nid = "ch2-hot"\ntag = "ch2.temperature"\nabove = "390 K"\non_bad = «"ignore"\n\n[[effect]]\nid = "isolate-ch1"',
      ),
      interlocks('[matrix]', '[matrix]\nch2-hot = ["isolate-ch2"]'),
    ],
  },
  {
    id: 'deadband-never-clears',
    what: 'a deadband from the limit down to the end of the transmitter',
    edits: [
      alarms(
        'deadband = "0.1 bar"\npriority = "high"\non_delay = "500 ms"\n\n[[alarm]]\nid = "ch2',
        'deadband = «"3.6 bar"\npriority = "high"\non_delay = "500 ms"\n\n[[alarm]]\nid = "ch2',
      ),
    ],
  },
  {
    id: 'deadband-never-clears',
    what: 'a deadband from a low limit beyond the other end',
    edits: [
      alarms(
        'above = "3.6 bar"\ndeadband = "0.1 bar"\npriority = "high"\non_delay = "500 ms"\n\n[[alarm]]\nid = "ch2',
        'below = "0.5 bar"\ndeadband = «"10 bar"\npriority = "high"\non_delay = "500 ms"\n\n[[alarm]]\nid = "ch2',
      ),
    ],
  },
  {
    id: 'water-beyond-saturation',
    what: 'a chamber with more vapour than its temperature holds',
    edits: [
      plant(
        'id = "ch1"\nvolume = "1 L"\npressure = "1.5 bar"\ntemperature = "295 K"\ngas = { N2 = 1 }',
        'id = "ch1"\nvolume = "1 L"\npressure = "1.5 bar"\ntemperature = "295 K"\ngas = «{ N2 = 0.9, H2O = 0.1 }',
      ),
    ],
    helps: 'drier',
  },
  {
    id: 'step-too-long',
    what: 'a valve that empties a chamber many times within a step',
    edits: [plant('"2 ms"', '«"2 ms"'), plant('to = "ch2"\narea = "0.2 mm^2"', 'to = "ch2"\narea = "1 m^2"')],
    helps: 'volume',
  },
  ...['0.0.0.0', '[::]', '192.168.1.5', 'plant-server', '1270.0.0.1'].map(
    (host): Case => ({
      id: 'open-api',
      what: `an API at ${host}`,
      edits: [site('"127.0.0.1:8080"', `«"${host}:8080"`)],
      helps: '127.0.0.1',
    }),
  ),
  {
    id: 'step-against-scan',
    what: 'a scan of three and a third steps',
    edits: [plant('"2 ms"', '"3 ms"'), site('"10 ms"', '«"10 ms"')],
  },
];

/** A whole profile in place of the shipped one, which may change for reasons of its own. */
function keller(part: {
  unit?: string;
  access?: string;
  table?: string;
  type?: string;
  first?: string;
  second?: string;
}): Edit {
  const { unit = '"bar"', access = '"read"', table = '"holding"', type = '"float32"' } = part;
  const to = `[device]
vendor = "keller"
model = "33x"
kind = "pressure-transmitter"
protocol = "modbus"
title = "A transmitter"
document = { title = "t", edition = "1", url = "https://example.org" }

[[point]]
name = "temperature"
quantity = "temperature"
unit = "degC"
access = "read"
range = [0, 100]
modbus = { table = "holding", address = ${part.first ?? '0'}, document_address = "0", type = "float32" }

[[point]]
name = "pressure"
quantity = "pressure"
unit = ${unit}
access = ${access}
range = [0, 10]
modbus = { table = ${table}, address = ${part.second ?? '2'}, document_address = "2", type = ${type} }
`;
  return { file: 'devices/keller-33x.toml', to };
}

function sonoff(part: { source?: string; template?: string; mark?: string }): Edit {
  const { source = 'mqtt = { message = "sensor" }', template = '{temperature}', mark = '' } = part;
  const to = `[device]
vendor = "sonoff"
model = "th16-ds18b20-tasmota"
kind = "thermometer"
protocol = "mqtt"
title = "A thermometer"
document = { title = "t", edition = "1", url = "https://example.org" }

[[message]]
name = "sensor"
topic = "tele/{topic}/SENSOR"
template = ${mark}"${template}"

[[point]]
name = "temperature"
quantity = "temperature"
unit = "degC"
access = "read"
range = [-55, 125]
${source}
`;
  return { file: 'devices/sonoff-th16-ds18b20-tasmota.toml', to };
}

export const CASES: readonly Case[] = [...SHAPE, ...PLANT, ...WIRING, ...PROFILES, ...CONTROL];
