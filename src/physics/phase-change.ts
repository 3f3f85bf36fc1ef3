/** In which chambers water has begun or ceased to freeze, melt, condense or evaporate. */
import type { PlantState } from './plant-state.ts';

const LIQUID = 1;
const ICE = 2;

/** What is condensed in each chamber; null where nothing can condense. */
export type Phases = Uint8Array | null;

export function phasesOf({ network }: PlantState): Phases {
  const mayCondense = network.definition.fluid.condensation && network.species.includes('H2O');
  return mayCondense ? new Uint8Array(network.chamberCount) : null;
}

export function notePhases(phases: Phases, state: PlantState): void {
  if (phases === null) return;
  for (let c = 0; c < phases.length; c++) phases[c] = phaseOf(state, c);
}

/** Whether any chamber has other phases than were noted. */
export function hasChangedPhase(phases: Phases, state: PlantState): boolean {
  if (phases === null) return false;
  for (let c = 0; c < phases.length; c++) if (phases[c] !== phaseOf(state, c)) return true;
  return false;
}

function phaseOf({ wet }: PlantState, c: number): number {
  return ((wet.liquidMol[c] as number) > 0 ? LIQUID : 0) + ((wet.iceMol[c] as number) > 0 ? ICE : 0);
}
