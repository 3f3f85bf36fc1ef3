import * as z from 'zod';
import { endpoint, number, quantity } from './fields.ts';

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
  http: z.strictObject({ listen: endpoint() }).optional(),
  ledger: z
    .strictObject({
      mass_limit: number({ above: 0 }).optional(),
      energy_limit: number({ above: 0 }).optional(),
    })
    .optional(),
});

export type SiteData = z.output<typeof siteSchema>;
