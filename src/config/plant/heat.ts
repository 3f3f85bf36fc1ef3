/** What moves heat, in SI. */
import type {
  CoolerDefinition,
  HeatConductorDefinition,
  HeatEngineDefinition,
  HeatExchangerDefinition,
  HeatLoadDefinition,
} from '../../physics/plant-definition.ts';
import type { Row } from './row.ts';

export function heatLoadOf({ id, into, power }: Row<'heat_load'>): HeatLoadDefinition {
  return { id, into, powerW: power };
}

export function coolerOf(data: Row<'cooler'>): CoolerDefinition {
  return {
    id: data.id,
    from: data.from,
    powerW: data.power,
    copFraction: data.cop_fraction,
    demand: data.demand ?? 1,
    coldConductanceWPerK: data.ua_cold ?? null,
    warmConductanceWPerK: data.ua_warm ?? null,
  };
}

export function heatExchangerOf(data: Row<'heat_exchanger'>): HeatExchangerDefinition {
  const { id, streams, ua: conductanceWPerK, arrangement = 'counter' } = data;
  return { id, streams, conductanceWPerK, arrangement };
}

export function heatEngineOf({ id, from, ua, carnot_fraction }: Row<'heat_engine'>): HeatEngineDefinition {
  return { id, from, conductanceWPerK: ua, carnotFraction: carnot_fraction };
}

export function heatConductorOf({ id, from, to, ua }: Row<'heat_conductor'>): HeatConductorDefinition {
  return { id, from, to, conductanceWPerK: ua };
}
