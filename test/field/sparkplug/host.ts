/** A host application that takes in the edge node of `edge.ts`: three sensed metrics, a driven one, one of the node. */
import type { PointProfile } from '../../../src/field/profile.ts';
import type { BoundPoint, Device, SparkplugBus } from '../../../src/field/wiring.ts';

interface Wanted {
  readonly metric: string;
  readonly tag: string;
  readonly unit?: { readonly scale: number; readonly offset: number } | 'si';
  readonly range?: readonly [number, number];
  readonly isDriven?: boolean;
}

export function point(wanted: Wanted): BoundPoint {
  const { metric, tag, unit = 'si', isDriven = false } = wanted;
  const range = wanted.range ?? (isDriven ? [0, 1] : [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
  const profile: PointProfile = {
    name: metric,
    title: metric,
    quantity: isDriven ? 'ratio' : 'pressure',
    access: isDriven ? 'read-write' : 'read',
    source: {
      protocol: 'mqtt',
      message: metric,
      path: null,
      decimals: 12,
      ...(unit === 'si'
        ? { scale: 1, offset: 0, statedUnit: { path: 'engUnit', equals: isDriven ? '1' : 'Pa' } }
        : { ...unit }),
    },
    range,
    sensor: { lagS: 0, noise: 0, resolution: 0, samplePeriodS: 0 },
  };
  const common = { point: profile, tag, plantPoint: `${tag}:${metric}` };
  return isDriven
    ? { direction: 'drive', ...common, signal: range, actuator: { strokeTimeS: 0, deadTimeS: 0 } }
    : { direction: 'sense', ...common };
}

export function device(id: string, topic: string, points: readonly BoundPoint[]): Device {
  return {
    id,
    profile: {
      id: 'buhera,sparkplug-device',
      vendor: 'buhera',
      model: 'sparkplug-device',
      kind: 'analog-input',
      protocol: 'mqtt',
      title: topic,
      document: { title: '', edition: '', url: '' },
      timing: { responseS: 0, periodS: 0 },
      points: points.map((one) => one.point),
      messages: [],
      lastWill: null,
      actuator: null,
    },
    mode: 'real',
    unit: null,
    topic,
    periodS: 0.1,
    staleS: Number.POSITIVE_INFINITY,
    points,
  };
}

export const HOST_BUS: SparkplugBus = {
  kind: 'sparkplug',
  id: 'spb0',
  broker: { kind: 'external', url: 'mqtt://127.0.0.1:1' },
  hostId: 'host',
  reorderS: 2,
  link: { timeoutS: 5, retries: 1, backoffFirstS: 0.5, backoffMaxS: 10 },
  devices: [
    device('far-a', 'G/N/a', [
      point({ metric: 'a.pressure', tag: 'far.pressure' }),
      point({ metric: 'a.valve', tag: 'far.valve', isDriven: true }),
    ]),
    device('far-b', 'G/N/b', [point({ metric: 'b.pressure', tag: 'far.other' })]),
    device('far', 'G/N', [point({ metric: 'loop.sp', tag: 'far.sp' })]),
  ],
};
