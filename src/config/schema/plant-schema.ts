import * as z from 'zod';
import { SPECIES } from '../../physics/species.ts';
import { addIssue, exactlyOne, identifier, number, quantity } from './fields.ts';

/** How far mole fractions may be from adding up to 1: the digits that people write, not an error to hide. */
const MOLE_FRACTION_TOLERANCE = 1e-6;

const fraction = number({ min: 0, max: 1 }).optional();

const gas = z
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

const pressure = quantity('pressure', { above: 0 });
const temperature = quantity('temperature', { above: 0 });

const wall = z.strictObject({
  heat_capacity: quantity('heat capacity', { above: 0 }),
  area: quantity('area', { above: 0 }),
  h_gas: quantity('heat-transfer coefficient', { min: 0 }),
  h_ambient: quantity('heat-transfer coefficient', { min: 0 }),
  temperature: temperature.optional(),
});

const chamber = z.strictObject({
  id: identifier(),
  volume: quantity('volume', { above: 0 }),
  pressure,
  temperature,
  gas,
  wall: wall.optional(),
});

const boundary = z.strictObject({ id: identifier(), pressure, temperature, gas });

const dischargeCoefficient = number({ above: 0, max: 1 });
const laminarRatio = number({ above: 0, below: 1 }).optional();

/** Keys of an orifice that is sized in one of three ways; `sized` says that it must be exactly one. */
const restrictionKeys = {
  id: identifier(),
  from: z.string(),
  to: z.string(),
  area: quantity('area', { above: 0 }).optional(),
  discharge_coefficient: dischargeCoefficient.optional(),
  sonic_conductance: quantity('sonic conductance', { above: 0 }).optional(),
  critical_ratio: number({ min: 0, below: 1 }).optional(),
  kv: quantity('flow coefficient', { above: 0 }).optional(),
  xt: number({ above: 0, max: 1 }).optional(),
  laminar_ratio: laminarRatio,
};

const oneSizing = exactlyOne([
  ['area', 'discharge_coefficient'],
  ['sonic_conductance', 'critical_ratio'],
  ['kv'],
]);

function xtBesideKv(table: Readonly<Record<string, unknown>>, ctx: z.RefinementCtx): void {
  if (table.xt !== undefined && table.kv === undefined) {
    addIssue(ctx, '"xt" belongs to an orifice that is sized by "kv".', { id: 'exclusive-keys' }, ['xt']);
  }
}

const valve = z
  .strictObject({
    ...restrictionKeys,
    position: quantity('ratio', { min: 0, max: 1 }).optional(),
    check: z.boolean().optional(),
  })
  .superRefine(oneSizing)
  .superRefine(xtBesideKv);

const restriction = z.strictObject(restrictionKeys).superRefine(oneSizing).superRefine(xtBesideKv);

const leak = z.strictObject({
  id: identifier(),
  from: z.string(),
  /** Left out: the ambient. */
  to: z.string().optional(),
  area: quantity('area', { above: 0 }),
  discharge_coefficient: dischargeCoefficient,
  laminar_ratio: laminarRatio,
});

const reliefValve = z
  .strictObject({
    ...restrictionKeys,
    /** Left out: the ambient. */
    to: z.string().optional(),
    set_pressure: pressure,
    full_open_pressure: pressure,
    reseat_pressure: pressure,
  })
  .superRefine(oneSizing)
  .superRefine(xtBesideKv)
  .superRefine((table, ctx) => {
    const { reseat_pressure: reseatPa, set_pressure: setPa, full_open_pressure: fullPa } = table;
    const detail = {
      id: 'limits-order',
      expected: 'reseat_pressure below set_pressure below full_open_pressure, all of them absolute',
    } as const;
    if (!(reseatPa < setPa)) {
      const message = `The reseat pressure of ${reseatPa} Pa is not below the set pressure of ${setPa} Pa.`;
      addIssue(ctx, message, detail, ['reseat_pressure']);
    }
    if (!(setPa < fullPa)) {
      const message = `The full-open pressure of ${fullPa} Pa is not above the set pressure of ${setPa} Pa.`;
      addIssue(ctx, message, detail, ['full_open_pressure']);
    }
  });

const injector = z
  .strictObject({
    id: identifier(),
    into: z.string(),
    species: z.enum(SPECIES).optional(),
    gas: gas.optional(),
    mass_flow: quantity('mass flow', { min: 0 }),
    temperature,
  })
  .superRefine(exactlyOne([['species'], ['gas']]));

const machineKeys = {
  id: identifier(),
  from: z.string(),
  to: z.string(),
  /** Per revolution. */
  displacement: quantity('volume', { above: 0 }),
  /** Of full speed. */
  frequency: quantity('frequency', { above: 0 }),
  isentropic_efficiency: number({ above: 0, max: 1 }),
  max_pressure_ratio: number({ above: 1 }),
  speed: quantity('ratio', { min: 0, max: 1 }).optional(),
};

const compressor = z.strictObject(machineKeys);

/** Its discharge, left out, is the ambient. */
const vacuumPump = z.strictObject({ ...machineKeys, to: z.string().optional() });

const cooler = z.strictObject({
  id: identifier(),
  from: z.string(),
  power: quantity('power', { min: 0 }),
  cop_fraction: number({ above: 0 }),
  demand: quantity('ratio', { min: 0, max: 1 }).optional(),
});

const heatLoad = z.strictObject({
  id: identifier(),
  into: z.string(),
  power: quantity('power', { min: 0 }),
});

/** Shape of `plant.toml`. */
export const plantSchema = z.strictObject({
  solver: z.strictObject({ step: quantity('time', { above: 0, max: 10 }) }).optional(),
  ambient: z
    .strictObject({ temperature: temperature.optional(), pressure: pressure.optional(), gas: gas.optional() })
    .optional(),
  chamber: z.array(chamber).optional(),
  boundary: z.array(boundary).optional(),
  valve: z.array(valve).optional(),
  heat_load: z.array(heatLoad).optional(),
  restriction: z.array(restriction).optional(),
  leak: z.array(leak).optional(),
  relief_valve: z.array(reliefValve).optional(),
  compressor: z.array(compressor).optional(),
  vacuum_pump: z.array(vacuumPump).optional(),
  cooler: z.array(cooler).optional(),
  injector: z.array(injector).optional(),
});

export type PlantData = z.output<typeof plantSchema>;

/** Plant elements that the design has and this version cannot simulate. */
export const PLANNED_ELEMENTS = ['heat_exchanger', 'fan'] as const;
