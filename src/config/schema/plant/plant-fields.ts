/** What several plant elements are made of: states of gas, openings, ends, and how large each may be. */
import * as z from 'zod';
import { SPECIES } from '../../../physics/species.ts';
import { addIssue, exactlyOne, identifier, number, quantity } from '../fields.ts';

/** How far mole fractions may be from adding up to 1: the digits that people write, not an error to hide. */
const MOLE_FRACTION_TOLERANCE = 1e-6;

const fraction = number({ min: 0, max: 1 }).optional();

export const gas = z
  .strictObject({ N2: fraction, O2: fraction, H2O: fraction, He: fraction, Ne: fraction, Ar: fraction })
  .superRefine((fractions, ctx) => {
    const sum = SPECIES.reduce((total, species) => total + (fractions[species] ?? 0), 0);
    if (Math.abs(sum - 1) <= MOLE_FRACTION_TOLERANCE) return;
    addIssue(ctx, `The mole fractions add up to ${Number(sum.toPrecision(9))}, not to 1.`, {
      id: 'mole-fractions',
      expected: 'mole fractions that add up to 1',
      remedy: remainder(fractions, sum),
    });
  });

function remainder(fractions: Readonly<Record<string, number | undefined>>, sum: number): string | null {
  const [species, value] = Object.entries(fractions).sort(([, a], [, b]) => (b ?? 0) - (a ?? 0))[0] ?? [];
  if (species === undefined || value === undefined) return null;
  const mended = value + 1 - sum;
  return mended > 0
    ? `with the others as they are, ${species} would be ${Number(mended.toPrecision(9))}`
    : null;
}

// Upper ends far beyond any plant: they keep slips of the pen from overflowing in the solver.
export const pressure = quantity('pressure', { above: 0 });
export const temperature = quantity('temperature', { above: 0 });
export const area = quantity('area', { above: 0, max: 1e6 });
export const length = quantity('length', { above: 0, max: 1e5 });
export const volume = quantity('volume', { above: 0, max: 1e9 });
export const power = quantity('power', { min: 0, max: 1e12 });
export const conductance = quantity('thermal conductance', { above: 0, max: 1e9 });
/** Of speed, position or demand: from nothing to all. */
export const share = quantity('ratio', { min: 0, max: 1 });

/** Above 0; what lies above 1 is refused with the numbers of the plant, by a check that knows them. */
export const efficiency = number({ above: 0 });

export const dischargeCoefficient = number({ above: 0, max: 1 });
export const laminarRatio = number({ above: 0, below: 1 }).optional();

/** Keys of an orifice that is sized in one of three ways; `sized` says that it must be exactly one. */
export const orificeKeys = {
  id: identifier(),
  from: z.string(),
  to: z.string(),
  area: area.optional(),
  discharge_coefficient: dischargeCoefficient.optional(),
  sonic_conductance: quantity('sonic conductance', { above: 0, max: 1e3 }).optional(),
  critical_ratio: number({ min: 0, below: 1 }).optional(),
  kv: quantity('flow coefficient', { above: 0, max: 1e9 }).optional(),
  xt: number({ above: 0, max: 1 }).optional(),
  laminar_ratio: laminarRatio,
};

const oneSizing = exactlyOne([
  ['area', 'discharge_coefficient'],
  ['sonic_conductance', 'critical_ratio'],
  ['kv'],
]);

/** Refinement of an orifice: exactly one sizing, and `xt` only where it has a meaning. */
export function sized(table: Readonly<Record<string, unknown>>, ctx: z.RefinementCtx): void {
  oneSizing(table, ctx);
  if (table.xt !== undefined && table.kv === undefined) {
    addIssue(ctx, '"xt" belongs to an orifice that is sized by "kv".', { id: 'exclusive-keys' }, ['xt']);
  }
}
