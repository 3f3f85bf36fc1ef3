import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RegisterMap } from '../../src/field/modbus/register-map.ts';
import { type ModbusRtuServer, serveModbusRtu } from '../../src/field/modbus/rtu-server.ts';
import { openPty, type Pty } from '../../src/field/serial/pty.ts';
import { buhera, eventually, RunningSite } from './buhera.ts';
import { mbpollRtu, readRtu, type SerialKind } from './mbpoll-rtu.ts';

describe('mbpoll on a pseudo-terminal', () => {
  const map = new RegisterMap();
  for (const table of ['coil', 'discrete', 'holding', 'input'] as const) map.define(table, 0, 125, true);
  let pty: Pty;
  let server: ModbusRtuServer;

  beforeAll(async () => {
    const opened = await openPty(null);
    if (!opened.ok) throw new Error(opened.problem.what);
    pty = opened.value;
    const units = new Map([[17, { map, responseS: 0, deviceId: 'd' }]]);
    server = serveModbusRtu(pty.stream, units, { speed: 1, baudRate: 19_200 });
    map.set('discrete', 3, [1, 0, 1, 1]);
    map.set('input', 5, [1, 2, 65_535]);
  });

  afterAll(async () => {
    server.close();
    await pty.close();
  });

  const at = (address: number) => ({ path: pty.path, unit: 17, address });

  test.each([
    [1, '0', 20, [1, 0, 1]],
    [2, '1', 3, [1, 0, 1, 1]],
    [3, '4', 30, [7, 8, 9]],
    [4, '3', 5, [1, 2, 65_535]],
  ] satisfies [number, SerialKind, number, number[]][])(
    'reads by function %i',
    async (_, kind, address, values) => {
      map.set('coil', 20, [1, 0, 1]);
      map.set('holding', 30, [7, 8, 9]);
      expect(await readRtu(at(address), kind, values.length)).toEqual(values);
    },
  );

  test.each([
    [5, '0', 'coil', 40, [1]],
    [6, '4', 'holding', 50, [4711]],
    [15, '0', 'coil', 60, [1, 0, 1, 1, 0, 0, 1, 1, 1]],
    [16, '4', 'holding', 70, [1, 65_535, 3]],
  ] as const)('writes by function %i', async (_, kind, table, address, values) => {
    const { code, stdout } = await mbpollRtu(at(address), kind, { written: [...values] });
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('Written') });
    expect(values.map((__, i) => map.get(table, address + i))).toEqual(values);
    expect(map.get(table, address + values.length)).toBe(0);
  });

  test('the longest reads that there are come whole', async () => {
    expect(await readRtu(at(0), '4', 125)).toHaveLength(125);
    expect(await readRtu(at(0), '0', 125)).toHaveLength(125);
  });

  test('an exception reaches the master as one', async () => {
    const { code, stderr } = await mbpollRtu(at(124), '4', { count: 2 });
    expect(code).not.toBe(0);
    expect(stderr).toContain('Illegal data address');
  });

  test('another unit stays silent', async () => {
    const { code, stderr } = await mbpollRtu({ ...at(0), unit: 18 }, '4', { options: ['-o', '0.1'] });
    expect(code).not.toBe(0);
    expect(stderr).toContain('timed out');
  });

  test.each([
    ['9600 8N1', ['-b', '9600', '-P', 'none']],
    ['115200 8O2', ['-b', '115200', '-P', 'odd', '-s', '2']],
  ])('a master with %s is served too: a pseudo-terminal has no rate', async (_, options) => {
    expect(await mbpollRtu(at(5), '3', { options })).toMatchObject({ code: 0 });
  });
});

/** The path that `run` prints for the masters outside. */
function pathOf(site: RunningSite): string {
  const path = /modbus-rtu at (\S+) \(/u.exec(site.stdout)?.[1];
  if (path === undefined) throw new Error(`no pseudo-terminal in:\n${site.stdout}`);
  return path;
}

describe('run --wire pty', () => {
  test('an outside master reads and drives the plant over the printed path', async () => {
    const site = await RunningSite.start('demo', ['--wire', 'pty', '--controller', 'external']);
    const path = pathOf(site);
    await eventually(
      () => site.isGood('ch1.pressure', 'inlet1.position', 'cross.position'),
      'the first polls',
    );
    const pressure = async () => (await readRtu({ path, unit: 1, address: 2 }, '4:float'))[0] ?? Number.NaN;
    const before = await pressure();
    expect(before).toBeCloseTo(1.5, 2);
    expect(await mbpollRtu({ path, unit: 4, address: 0 }, '4', { written: [5000] })).toMatchObject({
      code: 0,
    });
    await eventually(async () => (await pressure()) > before + 0.5, 'the pressure to rise');
    expect(await site.value('inlet1.position')).toBe(0.5);
    expect(await mbpollRtu({ path, unit: 5, address: 0 }, '0', { written: [1] })).toMatchObject({ code: 0 });
    await eventually(async () => (await site.value('cross.position')) === 1, 'the coil to read back');
    expect(await site.stop()).toMatchObject({ code: 0 });
    expect(existsSync(path)).toBe(false);
  });

  test('the controller inside and a master outside do not meet on the line', async () => {
    const site = await RunningSite.start('demo', ['--wire', 'pty']);
    const path = pathOf(site);
    await eventually(() => site.isGood('ch1.pressure', 'ch2.pressure', 'cross.position'), 'the first polls');
    for (let i = 0; i < 10; i++) expect(await readRtu({ path, unit: 4, address: 0 }, '4', 4)).toHaveLength(4);
    const links =
      await site.api<readonly { device: string; timeouts: number; lastError: string | null }[]>('links');
    expect(links.filter(({ device }) => device !== 'room')).toHaveLength(5);
    for (const { device, lastError } of links) expect(lastError, device).toBeNull();
    const { stdout } = await site.stop();
    expect(stdout).toContain('in their safe state, confirmed by every device');
  });

  test('virtual time has no pseudo-terminals', async () => {
    const { code, stderr } = await buhera([
      'run',
      'demo',
      '--wire',
      'pty',
      '--speed',
      'max',
      '--duration',
      '1s',
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain('--speed max');
  });
});
