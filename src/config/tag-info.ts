import type { Dimension } from '../units/quantity.ts';

/** What is known of an entry of the process image before anything has been read. */
export interface TagInfo {
  readonly id: string;
  /** Symbol of the SI unit; `1` for a ratio. */
  readonly unit: string;
  /** null where no user writes such a quantity (entropy). */
  readonly dimension: Dimension | null;
  readonly kind: 'sensor' | 'output' | 'loop' | 'status' | 'ledger' | 'residual' | 'arming';
  readonly title: string;
  /** Whether an operator may set it; an output that a loop drives is set through the loop. */
  readonly writable: boolean;
  /** An output behind a switch, which knows 0 and 1 and nothing between. */
  readonly twoValued: boolean;
}
