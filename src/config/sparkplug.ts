/** The site as a Sparkplug B edge node. */
import type { BrokerChoice, SparkplugData } from './schema/sparkplug-schema.ts';

export interface SparkplugSettings {
  readonly broker: BrokerChoice;
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

/** @param siteId name of the edge node where the file gives it none */
export function sparkplugSettings(data: SparkplugData, siteId: string): SparkplugSettings {
  return {
    broker: data.broker,
    group: data.group,
    node: data.node ?? siteId,
    primaryHost: data.primary_host ?? null,
    periodS: data.period ?? DEFAULT_PERIOD_S,
    commands: data.commands ?? true,
  };
}
