/**
 * How much of a farm's own telemetry the embedded broker passes on, beside mosquitto and a broker on aedes: the same
 * devices, the same messages, the same subscribers (the driver, which names every topic at QoS 1, and a listener to
 * everything), in the same run. Every message that was published is checked to arrive once, and in order.
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
  readonly cpuUs: number;
}

interface Broker {
  readonly name: string;
  readonly process: ChildProcess;
  readonly port: string;
  readonly best: Map<Load, Figures>;
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
  return { name, process: child, port, best: new Map() };
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
  return failed ? null : { name: 'mosquitto', process: child, port: String(port), best: new Map() };
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
  const { perS, p50Us, p99Us, total } = JSON.parse(printed) as Omit<Figures, 'cpuUs'> & { total: number };
  const cpuUs = ((cpuTicks(broker) - before) * TICK_US) / total;
  const best = broker.best.get(load) ?? { perS: 0, p50Us: Infinity, p99Us: Infinity, cpuUs: Infinity };
  broker.best.set(load, {
    perS: Math.max(best.perS, perS),
    p50Us: Math.min(best.p50Us, p50Us),
    p99Us: Math.min(best.p99Us, p99Us),
    cpuUs: Math.min(best.cpuUs, cpuUs),
  });
}

function cpuTicks(broker: Broker): number {
  const fields = readFileSync(`/proc/${broker.process.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return Number(fields[11]) + Number(fields[12]);
}

function report(brokers: readonly Broker[]): string[] {
  const missed: string[] = [];
  console.log('QoS  devices  under way  broker      messages/s   p50 µs    p99 µs  CPU µs/message  ours is');
  for (const load of LOADS) {
    const own = brokers[0]?.best.get(load);
    for (const broker of brokers) {
      const figures = broker.best.get(load);
      if (figures === undefined || own === undefined) continue;
      const times = own.perS / figures.perS;
      console.log(line(load, broker.name, figures, times));
      if (broker.name === 'mosquitto' && times < WANTED.mosquitto) {
        const { devices, underWay, qos } = load;
        missed.push(
          `${times.toFixed(2)} times mosquitto with ${devices} devices, ${underWay} under way, QoS ${qos}`,
        );
      }
    }
  }
  return missed;
}

function line({ qos, devices, underWay }: Load, name: string, figures: Figures, times: number): string {
  const cells = [
    String(qos).padStart(3),
    String(devices).padStart(7),
    String(underWay).padStart(9),
    name.padEnd(10),
    figures.perS.toFixed(0).padStart(10),
    figures.p50Us.toFixed(0).padStart(7),
    figures.p99Us.toFixed(0).padStart(8),
    figures.cpuUs.toFixed(2).padStart(14),
    `${times.toFixed(2)} ×`.padStart(7),
  ];
  return cells.join('  ');
}
