/** What the driver makes of faults on real wires: bad in time and with the reason, and good again without a restart. */
import { afterEach, describe, expect, test } from 'vitest';
import type { FaultBoard } from '../../src/faults/fault-board.ts';
import { createEmulatedField } from '../../src/field/emulated/emulated-field.ts';
import { createRealField } from '../../src/field/real-field.ts';
import type { LinkPolicy, Wiring } from '../../src/field/wiring.ts';
import type { Reading } from '../../src/units/reading.ts';
import { benchDevices, modbusBus, readTruth, serialBus, TRUTH, wiring } from '../field/fixtures.ts';
import { boardOn, type Table } from './bench.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const LINK: LinkPolicy = { timeoutS: 0.25, retries: 1, backoffFirstS: 0.1, backoffMaxS: 0.4, probeShare: 1 };
const STRUCK = 'ch1.pressure';
const NEIGHBOUR = 'ch2.pressure';

interface Bench {
  readonly board: FaultBoard;
  readonly tags: ReadonlyMap<string, Reading>;
  /** Good readings that are not what the device holds. */
  readonly wrong: readonly string[];
  scanUntil(what: string, holds: () => boolean): Promise<void>;
}

/** Runs a bus whose readings never change, so that any other good value is a wrong one. */
async function bench(site: Wiring, tables: readonly Table[]): Promise<Bench> {
  const board = boardOn(site, tables);
  const emulated = createEmulatedField(site, { seed: 1 });
  const startMs = performance.now();
  const now = () => (performance.now() - startMs) / 1000;
  const field = createRealField(site, emulated, {
    speed: 1,
    readBack: false,
    now,
    serve: true,
    faults: board,
  });
  closers.push(() => field.stop());
  expect(await field.start()).toBeNull();
  const tags = new Map<string, Reading>();
  const wrong: string[] = [];
  const scan = () => {
    board.advanceTo(now());
    emulated.update(now(), readTruth);
    for (const { tag, reading } of field.drain()) {
      tags.set(tag, reading);
      const held = TRUTH[tag];
      // Registers of a tenth of a degree round.
      const isWrong = held !== undefined && Math.abs(reading.value - held) > 0.06;
      if (reading.quality === 'good' && isWrong) wrong.push(`${tag} ${reading.value}`);
    }
    field.exchange(now());
  };
  const scanUntil = async (what: string, holds: () => boolean) => {
    const untilMs = performance.now() + 20_000;
    do {
      if (performance.now() > untilMs) throw new Error(`waited in vain for ${what}`);
      scan();
      await new Promise((resolve) => setTimeout(resolve, 3));
    } while (!holds());
  };
  return { board, tags, wrong, scanUntil };
}

const WIRES = [
  ['Modbus TCP', 'tcp', () => wiring(modbusBus(benchDevices(), { link: LINK }))],
  ['Modbus RTU over TCP', 'rtu', () => wiring(modbusBus(benchDevices(), { link: LINK, framing: 'rtu' }))],
  ['a pseudo-terminal', 'rtu', () => wiring(serialBus(benchDevices(), { link: LINK }))],
] as const satisfies readonly (readonly [string, 'tcp' | 'rtu', () => Wiring])[];

type Case = readonly [string, Table, { readonly tcp?: RegExp; readonly rtu?: RegExp }];
const BOTH = (reason: RegExp) => ({ tcp: reason, rtu: reason });

const FATAL: readonly Case[] = [
  ['no reply', { kind: 'no-reply' }, BOTH(/^timeout$/u)],
  ['a late answer', { kind: 'delay', delay: '400 ms' }, BOTH(/^timeout$/u)],
  ['a wrong unit', { kind: 'wrong-unit' }, BOTH(/^answer of unit 2$/u)],
  ['a wrong function', { kind: 'wrong-function' }, BOTH(/^answer to another function$/u)],
  ['an exception', { kind: 'exception', code: 4 }, BOTH(/^exception 4 device failure$/u)],
  ['a wrong checksum', { kind: 'crc-error' }, { rtu: /^damaged answer$/u }],
  [
    'a frame cut short',
    { kind: 'truncation', keep: 0.7 },
    { tcp: /^answer of wrong length$/u, rtu: /^damaged answer$/u },
  ],
];

const HARMLESS: readonly (readonly [string, Table, readonly ('tcp' | 'rtu')[]])[] = [
  ['a delay within the time-out', { kind: 'delay', delay: '20 ms' }, ['tcp', 'rtu']],
  ['jitter within the time-out', { kind: 'jitter', jitter: '40 ms' }, ['tcp', 'rtu']],
  ['every frame twice', { kind: 'duplicate' }, ['tcp', 'rtu']],
  ['noise before every frame', { kind: 'noise' }, ['rtu']],
];

describe.each(WIRES)('on %s', (_, frames, site) => {
  const fatal = FATAL.flatMap(([what, table, reasons]) => {
    const reason = reasons[frames];
    return reason === undefined ? [] : [[what, table, reason] as const];
  });

  test.each(fatal)(
    '%s makes the device bad with its reason, alone, until it is over',
    async (__, table, reason) => {
      const { board, tags, wrong, scanUntil } = await bench(site(), [{ ...table, device: 'pt1' }]);
      await scanUntil('the reason', () => {
        const { quality, reason: why } = tags.get(STRUCK) ?? {};
        return quality === 'bad' && reason.test(why ?? '');
      });
      await scanUntil('a good neighbour', () => tags.get(NEIGHBOUR)?.quality === 'good');
      expect(board.list()[0]?.strikes).toBeGreaterThan(0);
      board.clear(null);
      await scanUntil('good values', () => tags.get(STRUCK)?.quality === 'good');
      expect(wrong).toEqual([]);
    },
  );

  const harmless = HARMLESS.filter(([, , where]) => where.includes(frames));
  test.each(harmless)('%s leaves every reading right', async (__, table) => {
    const { board, tags, wrong, scanUntil } = await bench(site(), [{ ...table, bus: 'modbus0' }]);
    await scanUntil('forty strikes', () => (board.list()[0]?.strikes ?? 0) > 40);
    await scanUntil('good values', () =>
      Object.keys(TRUTH).every((tag) => tag === 'room.temperature' || tags.get(tag)?.quality === 'good'),
    );
    expect(wrong).toEqual([]);
  });
});

describe.each(WIRES.slice(0, 2))('the connection of %s', (_, __, site) => {
  test.each([
    ['half-open', /^(timeout|connection closed)$/u],
    ['reset', /^connection closed$/u],
  ])('that is %s makes the whole bus bad, until it is over', async (kind, reason) => {
    const { board, tags, wrong, scanUntil } = await bench(site(), [{ kind, bus: 'modbus0' }]);
    for (const tag of [STRUCK, NEIGHBOUR]) {
      await scanUntil('the reason', () => {
        const { quality, reason: why } = tags.get(tag) ?? {};
        return quality === 'bad' && reason.test(why ?? '');
      });
    }
    board.clear(null);
    for (const tag of [STRUCK, NEIGHBOUR])
      await scanUntil('good values', () => tags.get(tag)?.quality === 'good');
    expect(wrong).toEqual([]);
  });
});

test.each([
  [...WIRES[0], /^timeout$/u],
  [...WIRES[1], /^damaged answer$/u],
  [...WIRES[2], /^damaged answer$/u],
] as const)(
  'bytes that trickle on %s make the whole bus late, until it is over',
  async (_, __, site, reason) => {
    const { board, tags, wrong, scanUntil } = await bench(site(), [
      { kind: 'slow-writer', bus: 'modbus0', pause: '60 ms' },
    ]);
    await scanUntil('the reason', () => reason.test(tags.get(STRUCK)?.reason ?? ''));
    board.clear(null);
    for (const tag of [STRUCK, NEIGHBOUR])
      await scanUntil('good values', () => tags.get(tag)?.quality === 'good');
    expect(wrong).toEqual([]);
  },
);

test('an output whose confirmations get lost is bad, has obeyed, and is confirmed when they come again', async () => {
  const site = wiring(modbusBus(benchDevices(), { link: LINK }));
  const board = boardOn(site, [{ kind: 'no-reply', device: 'ao1' }]);
  const emulated = createEmulatedField(site, { seed: 1 });
  emulated.update(0, readTruth);
  const startMs = performance.now();
  const now = () => (performance.now() - startMs) / 1000;
  const options = { speed: 1, readBack: false, now, serve: true, faults: board };
  const field = createRealField(site, emulated, options);
  closers.push(() => field.stop());
  expect(await field.start()).toBeNull();
  field.write('inlet1.position', 0.5, 0);
  const registerOfInlet = () => emulated.units('modbus0').get(4)?.map.get('holding', 0);
  let last: Reading | undefined;
  const scanUntil = async (holds: () => boolean) => {
    while (!holds()) {
      for (const { tag, reading } of field.drain()) if (tag === 'inlet1.position') last = reading;
      field.exchange(now());
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
  };
  await scanUntil(() => last?.quality === 'bad' && last.reason === 'timeout');
  expect(registerOfInlet()).toBe(5000);
  board.clear(null);
  await scanUntil(() => last?.quality === 'good');
  expect(last?.value).toBeCloseTo(0.5, 3);
});
