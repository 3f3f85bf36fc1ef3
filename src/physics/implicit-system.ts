/** The linear systems of an implicit step over a plant's network, and the arrays that they are made from. */
import { ENERGY, ROW, WALL } from './layout.ts';
import type { PlantState } from './plant-state.ts';
import type { SparseSystem } from './solver/sparse-lu.ts';
import { sparseSystem } from './solver/sparse-lu.ts';
import { analyse } from './solver/sparse-pattern.ts';
import { SPECIES } from './species.ts';
import { bookPowers } from './transfers.ts';

export interface ImplicitSystem {
  /** One matrix after the other: of pressures, then of what streams carry. */
  readonly matrix: SparseSystem;
  /** Of each stream its edge in the matrix, or −1 when an end is no chamber. */
  readonly edges: Int32Array;
  readonly chambers: ChamberTerms;
  readonly orifices: OrificeTerms;
  /** The species that can be in a chamber. */
  readonly species: readonly number[];
  /** One right-hand side and solution by chamber. */
  readonly unknown: Float64Array;
  /** Right-hand side of pressures without what arrives at other temperatures. */
  readonly base: Float64Array;
}

/** Of each chamber at the start of the step. */
export interface ChamberTerms {
  readonly massKg: Float64Array;
  /** 1: some of its water is condensed; its gas then leaves as it was at the start, and its wall is explicit. */
  readonly isWet: Uint8Array;
  /** Power into the gas that is taken as it is at the start, W. */
  readonly powerW: Float64Array;
  /** To the wall as it will be: conductance, W/K, and temperature that it tends to without the gas, K. */
  readonly wallWPerK: Float64Array;
  readonly wallK: Float64Array;
  /** Wall energy at the start, J. */
  readonly wallJ: Float64Array;
  /** At the end of the step. */
  readonly pressurePa: Float64Array;
  readonly endMassKg: Float64Array;
  /** W = h K/(n cv), see implicit-flow.ts. */
  readonly wallShare: Float64Array;
  readonly molPerKg: Float64Array;
  /** dh/dT and h − T dh/dT of the gas at the end, at the temperature of the start. */
  readonly capacityJPerKgK: Float64Array;
  readonly datumJPerKg: Float64Array;
}

/** ṁ = g Δp + σ p_up, see flow-tangent.ts. */
export interface OrificeTerms {
  readonly slope: Float64Array;
  readonly share: Float64Array;
  /** Node upstream, by the pressures at the start. */
  readonly up: Int32Array;
  readonly down: Int32Array;
}

export function implicitSystem({ network, memory }: PlantState): ImplicitSystem {
  const { chamberCount } = network;
  const { from, to } = memory.streams;
  const isInner = (_: number, s: number): boolean =>
    s < memory.size.streams && (from[s] as number) < chamberCount && (to[s] as number) < chamberCount;
  const pattern = analyse(chamberCount, from.filter(isInner), to.filter(isInner));
  let edge = 0;
  const perChamber = (): Float64Array => new Float64Array(chamberCount);
  const { orifices } = memory.size;
  return {
    matrix: sparseSystem(pattern),
    edges: from.slice(0, memory.size.streams).map((_, s) => (isInner(0, s) ? edge++ : -1)),
    chambers: {
      massKg: perChamber(),
      isWet: new Uint8Array(chamberCount),
      powerW: perChamber(),
      wallWPerK: perChamber(),
      wallK: perChamber(),
      wallJ: perChamber(),
      pressurePa: perChamber(),
      endMassKg: perChamber(),
      wallShare: perChamber(),
      molPerKg: perChamber(),
      capacityJPerKgK: perChamber(),
      datumJPerKg: perChamber(),
    },
    orifices: {
      slope: new Float64Array(orifices),
      share: new Float64Array(orifices),
      up: new Int32Array(orifices),
      down: new Int32Array(orifices),
    },
    species: network.species.map((name) => SPECIES.indexOf(name)),
    unknown: perChamber(),
    base: perChamber(),
  };
}

/** Begins a matrix without entries. */
export function clearMatrix({ matrix }: ImplicitSystem): void {
  matrix.excess.fill(0);
  matrix.coupling.fill(0);
}

/** Adds to what ties chamber `node` to the other end of a stream; to its excess when that end is no chamber. */
export function addTie(
  system: ImplicitSystem,
  stream: number,
  node: number,
  by: number,
  isFrom: boolean,
): void {
  const { matrix, edges } = system;
  const edge = edges[stream] as number;
  if (edge < 0) {
    matrix.excess[node] = (matrix.excess[node] as number) + by;
    return;
  }
  const { forward, backward } = matrix.pattern;
  const place = (isFrom ? forward[edge] : backward[edge]) as number;
  matrix.coupling[place] = (matrix.coupling[place] as number) + by;
}

/** What the step starts from; `scratch` is a vector of the plant's memory. */
export function loadChambers(
  { chambers }: ImplicitSystem,
  state: PlantState,
  vector: Float64Array,
  scratch: Float64Array,
  h: number,
): void {
  const { memory, network, wet } = state;
  const { nodes } = memory;
  const properties = memory.chambers;
  const ambientK = nodes.temperatureK[network.ambientNode] as number;
  scratch.fill(0);
  bookPowers(state, scratch);
  for (const model of state.models) model.addRates?.(scratch);
  for (let c = 0; c < network.chamberCount; c++) {
    const flux = nodes.massFlux[c] as number;
    chambers.massKg[c] =
      ((flux * flux) / (nodes.pressurePa[c] as number)) * (properties.volumeM3[c] as number);
    chambers.isWet[c] = (wet.liquidMol[c] as number) + (wet.iceMol[c] as number) > 0 ? 1 : 0;
    const gasWPerK = properties.gasConductanceWPerK[c] as number;
    const outerWPerK = properties.ambientConductanceWPerK[c] as number;
    const capacity = properties.wallCapacityJPerK[c] as number;
    const wallJ = vector[c * ROW + WALL] as number;
    const held = capacity + h * outerWPerK;
    chambers.wallJ[c] = wallJ;
    chambers.wallK[c] = (wallJ + h * outerWPerK * ambientK) / held;
    chambers.wallWPerK[c] = (gasWPerK * held) / (held + h * gasWPerK);
    chambers.powerW[c] = (scratch[c * ROW + ENERGY] as number) + (properties.heatInputW[c] as number);
  }
}
