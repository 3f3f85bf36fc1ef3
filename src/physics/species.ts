/** The six gases that the plant model knows, in the order of every per-species array. */
export const SPECIES = ['N2', 'O2', 'H2O', 'He', 'Ne', 'Ar'] as const;
export type Species = (typeof SPECIES)[number];

/** Mole fractions; absent species are zero; the given ones add up to 1. */
export type Composition = Readonly<Partial<Record<Species, number>>>;
