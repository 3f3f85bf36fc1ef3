/** What computing cost, against the least that it can. */
import type { ComputeEntry } from '../../physics/ledger/balance-sheet.ts';
import { scaleFor, shownValue } from './scale.ts';
import { table } from './table.ts';

export function computeTable(pools: readonly ComputeEntry[]): string {
  const energy = scaleFor(
    pools.map(({ energyJ }) => energyJ ?? 0),
    'J',
  );
  const each = scaleFor(
    pools.map(({ joulesPerOperation }) => joulesPerOperation ?? 0),
    'J',
  );
  return table([
    ['Compute pools', 'operations', `energy, ${energy.unit}`, `each, ${each.unit}`, 'of kT ln 2'],
    ...pools.map(({ id, operations, energyJ, joulesPerOperation, landauerMultiple }) => [
      `  ${id}`,
      operations === 0 ? '0' : operations.toExponential(6),
      energyJ === null ? '' : shownValue(energy, energyJ),
      joulesPerOperation === null ? '' : shownValue(each, joulesPerOperation),
      landauerMultiple === null ? '' : `× ${landauerMultiple.toExponential(3)}`,
    ]),
  ]);
}
