/** Where entropy is generated, and the work that is lost there. */
import type { BalanceSheet } from '../../physics/ledger/balance-sheet.ts';
import type { ElementEntry } from '../../physics/ledger/element-entries.ts';
import { apportion } from './apportion.ts';
import type { Scale } from './scale.ts';
import { inUnits, scaleFor, shown, shownValue } from './scale.ts';
import { table } from './table.ts';

/** More than these are shown as one row; `--format json` has all. */
const MOST_ROWS = 30;
const GRAMS_PER_KG = 1000;
/** Shares are shown in tenths of a percent. */
const SHARE_UNITS = 1000;

interface Row {
  readonly id: string;
  readonly kind: string;
  readonly grams: number | null;
  readonly heatJ: number | null;
  readonly workJ: number | null;
  readonly generated: number;
}

/** Lost work is the ambient temperature times the entropy generated (Gouy and Stodola). */
export function elementTable({ elements, ambientK, entropy }: BalanceSheet): string {
  const rows = shownRows(elements);
  const generated = rows.map((row) => row.generated);
  const scales = {
    grams: scaleFor(numbers(rows.map(({ grams }) => grams)), 'g'),
    energy: scaleFor(numbers(rows.flatMap(({ heatJ, workJ }) => [heatJ, workJ])), 'J'),
    entropy: scaleFor([entropy.generated, ...generated], 'J/K'),
    lost: scaleFor([ambientK * entropy.generated, ...generated.map((value) => ambientK * value)], 'J'),
  };
  const entropyCells = added(scales.entropy, generated, entropy.generated);
  const lostCells = added(
    scales.lost,
    generated.map((value) => ambientK * value),
    ambientK * entropy.generated,
  );
  const shares = shareCells(generated, entropy.generated);
  return table(
    [
      ['Entropy by element', '', 'mass', 'heat', 'work', 'entropy', 'share', 'lost work'],
      [
        '',
        '',
        scales.grams.unit,
        scales.energy.unit,
        scales.energy.unit,
        scales.entropy.unit,
        '%',
        scales.lost.unit,
      ],
      ...rows.map(({ id, kind, grams, heatJ, workJ }, i) => [
        `  ${id}`,
        kind,
        optional(scales.grams, grams),
        optional(scales.energy, heatJ),
        optional(scales.energy, workJ),
        entropyCells[i] ?? '',
        shares[i] ?? '',
        lostCells[i] ?? '',
      ]),
      ['all', '', '', '', '', entropyCells.at(-1) ?? '', shares.at(-1) ?? '', lostCells.at(-1) ?? ''],
    ],
    2,
  );
}

/** Those that generate most come first. */
function shownRows(elements: readonly ElementEntry[]): readonly Row[] {
  const rows = elements
    .map(({ id, kind, massKg, heatJ, workJ, entropyGeneratedJPerK }) => ({
      id,
      kind,
      grams: massKg === null ? null : massKg * GRAMS_PER_KG,
      heatJ,
      workJ,
      generated: entropyGeneratedJPerK,
    }))
    .toSorted((a, b) => b.generated - a.generated);
  if (rows.length <= MOST_ROWS) return rows;
  const rest = rows.slice(MOST_ROWS - 1);
  const others = {
    id: `${rest.length} others`,
    kind: '',
    grams: null,
    heatJ: null,
    workJ: null,
    generated: rest.reduce((sum, row) => sum + row.generated, 0),
  };
  return [...rows.slice(0, MOST_ROWS - 1), others];
}

function numbers(values: readonly (number | null)[]): readonly number[] {
  return values.filter((value) => value !== null);
}

function optional(scale: Scale, value: number | null): string {
  return value === null ? '' : shownValue(scale, value);
}

/** Parts, then their total. */
function added(scale: Scale, parts: readonly number[], total: number): readonly string[] {
  const totalUnits = Math.round(inUnits(scale, total));
  const units = apportion(
    parts.map((part) => inUnits(scale, part)),
    totalUnits,
  );
  return [...units, totalUnits].map((each) => shown(scale, each));
}

function shareCells(parts: readonly number[], total: number): readonly string[] {
  if (!(total > 0)) return [];
  const units = apportion(
    parts.map((part) => (SHARE_UNITS * part) / total),
    SHARE_UNITS,
  );
  return [...units, SHARE_UNITS].map((each) => (each / 10).toFixed(1));
}
