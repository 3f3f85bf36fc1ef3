/** Discovery against emulated buses, and against servers that others wrote: who answers, what they are, and no writing. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';
import { parseUnits, planText, type ScanOptions, scanPlan } from '../../src/cli/devices/scan/scan-plan.ts';
import { runScan, type ScannedLine } from '../../src/cli/devices/scan/scan-run.ts';
import { scanSnippet } from '../../src/cli/devices/scan/scan-snippet.ts';
import { loadWiring } from '../../src/config/load-wiring.ts';
import { answerPdu } from '../../src/field/modbus/pdu.ts';
import type { RegisterMap } from '../../src/field/modbus/register-map.ts';
import { encodeRtuFrame } from '../../src/field/modbus/rtu-frame.ts';
import { serveModbusRtu, startModbusRtuTcpServer } from '../../src/field/modbus/rtu-server.ts';
import { encodeTcpFrame, TcpFramer } from '../../src/field/modbus/tcp-framer.ts';
import { startModbusTcpServer } from '../../src/field/modbus/tcp-server.ts';
import type { DeviceProfile } from '../../src/field/profile.ts';
import { openPty } from '../../src/field/serial/pty.ts';
import { registersOf } from './served-device.ts';
import { SHIPPED_FILES, shipped } from './shipped-profiles.ts';

const PROFILES = SHIPPED_FILES.map((file) => shipped(file));
const KELLER = shipped('keller-33x.toml');
const INPUTS = shipped('waveshare-modbus-rtu-analog-input-8ch.toml');
/** Reading registers, the server id, the identification. */
const HARMLESS = [3, 4, 17, 43];

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** Nothing of it says what it is, as most devices do not. */
function nameless(profile: DeviceProfile): RegisterMap {
  const map = registersOf(profile);
  map.identification = null;
  return map;
}

function options(change: Partial<ScanOptions> = {}): ScanOptions {
  // A shared machine may stall for most of a second.
  return { line: [], fast: true, timeout: '1s', format: 'text', ...change };
}

async function scan(port: string, change: Partial<ScanOptions> = {}): Promise<readonly ScannedLine[]> {
  const outcome = await runScan(scanPlan(port, options(change)), PROFILES, () => {});
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome.lines;
}

async function listening(server: Server): Promise<number> {
  closers.push(() => server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}

/** A gateway that writes down which functions it is asked for; it says nothing for units that it does not have. */
async function gateway(
  units: ReadonlyMap<number, RegisterMap>,
): Promise<{ port: number; asked: Set<number> }> {
  const asked = new Set<number>();
  const server = createServer((socket) => {
    closers.push(() => socket.destroy());
    const framer = new TcpFramer();
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      framer.push(bytes);
      for (let frame = framer.next(); typeof frame !== 'string'; frame = framer.next()) {
        asked.add(frame.pdu[0] ?? 0);
        const map = units.get(frame.unit);
        if (map === undefined) continue;
        socket.write(encodeTcpFrame(frame.transactionId, frame.unit, answerPdu(map, frame.pdu)));
      }
    });
  });
  return { port: await listening(server), asked };
}

function served(units: ReadonlyMap<number, RegisterMap>) {
  return new Map([...units].map(([unit, map]) => [unit, { map, responseS: 0, deviceId: `d${unit}` }]));
}

const TWO = new Map([
  [3, registersOf(KELLER)],
  [9, nameless(INPUTS)],
]);

function brief(line: ScannedLine | undefined): string[] {
  return (line?.units ?? []).map(({ unit, fits }) => `${unit}: ${fits[0]?.profile} by ${fits[0]?.by}`);
}

const BOTH = ['3: keller,33x by identification', `9: ${INPUTS.id} by expectations`];

describe('a scan over TCP', () => {
  it('finds who answers, says what fits and why, and never writes', async () => {
    const { port, asked } = await gateway(TWO);
    const [line] = await scan(`127.0.0.1:${port}`, { units: '2,3,9' });
    expect(brief(line)).toEqual(BOTH);
    expect(line?.units[0]?.identification).toEqual({ vendorName: 'keller', productCode: '33x' });
    expect([...asked].sort((a, b) => a - b)).toEqual(HARMLESS);
  });

  it('knows a controller by its registers, whatever its decimals make of its numbers', async () => {
    const controller = shipped('autonics-tk4s.toml');
    const map = nameless(controller);
    map.set('input', 1000, [9000]);
    map.set('input', 1001, [1]);
    const { port } = await gateway(new Map([[4, map]]));
    const [line] = await scan(`127.0.0.1:${port}`, { units: '4' });
    expect(line?.units[0]?.fits.map(({ profile }) => profile)).toContain(controller.id);
  });

  it('takes exceptions 10 and 11 of a gateway for nobody, and any other for somebody', async () => {
    for (const absentUnit of ['path-unavailable', 'target-failed'] as const) {
      const started = await startModbusTcpServer({ host: '127.0.0.1', port: 0 }, served(TWO), {
        ...{ speed: 1, option: 'test', absentUnit },
      });
      if (!started.ok) throw new Error(started.problem.what);
      closers.push(() => started.value.close());
      const [line] = await scan(`127.0.0.1:${started.value.port}`);
      expect(line?.units.map(({ unit }) => unit)).toEqual([3, 9]);
    }
  });

  it('tells a device that does not look at the unit id from many devices', async () => {
    const map = registersOf(KELLER);
    const { port } = await gateway(new Map(Array.from({ length: 255 }, (_, i) => [i + 1, map])));
    const [line] = await scan(`127.0.0.1:${port}`);
    expect(brief(line)).toEqual(['255: keller,33x by identification']);
    expect(line?.notes.join()).toContain('does not look at the unit id');
  });

  it('of a device that is set up otherwise does not say that its profile fits', async () => {
    const map = nameless(INPUTS);
    map.set('holding', 0x1000, [77]);
    const { port } = await gateway(new Map([[1, map]]));
    const [line] = await scan(`127.0.0.1:${port}`, { units: '1' });
    expect(line?.units[0]?.fits.map(({ profile }) => profile)).not.toContain(INPUTS.id);
  });

  it('goes by the registers where a device says nothing of itself', async () => {
    const { port } = await gateway(new Map([[1, nameless(KELLER)]]));
    const [line] = await scan(`127.0.0.1:${port}`, { units: '1' });
    expect(line?.units[0]?.fits.map(({ profile, by }) => `${profile} ${by}`)).toContain(
      'keller,33x registers',
    );
  });

  it('says why nobody could be asked', async () => {
    const { port } = await gateway(new Map());
    const plan = scanPlan(`127.0.0.1:${port}`, options({ units: '1' }));
    await closers.shift()?.();
    expect(await runScan(plan, PROFILES, () => {})).toMatchObject({ ok: false });
  });
});

describe('a scan of serial frames', () => {
  it('finds the same on a pseudo-terminal at the rate that answers, and never writes', async () => {
    const opened = await openPty(null);
    if (!opened.ok) throw new Error(opened.problem.what);
    const { path, stream } = opened.value;
    const server = serveModbusRtu(stream, served(TWO), { speed: 1, baudRate: 115_200 });
    closers.push(async () => {
      server.close();
      await opened.value.close();
    });
    const asked = new Set<number>();
    stream.on('data', (frame: Uint8Array) => asked.add(frame[1] ?? 0));
    const [line] = await scan(path, { units: '2,3,9', line: ['115200 8N1'] });
    expect(brief(line)).toEqual(BOTH);
    expect([...asked].sort((a, b) => a - b)).toEqual(HARMLESS);
  });

  it('finds the same over TCP', async () => {
    const started = await startModbusRtuTcpServer({ host: '127.0.0.1', port: 0 }, served(TWO), {
      ...{ speed: 1, option: 'test' },
    });
    if (!started.ok) throw new Error(started.problem.what);
    closers.push(() => started.value.close());
    const [line] = await scan(`127.0.0.1:${started.value.port}`, { units: '2,3,9', rtu: true });
    expect(brief(line)).toEqual(BOTH);
  });

  it('says of bytes that are no answer that they came, and credits a late answer to who gave it', async () => {
    let late: Uint8Array | null = null;
    const server = createServer((socket) => {
      closers.push(() => socket.destroy());
      socket.on('error', () => {});
      socket.on('data', (frame) => {
        if (late !== null) socket.write(late);
        late = null;
        if (frame[0] === 1) late = encodeRtuFrame(1, Uint8Array.of(3, 2, 0, 7));
        if (frame[0] === 5) socket.write(Uint8Array.of(0xff, 0x00, 0x5a));
      });
    });
    const port = await listening(server);
    const [line] = await scan(`127.0.0.1:${port}`, { units: '1,2,5', rtu: true, timeout: '500ms' });
    expect(line?.units.map(({ unit }) => unit)).toEqual([1]);
    expect(line?.notes).toEqual([
      'unit 1 answers later than --timeout allows',
      expect.stringContaining('bytes that are no answer, while asking units 2, 5'),
    ]);
  });
});

describe('what others wrote', () => {
  const bench = (file: string) => join(import.meta.dirname, '../bench/field', file);

  async function portOf(program: string, ...args: string[]): Promise<number> {
    const child: ChildProcess = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    closers.push(() => child.kill());
    if (child.stdout === null) throw new Error('the peer has no output');
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    return Number(line);
  }

  it('libmodbus answers, tells its server id, and is no device that has a profile by name', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'buhera-scan-'));
    closers.push(() => rmSync(folder, { recursive: true }));
    const program = join(folder, 'libmodbus-server');
    execFileSync('gcc', ['-o', program, bench('libmodbus-server.c'), '-I/usr/include/modbus', '-lmodbus']);
    // After a function that it does not know it is deaf for half a second.
    const [line] = await scan(`127.0.0.1:${await portOf(program)}`, { units: '1' });
    expect(line?.units).toMatchObject([{ unit: 1, answersTo: 'holding registers', identification: null }]);
    expect(line?.units[0]?.serverId).toContain('LMB');
    expect(line?.units[0]?.fits.every(({ by }) => by === 'registers')).toBe(true);
  });

  it('pymodbus answers to every unit', async () => {
    const port = await portOf('/usr/bin/python3', bench('pymodbus-server.py'));
    const [line] = await scan(`127.0.0.1:${port}`, { units: '1-40' });
    expect(line?.units).toHaveLength(1);
    expect(line?.notes.join()).toContain('does not look at the unit id');
  });
});

describe('what is found', () => {
  it('is a piece of device tree that holds', async () => {
    const { port } = await gateway(TWO);
    const plan = scanPlan(`127.0.0.1:${port}`, options({ units: '3,9' }));
    const outcome = await runScan(plan, PROFILES, () => {});
    const [line] = outcome.ok ? outcome.lines : [];
    if (line === undefined) throw new Error('nothing was scanned');
    const folder = mkdtempSync(join(tmpdir(), 'buhera-scan-'));
    closers.push(() => rmSync(folder, { recursive: true }));
    mkdirSync(join(folder, 'device-tree'));
    const file = join(folder, 'device-tree', 'found.dts');
    const lines = [
      scanSnippet(plan.place, null, line.units),
      scanSnippet(
        { kind: 'serial', path: '/dev/ttyUSB0' },
        { baudRate: 19_200, parity: 'even', stopBits: 2, rtsDelay: null },
        line.units.map((unit) => ({ ...unit, fits: unit.unit === 3 ? [] : unit.fits })),
      )
        .replace('bus0: field-bus', 'bus1: line')
        .replace('dev9:', 'other9:'),
    ];
    writeFileSync(file, `/dts-v1/;\n/ {\n${lines.join('\n')}\n};\n`);
    const { value, diagnostics } = loadWiring(file, { installRoot: join(import.meta.dirname, '../..') });
    expect(diagnostics).toEqual([]);
    expect(
      value?.buses.map(({ kind, devices }) => [kind, devices.map(({ unit, profile }) => [unit, profile.id])]),
    ).toEqual([
      [
        'modbus-tcp',
        [
          [3, 'keller,33x'],
          [9, INPUTS.id],
        ],
      ],
      ['modbus-rtu', [[9, INPUTS.id]]],
    ]);
    expect(value?.buses[1]).toMatchObject({ serial: { baudRate: 19_200, parity: 'even', stopBits: 2 } });
  });
});

describe('a plan', () => {
  it('names each unit once, in the order given', () => {
    expect(parseUnits('7,1-3,2-5')).toEqual([7, 1, 2, 3, 4, 5]);
    for (const wrong of ['0', '256', '5-2', 'x', '', '1-'])
      expect(() => parseUnits(wrong)).toThrow('--units');
  });

  it('is slow and thorough unless it is told otherwise, and says so', () => {
    const slow = scanPlan('/dev/ttyUSB0', { line: [], format: 'text' });
    expect(slow).toMatchObject({ attempts: 4, timing: { timeoutS: 1, gapS: 0.1 } });
    expect(slow.units).toHaveLength(247);
    const text = planText(slow);
    expect(text).toContain('/dev/ttyUSB0 at 9600 8N1, then 19200 8E1');
    expect(text).toContain('Nothing is ever written');
    // Two settings, 247 units, four requests of 1.1 s each.
    expect(text).toContain('up to 1976 requests, at most 37 min');
    expect(text).toContain('one master');
  });

  it('does not take settings of a line where there is none', () => {
    expect(() => scanPlan('127.0.0.1:502', options({ line: ['9600 8N1'] }))).toThrow('--line');
    expect(() => scanPlan('/dev/ttyUSB0', options({ rtu: true }))).toThrow('--rtu');
    expect(() => scanPlan('/dev/ttyUSB0', options({ line: ['9600'] }))).toThrow('9600 8N1');
    expect(() => scanPlan('nowhere', options())).toThrow('host:port');
    expect(() => scanPlan('h:502', options({ timeout: '0' }))).toThrow('--timeout');
  });
});
