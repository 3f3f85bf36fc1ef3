import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  findSerialPorts,
  type SerialPortFacts,
  serialFindings,
  serialPortFindings,
} from '../../../src/cli/doctor/serial-ports.ts';

const FACTS: SerialPortFacts = {
  path: '/dev/ttyUSB0',
  stablePath: null,
  isOpenable: false,
  group: 'dialout',
  user: 'ada',
  isMember: false,
};

const remedyOf = (change: Partial<SerialPortFacts>) =>
  serialPortFindings([{ ...FACTS, ...change }])[0]?.remedy;

describe('what doctor says of a serial port', () => {
  test('a user outside the group is told the command that adds him', () => {
    expect(serialPortFindings([FACTS])).toEqual([
      {
        what: '/dev/ttyUSB0',
        state: 'missing',
        detail: 'no permission',
        needed: false,
        remedy: 'sudo usermod -aG dialout ada, then log out and in again',
      },
    ]);
  });

  test('a user who was added is told that it takes a login', () => {
    expect(remedyOf({ isMember: true })).toBe(
      'ada belongs to the group dialout from the next login on: log out and in again',
    );
  });

  test('a port that lets no group in needs another mode', () => {
    expect(remedyOf({ group: null })).toContain('sudo chmod g+rw /dev/ttyUSB0');
  });

  test('a port that can be opened is named as a wiring should name it', () => {
    const [found] = serialPortFindings([
      { ...FACTS, isOpenable: true, stablePath: '/dev/serial/by-id/usb-FTDI' },
    ]);
    expect(found).toMatchObject({ state: 'ok', remedy: null });
    expect(found?.detail).toContain('/dev/serial/by-id/usb-FTDI');
  });

  test('no port at all is nothing to worry about for an emulated site', () => {
    expect(serialPortFindings([])).toMatchObject([{ what: 'serial ports', needed: false }]);
  });
});

describe('serial ports of a machine', () => {
  const root = mkdtempSync(join(tmpdir(), 'buhera-dev-'));
  const groups = join(root, 'group');
  afterAll(() => rmSync(root, { recursive: true }));

  beforeAll(() => {
    for (const name of ['ttyUSB1', 'ttyACM0', 'ttyS0', 'tty1', 'null', 'cu.usbserial-1']) {
      writeFileSync(join(root, name), '');
      chmodSync(join(root, name), 0o660);
    }
    chmodSync(join(root, 'ttyACM0'), 0o600);
    mkdirSync(join(root, 'serial/by-id'), { recursive: true });
    symlinkSync('../../ttyUSB1', join(root, 'serial/by-id/usb-FTDI_A1'));
    const { gid } = statSync(groups, { throwIfNoEntry: false }) ?? statSync(root);
    writeFileSync(groups, `root:x:9999:\nlines:x:${gid}:eve,${userInfo().username}\n`);
  });

  test('are adapters and on-board ports, each with its group and its lasting name', () => {
    const found = findSerialPorts(root, groups);
    expect(found.map(({ path }) => path.slice(root.length + 1))).toEqual([
      'cu.usbserial-1',
      'ttyACM0',
      'ttyUSB1',
    ]);
    const [, closed, open] = found;
    expect(open).toMatchObject({
      stablePath: join(root, 'serial/by-id/usb-FTDI_A1'),
      isOpenable: true,
      group: 'lines',
      isMember: true,
    });
    expect(closed).toMatchObject({ stablePath: null, group: null });
  });

  test('a machine without a list of groups names them by number', () => {
    const [found] = findSerialPorts(root, join(root, 'none'));
    expect(found).toMatchObject({ group: String(statSync(root).gid), isMember: false });
  });
});

test('this machine has pseudo-terminals', async () => {
  expect((await serialFindings())[0]).toEqual({
    what: 'pseudo-terminals',
    state: 'ok',
    detail: 'for run --wire pty',
    needed: false,
    remedy: null,
  });
});
