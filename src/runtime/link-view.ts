import { type BusBudget, busBudget } from '../field/bus-budget.ts';
import type { BusHealth } from '../field/driver/link-health.ts';
import type { SiteRuntime } from './site-runtime.ts';

/** What a bus has measured, and beside it what it should be by its wiring. */
export interface BusSnapshot extends BusHealth {
  /** null where the bus is not in the wiring under this name. */
  readonly budget: BusBudget | null;
}

export function busSnapshots({
  site,
  field,
  plan,
}: Pick<SiteRuntime, 'site' | 'field' | 'plan'>): readonly BusSnapshot[] {
  const readBack = plan.controller === 'external';
  const wired = new Map(site.wiring.buses.map((bus) => [bus.id, bus]));
  return field.health().map((health) => {
    const bus = wired.get(health.bus);
    const isModbus = bus?.kind === 'modbus-tcp' || bus?.kind === 'modbus-rtu';
    return { ...health, budget: isModbus ? busBudget(bus, readBack) : null };
  });
}
