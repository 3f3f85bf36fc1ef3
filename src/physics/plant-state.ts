/** The mutable truth of a plant: its memory, the properties that follow from it, and what its elements do. */
import type { ElementModel } from './elements/element.ts';
import type { ChamberGas, GasModel } from './gas-model/chamber-gas.ts';
import { chamberGas } from './gas-model/chamber-gas.ts';
import { gasModel } from './gas-model/gas-model.ts';
import { invariant } from './invariant.ts';
import type { Helpers } from './kernel/helpers.ts';
import type { Kernel } from './kernel/kernel.ts';
import { plainKernel, setExponent } from './kernel/plain-kernel.ts';
import { wasmKernel } from './kernel/wasm-kernel.ts';
import type { PlantMemory } from './layout.ts';
import { chamberSlots, ENERGY, layOut, ROW, SPECIES_COUNT, WALL } from './layout.ts';
import type { Network, WiredPlant } from './network.ts';
import { plainWall } from './plain-wall.ts';
import type { PlantDefinition } from './plant-definition.ts';
import type { Composition } from './species.ts';

export interface PlantState {
  readonly network: Network;
  readonly memory: PlantMemory;
  readonly kernel: Kernel;
  /** In the order of the kinds of elements; bound to the state once it is there. */
  readonly models: ElementModel[];
  readonly gas: GasModel;
  /** What comes in by force is gas on its way, and condenses where it arrives. */
  readonly injectedGas: GasModel;
  /** Of the fluid that the kernel does not know: condensed water and real-gas properties, by chamber. */
  readonly wet: WetChambers;
  readonly links: LinkState;
  readonly solidK: Float64Array;
  /** Shaft work that comes in, W, by shaft. */
  readonly shaftW: Float64Array;
  readonly scratchGas: ChamberGas;
  /** The vector that properties and flows belong to. */
  readonly evaluated: { vector: Float64Array };
}

/** Water of every chamber that is no vapour. */
export interface WetChambers {
  readonly liquidMol: Float64Array;
  readonly iceMol: Float64Array;
}

/** Heat flow of every link: what its one end loses and its other end gains, W. */
export interface LinkState {
  readonly takenW: Float64Array;
  readonly givenW: Float64Array;
}

/** `plain`: TypeScript, with which the others are compared. */
export type KernelChoice = 'fastest' | 'plain';

/** Real gas goes through the gas model, of which only the plain kernel leaves its exponents alone. */
function kernelFor(
  { definition, network: { memorySize }, streams }: WiredPlant,
  choice: KernelChoice,
  helpers: Helpers | null,
): Pick<PlantState, 'memory' | 'kernel'> {
  const isIdeal = definition.fluid.equationOfState === 'ideal';
  const ends = { from: streams.map(({ from }) => from), to: streams.map(({ to }) => to) };
  const shared = helpers === null ? null : { helpers, ends };
  const fast = choice === 'fastest' && isIdeal ? wasmKernel(memorySize, shared) : null;
  if (fast !== null) return fast;
  const memory = layOut(memorySize, (bytes) => ({ buffer: new ArrayBuffer(bytes), offset: 0 }));
  return { memory, kernel: plainKernel(memory) };
}

/** State at the start, as the definition says; properties follow with the first evaluation. */
export function initialState(
  compiled: WiredPlant,
  choice: KernelChoice,
  helpers: Helpers | null,
): PlantState {
  const { definition, network } = compiled;
  const { memory, kernel } = kernelFor(compiled, choice, helpers);
  const state: PlantState = {
    network,
    memory,
    kernel,
    models: [],
    gas: gasModel(definition.fluid),
    injectedGas: gasModel({ ...definition.fluid, condensation: false }),
    wet: {
      liquidMol: new Float64Array(network.chamberCount),
      iceMol: new Float64Array(network.chamberCount),
    },
    links: {
      takenW: new Float64Array(network.links.length),
      givenW: new Float64Array(network.links.length),
    },
    solidK: new Float64Array(network.solids.length),
    shaftW: new Float64Array(network.shafts.length),
    scratchGas: chamberGas(),
    evaluated: { vector: memory.state },
  };
  placeStreams(compiled, memory);
  fillChambers(definition, state);
  network.boundaries.forEach((boundary, b) => {
    const isGas = setSource(state, network.firstBoundary + b, boundary);
    invariant(isGas, `${boundary.id} holds gas`);
  });
  network.sources.forEach((source, i) => {
    const pressurePa = definition.chambers[source.chamber]?.pressurePa ?? Number.NaN;
    const isGas = setSource(state, network.firstBoundary + network.boundaries.length + i, {
      ...source,
      pressurePa,
    });
    invariant(isGas, `${source.id} injects gas`);
  });
  memory.state.set(
    network.extras.map(({ initial }) => initial),
    chamberSlots(network.chamberCount) * ROW,
  );
  return state;
}

function placeStreams(compiled: WiredPlant, { streams, orifices }: PlantMemory): void {
  compiled.streams.forEach(({ from, to }, s) => {
    streams.from[s] = from;
    streams.to[s] = to;
  });
  compiled.orifices.forEach((element, v) => {
    orifices.areaM2[v] = element.areaM2;
    orifices.parameter[v] = element.parameter;
    orifices.laminarDrop[v] = element.laminarDrop;
    orifices.law[v] = element.law;
  });
}

function fillChambers(definition: PlantDefinition, state: PlantState): void {
  const { chambers, nodes, state: vector } = state.memory;
  chambers.wallCapacityJPerK.fill(1);
  definition.chambers.forEach((chamber, c) => {
    const base = c * ROW;
    const { volumeM3, temperatureK, wall } = chamber;
    const energyJ = state.gas.fill(vector, base, chamber);
    invariant(energyJ !== null, `${chamber.id} holds gas`);
    vector[base + ENERGY] = energyJ;
    chambers.volumeM3[c] = volumeM3;
    nodes.temperatureK[c] = temperatureK;
    const lump = wall === null ? null : plainWall(wall);
    if (lump === null) return;
    chambers.wallCapacityJPerK[c] = lump.heatCapacityJPerK;
    chambers.gasConductanceWPerK[c] = lump.gasWPerK;
    chambers.ambientConductanceWPerK[c] = lump.ambientWPerK;
    vector[base + WALL] = lump.heatCapacityJPerK * lump.temperatureK;
  });
}

/** Pressure, temperature and gas of a boundary's or injector's node; false, and nothing set, when there is no such gas. */
export function setSource(
  state: PlantState,
  node: number,
  source: { readonly pressurePa: number; readonly temperatureK: number; readonly gas: Composition },
): boolean {
  const { memory, network, scratchGas } = state;
  const isInjected = node >= network.firstBoundary + network.boundaries.length;
  const gas = isInjected ? state.injectedGas : state.gas;
  if (!gas.source(scratchGas, source)) return false;
  copyGas(memory, node, scratchGas);
  memory.nodes.pressurePa[node] = source.pressurePa;
  memory.nodes.temperatureK[node] = source.temperatureK;
  return true;
}

/** Injected gas stands at the pressure of its chamber, so that nothing is throttled. */
export function levelSources({ memory, network }: PlantState): void {
  const { pressurePa } = memory.nodes;
  const first = network.firstBoundary + network.boundaries.length;
  for (let i = 0; i < network.sources.length; i++) {
    const { chamber } = network.sources[i] as (typeof network.sources)[number];
    pressurePa[first + i] = pressurePa[chamber] as number;
  }
}

/** Properties of a node from those of its gas. */
export function copyGas(memory: PlantMemory, node: number, gas: ChamberGas): void {
  const { nodes } = memory;
  nodes.temperatureK[node] = gas.temperatureK;
  nodes.pressurePa[node] = gas.pressurePa;
  nodes.massFlux[node] = gas.massFluxScale;
  setExponent(memory, node, gas.exponent);
  for (let k = 0; k < SPECIES_COUNT; k++) nodes.perKg[node * ROW + k] = gas.amountMolPerKg[k] as number;
  nodes.perKg[node * ROW + ENERGY] = gas.enthalpyJPerKg;
}

/** Solves a chamber by the gas model into the scratch gas; false when there is no such state. */
export function solveChamber(
  { memory, gas, scratchGas }: PlantState,
  vector: Float64Array,
  c: number,
): boolean {
  const base = c * ROW;
  scratchGas.temperatureK = memory.nodes.temperatureK[c] as number;
  const volumeM3 = memory.chambers.volumeM3[c] as number;
  return gas.solve(scratchGas, vector, base, vector[base + ENERGY] as number, volumeM3);
}
