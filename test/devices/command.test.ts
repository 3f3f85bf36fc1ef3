/** `buhera devices` as it is typed. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { addDevicesCommand } from '../../src/cli/devices/command.ts';
import { CliError } from '../../src/cli/exit.ts';
import { serveSerialPort } from '../../src/field/modbus/serial-port-server.ts';
import { SerialCable } from '../field/serial/socat.ts';
import { registersOf, serveDevice } from './served-device.ts';
import { SHIPPED_FILES, shipped, shippedText } from './shipped-profiles.ts';

const KELLER = shipped('keller-33x.toml');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'buhera-devices-'));
  mkdirSync(join(folder, 'devices'));
  vi.spyOn(process, 'cwd').mockReturnValue(folder);
});

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
  rmSync(folder, { recursive: true, force: true });
});

interface Ran {
  readonly exitCode: number;
  readonly out: string;
}

async function devices(...args: string[]): Promise<Ran> {
  const program = new Command('buhera').exitOverride();
  addDevicesCommand(program);
  let out = '';
  const take = (text: unknown) => {
    out += String(text);
    return true;
  };
  const spies = [vi.spyOn(process.stdout, 'write'), vi.spyOn(process.stderr, 'write')];
  for (const spy of spies) spy.mockImplementation(take);
  process.exitCode = undefined;
  try {
    await program.parseAsync(['node', 'buhera', 'devices', ...args]);
    return { exitCode: Number(process.exitCode ?? 0), out };
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return { exitCode: error.exitCode, out: out + error.message };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

/** A profile of the working folder whose registers cannot hold its range. */
function placeBrokenProfile(): void {
  const text = shippedText('eletechsup-r4dcb08.toml')
    .replace('vendor = "eletechsup"', 'vendor = "acme"')
    .replace(/^range = .*$/mu, 'range = [-55, 99999]');
  writeFileSync(join(folder, 'devices', 'acme-r4dcb08.toml'), text);
}

describe('devices check', () => {
  it('has a line for each part of each point of a profile', async () => {
    const { exitCode, out } = await devices('check', 'keller,33x');
    expect(exitCode).toBe(0);
    for (const { name } of KELLER.points)
      expect(out).toMatch(new RegExp(`^${name} +reading +\\d+ +holds$`, 'mu'));
  });

  it('has a line for each profile with --all', async () => {
    const { exitCode, out } = await devices('check', '--all');
    expect(exitCode).toBe(0);
    expect(out.match(/holds$/gmu)).toHaveLength(SHIPPED_FILES.length);
  });

  it('fails with the point that fails, alone and among all', async () => {
    placeBrokenProfile();
    for (const which of ['acme,r4dcb08', '--all']) {
      const { exitCode, out } = await devices('check', which);
      expect(exitCode).toBe(1);
      expect(out).toMatch(/FAILS$/mu);
      expect(out).toMatch(/^acme,r4dcb08 temperature1, reading: highest: the registers say/mu);
    }
  });

  it('gives the same results for the same seed, as JSON', async () => {
    const first = await devices('check', 'keller,33x', '--format', 'json', '--seed', '7');
    expect(await devices('check', 'keller,33x', '--format', 'json', '--seed', '7')).toEqual(first);
    expect(JSON.parse(first.out)[0]).toMatchObject({ profile: 'keller,33x', part: 'reading', failure: null });
  });

  it.each([
    [['check']],
    [['check', 'keller,33x', '--all']],
    [['check', 'acme,none']],
    [['check', '--port', '127.0.0.1:502']],
    [['check', 'keller,33x', '--port', '/dev/none', '--line', '9600 7N1']],
    [['check', 'keller,33x', '--port', '127.0.0.1']],
    [['check', 'keller,33x', '--port', '127.0.0.1:99999']],
    [['check', 'keller,33x', '--port', '127.0.0.1:502', '--unit', '256']],
    [['check', 'shelly,plug-s', '--port', '127.0.0.1:502']],
  ])('%j is wrong usage', async (args) => {
    expect((await devices(...args)).exitCode).toBe(2);
  });
});

describe('devices check --port', () => {
  async function checkServed(profile: typeof KELLER, unit: number, ...more: string[]): Promise<Ran> {
    const served = await serveDevice(profile, registersOf(profile), unit);
    try {
      return await devices('check', KELLER.id, '--port', `127.0.0.1:${served.port}`, ...more);
    } finally {
      await served.close();
    }
  }

  it('holds for the device of the profile, at its unit', async () => {
    const { exitCode, out } = await checkServed(KELLER, 240, '--unit', '240');
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^pressure +\S.* holds$/mu);
  });

  it('fails for another device, and says where', async () => {
    const { exitCode, out } = await checkServed(shipped('waveshare-modbus-rtu-relay.toml'), 1);
    expect(exitCode).toBe(1);
    expect(out).toMatch(/^pressure +— +holding 2: exception/mu);
  });

  it('holds on a serial line, run as the device leaves the factory', async () => {
    const profile = shipped('voegtlin-red-y-smart.toml');
    const cable = await SerialCable.plugged();
    const settings = { baudRate: 9600, parity: 'none', stopBits: 2, rtsDelay: null } as const;
    const units = new Map([[247, { map: registersOf(profile), responseS: 0, deviceId: profile.id }]]);
    const served = await serveSerialPort(cable.far, settings, units, { speed: 1, option: 'test' });
    if (!served.ok) throw new Error(served.problem.what);
    const { exitCode, out } = await devices('check', profile.id, '--port', cable.near);
    await served.value.close();
    expect(out).toMatch(/^flow +\S.* holds$/mu);
    // Halfway between its states the emulated device is in none that the profile knows.
    expect(out).toMatch(/^control_function +\d+ +the profile knows no such value$/mu);
    expect(exitCode).toBe(1);
  });

  it('blames the surroundings where there is no such serial port', async () => {
    const { exitCode, out } = await devices('check', KELLER.id, '--port', '/dev/none', '--line', '9600 8N1');
    expect(exitCode).toBe(3);
    expect(out).toContain('/dev/none: ');
  });

  it('blames the surroundings where nobody listens', async () => {
    const served = await serveDevice(KELLER, registersOf(KELLER), 1);
    await served.close();
    const { exitCode, out } = await devices('check', KELLER.id, '--port', `127.0.0.1:${served.port}`);
    expect(exitCode).toBe(3);
    expect(out).toContain('ECONNREFUSED');
  });
});

describe('scan', () => {
  it('sends nothing before it was agreed to', async () => {
    let asked = 0;
    const server = createServer(() => asked++);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    const { port } = server.address() as AddressInfo;
    const { exitCode, out } = await devices('scan', `127.0.0.1:${port}`);
    await new Promise((resolve) => server.close(resolve));
    expect(exitCode).toBe(2);
    expect(out).toContain('Nothing is ever written');
    expect(out).toContain('--yes');
    expect(asked).toBe(0);
  });

  it('prints what answers as JSON, with a piece of device tree', async () => {
    const served = await serveDevice(KELLER, registersOf(KELLER), 7);
    const scan = ['scan', `127.0.0.1:${served.port}`, '--units', '7', '--fast', '--timeout', '2s', '--yes'];
    const { exitCode, out } = await devices(...scan, '--format', 'json');
    const text = await devices(...scan);
    await served.close();
    expect(exitCode).toBe(0);
    const [line] = JSON.parse(out.slice(out.indexOf('[\n')));
    expect(line).toMatchObject({ line: null, units: [{ unit: 7, fits: [{ profile: 'keller,33x' }] }] });
    expect(line.deviceTree).toContain('compatible = "keller,33x";');
    expect(text.out).toMatch(/^7 +keller, 33x +keller,33x +identification$/mu);
  });

  it('blames the surroundings where there is no such port', async () => {
    expect((await devices('scan', '/dev/none', '--units', '1', '--yes')).exitCode).toBe(3);
    const served = await serveDevice(KELLER, registersOf(KELLER), 1);
    await served.close();
    const { exitCode } = await devices('scan', `127.0.0.1:${served.port}`, '--units', '1', '--yes');
    expect(exitCode).toBe(3);
  });
});

describe('the others', () => {
  it('docs writes a page for each profile and a list', async () => {
    const out = join(folder, 'pages', 'devices');
    expect((await devices('docs', '--out', out)).exitCode).toBe(0);
    expect(readdirSync(out)).toHaveLength(SHIPPED_FILES.length + 1);
    expect(readFileSync(join(out, 'keller-33x.md'), 'utf8')).toContain('| `pressure` |');
  });

  it('docs cannot write where a file is', async () => {
    writeFileSync(join(folder, 'pages'), '');
    expect((await devices('docs', '--out', join(folder, 'pages'))).exitCode).toBe(3);
  });

  it('list is what it does without a word, and show has the registers', async () => {
    expect((await devices()).out).toBe((await devices('list')).out);
    expect((await devices('show', 'keller,33x')).out).toMatch(/^pressure +read +holding 2/mu);
  });
});
