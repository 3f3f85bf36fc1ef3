/** The site as a Sparkplug B edge node. */
import { resolve } from 'node:path';
import type { SparkplugBroker } from '../field/wiring.ts';
import type { SparkplugData } from './schema/sparkplug-schema.ts';

export interface SparkplugSettings {
  readonly broker: SparkplugBroker;
  readonly group: string;
  readonly node: string;
  /** Host application without which nothing is published; null: none. */
  readonly primaryHost: string | null;
  /** Shortest time between two messages of data, s. */
  readonly periodS: number;
  /** Whether hosts may write tags. */
  readonly commands: boolean;
}

const DEFAULT_PERIOD_S = 1;

/**
 * @param siteId name of the edge node where the file gives it none
 * @param folder of the site, in which its files are looked for
 */
export function sparkplugSettings(data: SparkplugData, siteId: string, folder: string): SparkplugSettings {
  return {
    broker: brokerOf(data, folder),
    group: data.group,
    node: data.node ?? siteId,
    primaryHost: data.primary_host ?? null,
    periodS: data.period ?? DEFAULT_PERIOD_S,
    commands: data.commands ?? true,
  };
}

function brokerOf({ broker, password_file, ca_file }: SparkplugData, folder: string): SparkplugBroker {
  if (broker.kind === 'embedded') return broker;
  return {
    ...broker,
    ...(password_file === undefined ? {} : { passwordFile: resolve(folder, password_file) }),
    ...(ca_file === undefined ? {} : { caFile: resolve(folder, ca_file) }),
  };
}
