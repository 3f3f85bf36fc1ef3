/** `plant.toml` as a plant definition in SI. */
import type { PlantDefinition } from '../physics/plant-definition.ts';
import { checkPlant } from './checks/plant.ts';
import { type Diagnostic, hasErrors } from './diagnostic.ts';
import { coolerOf, heatConductorOf, heatEngineOf, heatExchangerOf, heatLoadOf } from './plant/heat.ts';
import {
  burstDiscOf,
  fanOf,
  leakOf,
  machineOf,
  reliefValveOf,
  restrictionOf,
  tubeOf,
  vacuumPumpOf,
  valveOf,
} from './plant/streams.ts';
import { ambientOf, boundaryOf, chamberOf, computePoolOf, injectorOf, pistonOf } from './plant/vessels.ts';
import type { Read } from './read.ts';
import { checkShape } from './schema/check-shape.ts';
import { type PlantData, plantSchema } from './schema/plant-schema.ts';
import type { SourceFiles } from './source-files.ts';
import { readToml } from './toml-document.ts';

const DEFAULT_STEP_S = 1e-3;
const DEFAULT_TOLERANCE = 1e-9;
const DEFAULT_RESIDUAL = 1e-9;

/** Reads and checks a plant file; null with errors in `diagnostics` when it does not hold. */
export function readPlant(
  file: string,
  sources: SourceFiles,
  diagnostics: Diagnostic[],
): Read<PlantDefinition> | null {
  const written = readToml(file, sources, diagnostics);
  if (written === null) return null;
  const shaped = checkShape(written, plantSchema, diagnostics);
  if (shaped === null) return null;
  const read = { definition: plantOf(shaped.data), document: shaped.document };
  const found = checkPlant(read);
  diagnostics.push(...found);
  return hasErrors(found) ? null : read;
}

function plantOf(data: PlantData): PlantDefinition {
  return {
    solver: {
      stepS: data.solver?.step ?? DEFAULT_STEP_S,
      tolerance: data.solver?.tolerance ?? DEFAULT_TOLERANCE,
    },
    fluid: {
      equationOfState: data.fluid?.equation_of_state ?? 'ideal',
      condensation: data.fluid?.condensation ?? true,
    },
    ledger: {
      massRelative: data.ledger?.mass_residual ?? DEFAULT_RESIDUAL,
      speciesRelative: data.ledger?.species_residual ?? DEFAULT_RESIDUAL,
      energyRelative: data.ledger?.energy_residual ?? DEFAULT_RESIDUAL,
    },
    ambient: ambientOf(data.ambient),
    chambers: (data.chamber ?? []).map(chamberOf),
    boundaries: (data.boundary ?? []).map(boundaryOf),
    valves: (data.valve ?? []).map(valveOf),
    heatLoads: (data.heat_load ?? []).map(heatLoadOf),
    restrictions: (data.restriction ?? []).map(restrictionOf),
    leaks: (data.leak ?? []).map(leakOf),
    reliefValves: (data.relief_valve ?? []).map(reliefValveOf),
    coolers: (data.cooler ?? []).map(coolerOf),
    compressors: (data.compressor ?? []).map(machineOf),
    vacuumPumps: (data.vacuum_pump ?? []).map(vacuumPumpOf),
    injectors: (data.injector ?? []).map(injectorOf),
    burstDiscs: (data.burst_disc ?? []).map(burstDiscOf),
    fans: (data.fan ?? []).map(fanOf),
    heatExchangers: (data.heat_exchanger ?? []).map(heatExchangerOf),
    heatConductors: (data.heat_conductor ?? []).map(heatConductorOf),
    heatEngines: (data.heat_engine ?? []).map(heatEngineOf),
    pistons: (data.piston ?? []).map(pistonOf),
    tubes: (data.tube ?? []).map(tubeOf),
    computePools: (data.compute_pool ?? []).map(computePoolOf),
  };
}
