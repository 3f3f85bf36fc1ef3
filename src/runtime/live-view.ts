import { siteTags, type TagInfo } from '../config/tags.ts';
import { placeText } from '../field/field-runner.ts';
import type { DeviceMode } from '../field/wiring.ts';
import { commandForTag } from './operator.ts';
import { linkSnapshots } from './run-site.ts';
import type { SiteRuntime } from './site-runtime.ts';
import type { SiteInfo, SiteView, TagSnapshot } from './site-view.ts';

/** The view of a running site. */
export function liveView(runtime: SiteRuntime): SiteView {
  // With a controller outside the loops here stand still, and nobody writes an output but that controller.
  const internal = runtime.plan.controller === 'internal';
  const infos = siteTags(runtime.site)
    .filter(({ kind }) => internal || kind !== 'loop')
    .map((info) => ({ ...info, writable: info.writable && internal }));
  const sources = tagSources(runtime);
  const snapshot = (info: TagInfo): TagSnapshot => tagSnapshot(runtime, info, sources.get(info.id) ?? null);
  return {
    info: () => siteInfo(runtime),
    tags: () => infos.map(snapshot),
    tag: (id) => {
      const info = infos.find((candidate) => candidate.id === id);
      return info === undefined ? null : snapshot(info);
    },
    loops: () => (internal ? runtime.scan.loops.snapshots() : []),
    alarms: () => runtime.scan.guards.alarmSnapshots(),
    interlocks: () => ({ evaluated: internal, ...runtime.scan.guards.interlockSnapshot() }),
    links: () => linkSnapshots(runtime),
    journalAfter: (sequence) => runtime.journal.after(sequence),
    set: async (tag, value) => {
      const command = commandForTag(runtime.site, tag, value);
      return 'ok' in command ? command : runtime.operator.submit(command);
    },
    acknowledge: (alarm) => runtime.operator.submit({ kind: 'acknowledge', alarm }),
    resetInterlocks: () => runtime.operator.submit({ kind: 'reset' }),
  };
}

function siteInfo({ site, plan, clock, timing, field }: SiteRuntime): SiteInfo {
  const devices = site.wiring.buses.flatMap((bus) => bus.devices);
  return {
    site: site.id,
    title: site.title,
    version: plan.version,
    timeS: clock.nowS(),
    speed: plan.speed === 'max' ? Number.POSITIVE_INFINITY : plan.speed,
    wire: plan.wire,
    controller: plan.controller,
    seed: plan.seed,
    scan: timing.report(),
    endpoints: field
      .endpoints()
      .map((place) => ({ bus: place.busId, kind: place.kind, address: placeText(place) })),
    emulatedDevices: devices.filter(({ mode }) => mode === 'emulated').length,
    realDevices: devices.filter(({ mode }) => mode === 'real').length,
  };
}

function tagSources({ site }: SiteRuntime): ReadonlyMap<string, DeviceMode> {
  const devices = site.wiring.buses.flatMap((bus) => bus.devices);
  return new Map(
    devices.flatMap(({ id, mode, points }) => [
      [`${id}.online`, mode] as const,
      ...points.map(({ tag }) => [tag, mode] as const),
    ]),
  );
}

function tagSnapshot({ image }: SiteRuntime, info: TagInfo, source: DeviceMode | null): TagSnapshot {
  const { reading, timeS } = image.get(info.id);
  return {
    id: info.id,
    title: info.title,
    kind: info.kind,
    value: Number.isFinite(reading.value) ? reading.value : null,
    unit: info.unit,
    dimension: info.dimension,
    quality: reading.quality,
    reason: reading.reason,
    timeS,
    writable: info.writable,
    twoValued: info.twoValued,
    source,
  };
}
