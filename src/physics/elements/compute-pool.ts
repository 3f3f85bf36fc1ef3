/**
 * Compute pools: a finite number of slots that are created, specialised, at work and disposed of, each a heat load in
 * a chamber's gas. This is what stands where a foundry of infinite virtual processors was promised: a slot takes time
 * to come to be, exists only while there is room for it, and every operation ends as heat of at least k T ln 2: a slot
 * in a gas so hot that its power cannot pay for its operations makes fewer of them.
 *
 * Slots in the same state with the same time to go are one *batch*. States change at the ends of outer steps, so that
 * power and rate of operations are constant within a step: the temperature that counts is that at its start. Checked by test/physics/compute-pool.test.ts.
 */
import { landauerJ, landauerMultiple, landauerOperationsPerS } from '../laws/landauer.ts';
import type { ComputePoolDefinition } from '../plant-definition.ts';
import type { PlantState } from '../plant-state.ts';
import type { ElementModel, PointSpec } from './element.ts';
import { ids } from './orifices.ts';
import type { ElementKind } from './placement.ts';
import { placement } from './placement.ts';

const STAGES = ['creation', 'specialisation', 'work', 'disposal'] as const;
type Stage = (typeof STAGES)[number];

interface Batch {
  readonly stage: Stage;
  readonly slots: number;
  /** Until its stage ends, s; of no meaning at work. */
  readonly remainingS: number;
}

interface Pool {
  readonly definition: ComputePoolDefinition;
  readonly chamber: number;
  demand: number;
  batches: readonly Batch[];
  operations: number;
  /** k T ln 2 of each of them, J. */
  leastHeatJ: number;
}

interface PoolModel extends ElementModel {
  readonly state: PlantState;
  readonly pools: readonly Pool[];
}

export const computePools: ElementKind = {
  place(site) {
    const { computePools: definitions } = site.definition;
    const chambers = definitions.map(({ into }) => site.chamber(into));
    return placement<PoolModel>(ids(definitions), POINTS, (state) => {
      const pools = definitions.map((definition, i) => ({
        definition,
        chamber: chambers[i] ?? -1,
        demand: definition.demand,
        batches: [] as readonly Batch[],
        operations: 0,
        leastHeatJ: 0,
      }));
      return {
        state,
        pools,
        begin(stepS) {
          let changed = false;
          for (const pool of pools) {
            const before = powerW(pool);
            pool.batches = placed(
              pool,
              pool.batches.flatMap((batch) => later(pool, batch)),
            );
            compute(pool, temperatureK(state, pool), stepS);
            pool.batches = pool.batches.map((batch) => ({ ...batch, remainingS: batch.remainingS - stepS }));
            changed ||= powerW(pool) !== before;
          }
          return changed;
        },
        heatInputs() {
          const { heatInputW } = state.memory.chambers;
          for (const pool of pools) {
            heatInputW[pool.chamber] = (heatInputW[pool.chamber] as number) + powerW(pool);
          }
        },
      };
    });
  },
};

function temperatureK(state: PlantState, { chamber }: Pool): number {
  return state.memory.nodes.temperatureK[chamber] ?? Number.NaN;
}

function compute(pool: Pool, atK: number, stepS: number): void {
  const done = slotsAt(pool, 'work') * operationsPerS(pool, atK) * stepS;
  pool.operations += done;
  pool.leastHeatJ += done * landauerJ(atK);
}

/** Of a slot at work. */
function operationsPerS({ definition }: Pool, atK: number): number {
  return Math.min(definition.operationsPerS, landauerOperationsPerS(definition.busyPowerW, atK));
}

/** Half a nanosecond: whole steps add up to a stage with rounding. */
const DUE_S = 5e-10;

/**
 * A batch whose stage has ended is in its next one, of which the time that the step went too far is gone already: so
 * that the length of steps does not add up over stages. Disposed slots are gone.
 */
function later(pool: Pool, batch: Batch): readonly Batch[] {
  const { stage, remainingS, slots } = batch;
  if (stage === 'work' || remainingS > DUE_S) return [batch];
  if (stage === 'disposal') return [];
  if (stage === 'specialisation') return [{ stage: 'work', slots, remainingS: 0 }];
  const specialising: Batch = {
    stage: 'specialisation',
    slots,
    remainingS: remainingS + pool.definition.specialisationS,
  };
  return later(pool, specialising);
}

/** Orders new slots, or disposes of working ones, until those that are not on their way out meet the demand. */
function placed(pool: Pool, batches: readonly Batch[]): readonly Batch[] {
  const { slots, creationS, specialisationS, disposalS } = pool.definition;
  const total = count(batches);
  const wanted = pool.demand - count(batches.filter(({ stage }) => stage !== 'disposal'));
  if (wanted > 0) {
    const ordered = Math.min(wanted, slots - total);
    const stage: Stage = creationS > 0 ? 'creation' : specialisationS > 0 ? 'specialisation' : 'work';
    const remainingS = stage === 'creation' ? creationS : specialisationS;
    return ordered > 0 ? merged([...batches, { stage, slots: ordered, remainingS }]) : merged(batches);
  }
  const working = count(batches.filter(({ stage }) => stage === 'work'));
  const dismissed = Math.min(-wanted, working);
  if (dismissed === 0) return merged(batches);
  const others = batches.filter(({ stage }) => stage !== 'work');
  const kept: Batch = { stage: 'work', slots: working - dismissed, remainingS: 0 };
  const leaving: Batch = { stage: 'disposal', slots: dismissed, remainingS: disposalS };
  return [...others, kept, leaving].filter(
    ({ slots: number, stage }) => number > 0 && (stage !== 'disposal' || disposalS > 0),
  );
}

/** All that are at work are one batch. */
function merged(batches: readonly Batch[]): readonly Batch[] {
  const working = count(batches.filter(({ stage }) => stage === 'work'));
  const others = batches.filter(({ stage }) => stage !== 'work');
  return working === 0 ? others : [...others, { stage: 'work', slots: working, remainingS: 0 }];
}

function count(batches: readonly Batch[]): number {
  return batches.reduce((sum, { slots }) => sum + slots, 0);
}

function slotsAt(pool: Pool, stage: Stage): number {
  return count(pool.batches.filter((batch) => batch.stage === stage));
}

function powerW(pool: Pool): number {
  const { idlePowerW, busyPowerW } = pool.definition;
  const busy = slotsAt(pool, 'work');
  return busy * busyPowerW + (count(pool.batches) - busy) * idlePowerW;
}

/** All that the pool takes, over all that its slots do, J; none at work: that of one slot. */
function joulesPerOperation(pool: Pool, atK: number): number {
  const busy = slotsAt(pool, 'work');
  const perSlotS = operationsPerS(pool, atK);
  return busy === 0 ? pool.definition.busyPowerW / perSlotS : powerW(pool) / (busy * perSlotS);
}

function point(
  suffix: string,
  dimension: PointSpec<PoolModel>['dimension'],
  value: (pool: Pool, state: PlantState) => number,
): PointSpec<PoolModel> {
  return {
    suffix,
    dimension,
    read: ({ pools, state }, i) => (pools[i] === undefined ? Number.NaN : value(pools[i], state)),
  };
}

const POINTS: readonly PointSpec<PoolModel>[] = [
  {
    ...point('demand', 'ratio', ({ demand }) => demand),
    write({ pools }, i, value) {
      const pool = pools[i];
      if (pool === undefined || !(Number.isInteger(value) && value >= 0 && value <= pool.definition.slots)) {
        return false;
      }
      pool.demand = value;
      return true;
    },
  },
  point('slots', 'ratio', ({ batches }) => count(batches)),
  point('busy', 'ratio', (pool) => slotsAt(pool, 'work')),
  point('heat', 'power', powerW),
  point('operations', 'ratio', ({ operations }) => operations),
  point('least_heat', 'energy', ({ leastHeatJ }) => leastHeatJ),
  point('energy_per_operation', 'energy', (pool, state) =>
    joulesPerOperation(pool, temperatureK(state, pool)),
  ),
  point('landauer_multiple', 'ratio', (pool, state) => {
    const atK = temperatureK(state, pool);
    return landauerMultiple(joulesPerOperation(pool, atK), atK);
  }),
];
