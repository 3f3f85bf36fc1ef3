/** Residuals beyond what a plant file allows, and a second law that does not hold. */
import type { Ledger } from '../ledger.ts';
import {
  energyResidualRelative,
  entropyGeneratedJPerK,
  massResidualRelative,
  speciesResidualRelative,
} from '../ledger.ts';
import type { LedgerLimits } from '../plant-definition.ts';
import type { PlantState } from '../plant-state.ts';
import { SPECIES } from '../species.ts';
import { entropyAllowance } from './entropy-allowance.ts';

export interface Breach {
  /** Of a point, such as `mass_residual_relative` or `species_residual_relative.He`. */
  readonly residual: string;
  readonly value: number;
  readonly limit: number;
}

/** Every breach at the present state; a residual that is no number is one. */
export function breaches(ledger: Ledger, state: PlantState, limits: LedgerLimits): readonly Breach[] {
  const { massRelative, speciesRelative, energyRelative } = limits;
  const checks: Breach[] = [
    { residual: 'mass_residual_relative', value: massResidualRelative(ledger, state), limit: massRelative },
    ...state.network.species.map((name) => ({
      residual: `species_residual_relative.${name}`,
      value: speciesResidualRelative(ledger, state, SPECIES.indexOf(name)),
      limit: speciesRelative,
    })),
    {
      residual: 'energy_residual_relative',
      value: energyResidualRelative(ledger, state),
      limit: energyRelative,
    },
    {
      residual: 'entropy_destroyed_relative',
      value: entropyDestroyed(ledger, state),
      limit: entropyAllowance(state.network.definition.solver.tolerance, ledger.commits),
    },
  ];
  return checks.filter(({ value, limit }) => !(value <= limit));
}

/** Over what was there at the start, solids by their heat capacity's logarithm. */
function entropyDestroyed(ledger: Ledger, state: PlantState): number {
  const generated = entropyGeneratedJPerK(ledger, state);
  return generated >= 0 ? 0 : -generated / Math.abs(ledger.opening.entropyJPerK);
}

/** One breach in words. */
export function breachText({ residual, value, limit }: Breach): string {
  return `ledger.${residual} is ${value.toExponential(2)}, its limit ${limit.toExponential(2)}`;
}
