/**
 * How fast emulated Modbus devices answer, beside servers on libmodbus (C), pymodbus (Python) and modbus-serial (Node)
 * under the same load of the same run, and how much memory a device takes among ten thousand; then how fast the
 * embedded broker passes messages on, beside mosquitto and aedes (mqtt.ts).
 *
 *   npm run bench:field -- [--ms 500] [--rounds 5] [--peer libmodbus]… [--part modbus|mqtt]
 *
 * The servers take turns, and each figure is the best of its rounds: other work on the machine only ever takes away.
 * "CPU" is what the server process spent on one request, which other work hardly touches. A peer whose compiler or
 * package is not there is left out by name. Exit 1 when a wanted figure is missed.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { benchMqtt } from './mqtt.ts';

interface Load {
  readonly connections: number;
  readonly underWay: number;
}

interface Figures {
  readonly perS: number;
  readonly p50Us: number;
  readonly p99Us: number;
  readonly cpuUs: number;
}

interface Server {
  readonly name: string;
  readonly process: ChildProcess;
  readonly port: string;
  readonly best: Map<Load, Figures>;
}

const LOADS: readonly Load[] = [
  { connections: 1, underWay: 1 },
  { connections: 16, underWay: 1 },
  { connections: 256, underWay: 1 },
  { connections: 1, underWay: 16 },
  { connections: 16, underWay: 16 },
  { connections: 256, underWay: 16 },
];
const DEVICES = 10_000;
const WANTED = { libmodbus: 1, pymodbus: 4, latency: 1.5, deviceBytes: 20 * 1024 };
/** Of /proc/<pid>/stat, which counts in hundredths of a second. */
const TICK_US = 10_000;

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const TYPESCRIPT = ['--import', here('../plant/register-typescript.mjs')];

const { values } = parseArgs({
  options: {
    ms: { type: 'string', default: '500' },
    rounds: { type: 'string', default: '5' },
    part: { type: 'string' },
    peer: { type: 'string', multiple: true, default: ['libmodbus', 'pymodbus', 'modbus-serial'] },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'buhera-bench-field-'));
const servers: Server[] = [];
try {
  const missed: string[] = [];
  if (values.part !== 'mqtt') missed.push(...(await benchModbus()));
  if (values.part !== 'modbus') {
    const rounds = Number(values.rounds);
    missed.push(...(await benchMqtt({ ms: values.ms, rounds, folder, typescript: TYPESCRIPT })));
  }
  for (const line of missed) console.log(`MISSED ${line}`);
  process.exitCode = missed.length === 0 ? 0 : 1;
} finally {
  for (const server of servers) server.process.kill();
  rmSync(folder, { recursive: true });
}

async function benchModbus(): Promise<string[]> {
  const load = compile('load', []);
  if (load === null) throw new Error('the load is in C: it needs gcc');
  for (const [name, command] of commands()) servers.push(await start(name, command));
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const each of LOADS) for (const server of servers) measure(server, each, load);
  }
  return [...report(), ...reportMemory()];
}

/** Path of the compiled program; null when the machine lacks what it needs. */
function compile(name: string, flags: readonly string[]): string | null {
  const out = join(folder, name);
  try {
    execFileSync('gcc', ['-O2', '-o', out, here(`${name}.c`), ...flags], { stdio: 'ignore' });
    return out;
  } catch {
    return null;
  }
}

function commands(): [string, readonly string[]][] {
  const found: [string, readonly string[]][] = [
    ['buhera', [process.execPath, ...TYPESCRIPT, here('our-server.ts')]],
  ];
  const libmodbus = compile('libmodbus-server', ['-I/usr/include/modbus', '-lmodbus']);
  const peers: Readonly<Record<string, readonly string[] | null>> = {
    libmodbus: libmodbus === null ? null : [libmodbus],
    pymodbus: hasPymodbus() ? ['/usr/bin/python3', here('pymodbus-server.py')] : null,
    'modbus-serial': [process.execPath, here('modbus-serial-server.mjs')],
  };
  for (const name of values.peer) {
    const command = peers[name];
    if (command === null || command === undefined) console.log(`without ${name}: not on this machine`);
    else found.push([name, command]);
  }
  return found;
}

function hasPymodbus(): boolean {
  try {
    execFileSync('/usr/bin/python3', ['-c', 'import pymodbus.server.async_io'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function start(name: string, [program = '', ...args]: readonly string[]): Promise<Server> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { name, process: child, port, best: new Map() };
}

function measure(server: Server, load: Load, program: string): void {
  const args = [server.port, String(load.connections), String(load.underWay), values.ms];
  const before = cpuTicks(server);
  const printed = execFileSync(program, args, { encoding: 'utf8' });
  const { perS, p50Us, p99Us, total } = JSON.parse(printed) as Omit<Figures, 'cpuUs'> & { total: number };
  const cpuUs = ((cpuTicks(server) - before) * TICK_US) / total;
  const best = server.best.get(load) ?? { perS: 0, p50Us: Infinity, p99Us: Infinity, cpuUs: Infinity };
  server.best.set(load, {
    perS: Math.max(best.perS, perS),
    p50Us: Math.min(best.p50Us, p50Us),
    p99Us: Math.min(best.p99Us, p99Us),
    cpuUs: Math.min(best.cpuUs, cpuUs),
  });
}

function cpuTicks(server: Server): number {
  const fields = readFileSync(`/proc/${server.process.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return Number(fields[11]) + Number(fields[12]);
}

function report(): string[] {
  const missed: string[] = [];
  const ours = servers[0];
  console.log('connections  under way  server         requests/s   p50 µs   p99 µs  CPU µs/request  ours is');
  for (const load of LOADS) {
    const own = ours?.best.get(load);
    for (const server of servers) {
      const figures = server.best.get(load);
      if (figures === undefined || own === undefined) continue;
      const times = own.perS / figures.perS;
      console.log(line(load, server.name, figures, times));
      if (server.name === 'libmodbus') missed.push(...besideLibmodbus(load, times, own, figures));
      if (server.name === 'pymodbus' && times < WANTED.pymodbus) {
        missed.push(`${times.toFixed(2)} times pymodbus at ${load.connections} connections`);
      }
    }
  }
  return missed;
}

function besideLibmodbus(load: Load, times: number, own: Figures, its: Figures): string[] {
  const { connections, underWay } = load;
  if (connections >= 16 && times < WANTED.libmodbus) {
    return [`${times.toFixed(2)} times libmodbus at ${connections} connections, ${underWay} under way`];
  }
  const slower = own.p50Us / its.p50Us;
  const alone = connections === 1 && underWay === 1;
  return alone && slower > WANTED.latency ? [`a median of ${slower.toFixed(2)} times libmodbus`] : [];
}

function line(load: Load, name: string, figures: Figures, times: number): string {
  const cells = [
    String(load.connections).padStart(11),
    String(load.underWay).padStart(9),
    name.padEnd(13),
    figures.perS.toFixed(0).padStart(11),
    figures.p50Us.toFixed(1).padStart(7),
    figures.p99Us.toFixed(1).padStart(7),
    figures.cpuUs.toFixed(2).padStart(14),
    `${times.toFixed(2)} ×`.padStart(7),
  ];
  return cells.join('  ');
}

function reportMemory(): string[] {
  const args = [...TYPESCRIPT, '--expose-gc', here('measure-memory.ts'), String(DEVICES)];
  const bytes = Number(execFileSync(process.execPath, args, { encoding: 'utf8' }));
  console.log(`memory of one of ${DEVICES} emulated devices: ${(bytes / 1024).toFixed(2)} KiB`);
  return bytes < WANTED.deviceBytes ? [] : [`${(bytes / 1024).toFixed(1)} KiB per device`];
}
