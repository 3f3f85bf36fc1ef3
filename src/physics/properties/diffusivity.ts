/**
 * Binary diffusion coefficients of gases at low density:
 *
 *   D = 1.43e-3 T^1.75 / (p √M₁₂ (V₁^⅓ + V₂^⅓)²) cm²/s,   p in bar,   M₁₂ = 2/(1/M₁ + 1/M₂) in g/mol
 *
 * Fuller, Ensley and Giddings, J. Phys. Chem. 73 (1969) 3679, with its diffusion volumes, as in Poling, Prausnitz,
 * O'Connell, 5th ed. (2001), eq. 11-4.4; 4 % on average as published. Checked by
 * test/physics/properties/transport.test.ts.
 */
import type { Species } from '../species.ts';
import { SPECIES_DATA } from '../species.ts';

/** Dimensionless, as fitted. */
const DIFFUSION_VOLUMES: Readonly<Record<Species, number>> = {
  N2: 18.5,
  O2: 16.3,
  H2O: 13.1,
  He: 2.67,
  Ne: 5.98,
  Ar: 16.2,
};

const PASCAL_PER_BAR = 1e5;
const SQUARE_METRE_PER_CM2 = 1e-4;

/** Binary diffusion coefficient, m²/s; the same either way round. */
export function diffusivityM2PerS(
  one: Species,
  other: Species,
  at: { readonly temperatureK: number; readonly pressurePa: number },
): number {
  const meanGramsPerMol =
    2e3 / (1 / SPECIES_DATA[one].molarMassKgPerMol + 1 / SPECIES_DATA[other].molarMassKgPerMol);
  const size = Math.cbrt(DIFFUSION_VOLUMES[one]) + Math.cbrt(DIFFUSION_VOLUMES[other]);
  const bar = at.pressurePa / PASCAL_PER_BAR;
  return (
    (SQUARE_METRE_PER_CM2 * 1.43e-3 * at.temperatureK ** 1.75) /
    (bar * Math.sqrt(meanGramsPerMol) * size ** 2)
  );
}
