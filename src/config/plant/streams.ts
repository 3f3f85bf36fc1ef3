/** What carries gas between two places, in SI. */
import { DEFAULT_LAMINAR_RATIO } from '../../physics/flow.ts';
import { AMBIENT_ID } from '../../physics/network.ts';
import type {
  BurstDiscDefinition,
  FanDefinition,
  MachineDefinition,
  MachineMapPoint,
  ReliefValveDefinition,
  RestrictionDefinition,
  TubeDefinition,
  ValveDefinition,
  ValveSizing,
} from '../../physics/plant-definition.ts';
import type { Row } from './row.ts';

/** Near the 0.72 that IEC 60534-2-1:2011, table D.2, gives for a contoured-plug globe valve, flow to open. */
const DEFAULT_XT = 0.7;

export function valveOf(data: Row<'valve'>): ValveDefinition {
  return { ...restrictionOf(data), position: data.position ?? 0, check: data.check ?? false };
}

export function restrictionOf(data: Row<'restriction'>): RestrictionDefinition {
  return {
    id: data.id,
    from: data.from,
    to: data.to,
    sizing: sizingOf(data),
    laminarRatio: data.laminar_ratio ?? DEFAULT_LAMINAR_RATIO,
  };
}

export function leakOf(data: Row<'leak'>): RestrictionDefinition {
  return restrictionOf({ ...data, to: data.to ?? AMBIENT_ID });
}

export function reliefValveOf(data: Row<'relief_valve'>): ReliefValveDefinition {
  return {
    ...restrictionOf({ ...data, to: data.to ?? AMBIENT_ID }),
    setPressurePa: data.set_pressure,
    fullOpenPressurePa: data.full_open_pressure,
    reseatPressurePa: data.reseat_pressure,
  };
}

export function burstDiscOf(data: Row<'burst_disc'>): BurstDiscDefinition {
  return {
    ...restrictionOf({ ...data, to: data.to ?? AMBIENT_ID }),
    burstPressurePa: data.burst_pressure,
  };
}

function sizingOf(data: Row<'restriction'>): ValveSizing {
  if (data.area !== undefined && data.discharge_coefficient !== undefined) {
    return { kind: 'area', areaM2: data.area, dischargeCoefficient: data.discharge_coefficient };
  }
  if (data.sonic_conductance !== undefined && data.critical_ratio !== undefined) {
    return {
      kind: 'iso6358',
      sonicConductanceM3PerSPa: data.sonic_conductance,
      criticalRatio: data.critical_ratio,
    };
  }
  if (data.kv !== undefined) return { kind: 'kv', kvM3PerH: data.kv, xt: data.xt ?? DEFAULT_XT };
  throw new Error(`invariant: ${data.id} passed the schema without a sizing`);
}

export function tubeOf(data: Row<'tube'>): TubeDefinition {
  const { id, from, to, area: areaM2, length: lengthM, friction_factor: frictionFactor = 0 } = data;
  return { id, from, to, areaM2, lengthM, frictionFactor };
}

export function fanOf(data: Row<'fan'>): FanDefinition {
  return {
    id: data.id,
    from: data.from,
    to: data.to,
    shutOffPressurePa: data.shut_off_pressure,
    freeVolumeFlowM3PerS: data.free_flow,
    efficiency: data.efficiency,
    speed: data.speed ?? 1,
  };
}

export function vacuumPumpOf(data: Row<'vacuum_pump'>): MachineDefinition {
  return machineOf({ ...data, to: data.to ?? AMBIENT_ID });
}

export function machineOf(data: Row<'compressor'>): MachineDefinition {
  const map = data.map?.map((point) => ({
    pressureRatio: point.pressure_ratio,
    delivery: point.delivery,
    isentropicEfficiency: point.isentropic_efficiency,
  }));
  const efficiency = data.isentropic_efficiency ?? map?.at(0)?.isentropicEfficiency;
  const maxPressureRatio = data.max_pressure_ratio ?? endOf(map);
  if (efficiency === undefined || maxPressureRatio === undefined) {
    throw new Error(`invariant: ${data.id} passed the schema without an efficiency or an end`);
  }
  return {
    id: data.id,
    from: data.from,
    to: data.to,
    displacementM3: data.displacement,
    frequencyHz: data.frequency,
    isentropicEfficiency: efficiency,
    maxPressureRatio,
    speed: data.speed ?? 0,
    map: map ?? null,
  };
}

/** Just beyond the last point, because a machine ends beyond its map; the point itself delivers nothing already. */
function endOf(map: readonly MachineMapPoint[] | undefined): number | undefined {
  const last = map?.at(-1);
  return last === undefined ? undefined : last.pressureRatio * (1 + Number.EPSILON);
}
