import { canWriteHardware } from '../config/mode-tags.ts';
import type { TagInfo } from '../config/tag-info.ts';
import { siteTags } from '../config/tags.ts';
import { placeText } from '../field/field-runner.ts';
import { busSnapshots } from './link-view.ts';
import { commandForTag } from './operator.ts';
import { linkSnapshots } from './run-site.ts';
import type { SiteRuntime } from './site-runtime.ts';
import type { SiteInfo, SiteView, TagSnapshot } from './site-view.ts';
import { tuneOrderOf } from './tuning-request.ts';

/** The view of a running site. */
export function liveView(runtime: SiteRuntime): SiteView {
  // With a controller outside the loops here stand still, and nobody writes an output but that controller.
  const internal = runtime.plan.controller === 'internal';
  const infos = siteTags(runtime.site)
    .filter(({ kind }) => internal || kind !== 'loop')
    .map((info) => ({ ...info, writable: info.writable && internal }));
  const snapshot = (info: TagInfo): TagSnapshot => tagSnapshot(runtime, info);
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
    buses: () => busSnapshots(runtime),
    journalAfter: (sequence) => runtime.journal.after(sequence),
    set: async (tag, value) => {
      const command = commandForTag(runtime.site, tag, value);
      return 'ok' in command ? command : runtime.operator.submit(command);
    },
    acknowledge: (alarm) => runtime.operator.submit({ kind: 'acknowledge', alarm }),
    resetInterlocks: () => runtime.operator.submit({ kind: 'reset' }),
    modes: () => runtime.scan.modeDesk.modeSnapshots(),
    setMode: async (device, to) =>
      runtime.modes.has(device)
        ? runtime.operator.submit({ kind: 'device-mode', device, to })
        : { ok: false, problem: 'unknown device', text: `no device ${device}` },
    arming: () => runtime.scan.modeDesk.armingSnapshot(runtime.clock.nowS()),
    arm: (forS, confirmation) => runtime.operator.submit({ kind: 'arm', order: { forS, confirmation } }),
    disarm: () => runtime.operator.submit({ kind: 'disarm' }),
    tune: async (loop, request) => {
      const order = tuneOrderOf(runtime.site, loop, request);
      return 'ok' in order ? order : runtime.operator.submit({ kind: 'tune', order });
    },
    stopTuning: (loop) => runtime.operator.submit({ kind: 'stop-tuning', loop }),
    tuning: (loop) => runtime.scan.tuning.snapshot(loop),
  };
}

function siteInfo({ site, plan, clock, timing, field, modes, arming }: SiteRuntime): SiteInfo {
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
    emulatedDevices: modes.count('emulated'),
    realDevices: modes.count('real'),
    shadowDevices: modes.count('shadow'),
    arming: canWriteHardware(site.wiring) ? arming.state : null,
  };
}

function tagSnapshot({ image, modes }: SiteRuntime, info: TagInfo): TagSnapshot {
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
    source: modes.sourceOf(info),
  };
}
