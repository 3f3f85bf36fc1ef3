/** What an edge node has to tell: its metrics, and those of its devices. */
import type { Reading } from '../../units/reading.ts';
import type { Property } from './payload.ts';
import type { EdgeNodeId } from './topic.ts';

export interface EdgeDefinition {
  readonly id: EdgeNodeId;
  /** Host application without which nothing is said; null: none. */
  readonly primaryHost: string | null;
  /** Shortest time between two messages of data, s. */
  readonly periodS: number;
  /** Facts about the node that never change: name and text. */
  readonly facts: readonly (readonly [name: string, text: string])[];
  readonly metrics: readonly MetricDefinition[];
  readonly devices: readonly EdgeDevice[];
}

export interface EdgeDevice {
  readonly id: string;
  /** Tag that is 1 while the device answers. */
  readonly aliveTag: string;
  readonly metrics: readonly MetricDefinition[];
}

export interface MetricDefinition {
  /** Tag of the process image, and name of the metric. */
  readonly tag: string;
  /** One for each metric of the edge node, from 1 on. */
  readonly alias: number;
  readonly kind: 'number' | 'switch';
  /** Such as unit and title; births carry them. */
  readonly properties: readonly (readonly [string, Property])[];
}

/** A tag at the time of a message. */
export interface TagSample {
  readonly reading: Reading;
  /** When the reading was true, ms since 1970 UTC. */
  readonly timestampMs: number;
}

export type ReadTag = (tag: string) => TagSample;
