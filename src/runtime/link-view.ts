import type { Site } from '../config/site.ts';
import { type BusBudget, busBudget } from '../field/bus-budget.ts';
import type { BusHealth } from '../field/driver/link-health.ts';
import type { FieldRunner } from '../field/field-runner.ts';
import type { RunPlan } from './run-plan.ts';

/** What a bus has measured, and beside it what it should be by its wiring. */
export interface BusSnapshot extends BusHealth {
  /** null where the bus is not in the wiring under this name. */
  readonly budget: BusBudget | null;
}

/** The parts of a running site that links are seen in. */
interface Running {
  readonly site: Pick<Site, 'wiring'>;
  readonly field: Pick<FieldRunner, 'health'>;
  readonly plan: Pick<RunPlan, 'controller'>;
}

export function busSnapshots({ site, field, plan }: Running): readonly BusSnapshot[] {
  const readBack = plan.controller === 'external';
  const wired = new Map(site.wiring.buses.map((bus) => [bus.id, bus]));
  return field.health().map((health) => {
    const bus = wired.get(health.bus);
    const isModbus = bus?.kind === 'modbus-tcp' || bus?.kind === 'modbus-rtu';
    return { ...health, budget: isModbus ? busBudget(bus, readBack) : null };
  });
}
