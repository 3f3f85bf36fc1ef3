/** What is wrong in how loops are put together, tuned and cycled. */
import { type Case, control } from './edits.ts';

const SECOND = 'set_point = { value = "2 bar" }';
const SECOND_RANGE = `${SECOND}\nset_point_range`;
const FIRST_TUNING = 'on_bad = { output = 0 }\n\n[[loop]]';
const FIRST_PID = `pid = { gain = 10, integral_time = "4 s" }\n${FIRST_TUNING}`;

/** A table more for the second loop, which is the last thing in the file. */
function second(text: string): Case['edits'][number] {
  return control(SECOND, `${text}\n${SECOND}`);
}

/** Another tuning for the first loop. */
function firstPid(text: string): Case['edits'][number] {
  return control(FIRST_PID, `${text}\n${FIRST_TUNING}`);
}

/** A cycle in place of the demo's, for both loops to be in range of. */
function cycle(text: string): Case['edits'][number] {
  return control(
    'shape = "trapezoid"\nlow = "1.5 bar"\nhigh = "3 bar"\nperiod = "20 s"\nrise = "4 s"\nhigh_time = "6 s"\nfall = "4 s"',
    text,
  );
}

const CASCADE_CASES: readonly Case[] = [
  {
    id: 'unknown-loop',
    what: 'a misspelt outer loop',
    edits: [control(SECOND, 'set_point = { loop = «"pc3" }')],
    helps: 'did you mean "pc1"?',
  },
  {
    id: 'cascade-ring',
    what: 'two loops that lead each other',
    edits: [
      control('set_point = { cycle = "breath" }', 'set_point = { cycle = "breath", loop = «"pc2" }'),
      control(SECOND, 'set_point = { loop = "pc1" }'),
      control(
        'outputs = [                         # split range: the inlet opens above zero, the vent below\n  { tag = "inlet1.position", from = 0, to = 1 },\n  { tag = "vent1.position", from = 0, to = -1 },\n]\n',
        '',
      ),
      control(
        'outputs = [\n  { tag = "inlet2.position", from = 0, to = 1 },\n  { tag = "vent2.position", from = 0, to = -1 },\n]\n',
        '',
      ),
    ],
    helps: 'a value or a cycle',
  },
  {
    id: 'cascade-shared',
    what: 'two inner loops of one outer one',
    edits: [
      control(
        '[[loop]]\nid = "pc1"',
        '[[loop]]\nid = "outer"\npv = "ch1.temperature"\nset_point = { value = "300 K" }\nset_point_range = ["290 K", "400 K"]\npv_range = ["250 K", "450 K"]\npid = { gain = 1, integral_time = "30 s" }\n\n[[loop]]\nid = "pc1"',
      ),
      control('{ cycle = "breath" }', '{ cycle = "breath", loop = "outer" }'),
      control(SECOND, 'set_point = { loop = «"outer" }'),
    ],
    helps: 'an outer loop of its own',
  },
  {
    id: 'output-nowhere',
    what: 'a loop that moves nothing',
    edits: [
      control('id = "pc2"', 'id = «"pc2"'),
      control(
        'outputs = [\n  { tag = "inlet2.position", from = 0, to = 1 },\n  { tag = "vent2.position", from = 0, to = -1 },\n]\n',
        '',
      ),
    ],
    helps: 'set_point = { loop = "pc2" }',
  },
  {
    id: 'shared-output',
    what: 'an outer loop that moves actuators as well',
    edits: [
      control(SECOND, 'set_point = { loop = "pc1" }'),
      control('outputs = [                         #', 'outputs = «[                         #'),
    ],
  },
  {
    id: 'mode-without-source',
    what: 'a start in remote without a tag',
    edits: [second('mode = «"remote"')],
    helps: 'set_point = { tag = "…" }',
  },
];

const TUNING_CASES: readonly Case[] = [
  {
    id: 'missing-key',
    what: 'a controller without a gain',
    edits: [firstPid('«pid = { integral_time = "4 s" }')],
  },
  {
    id: 'exclusive-keys',
    what: 'times in a parallel form',
    edits: [firstPid('pid = { form = "parallel", proportional_gain = 2, integral_time = «"4 s" }')],
    helps: 'integral_gain_per_s',
  },
  {
    id: 'exclusive-keys',
    what: 'a tracking time of conditional integration',
    edits: [
      firstPid(
        'pid = { gain = 10, integral_time = "4 s", anti_windup = "conditional", tracking_time = «"1 s" }',
      ),
    ],
  },
  {
    id: 'pid-form',
    what: 'a series form whose filter is slower than its integral',
    edits: [
      firstPid(
        'pid = { form = «"series", gain = 1, integral_time = "1 s", derivative_time = "10 s", derivative_filter = 2 }',
      ),
    ],
  },
  {
    id: 'action-sign',
    what: 'a negative gain beside an action',
    edits: [
      control('pv = "ch1.pressure"', 'pv = "ch1.pressure"\naction = "direct"'),
      firstPid('pid = { gain = «-10, integral_time = "4 s" }'),
    ],
    helps: 'remove the sign',
  },
  {
    id: 'action-sign',
    what: 'a schedule that changes sign',
    edits: [
      second(
        'schedule = { tag = "ch2.temperature", points = [{ at = "300 K", gain = 5 }, { at = "350 K", gain = «-5 }] }',
      ),
    ],
  },
  {
    id: 'not-increasing',
    what: 'a schedule that goes back',
    edits: [
      second(
        'schedule = { tag = "ch2.temperature", points = [{ at = "350 K", gain = 5 }, { at = «"300 K", gain = 8 }] }',
      ),
    ],
    helps: 'rising order',
  },
  {
    id: 'exclusive-keys',
    what: 'a schedule in the series form',
    edits: [
      control(
        'pv = "ch1.pressure"',
        'pv = "ch1.pressure"\nschedule = { tag = "ch1.temperature", points = [{ at = "300 K", gain = 5 }, { at = "350 K", gain = 8 }] }',
      ),
      firstPid('pid = { form = «"series", gain = 10, integral_time = "4 s" }'),
    ],
  },
  {
    id: 'invalid-quantity',
    what: 'a schedule in the unit of another tag',
    edits: [
      second(
        'schedule = { tag = "ch2.temperature", points = [{ at = «"3 bar", gain = 5 }, { at = "350 K", gain = 8 }] }',
      ),
    ],
    helps: 'a temperature',
  },
  {
    id: 'unknown-tag',
    what: 'a feed-forward from nowhere',
    edits: [second('feed_forward = { tag = «"ch2.presure", range = ["0 bar", "10 bar"], gain = 1 }')],
    helps: 'did you mean "ch2.pressure"?',
  },
  {
    id: 'wrong-quantity',
    what: 'a remote set-point that is a temperature',
    edits: [control(SECOND, 'set_point = { tag = «"ch2.temperature" }')],
    helps: 'a pressure',
  },
  {
    id: 'wrong-quantity',
    what: 'an output that tracks a pressure',
    edits: [second('tracking = { tag = «"ch2.pressure", while = "ledger.breach" }')],
  },
  {
    id: 'exclusive-keys',
    what: 'learning from period to period where there is none',
    edits: [second('repetitive = «{ lead = "0.1 s", limit = "0.2 bar" }')],
    helps: 'periodic cycle',
  },
  {
    id: 'out-of-range',
    what: 'a lead of more than half a period',
    edits: [
      control(
        'set_point = { cycle = "breath" }',
        'set_point = { cycle = "breath" }\nrepetitive = { lead = «"12 s", limit = "0.2 bar" }',
      ),
    ],
    helps: 'half of the period',
  },
  {
    id: 'wrong-quantity',
    what: 'fatigue of a temperature',
    edits: [
      control(
        'pv = "ch2.pressure"\nset_point = { value = "2 bar" }\nset_point_range = ["1 bar", "4 bar"]\npv_range = ["0 bar", "10 bar"]',
        'pv = "ch2.temperature"\nset_point = { value = "300 K" }\nset_point_range = ["290 K", "310 K"]\npv_range = ["250 K", "350 K"]\nfatigue = «{ range = "2 bar", cycles = 1e5, exponent = 5 }',
      ),
    ],
  },
];

const CYCLE_CASES: readonly Case[] = [
  {
    id: 'not-increasing',
    what: 'points of a table that go back',
    edits: [
      cycle(
        'shape = "table"\nperiod = "20 s"\npoints = [{ at = "0 s", pressure = "2 bar" }, { at = "8 s", pressure = "3 bar" }, { at = «"5 s", pressure = "2 bar" }]',
      ),
    ],
  },
  {
    id: 'cycle-times',
    what: 'a table that begins late',
    edits: [
      cycle(
        'shape = "table"\nperiod = "20 s"\npoints = [{ at = «"1 s", pressure = "2 bar" }, { at = "8 s", pressure = "3 bar" }]',
      ),
    ],
  },
  {
    id: 'cycle-times',
    what: 'a table beyond its period',
    edits: [
      cycle(
        'shape = "table"\nperiod = "8 s"\npoints = [{ at = "0 s", pressure = "2 bar" }, { at = «"8 s", pressure = "3 bar" }]',
      ),
    ],
    helps: 'by itself',
  },
  {
    id: 'cycle-times',
    what: 'a sequence that goes nowhere',
    edits: [cycle('shape = "sequence"\nsteps = «[{ soak = "6 s" }]')],
    helps: 'ramp_to',
  },
  {
    id: 'cycle-times',
    what: 'a sequence that takes no time',
    edits: [cycle('shape = "sequence"\nsteps = «[{ ramp_to = "2 bar", over = "0 s" }]')],
  },
  {
    id: 'exclusive-keys',
    what: 'a step that is two',
    edits: [cycle('shape = "sequence"\nsteps = [{ ramp_to = "2 bar", over = "3 s", soak = «"6 s" }]')],
  },
  {
    id: 'exclusive-keys',
    what: 'a tolerance of a ramp',
    edits: [cycle('shape = "sequence"\nsteps = [{ ramp_to = "2 bar", over = "3 s", within = «"0.1 bar" }]')],
  },
  {
    id: 'missing-key',
    what: 'a ramp without its time',
    edits: [cycle('shape = "sequence"\nsteps = [«{ ramp_to = "2 bar" }]')],
  },
  {
    id: 'exclusive-keys',
    what: 'a phase without a cycle',
    edits: [control(SECOND_RANGE, 'set_point = { value = "2 bar", phase = «"5 s" }\nset_point_range')],
  },
  {
    id: 'cycle-outside-range',
    what: 'a sequence above the set-point range',
    edits: [
      cycle('shape = "sequence"\nsteps = [{ ramp_to = "5 bar", over = "3 s" }]'),
      control('{ cycle = "breath" }', '{ cycle = «"breath" }'),
    ],
  },
];

export const LOOP_CASES: readonly Case[] = [...CASCADE_CASES, ...TUNING_CASES, ...CYCLE_CASES];
