/** Compositions of gas as people write them. */
import { type Composition, SPECIES } from '../../physics/species.ts';

/**
 * Dry air by its molar parts, U.S. Standard Atmosphere 1976, table 3, without the 0.03 % that the plant model has
 * no species for.
 */
export const DRY_AIR = normalised({ N2: 0.78084, O2: 0.209476, Ar: 0.00934, Ne: 1.818e-5, He: 5.24e-6 });

/** The schema lets fractions miss 1 by rounding; the plant starts at the stated pressure only if they do not. */
export function normalised(gas: Readonly<Record<string, number | undefined>>): Composition {
  const given = SPECIES.flatMap((species) => {
    const fraction = gas[species];
    return fraction === undefined ? [] : [[species, fraction] as const];
  });
  const sum = given.reduce((total, [, fraction]) => total + fraction, 0);
  return Object.fromEntries(given.map(([species, fraction]) => [species, fraction / sum]));
}
