import * as z from 'zod';
import { endpoint, number, quantity } from './fields.ts';
import { sparkplugTable } from './sparkplug-schema.ts';

/** Shape of `site.toml`. */
export const siteSchema = z.strictObject({
  title: z.string().min(1).optional(),
  wiring: z.string().min(1),
  scan: z
    .strictObject({
      period: quantity('time', { above: 0, max: 60 }).optional(),
      overrun: z.enum(['warn', 'trip', 'stop']).optional(),
    })
    .optional(),
  arming: z
    .strictObject({
      longest: quantity('time', { above: 0, max: 86_400 }).optional(),
      disarm_on_trip: z.boolean().optional(),
    })
    .optional(),
  http: z.strictObject({ listen: endpoint() }).optional(),
  sparkplug: sparkplugTable.optional(),
  ledger: z
    .strictObject({
      mass_limit: number({ above: 0 }).optional(),
      energy_limit: number({ above: 0 }).optional(),
    })
    .optional(),
});

export type SiteData = z.output<typeof siteSchema>;
