/** Shapes of chambers with their walls, and of what stands in them or moves them. */
import * as z from 'zod';
import { SPECIES } from '../../../physics/species.ts';
import { addIssue, exactlyOne, identifier, number, quantity } from '../fields.ts';
import { area, gas, length, power, pressure, temperature, volume } from './plant-fields.ts';

const coefficient = quantity('heat-transfer coefficient', { min: 0, max: 1e6 });
const naturalConvection = z.strictObject({ height: length });
const forcedConvection = z.strictObject({ diameter: length, length });

/** A coefficient, or the flow that it follows from; bare numbers may stand under `h_gas_W_m2K`. */
const gasSide = z
  .union([
    coefficient,
    z
      .strictObject({
        natural_convection: naturalConvection.optional(),
        forced_convection: forcedConvection.optional(),
      })
      .superRefine(exactlyOne([['natural_convection'], ['forced_convection']])),
  ])
  .meta({
    dimension: 'heat-transfer coefficient',
    expected:
      'a coefficient such as "15 W/(m^2 K)", or { natural_convection = { height = "0.1 m" } }, or ' +
      '{ forced_convection = { diameter = "20 mm", length = "0.2 m" } }',
  });

const ambientSide = z.union([coefficient, z.strictObject({ natural_convection: naturalConvection })]).meta({
  dimension: 'heat-transfer coefficient',
  expected: 'a coefficient such as "6 W/(m^2 K)", or { natural_convection = { height = "0.1 m" } }',
});

const layer = z.strictObject({
  thickness: length,
  conductivity: quantity('thermal conductivity', { above: 0, max: 1e5 }),
  density: quantity('density', { above: 0, max: 1e6 }),
  specific_heat: quantity('specific heat', { above: 0, max: 1e6 }),
  cells: z.int().min(1).max(100).optional(),
});

const wall = z
  .strictObject({
    heat_capacity: quantity('heat capacity', { above: 0, max: 1e12 }).optional(),
    /** From the gas outwards. */
    layers: z.array(layer).min(1).optional(),
    area,
    h_gas: gasSide,
    h_ambient: ambientSide,
    temperature: temperature.optional(),
  })
  .superRefine(exactlyOne([['heat_capacity'], ['layers']]));

export const chamber = z.strictObject({
  id: identifier(),
  volume,
  pressure,
  temperature,
  gas,
  wall: wall.optional(),
});

export const boundary = z.strictObject({ id: identifier(), pressure, temperature, gas });

export const heatLoad = z.strictObject({ id: identifier(), into: z.string(), power });

export const injector = z
  .strictObject({
    id: identifier(),
    into: z.string(),
    species: z.enum(SPECIES).optional(),
    gas: gas.optional(),
    mass_flow: quantity('mass flow', { min: 0, max: 1e6 }),
    temperature,
  })
  .superRefine(exactlyOne([['species'], ['gas']]));

export const piston = z.strictObject({
  id: identifier(),
  in: z.string(),
  swept_volume: volume,
  frequency: quantity('frequency', { min: 0, max: 1e6 }),
  phase: quantity('angle').optional(),
});

const duration = quantity('time', { min: 0, max: 1e9 }).optional();

export const computePool = z
  .strictObject({
    id: identifier(),
    into: z.string(),
    slots: z.int().min(1).max(1e6),
    /** Of one slot. */
    idle_power: power,
    busy_power: power,
    operations_per_second: number({ above: 0, max: 1e30 }),
    creation: duration,
    specialisation: duration,
    disposal: duration,
    demand: z.int().min(0).optional(),
  })
  .superRefine((pool, ctx) => {
    const { idle_power: idleW, busy_power: busyW, slots, demand = 0 } = pool;
    if (busyW < idleW) {
      const message = `A busy slot takes ${busyW} W, which is less than the ${idleW} W of an idle one.`;
      const detail = { id: 'limits-order', expected: 'busy_power at or above idle_power' } as const;
      addIssue(ctx, message, detail, ['busy_power']);
    }
    if (demand > slots) {
      const message = `${demand} slots are asked for, and the pool has ${slots}.`;
      const detail = {
        id: 'limits-order',
        expected: `a whole number from 0 to ${slots}`,
        remedy: 'ask for fewer slots, or make the pool larger; no pool is without end',
      } as const;
      addIssue(ctx, message, detail, ['demand']);
    }
  });
