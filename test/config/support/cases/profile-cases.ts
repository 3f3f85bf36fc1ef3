/** What is wrong in a device profile. */

import type { Edit } from '../site-copy.ts';
import type { Case } from './edits.ts';

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
