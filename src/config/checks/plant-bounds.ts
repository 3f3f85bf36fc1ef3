/**
 * Bounds that no machine escapes, checked where a plant file asks for more, with the numbers of that plant:
 *
 *   cooler        Q/P ≤ T/(Tₐ − T)                       Carnot
 *   heat engine   W/Q ≤ 1 − Tₐ/T                       Carnot
 *   compressor    w ≥ cp T ((p₂/p₁)^((γ−1)/γ) − 1)       isentropic work, cp and γ of the gas at suction
 *   fan           P ≥ Δp V̇; greatest at V̇₀/√3 on the parabola Δp = Δp₀ (1 − (V̇/V̇₀)²), where Δp = ⅔ Δp₀
 *   compute pool  P/f ≥ k T ln 2                         Landauer, IBM J. Res. Dev. 5 (1961) 183
 *   piston        ½ swept < V                            there is no negative volume
 */
import { heatCapacityJPerK, heatCapacityRatio, massKg, molesOf } from '../../physics/gas.ts';
import { carnotCoolingRatio, carnotEfficiency } from '../../physics/laws/carnot.ts';
import { landauerJ } from '../../physics/laws/landauer.ts';
import type { MachineDefinition, PlantDefinition } from '../../physics/plant-definition.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { KeyPath } from '../key-path.ts';
import type { Read } from '../read.ts';
import { type TomlDocument, tomlDiagnostic } from '../toml-document.ts';
import { gasAt, kindOf, shown } from './plant-tables.ts';

export function checkBounds({ definition, document }: Read<PlantDefinition>): readonly Diagnostic[] {
  return [
    ...checkCoolers(definition, document),
    ...checkEngines(definition, document),
    ...checkMachines(definition, document, 'compressor'),
    ...checkMachines(definition, document, 'vacuum_pump'),
    ...checkFans(definition, document),
    ...checkPools(definition, document),
    ...checkPistons(definition, document),
  ];
}

/** A cooler better than Carnot's would make heat run uphill for nothing. */
function* checkCoolers(plant: PlantDefinition, document: TomlDocument): Generator<Diagnostic> {
  const ambientK = plant.ambient.temperatureK;
  for (const [index, { id, from, copFraction }] of plant.coolers.entries()) {
    if (copFraction <= 1) continue;
    const gasK = gasAt(plant, from)?.temperatureK ?? Number.NaN;
    const carnot = carnotCoolingRatio({ coldK: gasK, hotK: ambientK });
    const numbers =
      gasK < ambientK
        ? ` Between ${shown(gasK)} K in "${from}" and ${shown(ambientK)} K outside, Carnot's coefficient of ` +
          `performance is ${shown(carnot)}, and this asks for ${shown(copFraction * carnot)}.`
        : '';
    yield tomlDiagnostic(document, ['cooler', index, 'cop_fraction'], {
      id: 'beyond-bound',
      message: `Cooler "${id}" asks for ${shown(copFraction)} times the most that the second law allows.${numbers}`,
      expected: 'a fraction of Carnot above 0 and at most 1; good machines reach 0.4 to 0.6',
    });
  }
}

/** An engine better than Carnot's could drive a cooler that puts back more heat than the engine took. */
function* checkEngines(plant: PlantDefinition, document: TomlDocument): Generator<Diagnostic> {
  const coldK = plant.ambient.temperatureK;
  for (const [index, { id, from, carnotFraction }] of plant.heatEngines.entries()) {
    if (carnotFraction <= 1) continue;
    const hotK = gasAt(plant, from)?.temperatureK ?? Number.NaN;
    const most = carnotEfficiency({ coldK, hotK });
    const numbers =
      most > 0
        ? ` Between ${shown(hotK)} K in "${from}" and ${shown(coldK)} K outside, Carnot's efficiency is ` +
          `${shown(most)}, and this asks for ${shown(carnotFraction * most)}.`
        : '';
    yield tomlDiagnostic(document, ['heat_engine', index, 'carnot_fraction'], {
      id: 'beyond-bound',
      message: `Heat engine "${id}" asks for ${shown(carnotFraction)} times the most that the second law allows.${numbers}`,
      expected: 'a fraction of Carnot from 0 to 1; thermoelectric modules reach 0.1 to 0.2, good engines 0.5',
    });
  }
}

function* checkMachines(
  plant: PlantDefinition,
  document: TomlDocument,
  table: 'compressor' | 'vacuum_pump',
): Generator<Diagnostic> {
  const machines = table === 'compressor' ? plant.compressors : plant.vacuumPumps;
  for (const [index, machine] of machines.entries()) {
    for (const { path, efficiency, ratio } of efficienciesOf(plant, machine)) {
      if (efficiency <= 1) continue;
      yield tomlDiagnostic(document, [table, index, ...path], {
        id: 'beyond-bound',
        message: `${kindOf(table)} "${machine.id}" asks for ${shown(efficiency)} times the most that the second law allows.${workNumbers(plant, machine, efficiency, ratio)}`,
        expected: 'an isentropic efficiency above 0 and at most 1; good machines reach 0.6 to 0.85',
      });
    }
  }
}

interface StatedEfficiency {
  readonly path: KeyPath;
  readonly efficiency: number;
  /** Pressure ratio to show its work at. */
  readonly ratio: number;
}

function efficienciesOf(plant: PlantDefinition, machine: MachineDefinition): readonly StatedEfficiency[] {
  if (machine.map === null) {
    const from = gasAt(plant, machine.from)?.pressurePa ?? Number.NaN;
    const to = gasAt(plant, machine.to)?.pressurePa ?? Number.NaN;
    const ratio = to > from ? Math.min(to / from, machine.maxPressureRatio) : machine.maxPressureRatio;
    return [{ path: ['isentropic_efficiency'], efficiency: machine.isentropicEfficiency, ratio }];
  }
  return machine.map.map(({ isentropicEfficiency, pressureRatio }, point) => ({
    path: ['map', point, 'isentropic_efficiency'],
    efficiency: isentropicEfficiency,
    ratio: pressureRatio,
  }));
}

function workNumbers(
  plant: PlantDefinition,
  { from }: MachineDefinition,
  efficiency: number,
  ratio: number,
): string {
  const suction = gasAt(plant, from);
  if (suction === null || !(ratio > 1)) return '';
  const moles = molesOf(suction.gas, 1);
  const gamma = heatCapacityRatio(moles, suction.temperatureK);
  const heatCapacity = heatCapacityJPerK(moles, suction.temperatureK) / massKg(moles);
  const leastJPerKg = heatCapacity * suction.temperatureK * (ratio ** ((gamma - 1) / gamma) - 1);
  return (
    ` To bring gas of "${from}" at ${shown(suction.temperatureK)} K to ${shown(ratio)} times its pressure takes ` +
    `at least ${shown(leastJPerKg)} J/kg, and this asks for ${shown(leastJPerKg / efficiency)} J/kg.`
  );
}

function* checkFans(plant: PlantDefinition, document: TomlDocument): Generator<Diagnostic> {
  for (const [index, { id, efficiency, ...curve }] of plant.fans.entries()) {
    if (efficiency <= 1) continue;
    const flowM3PerS = curve.freeVolumeFlowM3PerS / Math.sqrt(3);
    const risePa = (2 / 3) * curve.shutOffPressurePa;
    const leastW = flowM3PerS * risePa;
    yield tomlDiagnostic(document, ['fan', index, 'efficiency'], {
      id: 'beyond-bound',
      message:
        `Fan "${id}" asks for ${shown(efficiency)} times the most that conservation of energy allows. Moving ` +
        `${shown(flowM3PerS)} m^3/s against ${shown(risePa)} Pa takes at least ${shown(leastW)} W, and this ` +
        `asks for ${shown(leastW / efficiency)} W.`,
      expected: 'an efficiency above 0 and at most 1; good fans reach 0.5 to 0.85',
    });
  }
}

function* checkPools(plant: PlantDefinition, document: TomlDocument): Generator<Diagnostic> {
  for (const [index, { id, into, busyPowerW, operationsPerS }] of plant.computePools.entries()) {
    const gasK = gasAt(plant, into)?.temperatureK ?? Number.NaN;
    const leastJ = landauerJ(gasK);
    const askedJ = busyPowerW / operationsPerS;
    if (!(askedJ < leastJ)) continue;
    const factor = askedJ > 0 ? `, ${shown(leastJ / askedJ)} times as much` : '';
    yield tomlDiagnostic(document, ['compute_pool', index, 'operations_per_second'], {
      id: 'beyond-bound',
      message:
        `Compute pool "${id}" asks for ${shown(askedJ)} J per operation (busy_power / operations_per_second). ` +
        `An irreversible operation at ${shown(gasK)} K costs at least k T ln 2 = ${shown(leastJ)} J${factor} (Landauer).`,
      expected: `at most ${shown(busyPowerW / leastJ)} operations per second and slot at ${shown(busyPowerW)} W`,
      remedy:
        'ask for fewer operations, or give a slot more power; processors of today take 1e5 times the bound and more',
    });
  }
}

function* checkPistons(plant: PlantDefinition, document: TomlDocument): Generator<Diagnostic> {
  for (const [index, { id, chamber, sweptVolumeM3 }] of plant.pistons.entries()) {
    const volumeM3 = plant.chambers.find((candidate) => candidate.id === chamber)?.volumeM3;
    if (volumeM3 === undefined || sweptVolumeM3 < 2 * volumeM3) continue;
    yield tomlDiagnostic(document, ['piston', index, 'swept_volume'], {
      id: 'beyond-bound',
      message: `Piston "${id}" takes half of ${shown(sweptVolumeM3)} m^3 away from "${chamber}", which has only ${shown(volumeM3)} m^3.`,
      expected: `a swept volume below ${shown(2 * volumeM3)} m^3, twice the volume of the chamber`,
    });
  }
}
