/** The table of tunings for people. */
import type { ComparedTuning } from '../../control/tuning/comparison.ts';
import { columns } from '../display.ts';

const HEAD = [
  'rule',
  'gain',
  'Ti',
  'Td',
  'gain margin',
  'phase margin',
  'Ms',
  'overshoot',
  'settling',
  'IAE set-point',
  'IAE load',
];

const NOTE =
  'Ms below 1.4 is calm, 1.4 to 2 usual, above 2 nervous. IAE is ∫|error| after a step of 1 of set-point or load.';

/** @param scale from output per PV to the gain of the configuration */
export function comparisonText(rows: readonly ComparedTuning[], scale: number): string {
  const lines = rows.map((row) => (row.ok ? tuningLine(row, scale) : [row.rule, `– ${row.reason}`]));
  const refused = lines.filter((line) => line.length === 2);
  const table = columns([HEAD, ...lines.filter((line) => line.length > 2)]);
  return [table, '', NOTE, ...refused.map((line) => line.join('  '))].join('\n');
}

function tuningLine(row: ComparedTuning & { readonly ok: true }, scale: number): string[] {
  const { pid, robustness, setPoint, load } = row;
  const unstable = robustness.stable ? '' : 'UNSTABLE';
  return [
    row.rule,
    digits(scale * pid.gain),
    pid.integralTimeS === null ? 'none' : `${digits(pid.integralTimeS)} s`,
    pid.derivativeTimeS === 0 ? 'none' : `${digits(pid.derivativeTimeS)} s`,
    robustness.gainMargin === null ? 'any' : digits(robustness.gainMargin, 3),
    robustness.phaseMarginDeg === null ? 'any' : `${robustness.phaseMarginDeg.toFixed(0)}°`,
    robustness.maximumSensitivity.toFixed(2),
    setPoint === null ? unstable : `${(100 * setPoint.overshoot).toFixed(0)} %`,
    setPoint === null
      ? ''
      : setPoint.settlingTimeS === null
        ? 'later'
        : `${digits(setPoint.settlingTimeS, 3)} s`,
    setPoint === null ? '' : digits(setPoint.integralAbsoluteError),
    load === null ? '' : digits(load.integralAbsoluteError),
  ];
}

export function digits(value: number, significant = 4): string {
  const rounded = Number(value.toPrecision(significant));
  const size = Math.abs(rounded);
  return size === 0 || (size >= 1e-3 && size < 1e6) ? String(rounded) : rounded.toExponential();
}
