/** Control loops and pressure cycles as data, in SI and seconds, after the configuration room has checked them. */

export interface LoopDefinition {
  readonly id: string;
  readonly title: string;
  /** Tag of the process value. */
  readonly pv: string;
  readonly setPoint: SetPointSource;
  /** Set-points outside are refused, SI of the PV. */
  readonly setPointRange: readonly [number, number];
  /** PV span that normalises the gain, SI of the PV: gain is output span per PV span. */
  readonly pvRange: readonly [number, number];
  readonly pid: PidTuning;
  /** Controller output limits, dimensionless. */
  readonly outputRange: readonly [number, number];
  /** Where the controller output goes: one valve, or several in split range. */
  readonly outputs: readonly SplitOutput[];
  /** What the loop does while its PV is bad: hold the output, or go to a stated output. */
  readonly onBad: { readonly kind: 'hold' } | { readonly kind: 'output'; readonly value: number };
}

export type SetPointSource =
  | { readonly kind: 'value'; readonly value: number }
  | { readonly kind: 'cycle'; readonly cycle: string };

/** ISA standard form, two degrees of freedom. */
export interface PidTuning {
  /** Dimensionless gain K, output span per PV span; positive for direct response of PV to output. */
  readonly gain: number;
  /** Integral time, s; null switches integral action off. */
  readonly integralTimeS: number | null;
  /** Derivative time, s; 0 switches derivative action off. */
  readonly derivativeTimeS: number;
  /** Derivative filter: time constant is derivativeTimeS / derivativeFilterN. */
  readonly derivativeFilterN: number;
  /** Set-point weight on the proportional part, 0 … 1. */
  readonly setPointWeight: number;
  /** Anti-windup tracking time, s; null takes √(Ti·Td), or Ti where Td is 0. */
  readonly trackingTimeS: number | null;
}

/** An output tag that moves linearly from 0 to 1 while the controller output moves from `from` to `to`. */
export interface SplitOutput {
  readonly tag: string;
  readonly from: number;
  readonly to: number;
}

/** A periodic pressure profile between two levels. */
export interface CycleDefinition {
  readonly id: string;
  readonly shape: CycleShape;
  readonly lowPa: number;
  readonly highPa: number;
  readonly periodS: number;
  /** Delay of the whole profile against time zero, s. */
  readonly phaseS: number;
}

export type CycleShape =
  | { readonly kind: 'sine' }
  | { readonly kind: 'square'; readonly dutyRatio: number }
  /** Low until 0, up over riseS, high for highS, down over fallS, low for the rest of the period. */
  | { readonly kind: 'trapezoid'; readonly riseS: number; readonly highS: number; readonly fallS: number };
