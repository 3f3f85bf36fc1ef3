/** The balance sheet on a terminal. Every column adds up to the digits that are shown. */

import type { Balance, BalanceSheet, Crossed } from '../../physics/ledger/balance-sheet.ts';
import { breachText } from '../../physics/ledger/breaches.ts';
import { apportion } from './apportion.ts';
import { computeTable } from './compute-table.ts';
import { elementTable } from './element-table.ts';
import type { Scale } from './scale.ts';
import { inUnits, scaleFor, shown, shownValue } from './scale.ts';
import { table } from './table.ts';

const GRAMS_PER_KG = 1000;

const LEGEND = [
  'Residuals and limits are shares of what was there at the start and what crossed the boundary since.',
  'Gas counts from the elements at 298.15 K (energy) and from 0 K (entropy), walls from 0 K and from 1 K.',
].join('\n');

export function balanceSheetText(sheet: BalanceSheet, file: string): string {
  const { steps, substeps, implicitSubsteps, rejected } = sheet.work;
  return [
    `Ledger of ${file}, 0 s to ${Number(sheet.timeS.toPrecision(12))} s`,
    massTable(sheet),
    amountTable(sheet),
    energyTable(sheet),
    entropyTable(sheet),
    elementTable(sheet),
    ...(sheet.computePools.length > 0 ? [computeTable(sheet.computePools)] : []),
    `Integrator: ${counted(steps, 'step')}, ${counted(substeps, 'substep')} (${implicitSubsteps} of them implicit), ${rejected} taken back`,
    LEGEND,
    verdict(sheet),
  ].join('\n\n');
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function massTable({ mass }: BalanceSheet): string {
  const grams = {
    ...mass,
    start: mass.start * GRAMS_PER_KG,
    in: mass.in * GRAMS_PER_KG,
    out: mass.out * GRAMS_PER_KG,
    now: mass.now * GRAMS_PER_KG,
    residual: mass.residual * GRAMS_PER_KG,
  };
  const scale = scaleFor([grams.start, grams.in, grams.out, grams.now], 'g');
  return table([balanceHead(`Mass, ${scale.unit}`), balanceRow('gas and water', grams, scale)]);
}

function amountTable({ species, condensedWater }: BalanceSheet): string {
  const scale = scaleFor(
    species.flatMap((each) => [each.start, each.in, each.out, each.now]),
    'mol',
  );
  const rows = species.filter(isPresent).map((each) => balanceRow(each.species, each, scale));
  const { start, now } = condensedWater;
  const condensed = ['  condensed', shownValue(scale, start), '', '', shownValue(scale, now)];
  return table([balanceHead(`Amount, ${scale.unit}`), ...rows, ...(start > 0 || now > 0 ? [condensed] : [])]);
}

function isPresent({ start, in: into, out, now }: Balance): boolean {
  return [start, into, out, now].some((value) => value !== 0);
}

function balanceHead(title: string): readonly string[] {
  return [title, 'at start', '+ in', '− out', '= now', 'residual', 'limit'];
}

/** Residual and limit are relative to what was there and what has passed. */
function balanceRow(name: string, balance: Balance, scale: Scale): readonly string[] {
  const [start = 0, into = 0, out = 0, now = 0] = balanceUnits(
    scale,
    [balance.start, balance.in, balance.out, balance.now],
    balance.residual,
  );
  return [
    name,
    ...[start, into, out, now].map((units) => shown(scale, units)),
    small(balance.residualRelative),
    small(balance.limit),
  ];
}

/** start + in − out + residual = now, in whole units. */
function balanceUnits(
  scale: Scale,
  [start, into, out, now]: readonly [number, number, number, number],
  residual: number,
): readonly number[] {
  const signed = [start, into, -out, -now].map((value) => inUnits(scale, value));
  const [a = 0, b = 0, c = 0, d = 0] = apportion(signed, -Math.round(inUnits(scale, residual)));
  return [a, b, -c, -d];
}

interface Part {
  readonly name: string;
  readonly first: number;
  readonly second: number;
}

function energyTable({ energy }: BalanceSheet): string {
  const { start, now, withGas, heat, shaftWork, loads } = energy;
  const stored = [
    { name: 'in gas', first: start.gasJ, second: now.gasJ },
    { name: 'in condensed water', first: start.condensedWaterJ, second: now.condensedWaterJ },
    { name: 'in walls', first: start.wallsJ, second: now.wallsJ },
    { name: 'in motion', first: start.motionJ, second: now.motionJ },
  ];
  const crossing = [
    across('with gas', withGas),
    across('as heat', heat),
    across('as shaft work', shaftWork),
    across('to heat loads', loads),
  ];
  const scale = scaleFor(sizes(stored, crossing), 'J');
  const rows = accountRows(scale, stored, crossing, energy.residual);
  return table([
    [`Energy, ${scale.unit}`, 'at start', 'now', 'change'],
    ...rows.stored,
    ['', 'in', 'out', 'net', 'residual', 'limit'],
    ...rows.crossing.slice(0, -1),
    [...(rows.crossing.at(-1) ?? []), small(energy.residualRelative), small(energy.limit)],
  ]);
}

function entropyTable({ entropy }: BalanceSheet): string {
  const { start, now, withGas, withHeat, generated } = entropy;
  const stored = [
    { name: 'in gas', first: start.gasJPerK, second: now.gasJPerK },
    { name: 'in condensed water', first: start.condensedWaterJPerK, second: now.condensedWaterJPerK },
    { name: 'in walls', first: start.wallsJPerK, second: now.wallsJPerK },
  ];
  const crossing = [across('with gas', withGas), across('with heat', withHeat)];
  const scale = scaleFor(sizes(stored, crossing), 'J/K');
  const rows = accountRows(scale, stored, crossing, generated);
  return table([
    [`Entropy, ${scale.unit}`, 'at start', 'now', 'change'],
    ...rows.stored,
    ['', 'in', 'out', 'net'],
    ...rows.crossing,
    ['generated', '', '', shown(scale, rows.difference)],
  ]);
}

function across(name: string, { in: first, out: second }: Crossed): Part {
  return { name, first, second };
}

/** What crossed and what changed decides about digits: what is stored has a zero of its own, far away. */
function sizes(stored: readonly Part[], crossing: readonly Part[]): readonly number[] {
  const moved = [
    total(crossing, 'first'),
    total(crossing, 'second'),
    ...crossing.flatMap(({ first, second }) => [first, second]),
    ...stored.map(({ first, second }) => second - first),
  ];
  return moved.some((value) => value !== 0) ? moved : stored.map(({ second }) => second);
}

function total(parts: readonly Part[], side: 'first' | 'second'): number {
  return parts.reduce((sum, part) => sum + part[side], 0);
}

/** Two tables whose last rows are their totals; the change of what is stored is what crossed, plus the difference. */
function accountRows(
  scale: Scale,
  stored: readonly Part[],
  crossing: readonly Part[],
  difference: number,
): {
  readonly stored: readonly (readonly string[])[];
  readonly crossing: readonly (readonly string[])[];
  readonly difference: number;
} {
  const [start = 0, into = 0, out = 0, now = 0] = balanceUnits(
    scale,
    [total(stored, 'first'), total(crossing, 'first'), total(crossing, 'second'), total(stored, 'second')],
    difference,
  );
  return {
    stored: partRows(scale, 'stored', stored, [start, now], (first, second) => second - first),
    crossing: partRows(scale, 'crossed', crossing, [into, out], (first, second) => first - second),
    difference: Math.round(inUnits(scale, difference)),
  };
}

function partRows(
  scale: Scale,
  sumName: string,
  parts: readonly Part[],
  [firstTotal, secondTotal]: readonly [number, number],
  net: (first: number, second: number) => number,
): readonly (readonly string[])[] {
  const first = apportion(
    parts.map((part) => inUnits(scale, part.first)),
    firstTotal,
  );
  const second = apportion(
    parts.map((part) => inUnits(scale, part.second)),
    secondTotal,
  );
  const row = (name: string, a: number, b: number): readonly string[] => [
    name,
    ...[a, b, net(a, b)].map((units) => shown(scale, units)),
  ];
  const rows = parts.map(({ name }, i) => row(`  ${name}`, first[i] ?? 0, second[i] ?? 0));
  const used = rows.filter((_, i) => i === 0 || parts[i]?.first !== 0 || parts[i]?.second !== 0);
  return [...used, row(sumName, firstTotal, secondTotal)];
}

function small(value: number): string {
  return value === 0 ? '0' : value.toExponential(1);
}

function verdict({ breaches, defects, places }: BalanceSheet): string {
  if (breaches.length === 0 && defects.length === 0) return 'The ledger closes.';
  const worst = places.toSorted((a, b) => Math.abs(b.energyJ) - Math.abs(a.energyJ))[0];
  return [
    'THE LEDGER DOES NOT CLOSE.',
    ...breaches.map((breach) => `  ${breachText(breach)}`),
    ...(breaches.length > 0 && worst !== undefined
      ? [
          `  the largest gap is in ${worst.id}: ${worst.energyJ.toExponential(2)} J, ${worst.massKg.toExponential(2)} kg`,
        ]
      : []),
    ...defects.map(
      ({ id, kind, entropyDestroyedJPerK }) =>
        `  ${id} (${kind}) has destroyed entropy: ${entropyDestroyedJPerK.toExponential(2)} J/K`,
    ),
  ].join('\n');
}
