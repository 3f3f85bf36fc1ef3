/** Timelines that hold, and what is said of those that do not, with line, column and how to mend it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadPath } from '../../src/config/load-path.ts';
import { renderText } from '../../src/config/render-text.ts';
import { FaultBoard, type FaultSite } from '../../src/faults/fault-board.ts';
import { FaultDesk } from '../../src/faults/fault-desk.ts';
import { loadTimeline } from '../../src/faults/load-timeline.ts';
import type { Wiring } from '../../src/field/wiring.ts';
import { benchDevices, modbusBus, mqttBus, plugBus, serialBus, wiring } from '../field/fixtures.ts';

const folder = mkdtempSync(join(tmpdir(), 'buhera-faults-'));
afterAll(() => rmSync(folder, { recursive: true }));

const [pt1, ...others] = benchDevices();
if (pt1 === undefined) throw new Error('the bench is empty');
const EXTERNAL = { kind: 'external', url: 'mqtt://127.0.0.1:1' } as const;
const WIRING: Wiring = wiring(
  modbusBus([pt1, ...others], { id: 'tcp0' }),
  modbusBus([{ ...pt1, id: 'rt' }], { id: 'rtu0', framing: 'rtu' }),
  serialBus([{ ...pt1, id: 'st' }], { id: 'line0' }),
  modbusBus([{ ...pt1, id: 'hardware', mode: 'real' }], { id: 'real0' }),
  mqttBus({ devices: [...mqttBus().devices, ...plugBus().devices] }),
  mqttBus({ id: 'outside', broker: EXTERNAL, devices: [{ ...pt1, id: 'far' }] }),
);
const SITE: FaultSite = { wiring: WIRING, wire: 'real', seed: 11 };

function load(text: string, site = SITE) {
  const file = join(folder, 'timeline.toml');
  writeFileSync(file, text);
  return loadTimeline(file, site);
}

test('a timeline comes in SI, with what it leaves out filled in', () => {
  const { value, diagnostics } = load(`
[[fault]]
id = "slow"
kind = "delay"
device = "pt1"
function = 3
delay = "250 ms"
probability = "25 %"
count = 4
seed = 7
at = "1 min"
clear_after = "30 s"

[[fault]]
kind = "broker-away"
bus = "mqtt0"

[[fault]]
kind = "jitter"
device = "room"
point = "temperature"
jitter_ms = 100
`);
  expect(diagnostics).toEqual([]);
  const nobody = { deviceId: null, functionCode: null, point: null, topic: null };
  const always = { probability: 1, count: null, seed: 11, atS: 0, clearAfterS: null };
  expect(value).toEqual([
    {
      id: 'slow',
      effect: { kind: 'delay', delayS: 0.25 },
      target: { ...nobody, busId: 'tcp0', deviceId: 'pt1', functionCode: 3 },
      probability: 0.25,
      count: 4,
      seed: 7,
      atS: 60,
      clearAfterS: 30,
    },
    { id: 'fault1', effect: { kind: 'broker-away' }, target: { ...nobody, busId: 'mqtt0' }, ...always },
    {
      id: 'fault2',
      effect: { kind: 'jitter', jitterS: 0.1 },
      target: { ...nobody, busId: 'mqtt0', deviceId: 'room', point: 'temperature' },
      ...always,
    },
  ]);
});

interface Wrong {
  readonly id: string;
  readonly fault: string;
  /** `line:column` counted from the table's header. */
  readonly at: string;
  readonly says: RegExp;
}

const WRONG: readonly Wrong[] = [
  { id: 'invalid-choice', fault: 'kind = "no-replay"', at: '2:8', says: /did you mean "no-reply"/u },
  { id: 'missing-key', fault: 'kind = "delay"\nbus = "tcp0"', at: '1:1', says: /"delay" is missing/u },
  {
    id: 'unknown-key',
    fault: 'kind = "no-reply"\ndevise = "pt1"',
    at: '3:1',
    says: /did you mean "device"/u,
  },
  {
    id: 'unknown-key',
    fault: 'kind = "no-reply"\nbus = "tcp0"\ndelay = "1 s"',
    at: '4:1',
    says: /"delay" is not known/u,
  },
  {
    id: 'invalid-quantity',
    fault: 'kind = "delay"\nbus = "tcp0"\ndelay = "5 bar"',
    at: '4:9',
    says: /a time/u,
  },
  {
    id: 'out-of-range',
    fault: 'kind = "no-reply"\nbus = "tcp0"\nprobability = 1.5',
    at: '4:15',
    says: /at most 1/u,
  },
  {
    id: 'out-of-range',
    fault: 'kind = "delay"\nbus = "tcp0"\ndelay = "2 h"',
    at: '4:9',
    says: /at most 3600/u,
  },
  {
    id: 'out-of-range',
    fault: 'kind = "clock-skew"\nbus = "mqtt0"\nskew = "-1e9 h"',
    at: '4:8',
    says: /at least -/u,
  },
  { id: 'out-of-range', fault: 'kind = "exception"\nbus = "tcp0"\ncode = 0', at: '4:8', says: /at least 1/u },
  { id: 'exclusive-keys', fault: 'kind = "no-reply"', at: '1:1', says: /exactly one of bus \| device/u },
  {
    id: 'exclusive-keys',
    fault: 'kind = "no-reply"\nbus = "tcp0"\ndevice = "pt1"',
    at: '4:10',
    says: /exclude each other/u,
  },
  {
    id: 'fault-target',
    fault: 'kind = "no-reply"\nbus = "tcp9"',
    at: '3:7',
    says: /no bus "tcp9".*did you mean "tcp0"/su,
  },
  { id: 'fault-target', fault: 'kind = "no-reply"\ndevice = "pt9"', at: '3:10', says: /no device "pt9"/u },
  { id: 'fault-target', fault: 'kind = "no-reply"\ndevice = "hardware"', at: '3:10', says: /a real device/u },
  { id: 'fault-target', fault: 'kind = "no-reply"\nbus = "real0"', at: '3:7', says: /No device on real0/u },
  {
    id: 'fault-target',
    fault: 'kind = "reset"\ndevice = "pt1"',
    at: '3:10',
    says: /carries every device.*bus = "tcp0"/su,
  },
  {
    id: 'fault-target',
    fault: 'kind = "slow-writer"\ndevice = "st"\npause = "1 ms"',
    at: '3:10',
    says: /wait behind/u,
  },
  {
    id: 'fault-target',
    fault: 'kind = "no-reply"\ndevice = "room"\nfunction = 3',
    at: '4:12',
    says: /no function code/u,
  },
  {
    id: 'fault-target',
    fault: 'kind = "no-reply"\ndevice = "pt1"\ntopic = "x"',
    at: '4:9',
    says: /which have no topic/u,
  },
  {
    id: 'fault-target',
    fault: 'kind = "no-reply"\ndevice = "pt1"\npoint = "presure"',
    at: '4:9',
    says: /did you mean "pressure"/u,
  },
  {
    id: 'fault-target',
    fault: 'kind = "no-reply"\nbus = "tcp0"\npoint = "pressure"',
    at: '4:9',
    says: /name the device/u,
  },
  {
    id: 'fault-target',
    fault: 'kind = "no-reply"\ndevice = "room"\ntopic = "tele/room/SENSR"',
    at: '4:9',
    says: /did you mean "tele\/room\/SENSOR"/u,
  },
  {
    id: 'fault-not-on-wire',
    fault: 'kind = "crc-error"\nbus = "tcp0"',
    at: '2:8',
    says: /has no checksum.*one of delay/su,
  },
  { id: 'fault-not-on-wire', fault: 'kind = "noise"\ndevice = "pt1"', at: '2:8', says: /nothing else/u },
  { id: 'fault-not-on-wire', fault: 'kind = "reset"\nbus = "line0"', at: '2:8', says: /no connections/u },
  { id: 'fault-not-on-wire', fault: 'kind = "half-open"\nbus = "line0"', at: '2:8', says: /no connections/u },
  {
    id: 'fault-not-on-wire',
    fault: 'kind = "duplicate"\nbus = "mqtt0"',
    at: '2:8',
    says: /duplicate-delivery/u,
  },
  {
    id: 'fault-not-on-wire',
    fault: 'kind = "retained-stale"\nbus = "tcp0"',
    at: '2:8',
    says: /knows nothing of the kind/u,
  },
  { id: 'fault-not-on-wire', fault: 'kind = "broker-away"\nbus = "outside"', at: '2:8', says: /is outside/u },
  {
    id: 'fault-not-on-wire',
    fault: 'kind = "clock-skew"\ndevice = "plug"\nskew = "1 h"',
    at: '2:8',
    says: /do not say what time it is/u,
  },
];

describe('what is wrong is said where it stands', () => {
  test.each(WRONG)('$id: $fault', ({ id, fault, at, says }) => {
    const { value, diagnostics, sources } = load(`[[fault]]\n${fault}\n`);
    expect(value).toBeNull();
    const [found, ...more] = diagnostics;
    const text = renderText(diagnostics, sources, { cwd: folder });
    expect([found?.id, `${found?.line}:${found?.column}`, more.length], text).toEqual([id, at, 0]);
    expect(text).toMatch(says);
  });

  test('an id twice', () => {
    const fault = '[[fault]]\nid = "a"\nkind = "no-reply"\nbus = "tcp0"\n';
    expect(load(fault + fault).diagnostics.map(({ id, line }) => `${id} ${line}`)).toEqual([
      'duplicate-id 6',
    ]);
  });

  test('a file that is none, and one without a fault', () => {
    expect(loadTimeline(join(folder, 'none.toml'), SITE).diagnostics[0]?.id).toBe('file-not-found');
    expect(load('fault = []\n').diagnostics[0]?.id).toBe('wrong-length');
  });
});

test('validate sends a timeline to the command that knows its site', () => {
  writeFileSync(join(folder, 'other.toml'), '[[fault]]\nkind = "no-reply"\nbus = "tcp0"\n');
  const [result] = loadPath(join(folder, 'other.toml'), { cwd: folder, installRoot: folder });
  expect(result?.diagnostics.map(({ id, remedy }) => `${id}: ${remedy}`)).toEqual([
    'unknown-file: check it with the site that it is for: buhera faults check <file> <site>',
  ]);
});

describe('in memory', () => {
  const memory: FaultSite = { ...SITE, wire: 'memory' };
  test.each([
    ['reset', 'tcp0'],
    ['half-open', 'rtu0'],
    ['retained-stale', 'mqtt0'],
  ])('%s is refused, which is fine on a real wire', (kind, bus) => {
    const text = `[[fault]]\nkind = "${kind}"\nbus = "${bus}"\n`;
    expect(load(text).diagnostics).toEqual([]);
    expect(load(text, memory).diagnostics.map(({ id }) => id)).toEqual(['fault-not-on-wire']);
  });

  test('the checksum of a serial line can be wrong too', () => {
    expect(load('[[fault]]\nkind = "crc-error"\nbus = "line0"\n', memory).diagnostics).toEqual([]);
  });
});

describe('the desk', () => {
  const desk = () => {
    const board = new FaultBoard(SITE);
    board.advanceTo(5);
    return { board, desk: new FaultDesk(board, () => 5) };
  };

  test('arms what begins with the next scan, and clears it', () => {
    const { board, desk: open } = desk();
    const answer = open.inject({ kind: 'no-reply', device: 'pt1', clear_after: '10 s' });
    expect(answer).toEqual({ ok: true, text: 'fault1: no-reply on pt1, from 5.00 s on, for 10 s' });
    expect(open.list().map(({ state }) => state)).toEqual(['armed']);
    board.advanceTo(5.01);
    expect(open.list()[0]).toMatchObject({ state: 'active', begunS: 5.01 });
    expect(open.clear('fault1')).toEqual({ ok: true, text: 'cleared: fault1' });
    expect(open.list()[0]).toMatchObject({ state: 'cleared', endedBy: 'command' });
    expect(open.clear('fault1')).toEqual({ ok: true, text: 'fault1 was over already' });
    expect(open.clear(null)).toEqual({ ok: true, text: 'no fault was standing' });
    expect(open.clear('nobody')).toMatchObject({ ok: false, problem: 'unknown' });
  });

  test('remembers what is over for a while, and takes no more than can stand', () => {
    const { board, desk: open } = desk();
    for (let round = 0; round < 2; round++) {
      for (let count = 0; count < 200; count++) open.inject({ kind: 'no-reply', device: 'pt1' });
      expect(open.inject({ kind: 'no-reply', device: 'pt1' }).text).toMatch(/^200 faults stand already/u);
      open.clear(null);
    }
    board.advanceTo(6);
    open.inject({ kind: 'no-reply', device: 'pt1', id: 'last' });
    expect(open.list().length).toBeLessThan(450);
    expect(open.list().at(-1)?.id).toBe('last');
  });

  test.each<[string, unknown, RegExp]>([
    ['no table', 7, /./u],
    ['nothing', undefined, /./u],
    ['an unknown kind', { kind: 'nonsense', bus: 'tcp0' }, /^kind: "nonsense" is not one of the words/u],
    ['a wrong wire', { kind: 'crc-error', bus: 'tcp0' }, /^kind: There can be no "crc-error" on tcp0/u],
    [
      'a time that has passed',
      { kind: 'no-reply', bus: 'tcp0', at: '1 s' },
      /^at: 1 s of site time has passed/u,
    ],
    [
      'an unknown key',
      { kind: 'no-reply', bus: 'tcp0', devise: 1 },
      /^devise: The key "devise" is not known\./u,
    ],
    ['a key of the prototype', JSON.parse('{"kind":"no-reply","bus":"tcp0","__proto__":1}'), /__proto__/u],
  ])('refuses %s in words, and arms nothing', (_, table, says) => {
    const { desk: open } = desk();
    const answer = open.inject(table);
    expect(answer).toMatchObject({ ok: false, problem: 'bad' });
    expect(answer.text).toMatch(says);
    expect(answer.text).not.toMatch(/undefined|\[object|fault\[0\]/u);
    expect(open.list()).toEqual([]);
  });
});
