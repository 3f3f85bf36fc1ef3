/** What is wrong in a device profile. */

import type { Edit } from '../site-copy.ts';
import type { Case } from './edits.ts';

/** The register of a state. */
const STATE =
  'modbus = { table = "holding", address = 9, document_address = "9", type = "uint16", meanings = { 0 = "well", 1 = "broken" }, emulated = 0 }';

export const PROFILE_CASES: readonly Case[] = [
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
  {
    id: 'register-type',
    what: 'a field of bits in a number with a sign',
    edits: [keller({ type: '"int16"', layout: ', bits = «[0, 3]' })],
    helps: 'uint16',
  },
  {
    id: 'out-of-range',
    what: 'a bit that the register does not have',
    edits: [keller({ type: '"uint16"', layout: ', bits = «[15, 16]' })],
    helps: '0 to 15',
  },
  {
    id: 'register-type',
    what: 'a field of bits that is written',
    edits: [keller({ type: '"uint16"', layout: ', bits = [0, 3]', access: '«"read-write"' })],
  },
  {
    id: 'register-type',
    what: 'decimal digits in a float',
    edits: [keller({ layout: ', coding = «"bcd"' })],
    helps: 'uint16',
  },
  {
    id: 'register-type',
    what: 'a sign bit in a number without a sign',
    edits: [keller({ type: '"uint16"', layout: ', coding = «"sign-magnitude"' })],
    helps: 'int16',
  },
  {
    id: 'register-type',
    what: 'an input register of a device that answers holding registers alone',
    edits: [keller({ limits: 'functions = [3]', table: '«"input"' })],
    helps: 'function 4',
  },
  {
    id: 'register-type',
    what: 'a float that is written to a device that writes single registers alone',
    edits: [keller({ limits: 'functions = [3, 6]', table: '«"holding"', access: '"read-write"' })],
    helps: 'function 16',
  },
  {
    id: 'out-of-range',
    what: 'a value wider than a request',
    edits: [keller({ limits: 'max_registers = 2', type: '«"uint64"' })],
    helps: 'at most 2',
  },
  {
    id: 'wrong-type',
    what: 'text expected in a number',
    edits: [keller({ more: expectation('type = "uint16"', '«"RME1"') })],
  },
  {
    id: 'register-type',
    what: 'an expectation in a layout that there is not',
    edits: [keller({ more: expectation('type = "float32", coding = «"bcd"', '1') })],
  },
  {
    id: 'protocol-mismatch',
    what: 'limits of Modbus on an MQTT device',
    edits: [sonoff({ more: '«[modbus]\nmin_gap = "5 ms"' })],
  },
  {
    id: 'out-of-range',
    what: 'a word that means a value outside the range',
    edits: [sonoff({ source: 'mqtt = { message = "sensor", words = «{ cold = -100, warm = 20 } }' })],
  },
  {
    id: 'unknown-message',
    what: 'a command that nothing confirms',
    edits: [
      sonoff({
        source:
          'mqtt = { message = "sensor", command = { topic = "cmnd/{topic}", payload = "{value}", confirmed_by = «"sensr" } }',
      }),
    ],
    helps: 'sensor',
  },
  {
    id: 'wrong-type',
    what: 'a list of tables where text belongs',
    edits: [keller({ type: '"uint16"', layout: ', meanings = { 0 = «[{ a = 1 }] }' })],
    helps: 'text in quotes',
  },
  {
    id: 'unknown-point',
    what: 'decimals in a point that there is not',
    edits: [keller({ type: '"int16"', layout: ', decimals = «"decimal"' })],
  },
  {
    id: 'register-type',
    what: 'decimals in a float',
    edits: [keller({ type: '"int16"', layout: ', decimals = «"temperature"' })],
    helps: 'whole numbers',
  },
  {
    id: 'register-type',
    what: 'decimals of a float',
    edits: [keller({ layout: ', decimals = «"state"', state: STATE })],
    helps: 'whole number',
  },
  {
    id: 'unknown-point',
    what: 'a state in a point that there is not',
    edits: [keller({ layout: ', bad_when = [{ point = «"stat", is = [1] }]', state: STATE })],
    helps: 'state',
  },
  {
    id: 'out-of-range',
    what: 'a state that the device does not know',
    edits: [keller({ layout: ', uncertain_when = [{ point = "state", is = «[7] }]', state: STATE })],
    helps: '0, 1',
  },
  {
    id: 'register-type',
    what: 'a state that depends on another',
    edits: [
      keller({
        layout: ', bad_when = [{ point = «"state", is = [1] }]',
        state: STATE.replace(', emulated', ', bad_when = [{ point = "other", is = [1] }], emulated'),
        other: STATE.replace('address = 9', 'address = 10'),
      }),
    ],
  },
  {
    id: 'missing-key',
    what: 'a state in which the emulated device shows nothing',
    edits: [
      keller({
        layout: ', bad_when = [{ point = "state", is = [1] }]',
        state: STATE.replace(', emulated = 0', '').replace('{ table', '«{ table'),
      }),
    ],
    helps: 'emulated',
  },
  {
    id: 'out-of-range',
    what: 'an emulated device that is never well',
    edits: [
      keller({
        layout: ', bad_when = [{ point = "state", is = [1] }]',
        state: STATE.replace('emulated = 0', 'emulated = «1'),
      }),
    ],
  },
  {
    id: 'out-of-range',
    what: 'a number that the register of the emulated device cannot hold',
    edits: [keller({ type: '"int16"', layout: ', emulated = «40000' })],
    helps: '32767',
  },
  {
    id: 'exclusive-keys',
    what: 'channels some bits apart that are no fields of bits',
    edits: [keller({ type: '"uint16"', layout: ', bit_stride = «1' })],
    helps: 'bits',
  },
];

/** A register that the device must hold, as an inline table. */
function expectation(layout: string, equals: string): string {
  const place = 'title = "Mode", table = "holding", address = 9, document_address = 10';
  return `expect = [{ ${place}, ${layout}, equals = ${equals}, otherwise = "it is another" }]`;
}

function further(name: string, modbus: string | undefined): string {
  if (modbus === undefined) return '';
  return `
[[point]]
name = "${name}"
quantity = "ratio"
unit = "1"
access = "read"
range = [0, 1]
${modbus}
`;
}

/** A whole profile in place of the shipped one, which may change for reasons of its own. */
function keller(part: {
  unit?: string;
  access?: string;
  table?: string;
  type?: string;
  first?: string;
  second?: string;
  /** Further keys of the second register. */
  layout?: string;
  /** Of the table [modbus]. */
  limits?: string;
  /** Registers of two further points, `state` and `other`. */
  state?: string;
  other?: string;
  /** Before all tables. */
  more?: string;
}): Edit {
  const { unit = '"bar"', access = '"read"', table = '"holding"', type = '"float32"', more = '' } = part;
  const to = `${more}
[device]
vendor = "keller"
model = "33x"
kind = "pressure-transmitter"
protocol = "modbus"
title = "A transmitter"
document = { title = "t", edition = "1", url = "https://example.org" }

[modbus]
${part.limits ?? ''}

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
modbus = { table = ${table}, address = ${part.second ?? '2'}, document_address = "2", type = ${type}${part.layout ?? ''} }
${further('state', part.state)}${further('other', part.other)}`;
  return { file: 'devices/keller-33x.toml', to };
}

function sonoff(part: { source?: string; template?: string; mark?: string; more?: string }): Edit {
  const { source = 'mqtt = { message = "sensor" }', template = '{temperature}', mark = '', more = '' } = part;
  const to = `[device]
vendor = "sonoff"
model = "th16-ds18b20-tasmota"
kind = "thermometer"
protocol = "mqtt"
title = "A thermometer"
document = { title = "t", edition = "1", url = "https://example.org" }

${more}

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
