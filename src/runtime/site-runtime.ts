import type { Site } from '../config/site.ts';
import { siteTags } from '../config/tags.ts';
import { createEmulatedField, type EmulatedField } from '../field/emulated/emulated-field.ts';
import type { FieldRunner } from '../field/field-runner.ts';
import { createMemoryField } from '../field/memory/memory-field.ts';
import type { Transcript } from '../field/memory/transcript.ts';
import { createRealField } from '../field/real-field.ts';
import { onPseudoTerminals } from '../field/serial/pty-wiring.ts';
import { residualTag } from '../field/shadow/residual.ts';
import { NO_FAULTS, type WireFaults } from '../field/wire-fault.ts';
import type { Wiring } from '../field/wiring.ts';
import { createPlant } from '../physics/plant.ts';
import type { PlantDefinition } from '../physics/plant-definition.ts';
import { Arming } from './arming.ts';
import { type RealClock, realClock, type VirtualClock, virtualClock } from './clock.ts';
import { DeviceModes } from './device-modes.ts';
import { Journal } from './journal.ts';
import { LedgerWatch } from './ledger-watch.ts';
import { OperatorQueue } from './operator.ts';
import { PlantHost } from './plant-host.ts';
import { type PlantWorkers, plantWorkers } from './plant-workers.ts';
import { ProcessImage } from './process-image.ts';
import type { Recorder } from './recorder.ts';
import type { RunPlan } from './run-plan.ts';
import { Scan } from './scan.ts';
import { ScanTiming } from './scan-timing.ts';
import { mainAccess, withHardware } from './shadow-field.ts';
import { SparkplugEdge } from './sparkplug-edge.ts';

/** A site put together: the plant side, the wire, and the controller side. */
export interface SiteRuntime {
  readonly site: Site;
  readonly plan: RunPlan;
  /** Started, or in virtual time moved, by the loop. */
  readonly clock: RealClock | VirtualClock;
  readonly image: ProcessImage;
  readonly journal: Journal;
  readonly operator: OperatorQueue;
  /** What stands behind each device now. */
  readonly modes: DeviceModes;
  /** Whether real outputs are written. */
  readonly arming: Arming;
  readonly field: FieldRunner;
  readonly emulated: EmulatedField;
  /** null where no device is emulated: the plant is the real one then. */
  readonly plantHost: PlantHost | null;
  /** null where one thread computes the plant. */
  readonly workers: PlantWorkers | null;
  readonly ledger: LedgerWatch | null;
  readonly scan: Scan;
  readonly timing: ScanTiming;
  readonly recorder: Recorder | null;
  /** What goes wrong on the wires. */
  readonly faults: WireFaults;
  /** null where the site is no Sparkplug edge node. */
  readonly sparkplug: SparkplugEdge | null;
}

/** Puts a site together. Nothing is bound or started yet. */
export function assembleSite(
  site: Site,
  plan: RunPlan,
  recorder: Recorder | null,
  faults: WireFaults = NO_FAULTS,
): SiteRuntime {
  const clock = plan.speed === 'max' ? virtualClock() : realClock(plan.speed);
  const journal = new Journal();
  if (recorder !== null) journal.onEntry((entry) => recorder.event(entry));
  const sayLost = (reason: string): void =>
    journal.add(
      clock.nowS(),
      'plant',
      `a thread of the plant was lost (${reason}); it is computed on without it`,
    );
  const image = new ProcessImage(
    siteTags(site).map(({ id }) => id),
    stalePeriods(site),
  );
  const emulated = createEmulatedField(site.wiring, { seed: plan.seed });
  const modes = new DeviceModes(site.wiring);
  const arming = new Arming(site, modes, journal);
  const field = createField(site, plan, { emulated, clock, recorder, faults, modes, arming });
  const isEmulated = hasEmulatedDevices(site);
  const workers = isEmulated ? plantWorkers(plan.threads, sayLost) : null;
  const plantHost = isEmulated
    ? new PlantHost(createPlant(limitedPlant(site), { helpers: workers }), emulated, {
        sliceS: site.scan.periodS,
        stepS: site.plant.solver.stepS,
      })
    : null;
  const ledger = plantHost === null ? null : new LedgerWatch(plantHost.plant);
  const operator = new OperatorQueue();
  const endpoints = () => field.endpoints();
  const sparkplug = SparkplugEdge.of({ site, plan, image, journal, operator, endpoints });
  const { controller } = plan;
  const scan = new Scan({ site, plan, image, field, journal, operator, ledger, controller, modes, arming });
  // Timing is measured on the host's clock, where a site that runs faster has shorter periods.
  const timing = new ScanTiming(site.scan.periodS / (plan.speed === 'max' ? 1 : plan.speed));
  return {
    site,
    plan,
    clock,
    image,
    journal,
    operator,
    modes,
    arming,
    field,
    emulated,
    plantHost,
    workers,
    ledger,
    scan,
    timing,
    recorder,
    faults,
    sparkplug,
  };
}

/** What site.toml says about residuals goes before what the plant file says. */
function limitedPlant({ plant, ledgerLimits }: Site): PlantDefinition {
  return { ...plant, ledger: { ...plant.ledger, ...ledgerLimits } };
}

function createField(
  site: Site,
  plan: RunPlan,
  parts: Pick<SiteRuntime, 'emulated' | 'clock' | 'recorder' | 'faults' | 'modes' | 'arming'>,
): FieldRunner {
  const { emulated, clock, recorder, faults } = parts;
  const readBack = plan.controller === 'external';
  const transcript: Transcript | null =
    recorder === null ? null : (timeS, bus, kind, bytes) => recorder.wire(timeS, bus, kind, bytes);
  const options = { readBack, faults, ...(transcript === null ? {} : { transcript }) };
  if (plan.wire === 'memory') return createMemoryField(site.wiring, emulated, options);
  const speed = plan.speed === 'max' ? 1 : plan.speed;
  const wire = { ...options, speed, now: () => clock.nowS(), serve: true };
  const openMain = (wiring: Wiring): FieldRunner =>
    createRealField(plan.wire === 'pty' ? onPseudoTerminals(wiring) : wiring, emulated, {
      ...wire,
      ...mainAccess(wiring, parts),
    });
  return withHardware(site.wiring, openMain, wire, parts);
}

function hasEmulatedDevices(site: Site): boolean {
  return site.wiring.buses.some((bus) => bus.devices.some((device) => device.mode !== 'real'));
}

function stalePeriods(site: Site): ReadonlyMap<string, number> {
  const devices = site.wiring.buses.flatMap((bus) => bus.devices);
  const residuals = new Set(siteTags(site).flatMap(({ id, kind }) => (kind === 'residual' ? [id] : [])));
  return new Map(
    devices.flatMap(({ points, staleS }) =>
      points
        .flatMap(({ tag }) => (residuals.has(residualTag(tag)) ? [tag, residualTag(tag)] : [tag]))
        .map((tag) => [tag, staleS] as const),
    ),
  );
}
