/** The tags of a site as metrics of an edge node: those of a device under the device, all others under the node. */
import type { Site } from '../config/site.ts';
import type { SparkplugSettings } from '../config/sparkplug.ts';
import type { TagInfo } from '../config/tag-info.ts';
import { siteTags } from '../config/tags.ts';
import { onlineTag } from '../field/driver/samples.ts';
import type { EdgeDefinition, EdgeDevice, MetricDefinition } from '../field/sparkplug/edge-definition.ts';
import { text, truth } from '../field/sparkplug/payload.ts';

export function edgeDefinition(site: Site, settings: SparkplugSettings, version: string): EdgeDefinition {
  const devices = site.wiring.buses.flatMap((bus) => bus.devices);
  const deviceOf = new Map(devices.flatMap(({ id, points }) => points.map(({ tag }) => [tag, id] as const)));
  const modes = new Map(devices.map(({ id, mode }) => [id, mode]));
  const onlineTags = new Set(devices.map(({ id }) => onlineTag(id)));
  const metrics = siteTags(site).map((info, index) => {
    const device = deviceOf.get(info.id) ?? null;
    const mode = device === null ? null : (modes.get(device) ?? null);
    return { device, metric: metricOf(info, index + 1, onlineTags.has(info.id), mode) };
  });
  const metricsOf = (device: string | null): MetricDefinition[] =>
    metrics.filter((one) => one.device === device).map(({ metric }) => metric);
  return {
    id: { group: settings.group, node: settings.node },
    primaryHost: settings.primaryHost,
    periodS: settings.periodS,
    facts: [
      ['Properties/Site', site.title],
      ['Properties/Software', `buhera ${version}`],
    ],
    metrics: metricsOf(null),
    devices: devices.map(({ id }): EdgeDevice => ({ id, aliveTag: onlineTag(id), metrics: metricsOf(id) })),
  };
}

/** Keys as SCADA programs know them; `source` says of a device's tag that it is emulated, or is not. */
function metricOf(info: TagInfo, alias: number, isOnline: boolean, mode: string | null): MetricDefinition {
  return {
    tag: info.id,
    alias,
    kind: info.twoValued || isOnline ? 'switch' : 'number',
    properties: [
      ['engUnit', text(info.unit)],
      ['documentation', text(info.title)],
      ['readOnly', truth(!info.writable)],
      ...(mode === null ? [] : [['source', text(mode)] as const]),
    ],
  };
}
