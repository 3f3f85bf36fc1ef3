/** What the audit of elements has found, element by element: flows first, then the places that balance them. */
import { totalOf } from '../compensated-sum.ts';
import type { PlantDefinition } from '../plant-definition.ts';
import type { PlantState } from '../plant-state.ts';
import type { Account, ElementAudit } from './element-audit.ts';
import { ACCOUNT, heldByPlaces, PLACE } from './element-audit.ts';
import { entropyAllowance } from './entropy-allowance.ts';

/** Rounding of a flow's entropy, of what passed through it. */
const FLOW_ROUNDING = 1e-9;

/** One element of a plant since the start. */
export interface ElementEntry {
  readonly id: string;
  /** Such as `valve`; `chamber` for what mixing in it generates. */
  readonly kind: string;
  /** From its one end to its other, net; null where it carries no gas. */
  readonly massKg: number | null;
  /** Passed on from its first end, or set free; null where it passes no heat. */
  readonly heatJ: number | null;
  /** That came in through its shaft; null where it has none. */
  readonly workJ: number | null;
  readonly entropyGeneratedJPerK: number;
  /** Beyond what rounding explains; more than 0 is a defect. */
  readonly entropyDestroyedJPerK: number;
}

/** Where what is held and what came in do not agree. */
export interface PlaceResidual {
  readonly id: string;
  readonly massKg: number;
  readonly energyJ: number;
}

interface Sum {
  readonly id: string;
  massKg: number | null;
  heatJ: number | null;
  workJ: number | null;
  generated: number;
  destroyed: number;
}

/**
 * Elements in the order of the audit; those of one id, such as the layers of a wall, are one.
 *
 * @param substeps that the books hold
 */
export function elementEntries(
  audit: ElementAudit,
  state: PlantState,
  substeps: number,
): readonly ElementEntry[] {
  const sums = new Map<string, Sum>();
  const sumOf = (id: string): Sum => {
    const found = sums.get(id);
    if (found !== undefined) return found;
    const fresh = { id, massKg: null, heatJ: null, workJ: null, generated: 0, destroyed: 0 };
    sums.set(id, fresh);
    return fresh;
  };
  audit.accounts.forEach((account, i) => {
    addAccount(sumOf(account.id), account, audit, i);
  });
  const allowance = entropyAllowance(state.network.definition.solver.tolerance, substeps);
  placeBalances(audit, state).forEach(({ id, entropyJPerK, throughputJPerK }) => {
    const sum = sumOf(id);
    sum.generated += entropyJPerK;
    if (entropyJPerK < -allowance * throughputJPerK) sum.destroyed -= entropyJPerK;
  });
  const kinds = elementKinds(audit.definition);
  return [...sums.values()].map(({ id, generated, destroyed, ...carried }) => ({
    id,
    kind: kinds.get(id) ?? 'wall',
    ...carried,
    entropyGeneratedJPerK: generated,
    entropyDestroyedJPerK: destroyed,
  }));
}

function addAccount(sum: Sum, { kind }: Account, { crossed }: ElementAudit, account: number): void {
  const size = Object.keys(ACCOUNT).length;
  const value = (column: keyof typeof ACCOUNT): number => totalOf(crossed, account * size + ACCOUNT[column]);
  const destroyed = value('destroyed');
  sum.generated += value('generated');
  if (destroyed > FLOW_ROUNDING * value('throughput')) sum.destroyed += destroyed;
  if (kind === 'stream') sum.massKg = value('mass');
  else if (kind === 'shaft') sum.workJ = value('work');
  // Of the links of one wall the first is the one at the gas.
  else sum.heatJ ??= value('heat');
}

interface PlaceBalance extends PlaceResidual {
  readonly entropyJPerK: number;
  /** Held at the start, and passed since. */
  readonly throughputJPerK: number;
}

function placeBalances(audit: ElementAudit, state: PlantState): readonly PlaceBalance[] {
  const size = Object.keys(PLACE).length;
  const held = heldByPlaces(state, audit.lumps);
  return audit.places.map(({ id }, place) => {
    const balance = (column: keyof typeof PLACE): number => {
      const index = place * size + PLACE[column];
      const change = (held[index] ?? 0) - (audit.opening[index] ?? 0);
      return change - totalOf(audit.crossed, audit.firstPlaceValue + index);
    };
    const throughput = totalOf(audit.crossed, audit.firstPlaceValue + place * size + PLACE.throughput);
    const openingJPerK = Math.abs(audit.opening[place * size + PLACE.entropy] ?? 0);
    return {
      id,
      massKg: balance('mass'),
      energyJ: balance('energy'),
      entropyJPerK: balance('entropy'),
      throughputJPerK: openingJPerK + throughput,
    };
  });
}

/** Mass and energy that chambers and walls hold beyond what came to them. */
export function placeResiduals(audit: ElementAudit, state: PlantState): readonly PlaceResidual[] {
  return placeBalances(audit, state).map(({ id, massKg, energyJ }) => ({ id, massKg, energyJ }));
}

/** What a user calls the elements of the plant file, by id. */
function elementKinds(definition: PlantDefinition): ReadonlyMap<string, string> {
  const tables: readonly (readonly [string, readonly { readonly id: string }[]])[] = [
    ['chamber', definition.chambers],
    ['valve', definition.valves],
    ['restriction', definition.restrictions],
    ['leak', definition.leaks],
    ['relief valve', definition.reliefValves],
    ['burst disc', definition.burstDiscs],
    ['compressor', definition.compressors],
    ['vacuum pump', definition.vacuumPumps],
    ['fan', definition.fans],
    ['tube', definition.tubes],
    ['injector', definition.injectors],
    ['heat exchanger', definition.heatExchangers],
    ['heat conductor', definition.heatConductors],
    ['heat engine', definition.heatEngines],
    ['cooler', definition.coolers],
    ['heat engine', definition.heatEngines],
    ['heat load', definition.heatLoads],
    ['compute pool', definition.computePools],
    ['piston', definition.pistons],
  ];
  return new Map(tables.flatMap(([kind, elements]) => elements.map(({ id }) => [id, kind] as const)));
}
