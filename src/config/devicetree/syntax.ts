/** Devicetree source as it is written, before anything is merged or looked up. */
import type { Place } from '../diagnostic.ts';
import type { CellBits } from './tree.ts';

export type DtStatement =
  /** `/ { … }` or `&label { … }`. */
  | {
      readonly kind: 'node';
      readonly target: DtReference | null;
      readonly labels: readonly DtLabel[];
      readonly body: DtBody;
      readonly place: Place;
    }
  | { readonly kind: 'delete'; readonly target: DtReference };

export interface DtBody {
  readonly items: readonly DtItem[];
}

export type DtItem =
  | {
      readonly kind: 'property';
      readonly name: string;
      readonly labels: readonly DtLabel[];
      readonly values: readonly DtWrittenValue[];
      readonly place: Place;
    }
  | {
      readonly kind: 'node';
      readonly name: string;
      readonly unitAddress: string | null;
      readonly labels: readonly DtLabel[];
      readonly body: DtBody;
      readonly place: Place;
    }
  | { readonly kind: 'delete-property'; readonly name: string; readonly place: Place }
  | { readonly kind: 'delete-node'; readonly name: string; readonly place: Place };

export interface DtLabel {
  readonly name: string;
  readonly place: Place;
}

/** `&label` or `&{/path}`. */
export interface DtReference {
  readonly label: string | null;
  readonly path: string | null;
  readonly place: Place;
}

export type DtWrittenValue =
  | {
      readonly kind: 'cells';
      readonly bits: CellBits;
      readonly cells: readonly (bigint | DtReference)[];
      readonly place: Place;
    }
  | { readonly kind: 'string'; readonly text: string; readonly place: Place }
  | { readonly kind: 'bytes'; readonly bytes: readonly number[]; readonly place: Place }
  | { readonly kind: 'path'; readonly target: DtReference; readonly place: Place };
