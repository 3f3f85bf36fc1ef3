import type { Site } from '../config/site.ts';
import type { FaultBoard } from '../faults/fault-board.ts';
import { FaultDesk } from '../faults/fault-desk.ts';
import { recordFaults } from '../faults/record-faults.ts';
import type { FieldProblem } from '../field/field-runner.ts';
import { beyondPseudoTerminals } from '../field/serial/pty-wiring.ts';
import type { Bus } from '../field/wiring.ts';
import { liveView } from '../runtime/live-view.ts';
import type { RunPlan } from '../runtime/run-plan.ts';
import { type RunReport, runSite, startSite } from '../runtime/run-site.ts';
import type { SiteRuntime } from '../runtime/site-runtime.ts';
import { EXIT, environmentError, usageError } from './exit.ts';
import { faultBoard } from './faults.ts';
import { version } from './install-root.ts';
import { loadSiteOrExit } from './load-site.ts';
import { parseDurationS, parseInteger, parseSpeed } from './options.ts';
import { overridePorts, type PortOptions } from './port-options.ts';
import { runBanner, runReportText } from './run-text.ts';
import { type Stop, stopOnSignal } from './stop.ts';
import { parseThreads, warnOfUnusedThreads } from './threads.ts';

interface RunOptions extends PortOptions {
  readonly speed: string;
  readonly wire?: RunPlan['wire'];
  readonly controller: 'internal' | 'external';
  readonly duration?: string;
  readonly seed: string;
  readonly threads: string;
  readonly record?: string;
  readonly http: boolean;
  readonly strict?: boolean;
  readonly faults?: string;
}

/** Runs a site until its duration is over or somebody stops it. */
export async function run(name: string, options: RunOptions): Promise<void> {
  const plan = runPlan(options);
  const site = overridePorts(loadSiteOrExit(name), options);
  refuseWrongSpeed(site, plan);
  const faults = faultBoard(site, plan, options.faults);
  const stop = stopOnSignal();
  try {
    const runtime = await start(site, plan, faults, stop.signal);
    recordFaults(faults, runtime);
    warnOfUnusedThreads(runtime.workers);
    const report = await runWithServer(runtime, faults, options, stop);
    process.stdout.write(`${runReportText(report, runtime)}\n`);
    process.exitCode = exitCodeOf(report);
  } finally {
    stop.release();
  }
}

/** While the site starts nothing has been driven yet, so there is nothing to make safe. */
async function start(
  site: Site,
  plan: RunPlan,
  faults: FaultBoard,
  signal: AbortSignal,
): Promise<SiteRuntime> {
  const leave = (): void => {
    process.stderr.write('buhera: stopped before the site had started\n');
    process.exit(EXIT.fine);
  };
  signal.addEventListener('abort', leave);
  const started = await startSite(site, plan, faults);
  signal.removeEventListener('abort', leave);
  if (started.kind === 'started') return started.runtime;
  if (started.kind === 'field') throw environmentError(startProblemText(started.problem, site));
  const { folder, message } = started.problem;
  throw environmentError(
    `buhera: cannot record into ${folder}: ${message}. Name a new folder with --record.`,
  );
}

function runPlan(options: RunOptions): RunPlan {
  const speed = parseSpeed(options.speed);
  if (speed === 'max' && options.wire !== undefined && options.wire !== 'memory') {
    throw usageError(
      'buhera: --speed max runs in virtual time, which no real port can follow. Leave --wire out (it becomes memory), or choose a factor such as --speed 1.',
    );
  }
  const durationS = options.duration === undefined ? null : parseDurationS(options.duration, '--duration');
  if (speed === 'max' && durationS === null) {
    throw usageError('buhera: --speed max needs an end: add for example --duration 10m.');
  }
  return {
    speed,
    wire: options.wire ?? (speed === 'max' ? 'memory' : 'real'),
    controller: options.controller,
    durationS,
    seed: parseInteger(options.seed, '--seed', [0, 2 ** 32 - 1]),
    recordFolder: options.record ?? null,
    threads: parseThreads(options.threads),
    strict: options.strict === true,
    version: version(),
  };
}

/** Real devices and outside controllers live in real time. */
function refuseWrongSpeed(site: Site, plan: RunPlan): void {
  const real = site.wiring.buses.flatMap((bus) => bus.devices).filter(({ mode }) => mode !== 'emulated');
  if (plan.wire === 'memory' && real.length > 0) {
    throw usageError(
      `buhera: ${real.map(({ id }) => id).join(', ')} are real devices or in shadow, which the memory wire cannot reach. Use --wire real.`,
    );
  }
  const beyond = plan.wire === 'pty' ? beyondPseudoTerminals(site.wiring) : [];
  if (beyond.length > 0) {
    throw usageError(
      `buhera: ${beyond.join(', ')} are real devices on TCP, which no pseudo-terminal reaches. Use --wire real.`,
    );
  }
  if (plan.wire === 'memory' && plan.controller === 'external') {
    throw usageError(
      'buhera: an outside controller cannot reach the memory wire. Use --wire real with --controller external.',
    );
  }
  if (plan.speed !== 1 && (real.length > 0 || plan.controller === 'external')) {
    throw usageError(
      `buhera: --speed ${plan.speed} is refused while a real device or an outside controller is attached. Use --speed 1.`,
    );
  }
}

async function runWithServer(
  runtime: SiteRuntime,
  faults: FaultBoard,
  options: RunOptions,
  stop: Stop,
): Promise<RunReport> {
  // Virtual time takes no commands: see docs/adr/0002.
  const server = options.http && runtime.plan.speed !== 'max' ? await serve(runtime, faults) : null;
  try {
    process.stdout.write(`${runBanner(runtime, server?.port ?? null)}\n`);
    const report = await runSite(runtime, stop.signal);
    const crash = stop.crash();
    if (crash !== null) throw crash;
    return report;
  } finally {
    await server?.close();
  }
}

async function serve(
  runtime: SiteRuntime,
  faults: FaultBoard,
): Promise<{ port: number; close(): Promise<void> }> {
  const { startHttpServer } = await import('../server/http-server.ts');
  const desk = new FaultDesk(faults, () => runtime.clock.nowS());
  const server = await startHttpServer(liveView(runtime), runtime.site.http, desk);
  if ('close' in server) return server;
  await runtime.field.stop();
  await runtime.workers?.end();
  runtime.recorder?.discard();
  throw environmentError(
    `buhera: cannot serve the HTTP API at ${server.host}:${server.port}: ${server.message}. Choose another with --http-port, change [http] listen in site.toml, or leave it out with --no-http.`,
  );
}

/** The field names the setting in the wiring; the option that stands for it on the command line is ours. */
function startProblemText({ what, where, option, remedy, busId }: FieldProblem, site: Site): string {
  const problem = `buhera: cannot start at ${where}: ${what}.`;
  if (remedy !== undefined) return `${problem} ${remedy}`;
  const bus = site.wiring.buses.find(({ id }) => id === busId);
  const choice = bus === undefined ? option : `${portFlag(bus)}${option}`;
  return `${problem} Choose another place with ${choice}.`;
}

function portFlag(bus: Bus): string {
  if (bus.kind === 'modbus-tcp') return '--modbus-port, or ';
  if (bus.kind === 'modbus-rtu' || bus.kind === 'sparkplug') return '';
  return bus.broker.kind === 'embedded' ? '--mqtt-port, or ' : '';
}

function exitCodeOf(report: RunReport): number {
  if (report.end.kind === 'overrun' || report.end.kind === 'plant-fault') return EXIT.doesNotHold;
  if (report.ledger !== null && report.ledger.breach !== null) return EXIT.doesNotHold;
  if (report.recording === null || report.recording.failure === null) return EXIT.fine;
  process.stderr.write(
    `buhera: the recording in ${report.recording.folder} ended early: ${report.recording.failure}\n`,
  );
  return EXIT.environment;
}
