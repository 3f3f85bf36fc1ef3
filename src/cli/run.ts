import type { Site } from '../config/site.ts';
import type { FieldProblem } from '../field/field-runner.ts';
import type { Bus } from '../field/wiring.ts';
import { liveView } from '../runtime/live-view.ts';
import type { RunPlan } from '../runtime/run-plan.ts';
import { type RunReport, runSite, startSite } from '../runtime/run-site.ts';
import type { SiteRuntime } from '../runtime/site-runtime.ts';
import { EXIT, environmentError, usageError } from './exit.ts';
import { version } from './install-root.ts';
import { loadSiteOrExit } from './load-site.ts';
import { parseDurationS, parseInteger, parseSpeed } from './options.ts';
import { overridePorts, type PortOptions } from './port-options.ts';
import { runBanner, runReportText } from './run-text.ts';

interface RunOptions extends PortOptions {
  readonly speed: string;
  readonly wire?: 'real' | 'memory';
  readonly controller: 'internal' | 'external';
  readonly duration?: string;
  readonly seed: string;
  readonly record?: string;
  readonly http: boolean;
}

/** Runs a site until its duration is over or somebody stops it. */
export async function run(name: string, options: RunOptions): Promise<void> {
  const plan = runPlan(options);
  const site = overridePorts(loadSiteOrExit(name), options);
  refuseWrongSpeed(site, plan);
  const started = await startSite(site, plan);
  if (started.kind === 'field') throw environmentError(startProblemText(started.problem, site));
  if (started.kind === 'record') {
    throw environmentError(
      `buhera: cannot record into ${started.problem.folder}: ${started.problem.message}. Name a new folder with --record.`,
    );
  }
  const report = await runWithServer(started.runtime, options);
  process.stdout.write(`${runReportText(report, started.runtime)}\n`);
  process.exitCode = exitCodeOf(report);
}

function runPlan(options: RunOptions): RunPlan {
  const speed = parseSpeed(options.speed);
  if (speed === 'max' && options.wire === 'real') {
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
    version: version(),
  };
}

/** Real devices and outside controllers live in real time. */
function refuseWrongSpeed(site: Site, plan: RunPlan): void {
  const real = site.wiring.buses.flatMap((bus) => bus.devices).filter(({ mode }) => mode === 'real');
  if (plan.wire === 'memory' && real.length > 0) {
    throw usageError(
      `buhera: ${real.map(({ id }) => id).join(', ')} are real devices, which the memory wire cannot reach. Use --wire real.`,
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

async function runWithServer(runtime: SiteRuntime, options: RunOptions): Promise<RunReport> {
  const stop = new AbortController();
  const onSignal = (): void => stop.abort();
  let crash: Error | null = null;
  const onCrash = (error: Error): void => {
    crash ??= error;
    stop.abort();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal).on('uncaughtException', onCrash);
  // Virtual time takes no commands: see docs/adr/0002.
  const server = options.http && runtime.plan.speed !== 'max' ? await serve(runtime) : null;
  try {
    process.stdout.write(`${runBanner(runtime, server?.port ?? null)}\n`);
    const report = await runSite(runtime, stop.signal);
    if (crash !== null) throw crash;
    return report;
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal).off('uncaughtException', onCrash);
    await server?.close();
  }
}

async function serve(runtime: SiteRuntime): Promise<{ port: number; close(): Promise<void> }> {
  const { startHttpServer } = await import('../server/http-server.ts');
  const server = await startHttpServer(liveView(runtime), runtime.site.http);
  if ('close' in server) return server;
  await runtime.field.stop();
  runtime.recorder?.close();
  throw environmentError(
    `buhera: cannot serve the HTTP API at ${server.host}:${server.port}: ${server.message}. Choose another with --http-port, change [http] listen in site.toml, or leave it out with --no-http.`,
  );
}

/** The field names the setting in the wiring; the option that stands for it on the command line is ours. */
function startProblemText({ what, where, option, busId }: FieldProblem, site: Site): string {
  const bus = site.wiring.buses.find(({ id }) => id === busId);
  const choice = bus === undefined ? option : `${portFlag(bus)}${option}`;
  return `buhera: cannot start at ${where}: ${what}. Choose another place with ${choice}.`;
}

function portFlag(bus: Bus): string {
  if (bus.kind === 'modbus-tcp') return '--modbus-port, or ';
  return bus.broker.kind === 'embedded' ? '--mqtt-port, or ' : '';
}

function exitCodeOf(report: RunReport): number {
  const failed =
    report.end.kind === 'overrun' || report.end.kind === 'plant-fault' || report.ledger?.breach != null;
  return failed ? EXIT.doesNotHold : EXIT.fine;
}
