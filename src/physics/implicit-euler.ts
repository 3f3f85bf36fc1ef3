/**
 * A substep for what is stiff: the linearly implicit Euler method, extrapolated. Pressures, compositions, temperatures
 * of gas and of lumped walls are those of the end of each Euler step; the flows that follow are booked and audited as
 * every other flow is, so that nothing is lost whatever the linearisation misses. All else (machines, links, own
 * variables, the opening of relief valves) is as at its start.
 *
 * The substep is done in n = 1 … 5 Euler steps, and the mean flows Tₙ of the five are combined to Σ wₙ Tₙ of fifth
 * order with wₙ = Π n/(n − m) over all m ≠ n; its distance from the same without T₁, of fourth order, is the error
 * estimate. Source: Aitken and Neville's algorithm, Hairer and Wanner, "Solving Ordinary Differential Equations II",
 * 2nd ed. (1996), IV.9; a linearisation that is not exact keeps the order (W-methods, IV.7). Checked by
 * test/physics/stiff.test.ts and stiff.property.test.ts.
 */
import { rateOfFlows } from './evaluate.ts';
import { solveFlows } from './implicit-flow.ts';
import type { ImplicitSystem } from './implicit-system.ts';
import { loadChambers } from './implicit-system.ts';
import { carryForward } from './implicit-transport.ts';
import { ROW, WALL } from './layout.ts';
import type { Ledger } from './ledger.ts';
import { sampleBoundary } from './ledger.ts';
import type { PlantState } from './plant-state.ts';
import { levelSources } from './plant-state.ts';
import type { Stages } from './runge-kutta.ts';
import { errorOf } from './runge-kutta.ts';

/** Order of the result; of the error estimate, one less. */
export const IMPLICIT_ORDER = 5;

/** Numbers of Euler steps, and their weights in the result and in what it is compared with. */
const SEQUENCE = Array.from({ length: IMPLICIT_ORDER }, (_, i) => ({
  steps: i + 1,
  weight: weightOf(i + 1, 1),
  compared: i === 0 ? 0 : weightOf(i + 1, 2),
}));

/** What `commitSample` must multiply by, over h: the weights of the sample add up to 6 as those of the explicit method. */
const SAMPLE_WEIGHTS = 6;

/** Of n steps among `fewest` to 5, where all errors but those of the highest power cancel. */
function weightOf(n: number, fewest: number): number {
  let weight = 1;
  for (let m = fewest; m <= IMPLICIT_ORDER; m++) {
    if (m !== n) weight *= n / (n - m);
  }
  return weight;
}

/**
 * Takes a trial substep from the present state, as `tryRungeKutta` does; false when it led to no state of matter or
 * was too long for the linearisation.
 */
export function tryImplicitEuler(
  state: PlantState,
  ledger: Ledger,
  stages: Stages,
  system: ImplicitSystem,
): boolean {
  const h = stages.trialS[0] as number;
  const { kernel, memory } = state;
  const { first: compared, last: sum, stage: rate, trial, evaluate } = stages;
  sum.fill(0);
  compared.fill(0);
  for (const run of SEQUENCE) {
    trial.set(memory.state);
    const stepS = h / run.steps;
    for (let i = 0; i < run.steps; i++) {
      if (!evaluate(state, trial, rate)) return false;
      const weight = run.weight / run.steps;
      if (!eulerStep(state, ledger, system, { trial, rate, stepS, weight: SAMPLE_WEIGHTS * weight })) {
        return false;
      }
      kernel.along(sum, sum, weight, rate);
      kernel.along(compared, compared, run.compared / run.steps, rate);
      kernel.along(trial, trial, stepS, rate);
    }
  }
  stages.error[0] = errorOf(state, h, sum, compared);
  kernel.along(trial, memory.state, h, sum);
  return evaluate(state, trial, sum);
}

interface EulerStep {
  /** State at the start. */
  readonly trial: Float64Array;
  /** Receives the mean rate of the step. */
  readonly rate: Float64Array;
  readonly stepS: number;
  /** In the ledger's sample. */
  readonly weight: number;
}

/** From up-to-date properties; those that it leaves are what streams carry. False when the step is too long. */
function eulerStep(
  state: PlantState,
  ledger: Ledger,
  system: ImplicitSystem,
  { trial, rate, stepS, weight }: EulerStep,
): boolean {
  loadChambers(system, state, trial, rate, stepS);
  if (!solveFlows(system, state, stepS)) return false;
  if (!carryForward(system, state, trial, stepS)) return false;
  state.memory.nodes.pressurePa.set(system.chambers.pressurePa);
  levelSources(state);
  setWalls(system, state, trial, stepS);
  rateOfFlows(state, trial, rate);
  sampleBoundary(ledger, state, weight);
  for (let c = 0; c < system.chambers.wallJ.length; c++) {
    trial[c * ROW + WALL] = system.chambers.wallJ[c] as number;
  }
  return true;
}

/** Energies of lumped walls at the end of the step: (E + h hA C T' + …)/(1 + h (hA + UA)/C). */
function setWalls({ chambers }: ImplicitSystem, state: PlantState, trial: Float64Array, h: number): void {
  const { memory, network } = state;
  const properties = memory.chambers;
  const ambientK = memory.nodes.temperatureK[network.ambientNode] as number;
  for (let c = 0; c < chambers.wallJ.length; c++) {
    const gasWPerK = properties.gasConductanceWPerK[c] as number;
    const outerWPerK = properties.ambientConductanceWPerK[c] as number;
    const gasK = memory.nodes.temperatureK[c] as number;
    const heldJ = (chambers.wallJ[c] as number) + h * (gasWPerK * gasK + outerWPerK * ambientK);
    const perJ = (h * (gasWPerK + outerWPerK)) / (properties.wallCapacityJPerK[c] as number);
    trial[c * ROW + WALL] = heldJ / (1 + perJ);
  }
}
