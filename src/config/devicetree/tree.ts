/** A devicetree after resolution: overrides merged, deletions done, references turned into paths and phandles. */
import type { Place } from '../diagnostic.ts';

export interface DtNode {
  /** Name without unit address; empty for the root. */
  readonly name: string;
  /** What stands behind `@`; null where there is none. */
  readonly unitAddress: string | null;
  readonly labels: readonly string[];
  readonly properties: ReadonlyMap<string, DtProperty>;
  readonly children: readonly DtNode[];
  /** Where the node was first named. */
  readonly place: Place;
}

export interface DtProperty {
  readonly name: string;
  /** Empty for a property without a value. */
  readonly values: readonly DtValue[];
  readonly place: Place;
}

export type DtValue =
  | {
      readonly kind: 'cells';
      readonly bits: CellBits;
      readonly cells: readonly bigint[];
      readonly place: Place;
    }
  | { readonly kind: 'string'; readonly text: string; readonly place: Place }
  | { readonly kind: 'bytes'; readonly bytes: readonly number[]; readonly place: Place };

export type CellBits = 8 | 16 | 32 | 64;

/** Name with its unit address, as in a path. */
export function fullName(node: { readonly name: string; readonly unitAddress: string | null }): string {
  return node.unitAddress === null ? node.name : `${node.name}@${node.unitAddress}`;
}
