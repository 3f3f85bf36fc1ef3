/** Shape of `plant.toml`. */
import * as z from 'zod';
import { number, quantity } from './fields.ts';
import { cooler, heatConductor, heatEngine, heatExchanger } from './plant/heat-schema.ts';
import { gas, pressure, temperature } from './plant/plant-fields.ts';
import {
  burstDisc,
  compressor,
  fan,
  leak,
  reliefValve,
  restriction,
  tube,
  vacuumPump,
  valve,
} from './plant/stream-schema.ts';
import { boundary, chamber, computePool, heatLoad, injector, piston } from './plant/vessel-schema.ts';

const solver = z.strictObject({
  step: quantity('time', { min: 1e-9, max: 10 }).optional(),
  tolerance: number({ above: 0, max: 1e-3 }).optional(),
});

const fluid = z.strictObject({
  equation_of_state: z.enum(['ideal', 'gerg-2008']).optional(),
  condensation: z.boolean().optional(),
});

/** Relative to what has passed through. */
const residual = number({ above: 0, max: 1 }).optional();

const ledger = z.strictObject({
  mass_residual: residual,
  species_residual: residual,
  energy_residual: residual,
});

const ambient = z.strictObject({
  temperature: temperature.optional(),
  pressure: pressure.optional(),
  gas: gas.optional(),
});

export const plantSchema = z.strictObject({
  solver: solver.optional(),
  fluid: fluid.optional(),
  ledger: ledger.optional(),
  ambient: ambient.optional(),
  chamber: z.array(chamber).optional(),
  boundary: z.array(boundary).optional(),
  valve: z.array(valve).optional(),
  heat_load: z.array(heatLoad).optional(),
  restriction: z.array(restriction).optional(),
  leak: z.array(leak).optional(),
  relief_valve: z.array(reliefValve).optional(),
  burst_disc: z.array(burstDisc).optional(),
  compressor: z.array(compressor).optional(),
  vacuum_pump: z.array(vacuumPump).optional(),
  fan: z.array(fan).optional(),
  tube: z.array(tube).optional(),
  cooler: z.array(cooler).optional(),
  heat_exchanger: z.array(heatExchanger).optional(),
  heat_conductor: z.array(heatConductor).optional(),
  heat_engine: z.array(heatEngine).optional(),
  injector: z.array(injector).optional(),
  piston: z.array(piston).optional(),
  compute_pool: z.array(computePool).optional(),
});

export type PlantData = z.output<typeof plantSchema>;
