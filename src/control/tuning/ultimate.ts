/**
 * The gain at which a proportional controller makes a loop swing for ever, and the period of that: where the phase of
 * the process is −π. Ziegler and Nichols, Trans. ASME 64 (1942) 759. Checked by test/control/tuning/ultimate.test.ts.
 */
import type { Process } from './process.ts';
import { processAt, residenceTimeS } from './process.ts';
import { bisect } from './robustness.ts';

export interface UltimatePoint {
  /** Output per PV, with the sign of the process' gain. */
  readonly gain: number;
  readonly periodS: number;
}

/** Beyond it a lag is as good as an integrator. */
const FASTEST_RAD = 1e9;

/** null where no gain is too large: fewer than three lags and no dead time. */
export function ultimateOf(process: Process): UltimatePoint | null {
  const lag = (radPerS: number): number => -Math.PI - processAt(process, radPerS).phaseRad;
  const scale = 1 / residenceTimeS(process);
  let high = scale * 1e-3;
  while (lag(high) < 0) {
    high *= 2;
    if (high > FASTEST_RAD * scale) return null;
  }
  const radPerS = bisect(lag, high / 2, high);
  const gain = Math.sign(process.gain) / processAt(process, radPerS).magnitude;
  return { gain, periodS: (2 * Math.PI) / radPerS };
}
