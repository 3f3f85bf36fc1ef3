/**
 * Compressors and vacuum pumps: machines of positive displacement, 1 suction, 2 discharge, r = p₂/p₁.
 *
 *   ṁ = ρ₁ V f n · e(r)                     swept volume V, full rotational frequency f, speed n in 0 … 1
 *   w = Δh_s/η(r),  P = ṁ w                 Δh_s of the isentropic path from (T₁, p₁) to p₂
 *
 * with delivery e and efficiency η from machine-map.ts and Δh_s of the plant's equation of state. The machine is
 * adiabatic: all its work leaves with the gas. No gas comes back through it. Where the pressure falls on the way
 * (r < 1) the gas is let through at the displacement and throttled, without work. No clearance losses other than
 * those of its map. Source: Moran and Shapiro, "Fundamentals of Engineering Thermodynamics", sections 6.12 and 12.5.
 * Checked by test/physics/machine.test.ts.
 */
import type { MachineMap } from '../laws/machine-map.ts';
import { deliveryAt, efficiencyAt, machineMap, uniformMachineMap } from '../laws/machine-map.ts';
import { ENERGY, ROW } from '../layout.ts';
import type { MachineDefinition } from '../plant-definition.ts';
import type { PlantState } from '../plant-state.ts';
import type { ElementModel, PointSpec } from './element.ts';
import { inputPoint, isRatio } from './input.ts';
import { ids } from './orifices.ts';
import type { ElementKind } from './placement.ts';
import { placement } from './placement.ts';

interface MachineModel extends ElementModel {
  readonly state: PlantState;
  readonly streams: readonly number[];
  readonly shafts: readonly number[];
  readonly speed: Float64Array;
}

/** Compressors and vacuum pumps. */
export const machines: ElementKind = {
  place(site) {
    const definitions = [...site.definition.compressors, ...site.definition.vacuumPumps];
    const streams = definitions.map(({ id, from, to }) => site.stream(id, site.node(from), site.node(to)));
    const shafts = definitions.map(({ id }) => site.shaft(id));
    const maps = definitions.map(mapOf);
    return placement<MachineModel>(ids(definitions), POINTS, (state) => {
      const speed = Float64Array.from(definitions, (machine) => machine.speed);
      return {
        state,
        streams,
        shafts,
        speed,
        respond() {
          definitions.forEach(({ displacementM3, frequencyHz }, m) => {
            const volumeFlow = displacementM3 * frequencyHz * (speed[m] as number);
            run(
              state,
              { stream: streams[m] ?? -1, shaft: shafts[m] ?? -1 },
              maps[m] as MachineMap,
              volumeFlow,
            );
          });
        },
      };
    });
  },
};

const POINTS: readonly PointSpec<MachineModel>[] = [
  {
    suffix: 'mass_flow',
    dimension: 'mass flow',
    read: ({ state, streams }, m) => state.memory.streams.massFlowKgPerS[streams[m] ?? -1] ?? Number.NaN,
  },
  {
    suffix: 'power',
    dimension: 'power',
    read: ({ state, shafts }, m) => state.shaftW[shafts[m] ?? -1] ?? Number.NaN,
  },
  {
    suffix: 'discharge_temperature',
    dimension: 'temperature',
    read: ({ state, streams }, m) => dischargeK(state, streams[m] ?? -1),
  },
  inputPoint({ suffix: 'speed', dimension: 'ratio' }, ({ speed }) => speed, isRatio),
];

function mapOf({ map, isentropicEfficiency, maxPressureRatio }: MachineDefinition): MachineMap {
  return map === null
    ? uniformMachineMap(isentropicEfficiency, maxPressureRatio)
    : machineMap(map, maxPressureRatio);
}

function run(
  state: PlantState,
  ports: { readonly stream: number; readonly shaft: number },
  map: MachineMap,
  volumeFlowM3PerS: number,
): void {
  const { streams, nodes } = state.memory;
  const up = streams.from[ports.stream] as number;
  const down = streams.to[ports.stream] as number;
  const suctionPa = nodes.pressurePa[up] as number;
  const dischargePa = nodes.pressurePa[down] as number;
  const ratio = dischargePa / suctionPa;
  const massFlow = densityKgPerM3(state, up) * volumeFlowM3PerS * deliveryAt(map, ratio);
  let workW = 0;
  if (massFlow > 0 && ratio > 1) {
    const temperatureK = nodes.temperatureK[up] as number;
    const isentropic = state.gas.isentropicEnthalpyJPerKg(
      nodes.perKg,
      up * ROW,
      temperatureK,
      suctionPa,
      dischargePa,
    );
    // Of pressures that differ by their rounding the rise may be less than nothing by its own.
    workW = (massFlow * Math.max(isentropic, 0)) / efficiencyAt(map, ratio);
  }
  streams.massFlowKgPerS[ports.stream] = massFlow;
  streams.addedW[ports.stream] = workW;
  state.shaftW[ports.shaft] = workW;
}

/** Of the gas at a node: (√(p ρ))²/p. */
export function densityKgPerM3({ memory }: PlantState, node: number): number {
  const flux = memory.nodes.massFlux[node] as number;
  return (flux * flux) / (memory.nodes.pressurePa[node] as number);
}

/**
 * Temperature with which a stream arrives, K: throttled to the pressure there, with energy added on the way.
 *
 * @param addedW what has been added; all of it unless stated
 */
export function dischargeK({ memory, gas, network }: PlantState, stream: number, addedW?: number): number {
  const { streams, nodes } = memory;
  const massFlow = streams.massFlowKgPerS[stream] as number;
  const up = (massFlow >= 0 ? streams.from[stream] : streams.to[stream]) as number;
  const down = (massFlow >= 0 ? streams.to[stream] : streams.from[stream]) as number;
  const temperatureK = nodes.temperatureK[up] as number;
  const power = addedW ?? (streams.addedW[stream] as number);
  const isIdeal = network.definition.fluid.equationOfState === 'ideal';
  if (massFlow === 0 || (power === 0 && isIdeal)) return temperatureK;
  const enthalpyJPerKg = (nodes.perKg[up * ROW + ENERGY] as number) + power / Math.abs(massFlow);
  const out = { temperatureK, entropyJPerKgK: 0 };
  gas.throttled(out, nodes.perKg, up * ROW, enthalpyJPerKg, nodes.pressurePa[down] as number);
  return out.temperatureK;
}
