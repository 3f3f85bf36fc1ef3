/** The same requests to our server and to those of libmodbus and pymodbus: every difference is known and has a reason. */
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RegisterMap } from '../../../src/field/modbus/register-map.ts';
import { deviceIdentification } from '../../../src/field/modbus/server-identification.ts';
import { type ModbusTcpServer, startModbusTcpServer } from '../../../src/field/modbus/tcp-server.ts';
import { outcomeOf } from './raw-client.ts';
import { REQUESTS, requestPdu } from './requests.ts';

interface Difference {
  readonly ours: string;
  readonly its: string;
  readonly because: string;
}

const LONGER = 'it goes by the function, not by the length in the header, and ignores what follows';
const WAITS = 'it waits for the bytes that it expects of the function, whatever the header says';
const SHORTER = 'its decoder fails on a length that does not fit, and the connection with it';
const NO_IDENTIFICATION = 'this release of it has no function 43';

const DIFFERENCES: Readonly<Record<'libmodbus' | 'pymodbus', Readonly<Record<string, Difference>>>> = {
  libmodbus: {
    'read registers with a byte too many': { ours: '8303', its: '03020000', because: LONGER },
    'read registers with a byte missing': { ours: '8303', its: 'closed', because: WAITS },
    'function 0': { ours: '8001', its: 'closed', because: WAITS },
    'read and write, wrong byte count': { ours: '9703', its: 'closed', because: WAITS },
    'function 128': {
      ours: '8001',
      its: '0001',
      because: 'it adds 128 where the specification sets a bit',
    },
    'identification, a code that is none': { ours: 'ab03', its: 'ab01', because: NO_IDENTIFICATION },
    'identification, an object that is none': { ours: 'ab02', its: 'ab01', because: NO_IDENTIFICATION },
  },
  pymodbus: {
    'read registers with a byte too many': { ours: '8303', its: 'closed', because: SHORTER },
    'read registers with a byte missing': { ours: '8303', its: 'closed', because: SHORTER },
    'switch a coil to 1': {
      ours: '8503',
      its: '0500030000',
      because: 'it takes every value but 0xFF00 for off; chapter 6.5 wants exception 3',
    },
    'write coils with a wrong byte count': {
      ours: '8f03',
      its: '0f00100008',
      because: 'it writes what it got; chapter 6.11 wants exception 3',
    },
    'write registers with a wrong byte count': { ours: '9003', its: 'closed', because: SHORTER },
    'read and write, 122 to write': {
      ours: 'closed',
      its: '9703',
      because: 'a PDU has at most 253 bytes: ours takes the 254th for a lost stream, as libmodbus does',
    },
    'read and write, wrong byte count': { ours: '9703', its: 'closed', because: SHORTER },
    'another interface type': {
      ours: 'ab01',
      its: 'ab04',
      because: 'chapter 6.19 lists exception 1 for an interface type that is not supported',
    },
    'identification, an object that is none': {
      ours: 'ab02',
      its: '2b0e04830000017900',
      because: 'it makes an empty object; chapter 6.21 wants exception 2 for individual access',
    },
  },
};

const bench = (file: string) => fileURLToPath(new URL(`../../bench/field/${file}`, import.meta.url));
const children: ChildProcess[] = [];
let server: ModbusTcpServer;

beforeEach(async () => {
  const map = new RegisterMap();
  for (const table of ['coil', 'discrete', 'holding', 'input'] as const) map.define(table, 0, 2100, true);
  map.identification = deviceIdentification(
    new Map([
      [0, 'Maker'],
      [1, 'Model 7'],
      [2, 'V1.2'],
      [4, 'Product'],
      [0x80, 'of its own'],
    ]),
  );
  const unit = { map, responseS: 0, deviceId: 'peer' };
  const started = await startModbusTcpServer({ host: '127.0.0.1', port: 0 }, new Map([[1, unit]]), {
    speed: 1,
    option: 'port',
  });
  if (!started.ok) throw new Error(started.problem.what);
  server = started.value;
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill();
  await server.close();
});

async function portOf(program: string, ...args: string[]): Promise<number> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return Number(line);
}

const START = {
  async libmodbus() {
    const folder = mkdtempSync(join(tmpdir(), 'buhera-peers-'));
    const program = join(folder, 'libmodbus-server');
    execFileSync('gcc', ['-o', program, bench('libmodbus-server.c'), '-I/usr/include/modbus', '-lmodbus']);
    const port = await portOf(program);
    rmSync(folder, { recursive: true });
    return port;
  },
  pymodbus: () => portOf('/usr/bin/python3', bench('pymodbus-server.py')),
};

test.each(['libmodbus', 'pymodbus'] as const)(
  'differs from %s where it should, and nowhere else',
  async (name) => {
    const port = await START[name]();
    const found: Record<string, { ours: string; its: string }> = {};
    for (const [request, hex] of Object.entries(REQUESTS)) {
      const ours = await outcomeOf(server.port, requestPdu(hex));
      const its = await outcomeOf(port, requestPdu(hex));
      if (ours !== its) found[request] = { ours, its };
    }
    const known = Object.entries(DIFFERENCES[name]).map(([request, { ours, its }]) => [
      request,
      { ours, its },
    ]);
    expect(found).toEqual(Object.fromEntries(known));
  },
);

test("pymodbus' client understands functions 22, 23 and 43", async () => {
  const script = fileURLToPath(new URL('pymodbus-client.py', import.meta.url));
  const { stdout } = await promisify(execFile)('/usr/bin/python3', [script, String(server.port)]);
  const regular = { 0: 'Maker', 1: 'Model 7', 2: 'V1.2', 4: 'Product' };
  expect(JSON.parse(stdout)).toEqual({
    mask: null,
    masked: [0x25 & ~0xf2],
    both: [expect.any(Number), 0x25 & ~0xf2, 7],
    basic: { 0: 'Maker', 1: 'Model 7', 2: 'V1.2' },
    regular,
    extended: { 128: 'of its own' },
    one: { 1: 'Model 7' },
    none: 2,
  });
});
