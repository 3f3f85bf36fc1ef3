/** What is wrong in control, interlocks, alarms, and between the files of a site. */
import {
  alarms,
  type Case,
  control,
  element,
  interlocks,
  LOSS_OF_CH2,
  plant,
  site,
  wiring,
} from './edits.ts';

export const CONTROL_CASES: readonly Case[] = [
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
    id: 'two-valued-output',
    what: 'a cooler behind a relay that starts half on',
    edits: [
      element('[[cooler]]\nid = "k"\nfrom = "ch1"\npower = "1 W"\ncop_fraction = 0.4\ndemand = «0.5'),
      wiring(
        'buhera,drives = "rack1.enabled";\n\t\t\t};',
        'buhera,drives = "rack1.enabled";\n\t\t\t};\n\t\t\trelay3 {\n\t\t\t\tbuhera,drives = "k.demand";\n\t\t\t};',
      ),
      interlocks('"rack1.enabled" = 0', '"rack1.enabled" = 0\n"k.demand" = 0'),
    ],
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
