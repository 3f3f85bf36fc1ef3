import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadProfile } from '../../src/config/load-profile.ts';
import { REPOSITORY, temporaryFolder } from './support/site-copy.ts';

function load(points: string, kind = 'temperature-module', protocol = 'modbus') {
  const file = join(temporaryFolder(), 'profile.toml');
  writeFileSync(
    file,
    `[device]
vendor = "acme"
model = "t-8"
kind = "${kind}"
protocol = "${protocol}"
title = "A module"
document = { title = "Manual", edition = "3", url = "https://example.org/t8.pdf" }
[timing]
response = "20 ms"
period = "0.5 s"
${points}`,
  );
  return loadProfile(file);
}

describe('a device profile in SI', () => {
  it('has one point for each repeated channel', () => {
    const { value, diagnostics } = load(`[[point]]
name = "temperature{n}"
title = "Channel {n}"
count = 3
first = 0
quantity = "temperature"
unit = "degC"
access = "read"
range = [-55, 125]
sensor = { lag = "2 s", noise = 0.05, resolution = 0.1, sample_period = "1 s" }
modbus = { table = "holding", address = 10, document_address = "40011", type = "int16", scale = 0.1, fail_raw = [-32768] }
`);
    expect(diagnostics).toEqual([]);
    expect(value?.id).toBe('acme,t-8');
    expect(value?.timing).toEqual({ responseS: 0.02, periodS: 0.5 });
    expect(value?.points.map(({ name, title }) => `${name} ${title}`)).toEqual([
      'temperature0 Channel 0',
      'temperature1 Channel 1',
      'temperature2 Channel 2',
    ]);
    expect(value?.points.map(({ source }) => 'address' in source && source.address)).toEqual([10, 11, 12]);
    const [point] = value?.points ?? [];
    expect(point?.source).toMatchObject({ scale: 0.1, offset: 273.15, wordOrder: 'big', failRaw: [-32768] });
    expect(point?.range[0]).toBeCloseTo(218.15, 10);
    // Noise and resolution are differences: no 273.15 in them.
    expect(point?.sensor).toEqual({ lagS: 2, noise: 0.05, resolution: 0.1, samplePeriodS: 1 });
  });

  it('has layouts, limits and expectations where it gives them, and no trace of them where it does not', () => {
    const { value, diagnostics } = load(`[modbus]
functions = [3, 6]
max_registers = 10
min_gap = "4 ms"
identification = { vendor_name = "ACME", product_code = "T8" }
factory = { unit = 240, baud = 19200, format = "8E1" }
[[expect]]
title = "Decimals"
table = "holding"
address = 9
document_address = 40010
type = "uint16"
bits = [0, 3]
equals = 2
otherwise = "every figure is off by tens"
[[expect]]
title = "Model"
table = "input"
address = 0
document_address = "30001"
registers = 4
equals = "T8"
otherwise = "it is another module"
[[point]]
name = "mode"
quantity = "ratio"
unit = "1"
access = "read"
range = [0, 3]
modbus = { table = "holding", address = 1, document_address = 2, type = "uint16", byte_order = "little", bits = [4, 5], meanings = { 0 = "off", 3 = "on" } }
[[point]]
name = "plain"
quantity = "ratio"
unit = "1"
access = "read"
range = [0, 3]
modbus = { table = "holding", address = 2, document_address = 3, type = "uint16" }
`);
    expect(diagnostics).toEqual([]);
    expect(value?.modbus).toEqual({
      functions: [3, 6],
      maxRegisters: 10,
      minGapS: 0.004,
      identification: { vendorName: 'ACME', productCode: 'T8' },
      factory: { unit: 240, baud: 19200, format: '8E1' },
    });
    expect(value?.expectations).toMatchObject([
      {
        address: 9,
        documentAddress: '40010',
        content: { kind: 'number', layout: { bits: [0, 3] }, equals: 2 },
      },
      { table: 'input', content: { kind: 'text', registers: 4, equals: 'T8' } },
    ]);
    expect(value?.points[0]?.source).toMatchObject({
      byteOrder: 'little',
      bits: [4, 5],
      meanings: { 0: 'off', 3: 'on' },
    });
    for (const key of ['byteOrder', 'bits', 'coding', 'meanings']) {
      expect(value?.points[1]?.source).not.toHaveProperty(key);
    }
    expect(
      load(
        '[[point]]\nname = "a"\nquantity = "ratio"\nunit = "1"\naccess = "read"\nrange = [0, 1]\nmodbus = { table = "holding", address = 1, document_address = 2, type = "uint16" }',
      ).value,
    ).not.toHaveProperty('modbus');
  });

  it('has words, the unit that a payload states, and commands', () => {
    const { value, diagnostics } = load(
      `[[message]]
name = "state"
topic = "stat/{topic}"
template = '{"r":"{relay}","t":{temperature},"u":"C"}'
[[point]]
name = "relay"
quantity = "ratio"
unit = "1"
access = "read"
range = [0, 1]
mqtt = { message = "state", path = "r", words = { OFF = 0, ON = 1 }, command = { topic = "cmnd/{topic}", payload = "{value}", confirmed_by = "state" } }
[[point]]
name = "temperature"
quantity = "temperature"
unit = "degC"
access = "read"
range = [-40, 85]
mqtt = { message = "state", path = "t", stated_unit = { path = "u", equals = "C" } }
`,
      'relay-module',
      'mqtt',
    );
    expect(diagnostics).toEqual([]);
    expect(value?.points[0]?.source).toMatchObject({
      words: { OFF: 0, ON: 1 },
      command: { topic: 'cmnd/{topic}', payload: '{value}', qos: 0, confirmedBy: 'state' },
    });
    expect(value?.points[1]?.source).toMatchObject({
      statedUnit: { path: 'u', equals: 'C' },
      offset: 273.15,
    });
  });

  it('folds scale, offset and unit of a register into one step', () => {
    const { value } = load(`[[point]]
name = "pressure"
quantity = "pressure"
unit = "mbar"
access = "read"
range = [0, 4000]
sensor = { noise = 0.2, resolution = 0.1 }
modbus = { table = "input", address = 0, document_address = 30001, type = "uint32", word_order = "little", scale = 0.5, offset = -10 }
`);
    const source = value?.points[0]?.source;
    expect(source).toMatchObject({ scale: 50, offset: -1000, wordOrder: 'little', documentAddress: '30001' });
    expect(value?.points[0]?.sensor).toMatchObject({ noise: 20, resolution: 10 });
  });

  it('steps by the width of the type unless a stride is given', () => {
    const channels = (modbus: string) =>
      load(`[[point]]
name = "v{n}"
count = 3
quantity = "voltage"
unit = "V"
access = "read"
range = [0, 10]
modbus = { table = "input", address = 0, document_address = "1", ${modbus} }
`).value?.points.map(({ source }) => 'address' in source && source.address);
    expect(channels('type = "float32"')).toEqual([0, 2, 4]);
    expect(channels('type = "float64"')).toEqual([0, 4, 8]);
    expect(channels('type = "int16", stride = 10')).toEqual([0, 10, 20]);
  });

  it('reports a stride that is too small once, not for every channel', () => {
    const { diagnostics } = load(`[[point]]
name = "v{n}"
count = 8
quantity = "voltage"
unit = "V"
access = "read"
range = [0, 10]
modbus = { table = "input", address = 0, document_address = "1", type = "float32", stride = 1 }
`);
    expect(diagnostics.map(({ id }) => id)).toEqual(['register-overlap']);
  });

  it('lets fields of bits share a register, as long as they share no bit', () => {
    const field = (name: string, bits: string) => `[[point]]
name = "${name}"
quantity = "ratio"
unit = "1"
access = "read"
range = [0, 1]
modbus = { table = "input", address = 0, document_address = "1", type = "uint16"${bits} }
`;
    const ids = (...fields: string[]) => load(fields.join('')).diagnostics.map(({ id }) => id);
    expect(ids(field('a', ', bits = [0, 3]'), field('b', ', bits = [4, 7]'))).toEqual([]);
    expect(ids(field('a', ', bits = [0, 3]'), field('b', ', bits = [3, 7]'))).toEqual(['register-overlap']);
    expect(ids(field('a', ', bits = [0, 3]'), field('b', ''))).toEqual(['register-overlap']);
    expect(
      ids(field('a', ', bits = [0, 0]'), field('b', ', bits = [1, 1]'), field('c', ', bits = [0, 1]')),
    ).toEqual(['register-overlap']);
  });

  it('numbers the states of repeated channels, and steps through the bits of a register', () => {
    const { value, diagnostics } = load(`[[point]]
name = "sensor{n}"
count = 3
quantity = "ratio"
unit = "1"
access = "read"
range = [0, 3]
modbus = { table = "input", address = 9, document_address = "10", type = "uint16", bits = [0, 1], bit_stride = 4, emulated = 0 }
[[point]]
name = "value{n}"
count = 3
quantity = "voltage"
unit = "V"
access = "read"
range = [0, 10]
modbus = { table = "input", address = 0, document_address = "1", type = "int16", decimals = "decimals", bad_when = [{ point = "sensor{n}", is = [1, 2] }], uncertain_when = [{ point = "sensor{n}", is = [3] }] }
[[point]]
name = "decimals"
quantity = "ratio"
unit = "1"
access = "read"
range = [0, 3]
modbus = { table = "input", address = 8, document_address = "9", type = "uint16", emulated = 2 }
`);
    expect(diagnostics).toEqual([]);
    const sources = value?.points.map(({ source }) => source) ?? [];
    expect(sources.slice(0, 3)).toMatchObject([
      { address: 9, bits: [0, 1], emulatedRaw: 0 },
      { address: 9, bits: [4, 5], emulatedRaw: 0 },
      { address: 9, bits: [8, 9], emulatedRaw: 0 },
    ]);
    expect(sources[5]).toMatchObject({
      address: 2,
      decimals: 'decimals',
      qualifiers: [
        { point: 'sensor3', is: [1, 2], quality: 'bad' },
        { point: 'sensor3', is: [3], quality: 'uncertain' },
      ],
    });
    expect(sources[6]).not.toHaveProperty('qualifiers');
  });

  it('wants a command for what can be written over MQTT', () => {
    const relay = (command: string) => `[[message]]
name = "state"
topic = "stat/{topic}/POWER"
template = "{relay}"
[[point]]
name = "relay"
quantity = "ratio"
unit = "1"
access = "read-write"
range = [0, 1]
mqtt = { message = "state", words = { OFF = 0, ON = 1 }${command} }
`;
    const ids = (command: string) =>
      load(relay(command), 'relay-module', 'mqtt').diagnostics.map(({ id }) => id);
    expect(ids('')).toEqual(['register-type']);
    expect(
      ids(', command = { topic = "cmnd/{topic}/POWER", payload = "{value}", confirmed_by = "state" }'),
    ).toEqual([]);
  });

  it('gives an actuator its signal and motion', () => {
    const { value, diagnostics } = load(
      `[actuator]
stroke_time = "50 ms"
dead_time = "10 ms"
[[point]]
name = "signal"
quantity = "current"
unit = "mA"
access = "read-write"
analog = { signal = [20, 4] }
`,
      'valve',
      'analog',
    );
    expect(diagnostics).toEqual([]);
    expect(value?.actuator).toEqual({ strokeTimeS: 0.05, deadTimeS: 0.01 });
    expect(value?.points[0]).toMatchObject({ source: { signal: [0.02, 0.004] }, range: [0.004, 0.02] });
  });
});

describe('the shipped profiles', () => {
  const files = readdirSync(join(REPOSITORY, 'devices')).filter((name) => name.endsWith('.toml'));

  it('are more than a few', () => expect(files.length).toBeGreaterThanOrEqual(6));

  it.each(files)('%s holds, and is named after what it describes', (name) => {
    const { value, diagnostics } = loadProfile(join(REPOSITORY, 'devices', name));
    expect(diagnostics).toEqual([]);
    expect(`${value?.vendor}-${value?.model}.toml`).toBe(name);
  });
});
