/** The table `pid` of a loop, in whichever form it is written, as the standard form. */
import type { PidTuning } from '../control/definition.ts';
import {
  type Converted,
  parallelToStandard,
  type StandardForm,
  seriesToStandard,
} from '../control/pid-forms.ts';
import type { KeyPath } from './key-path.ts';
import type { LoopData } from './schema/control-schema.ts';
import { sentence } from './schema/fields.ts';
import type { TagReader } from './tag-table.ts';

/** Åström and Hägglund, Advanced PID Control (2006), section 3.3: N from 2 to 20, commonly 10. */
const DEFAULT_DERIVATIVE_FILTER = 10;

/**
 * Without integral action nothing but the bias can take up the difference at a transfer, and nothing but time may bring
 * it back: slowly against pneumatic actuators, quickly against an operator's patience.
 */
const DEFAULT_BIAS_RETURN_S = 10;

/** null when the form cannot be converted (which is reported). */
export function readTuning(reader: TagReader, data: LoopData, path: KeyPath): PidTuning | null {
  const { pid, action } = data;
  const converted = standardOf(pid);
  if (!converted.ok) {
    reader.report([...path, 'form'], {
      id: 'pid-form',
      message: sentence(converted.reason),
      expected: 'gains or times that the standard form can express',
    });
    return null;
  }
  const { gain } = converted.value;
  if (action !== undefined && gain < 0) {
    reader.report([...path, pid.form === 'parallel' ? 'proportional_gain' : 'gain'], {
      id: 'action-sign',
      message: `The gain is negative, and action = "${action}" says the direction already.`,
      expected: 'a positive gain beside "action"',
      remedy: 'remove the sign, or the action',
    });
  }
  return {
    ...converted.value,
    gain: action === 'direct' ? -gain : gain,
    setPointWeight: pid.set_point_weight ?? 1,
    derivativeSetPointWeight: pid.derivative_set_point_weight ?? 0,
    antiWindup: pid.anti_windup ?? 'back-calculation',
    trackingTimeS:
      pid.tracking_time ?? (converted.value.integralTimeS === null ? DEFAULT_BIAS_RETURN_S : null),
  };
}

function standardOf(pid: LoopData['pid']): Converted<StandardForm> {
  if (pid.form === 'parallel') {
    const parallel = {
      proportionalGain: pid.proportional_gain ?? 0,
      integralGainPerS: pid.integral_gain_per_s ?? 0,
      derivativeGainS: pid.derivative_gain_s ?? 0,
      filterS: pid.filter_time ?? 0,
    };
    return parallelToStandard(parallel, DEFAULT_DERIVATIVE_FILTER);
  }
  const form = {
    gain: pid.gain ?? 0,
    integralTimeS: pid.integral_time ?? null,
    derivativeTimeS: pid.derivative_time ?? 0,
    derivativeFilterN: pid.derivative_filter ?? DEFAULT_DERIVATIVE_FILTER,
  };
  return pid.form === 'series' ? seriesToStandard(form) : { ok: true, value: form };
}
