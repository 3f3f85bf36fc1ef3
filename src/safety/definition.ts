/** Interlocks and alarms as data, in SI and seconds, after the configuration room has checked them. */

export interface InterlockDefinition {
  readonly causes: readonly CauseDefinition[];
  readonly effects: readonly EffectDefinition[];
  /** Cause id → effect ids. Every cause trips something, every effect is tripped by something. */
  readonly matrix: ReadonlyMap<string, readonly string[]>;
  /** Output tag → value that is safe without power, control or communication. Every output has one. */
  readonly safeState: ReadonlyMap<string, number>;
}

export interface CauseDefinition {
  readonly id: string;
  readonly title: string;
  readonly condition: CauseCondition;
  /** How long the condition must stand without a break before the cause trips, s. */
  readonly onDelayS: number;
}

export type CauseCondition =
  | {
      readonly kind: 'limit';
      readonly tag: string;
      readonly direction: 'above' | 'below';
      /** SI of the tag. */
      readonly limit: number;
      /** How far back inside the limit the value must come before the condition clears, SI, ≥ 0. */
      readonly deadband: number;
      /**
       * What a bad reading of the tag means here. `trip` counts it as beyond the limit; `ignore` leaves the condition
       * as the last usable reading left it.
       */
      readonly onBad: 'trip' | 'ignore';
    }
  /** Loss of a sensor: the tag's quality is bad. */
  | { readonly kind: 'bad-quality'; readonly tag: string }
  /** Loss of a device: its `<device>.online` tag is not 1. */
  | { readonly kind: 'device-lost'; readonly device: string };

export interface EffectDefinition {
  readonly id: string;
  readonly title: string;
  /** Output tags that this effect drives to their safe state. */
  readonly outputs: readonly string[];
  /** True: stays tripped after its causes cleared until somebody resets it. */
  readonly latch: boolean;
}

export interface AlarmDefinition {
  readonly id: string;
  readonly message: string;
  readonly tag: string;
  readonly condition:
    | {
        readonly kind: 'limit';
        readonly direction: 'above' | 'below';
        readonly limit: number;
        readonly deadband: number;
      }
    /** Farther from zero than the limit, on either side: for residuals, which have no good sign. */
    | { readonly kind: 'magnitude'; readonly limit: number; readonly deadband: number }
    | { readonly kind: 'bad-quality' };
  readonly priority: AlarmPriority;
  readonly onDelayS: number;
  readonly offDelayS: number;
}

export const ALARM_PRIORITIES = ['low', 'medium', 'high', 'critical'] as const;
export type AlarmPriority = (typeof ALARM_PRIORITIES)[number];
