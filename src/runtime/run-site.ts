import type { Site } from '../config/site.ts';
import type { BusHealth } from '../field/driver/link-health.ts';
import type { FieldProblem } from '../field/field-runner.ts';
import { deviceLines } from '../field/shadow/device-lines.ts';
import { NO_FAULTS, type WireFaults } from '../field/wire-fault.ts';
import type { LedgerReport } from './ledger-watch.ts';
import { Recorder, type RecordProblem } from './recorder.ts';
import { type RunEnd, recordChanges, runReal, runVirtual } from './run-loop.ts';
import type { RunPlan } from './run-plan.ts';
import type { ScanReport } from './scan-timing.ts';
import { assembleSite, type SiteRuntime } from './site-runtime.ts';
import type { LinkSnapshot } from './site-view.ts';

/** How long the safe state may take to be confirmed at the end of a run, s of wall-clock time. */
const FLUSH_TIMEOUT_S = 3;

export type StartedSite =
  | { readonly kind: 'started'; readonly runtime: SiteRuntime }
  | { readonly kind: 'field'; readonly problem: FieldProblem }
  | { readonly kind: 'record'; readonly problem: RecordProblem };

/**
 * Puts a site together, opens its recording and binds its wire. After a problem nothing is left open.
 *
 * @param faults What goes wrong on its wires.
 */
export async function startSite(
  site: Site,
  plan: RunPlan,
  faults: WireFaults = NO_FAULTS,
): Promise<StartedSite> {
  const recorder =
    plan.recordFolder === null ? null : Recorder.open(plan.recordFolder, recordHeader(site, plan, faults));
  if (recorder !== null && !(recorder instanceof Recorder)) return { kind: 'record', problem: recorder };
  const runtime = assembleSite(site, plan, recorder, faults);
  const problem = (await runtime.field.start()) ?? runtime.sparkplug?.prepare() ?? null;
  if (problem === null) return { kind: 'started', runtime };
  await runtime.field.stop();
  await runtime.workers?.end();
  recorder?.discard();
  return { kind: 'field', problem };
}

/** How a run leaves its outputs. */
interface LeftOutputs {
  /** Devices that did not confirm the safe state of their outputs. */
  readonly unsafeDevices: readonly string[];
  /** Real devices whose outputs were left as they were, because the site was not armed. */
  readonly untouchedDevices: readonly string[];
}

export interface RunReport extends LeftOutputs {
  readonly end: RunEnd;
  readonly siteTimeS: number;
  readonly scan: ScanReport;
  readonly ledger: LedgerReport | null;
  readonly plantLostS: number;
  /** The Modbus buses, as they stood when the run ended. */
  readonly buses: readonly BusHealth[];
  readonly recording: {
    readonly folder: string;
    readonly sha256: Readonly<Record<string, string>>;
    readonly failure: string | null;
  } | null;
}

/**
 * Scans until the duration is over or `stop` says so, then drives the outputs to their safe state and closes all. A
 * defect of ours leaves the outputs safe too, and then goes on its way as an error that says how to repeat the run.
 */
export async function runSite(runtime: SiteRuntime, stop: AbortSignal): Promise<RunReport> {
  const { plan, clock, recorder } = runtime;
  try {
    runtime.sparkplug?.start();
    const end = plan.speed === 'max' ? await runVirtual(runtime, stop) : await runReal(runtime, stop);
    const siteTimeS = clock.nowS();
    const buses = runtime.field.health();
    const left = await shutDown(runtime);
    return {
      end,
      siteTimeS,
      scan: runtime.timing.report(),
      ledger: runtime.ledger?.report() ?? null,
      plantLostS: runtime.plantHost?.lostS ?? 0,
      buses,
      ...left,
      recording:
        recorder === null
          ? null
          : { folder: recorder.folder, sha256: recorder.close(), failure: recorder.failure },
    };
  } catch (error) {
    const siteTimeS = clock.nowS();
    await shutDown(runtime);
    recorder?.close();
    const where = `site ${runtime.site.id}, seed ${plan.seed}, at ${siteTimeS} s of site time`;
    throw new Error(`${(error as Error).message} (${where})`, { cause: error });
  }
}

async function shutDown(runtime: SiteRuntime): Promise<LeftOutputs> {
  runtime.operator.close();
  const left = await leaveSafe(runtime);
  // Before the field, which may hold the broker.
  await runtime.sparkplug?.stop();
  await runtime.field.stop();
  await runtime.workers?.end();
  return left;
}

/** An outside controller keeps its outputs; ours leaves every one that it may write in its safe state. */
async function leaveSafe(runtime: SiteRuntime): Promise<LeftOutputs> {
  const { plan, scan, field, clock, site, journal, image, modes, arming } = runtime;
  if (plan.controller === 'external') return { unsafeDevices: [], untouchedDevices: [] };
  const nowS = clock.nowS();
  journal.add(nowS, 'run', 'the run ends: every output to its safe state');
  for (const [tag, safe] of site.interlocks.safeState) field.write(tag, safe, nowS);
  const confirmed = await field.flush(nowS, FLUSH_TIMEOUT_S);
  scan.latch();
  const untouchedDevices = arming.mayWrite ? [] : modes.realOutputs.map(({ device }) => device);
  const unsafeDevices = confirmed
    ? []
    : unconfirmedDevices(runtime).filter((device) => !untouchedDevices.includes(device));
  arming.close(image, clock.nowS());
  arming.publish(image, clock.nowS());
  recordChanges(runtime, clock.nowS());
  return { unsafeDevices, untouchedDevices };
}

function unconfirmedDevices({ site, image }: SiteRuntime): readonly string[] {
  const { safeState } = site.interlocks;
  const isSafe = (tag: string): boolean => {
    const { value, quality } = image.read(tag);
    // The register's own resolution lies between what was asked and what is confirmed.
    return quality === 'good' && Math.abs(value - (safeState.get(tag) ?? value)) < 0.005;
  };
  return site.wiring.buses
    .flatMap((bus) => bus.devices)
    .filter(({ points }) => points.some(({ direction, tag }) => direction === 'drive' && !isSafe(tag)))
    .map(({ id }) => id);
}

function recordHeader(site: Site, plan: RunPlan, faults: WireFaults): Readonly<Record<string, unknown>> {
  const timeline = faults.timeline();
  return {
    product: `buhera ${plan.version}`,
    site: site.id,
    files: site.files,
    seed: plan.seed,
    speed: plan.speed,
    wire: plan.wire,
    controller: plan.controller,
    modes: Object.fromEntries(deviceLines(site.wiring).map(({ device }) => [device.id, device.mode])),
    duration_s: plan.durationS,
    scan_period_s: site.scan.periodS,
    ...(timeline === null ? {} : { faults: timeline }),
  };
}

/** Links of all devices, each with its mode. */
export function linkSnapshots({ field, modes }: SiteRuntime): readonly LinkSnapshot[] {
  return field.links().map((link) => ({
    device: link.device,
    bus: link.bus,
    mode: modes.modeOf(link.device),
    online: link.online,
    lastError: link.lastError,
    requests: link.requests,
    replies: link.replies,
    timeouts: link.timeouts,
    exceptions: link.exceptions,
    roundTripS: link.lastRoundTripS,
  }));
}
