import type { CycleDefinition } from '../control/cycle-definition.ts';
import type { LoopDefinition } from '../control/definition.ts';
import type { Endpoint, Wiring } from '../field/wiring.ts';
import type { PlantDefinition } from '../physics/plant-definition.ts';
import type { AlarmDefinition, InterlockDefinition } from '../safety/definition.ts';
import type { SparkplugSettings } from './sparkplug.ts';

/** Everything that a run needs to know, read from `etc/<site>/` and what it names, checked, in SI. */
export interface Site {
  /** Name of the site's folder. */
  readonly id: string;
  readonly title: string;
  /** Absolute path of the site's folder. */
  readonly folder: string;
  readonly scan: { readonly periodS: number; readonly overrun: OverrunPolicy };
  /** For how long at most the site may be armed, and whether a trip of any effect ends that. */
  readonly arming: { readonly longestS: number; readonly disarmOnTrip: boolean };
  readonly http: Endpoint;
  /** The site as a Sparkplug B edge node; null: it is none. */
  readonly sparkplug: SparkplugSettings | null;
  /** Ledger residuals relative to what has passed through, beyond which a run fails. */
  readonly ledgerLimits: { readonly massRelative: number; readonly energyRelative: number };
  readonly plant: PlantDefinition;
  readonly wiring: Wiring;
  readonly loops: readonly LoopDefinition[];
  readonly cycles: readonly CycleDefinition[];
  readonly interlocks: InterlockDefinition;
  readonly alarms: readonly AlarmDefinition[];
  /** Output tag → position in which the plant starts, 0 … 1. */
  readonly startOutputs: ReadonlyMap<string, number>;
  /** Every file that was read, in order of path: relative to the site's root where it lies inside. */
  readonly files: readonly { readonly path: string; readonly sha256: string }[];
}

/** What a scan that took too long leads to. */
export type OverrunPolicy = 'warn' | 'trip' | 'stop';
