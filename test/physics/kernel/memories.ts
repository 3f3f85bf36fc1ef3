/** The same plant in two memories, one for each kernel, filled from plain data: no network, so that any state may stand. */
import type { Kernel } from '../../../src/physics/kernel/kernel.ts';
import { plainKernel, setExponent } from '../../../src/physics/kernel/plain-kernel.ts';
import type { SharedWork } from '../../../src/physics/kernel/wasm-kernel.ts';
import { wasmKernel } from '../../../src/physics/kernel/wasm-kernel.ts';
import type { MemorySize, PlantMemory } from '../../../src/physics/layout.ts';
import { chamberSlots, ENERGY, layOut, ROW, WALL } from '../../../src/physics/layout.ts';
import { enthalpyOverR, FIT_SIZE, fitsAt, fitTable } from '../../../src/physics/nasa7.ts';
import { MOLAR_GAS_CONSTANT, SPECIES } from '../../../src/physics/species.ts';

export interface ChamberData {
  readonly amountsMol: readonly number[];
  readonly temperatureK: number;
  /** From which the search for the temperature starts. */
  readonly guessK: number;
  readonly volumeM3: number;
  readonly wallK: number;
  readonly wallCapacityJPerK: number;
  readonly gasConductanceWPerK: number;
  readonly ambientConductanceWPerK: number;
  readonly heatInputW: number;
}

/** A node as TypeScript sets it: a boundary, or a chamber whose properties are given. */
export interface NodeData {
  readonly pressurePa: number;
  readonly gamma: number;
  readonly massFlux: number;
  readonly perKg: readonly number[];
}

export interface OrificeData {
  /** Nodes by number, chambers first, then boundaries. */
  readonly from: number;
  readonly to: number;
  readonly openAreaM2: number;
  readonly law: number;
  readonly parameter: number;
  readonly laminarDrop: number;
  readonly check: boolean;
}

export interface PlantData {
  readonly chambers: readonly ChamberData[];
  readonly boundaries: readonly NodeData[];
  readonly orifices: readonly OrificeData[];
}

/** Streams behind the orifices that are none, and own variables of elements. */
const FURTHER_STREAMS = 2;
const EXTRAS = 3;
/** What no kernel has any business to change. */
export const SENTINEL = 12345.5;

export interface Kernels {
  readonly plain: Kernel;
  readonly wasm: Kernel;
}

export function bothKernels(data: PlantData): Kernels {
  const plain = plainKernel(layOut(sizeOf(data), (bytes) => ({ buffer: new ArrayBuffer(bytes), offset: 0 })));
  fill(plain.memory, data);
  return { plain, wasm: wasmKernelOf(data) };
}

export function wasmKernelOf(data: PlantData, shared: SharedWork | null = null): Kernel {
  const fast = wasmKernel(sizeOf(data), shared);
  if (fast === null) throw new Error('this machine has no WebAssembly vectors, and the tests need them');
  fill(fast.memory, data);
  return fast.kernel;
}

function sizeOf(data: PlantData): MemorySize {
  return {
    chambers: data.chambers.length,
    nodes: chamberSlots(data.chambers.length) + data.boundaries.length,
    orifices: data.orifices.length,
    streams: data.orifices.length + FURTHER_STREAMS,
    extras: EXTRAS,
  };
}

export function nodeOf({ chambers }: PlantData, number: number): number {
  return number < chambers.length ? number : number - chambers.length + chamberSlots(chambers.length);
}

function fill(memory: PlantMemory, data: PlantData): void {
  memory.state.fill(SENTINEL, chamberSlots(data.chambers.length) * ROW);
  data.chambers.forEach((chamber, c) => {
    fillChamber(memory, chamber, c);
  });
  data.boundaries.forEach((boundary, b) => {
    fillNode(memory, chamberSlots(data.chambers.length) + b, boundary);
  });
  memory.streams.massFlowKgPerS.fill(SENTINEL);
  data.orifices.forEach((orifice, v) => {
    memory.streams.from[v] = nodeOf(data, orifice.from);
    memory.streams.to[v] = nodeOf(data, orifice.to);
    memory.orifices.openAreaM2[v] = orifice.openAreaM2;
    memory.orifices.law[v] = orifice.law;
    memory.orifices.parameter[v] = orifice.parameter;
    memory.orifices.laminarDrop[v] = orifice.laminarDrop;
    memory.orifices.check[v] = orifice.check ? 1 : 0;
  });
}

function fillChamber(memory: PlantMemory, chamber: ChamberData, c: number): void {
  const { state, nodes, chambers } = memory;
  state.set(chamber.amountsMol, c * ROW);
  state[c * ROW + ENERGY] = energyJ(chamber.amountsMol, chamber.temperatureK);
  state[c * ROW + WALL] = chamber.wallK * chamber.wallCapacityJPerK;
  nodes.temperatureK[c] = chamber.guessK;
  chambers.volumeM3[c] = chamber.volumeM3;
  chambers.heatInputW[c] = chamber.heatInputW;
  chambers.gasConductanceWPerK[c] = chamber.gasConductanceWPerK;
  chambers.ambientConductanceWPerK[c] = chamber.ambientConductanceWPerK;
  chambers.wallCapacityJPerK[c] = chamber.wallCapacityJPerK;
}

export function fillNode(memory: PlantMemory, node: number, data: NodeData): void {
  memory.nodes.pressurePa[node] = data.pressurePa;
  memory.nodes.massFlux[node] = data.massFlux;
  memory.nodes.perKg.set(data.perKg, node * ROW);
  setExponent(memory, node, data.gamma);
}

/** Internal energy of an ideal-gas mixture, J. */
export function energyJ(amountsMol: readonly number[], temperatureK: number): number {
  const fits = fitsAt(fitTable(SPECIES), temperatureK);
  return amountsMol.reduce(
    (sum, amountMol, k) =>
      sum + amountMol * MOLAR_GAS_CONSTANT * (enthalpyOverR(fits, k * FIT_SIZE, temperatureK) - temperatureK),
    0,
  );
}
