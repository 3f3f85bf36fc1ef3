/** Shapes of what moves heat: exchangers, conductors, coolers. */
import * as z from 'zod';
import { identifier, number, together } from '../fields.ts';
import { conductance, power, share } from './plant-fields.ts';

export const heatExchanger = z.strictObject({
  id: identifier(),
  /** Ids of valves, restrictions, tubes, fans, machines and so on. */
  streams: z.tuple([z.string(), z.string()]).meta({ expected: 'a list of two ids, such as ["v1", "v2"]' }),
  ua: conductance,
  arrangement: z.enum(['counter', 'parallel', 'cross']).optional(),
});

export const heatConductor = z.strictObject({
  id: identifier(),
  from: z.string(),
  to: z.string(),
  ua: conductance,
});

export const heatEngine = z.strictObject({
  id: identifier(),
  from: z.string(),
  ua: conductance,
  carnot_fraction: number({ min: 0 }),
});

export const cooler = z
  .strictObject({
    id: identifier(),
    from: z.string(),
    power,
    cop_fraction: number({ above: 0 }),
    demand: share.optional(),
    ua_cold: conductance.optional(),
    ua_warm: conductance.optional(),
  })
  .superRefine(together(['ua_cold', 'ua_warm']));
