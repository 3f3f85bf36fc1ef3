/** Shapes of what carries gas between two places: orifices, tubes, fans and machines. */
import * as z from 'zod';
import { addIssue, exactlyOne, identifier, number, quantity } from '../fields.ts';
import {
  area,
  dischargeCoefficient,
  efficiency,
  laminarRatio,
  length,
  orificeKeys,
  pressure,
  share,
  sized,
} from './plant-fields.ts';

/** Left out: the ambient. */
const toAmbient = z.string().optional();

export const valve = z
  .strictObject({ ...orificeKeys, position: share.optional(), check: z.boolean().optional() })
  .superRefine(sized);

export const restriction = z.strictObject(orificeKeys).superRefine(sized);

export const leak = z.strictObject({
  id: identifier(),
  from: z.string(),
  to: toAmbient,
  area,
  discharge_coefficient: dischargeCoefficient,
  laminar_ratio: laminarRatio,
});

export const reliefValve = z
  .strictObject({
    ...orificeKeys,
    to: toAmbient,
    set_pressure: pressure,
    full_open_pressure: pressure,
    reseat_pressure: pressure,
  })
  .superRefine(sized)
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

export const burstDisc = z
  .strictObject({ ...orificeKeys, to: toAmbient, burst_pressure: pressure })
  .superRefine(sized);

export const tube = z.strictObject({
  id: identifier(),
  from: z.string(),
  to: z.string(),
  area,
  length,
  /** Darcy's, four times Fanning's. */
  friction_factor: number({ min: 0, max: 10 }).optional(),
});

export const fan = z.strictObject({
  id: identifier(),
  from: z.string(),
  to: z.string(),
  shut_off_pressure: quantity('pressure difference', { above: 0, max: 1e8 }),
  free_flow: quantity('volume flow', { above: 0, max: 1e6 }),
  efficiency,
  speed: share.optional(),
});

const mapPoint = z.strictObject({
  pressure_ratio: number({ min: 1, max: 1e6 }),
  delivery: number({ min: 0, max: 1 }),
  isentropic_efficiency: efficiency,
});

const machineKeys = {
  id: identifier(),
  from: z.string(),
  to: z.string(),
  /** Per revolution. */
  displacement: quantity('volume', { above: 0, max: 1e3 }),
  /** Of full speed. */
  frequency: quantity('frequency', { above: 0, max: 1e6 }),
  isentropic_efficiency: efficiency.optional(),
  max_pressure_ratio: number({ above: 1, max: 1e6 }).optional(),
  map: z.array(mapPoint).min(2).meta({ expected: 'a list of at least 2 points' }).optional(),
  speed: share.optional(),
};

type MapPoint = z.output<typeof mapPoint>;

const oneEfficiency = exactlyOne([['isentropic_efficiency'], ['map']]);

/** Refinement of a machine: one efficiency or a map of them, and in either case a pressure ratio where it ends. */
function ended(
  machine: {
    readonly map?: readonly MapPoint[] | undefined;
    readonly max_pressure_ratio?: number | undefined;
  },
  ctx: z.RefinementCtx,
): void {
  oneEfficiency(machine, ctx);
  const { map = [], max_pressure_ratio: most } = machine;
  rising(map, ctx);
  const last = map.at(-1);
  if (last === undefined || last.delivery > 0) {
    const least = last?.pressure_ratio ?? 1;
    if (most === undefined) {
      addIssue(ctx, '"max_pressure_ratio" is missing.', { id: 'missing-key' }, ['max_pressure_ratio']);
    } else if (!(most > least)) {
      const message = `The greatest pressure ratio of ${most} is not above the last of the map, ${least}, where something is delivered still.`;
      const detail = { id: 'limits-order', expected: `a number above ${least}` } as const;
      addIssue(ctx, message, detail, ['max_pressure_ratio']);
    }
  } else if (most !== undefined) {
    const message = `The map ends at a pressure ratio of ${last.pressure_ratio} already, where it delivers nothing.`;
    const detail = { id: 'exclusive-keys', remedy: 'remove max_pressure_ratio' } as const;
    addIssue(ctx, message, detail, ['max_pressure_ratio']);
  }
}

function rising(map: readonly MapPoint[], ctx: z.RefinementCtx): void {
  for (const [index, { pressure_ratio: ratio }] of map.entries()) {
    const before = map[index - 1]?.pressure_ratio;
    if (before === undefined || ratio > before) continue;
    const message = `The pressure ratio of ${ratio} is not above the one before it, ${before}.`;
    const detail = { id: 'limits-order', expected: 'points in order of rising pressure ratio' } as const;
    addIssue(ctx, message, detail, ['map', index, 'pressure_ratio']);
  }
}

export const compressor = z.strictObject(machineKeys).superRefine(ended);

export const vacuumPump = z.strictObject({ ...machineKeys, to: toAmbient }).superRefine(ended);
