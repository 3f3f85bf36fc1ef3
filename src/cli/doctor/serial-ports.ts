/** Serial ports of this machine, who may open them, and whether there can be pseudo-terminals. */
import { accessSync, constants, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { openPty } from '../../field/serial/pty.ts';
import type { Finding } from './finding.ts';

/** USB adapters and on-board UARTs of Linux, and adapters of macOS; ttyS* are mostly there without any hardware. */
const PORT_NAME = /^(?:tty(?:USB|ACM|AMA)\d+|cu\.usb.*)$/u;

export interface SerialPortFacts {
  readonly path: string;
  /** Name that stays the same in whatever order adapters are plugged in; null: there is none. */
  readonly stablePath: string | null;
  readonly isOpenable: boolean;
  /** Group that may open it; null: its members may not either. */
  readonly group: string | null;
  readonly user: string;
  /** Whether the user belongs to the group, at the next login at the latest. */
  readonly isMember: boolean;
}

export async function serialFindings(): Promise<Finding[]> {
  return [await pseudoTerminals(), ...serialPortFindings(findSerialPorts('/dev', '/etc/group'))];
}

async function pseudoTerminals(): Promise<Finding> {
  const finding = { what: 'pseudo-terminals', needed: false };
  const opened = await openPty(null);
  if (opened.ok) {
    await opened.value.close();
    return { ...finding, state: 'ok', detail: 'for run --wire pty', remedy: null };
  }
  const { what, remedy } = opened.problem;
  return { ...finding, state: 'missing', detail: what, remedy: remedy ?? null };
}

export function serialPortFindings(ports: readonly SerialPortFacts[]): Finding[] {
  if (ports.length > 0) return ports.map(serialPortFinding);
  return [
    {
      what: 'serial ports',
      state: 'missing',
      detail: 'no RS-485 adapter found',
      needed: false,
      remedy: 'only for real devices: plug an adapter in; emulated sites need none',
    },
  ];
}

function serialPortFinding(port: SerialPortFacts): Finding {
  const finding = { what: port.path, needed: false };
  if (!port.isOpenable)
    return { ...finding, state: 'missing', detail: 'no permission', remedy: remedyFor(port) };
  const stable = port.stablePath === null ? '' : `; in a wiring better as ${port.stablePath}`;
  return { ...finding, state: 'ok', detail: `readable and writable${stable}`, remedy: null };
}

function remedyFor({ path, group, user, isMember }: SerialPortFacts): string {
  if (group === null)
    return `its mode lets no group in: sudo chmod g+rw ${path}, or a udev rule that does it`;
  if (isMember) return `${user} belongs to the group ${group} from the next login on: log out and in again`;
  return `sudo usermod -aG ${group} ${user}, then log out and in again`;
}

/** @param groupFile Names of groups and their members, as in `/etc/group`. */
export function findSerialPorts(devices: string, groupFile: string): SerialPortFacts[] {
  const names = readdirSync(devices, { encoding: 'utf8' }).filter((name) => PORT_NAME.test(name));
  const stable = stablePaths(join(devices, 'serial/by-id'));
  const groups = readGroups(groupFile);
  const user = userInfo().username;
  return names.sort().flatMap((name) => {
    const path = join(devices, name);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return [];
    const group = groups.get(stat.gid);
    const isGroupAllowed = (stat.mode & 0o060) === 0o060;
    return [
      {
        path,
        stablePath: stable.get(realpathSync(path)) ?? null,
        isOpenable: isOpenable(path),
        group: isGroupAllowed ? (group?.name ?? String(stat.gid)) : null,
        user,
        isMember: group?.members.includes(user) ?? false,
      },
    ];
  });
}

function isOpenable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Stable names by the device that they lead to. */
function stablePaths(folder: string): ReadonlyMap<string, string> {
  try {
    return new Map(readdirSync(folder).map((name) => [realpathSync(join(folder, name)), join(folder, name)]));
  } catch {
    // No adapter, or no udev.
    return new Map();
  }
}

interface Group {
  readonly name: string;
  readonly members: readonly string[];
}

function readGroups(file: string): ReadonlyMap<number, Group> {
  try {
    const rows = readFileSync(file, 'utf8')
      .split('\n')
      .map((line) => line.split(':'));
    return new Map(
      rows.map(([name = '', , id, members = '']) => [Number(id), { name, members: members.split(',') }]),
    );
  } catch {
    // Systems that keep their users elsewhere: groups then go by their number.
    return new Map();
  }
}
