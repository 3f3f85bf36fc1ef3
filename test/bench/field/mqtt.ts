/**
 * How much of a farm's own telemetry the embedded broker passes on, beside mosquitto and a broker on aedes: the same
 * devices, the same messages, the same subscribers (the driver, which names every topic at QoS 1, and a listener to
 * everything), in the same run. Every message that was published is checked to arrive once, and in order. The brokers take
 * turns; figures are medians over the rounds, and the ratio is the median of those of two that took turns.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

interface Load {
  readonly devices: number;
  /** Messages of one device that the driver has not received. */
  readonly underWay: number;
  readonly qos: 0 | 1;
}

interface Figures {
  readonly perS: number;
  readonly p50Us: number;
  readonly p99Us: number;
  /** Of the broker's process, and the messages that it was spent on. */
  readonly cpuTicks: number;
  readonly total: number;
}

interface Broker {
  readonly name: string;
  readonly process: ChildProcess;
  readonly port: string;
  /** Round by round. */
  readonly rounds: Map<Load, Figures[]>;
}

export interface MqttBenchOptions {
  /** Of one measurement. */
  readonly ms: string;
  readonly rounds: number;
  /** For what is compiled and configured. */
  readonly folder: string;
  /** Flags that let Node run TypeScript. */
  readonly typescript: readonly string[];
}

const FARMS = [
  { devices: 1, underWay: 1 },
  { devices: 16, underWay: 1 },
  { devices: 16, underWay: 16 },
  { devices: 250, underWay: 1 },
  { devices: 1000, underWay: 1 },
] as const;
const LOADS: readonly Load[] = ([0, 1] as const).flatMap((qos) => FARMS.map((farm) => ({ ...farm, qos })));
/** Subscribers beside the driver. */
const OTHERS = '1';
const WANTED = { mosquitto: 1 };
/** Of /proc/<pid>/stat, which counts in hundredths of a second. */
const TICK_US = 10_000;

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** Prints the comparison; gives what was wanted and missed. */
export async function benchMqtt(options: MqttBenchOptions): Promise<string[]> {
  const load = join(options.folder, 'mqtt-load');
  execFileSync('gcc', ['-O2', '-o', load, here('mqtt-load.c')], { stdio: 'inherit' });
  const brokers: Broker[] = [];
  try {
    brokers.push(await ours(options), await aedes());
    const peer = await mosquitto(options.folder);
    if (peer === null) console.log('without mosquitto: not on this machine');
    else brokers.push(peer);
    for (let round = 0; round < options.rounds; round++) {
      for (const each of LOADS) for (const broker of brokers) measure(broker, each, load, options.ms);
    }
    return report(brokers);
  } finally {
    for (const broker of brokers) broker.process.kill();
  }
}

function ours({ typescript }: MqttBenchOptions): Promise<Broker> {
  return start('buhera', [process.execPath, ...typescript, here('our-broker.ts')]);
}

function aedes(): Promise<Broker> {
  return start('aedes', [process.execPath, here('aedes-broker.mjs')]);
}

async function start(name: string, [program = '', ...args]: readonly string[]): Promise<Broker> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { name, process: child, port, rounds: new Map() };
}

/** mosquitto without the limits that would let it drop messages at QoS 1; null where it is not installed. */
async function mosquitto(folder: string): Promise<Broker | null> {
  const port = await freePort();
  const file = join(folder, 'mosquitto.conf');
  const lines = [`listener ${port} 127.0.0.1`, 'allow_anonymous true', 'set_tcp_nodelay true'];
  writeFileSync(file, [...lines, 'max_inflight_messages 0', 'max_queued_messages 0', ''].join('\n'));
  const child = spawn('mosquitto', ['-c', file], { stdio: 'ignore' });
  let failed = false;
  child.once('error', () => {
    failed = true;
  });
  while (!failed && !(await isOpen(port))) await new Promise((resolve) => setTimeout(resolve, 20));
  return failed ? null : { name: 'mosquitto', process: child, port: String(port), rounds: new Map() };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(port, '127.0.0.1');
    probe.once('connect', () => probe.end());
    probe.once('error', () => resolve(false));
    probe.once('close', () => resolve(true));
  });
}

function measure(broker: Broker, load: Load, program: string, ms: string): void {
  const { devices, underWay, qos } = load;
  const before = cpuTicks(broker);
  const args = [broker.port, String(devices), String(underWay), String(qos), OTHERS, ms];
  const printed = execFileSync(program, args, { encoding: 'utf8' });
  const figures = JSON.parse(printed) as Omit<Figures, 'cpuTicks'>;
  const rounds = broker.rounds.get(load) ?? [];
  broker.rounds.set(load, rounds);
  rounds.push({ ...figures, cpuTicks: cpuTicks(broker) - before });
}

function cpuTicks(broker: Broker): number {
  const fields = readFileSync(`/proc/${broker.process.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return Number(fields[11]) + Number(fields[12]);
}

function report(brokers: readonly Broker[]): string[] {
  const missed: string[] = [];
  console.log('QoS  devices  under way  broker      messages/s   p50 µs    p99 µs  CPU µs/message  ours is');
  for (const load of LOADS) {
    const own = brokers[0]?.rounds.get(load) ?? [];
    for (const { name, rounds } of brokers) {
      const its = rounds.get(load) ?? [];
      // Two that were measured one after the other had the same machine.
      const times = median(its.map(({ perS }, round) => (own[round]?.perS ?? Number.NaN) / perS));
      console.log(line(load, name, its, times));
      if (name !== 'mosquitto' || times >= WANTED.mosquitto) continue;
      const { devices, underWay, qos } = load;
      missed.push(
        `${times.toFixed(2)} times mosquitto with ${devices} devices, ${underWay} under way, QoS ${qos}`,
      );
    }
  }
  return missed;
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}

function line(
  { qos, devices, underWay }: Load,
  name: string,
  rounds: readonly Figures[],
  times: number,
): string {
  const cpuUs = (sum(rounds.map((each) => each.cpuTicks)) * TICK_US) / sum(rounds.map(({ total }) => total));
  const cells = [
    String(qos).padStart(3),
    String(devices).padStart(7),
    String(underWay).padStart(9),
    name.padEnd(10),
    median(rounds.map(({ perS }) => perS))
      .toFixed(0)
      .padStart(10),
    median(rounds.map(({ p50Us }) => p50Us))
      .toFixed(0)
      .padStart(7),
    median(rounds.map(({ p99Us }) => p99Us))
      .toFixed(0)
      .padStart(8),
    cpuUs.toFixed(2).padStart(14),
    `${times.toFixed(2)} ×`.padStart(7),
  ];
  return cells.join('  ');
}
