/** What does not fit the shape of a file. */
import { alarms, type Case, control, HEAT_LOAD, INLET_ID, interlocks, plant, site } from './edits.ts';

export const SHAPE_CASES: readonly Case[] = [
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
