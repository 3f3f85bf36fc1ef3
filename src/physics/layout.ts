/**
 * Where everything that the inner loop touches lies in memory: flat arrays in one buffer, so that one kernel may be
 * TypeScript and another WebAssembly over the same bytes.
 *
 * A *row* is eight numbers. In a state vector the row of a chamber holds the amounts of the six species (mol, in the
 * order of `SPECIES`), the internal energy (J) and the energy of its lumped wall (J, zero at 0 K); in a rate vector,
 * their time derivatives. Behind the rows come the own state variables of elements. In `perKg` the row of a node
 * holds the amounts in a kilogram of its gas (mol/kg), its enthalpy (J/kg), and zero.
 *
 * Nodes are the places that streams join: chambers first, then a spare one when their number is odd (the kernels
 * work on pairs), then boundaries with the ambient last, then the sources behind injectors.
 */
export const ROW = 8;
export const SPECIES_COUNT = 6;
/** In a row: internal energy, or enthalpy per kilogram. */
export const ENERGY = 6;
/** In a row of a state vector: the energy of the wall. */
export const WALL = 7;

export interface MemorySize {
  readonly chambers: number;
  /** Chambers with the spare one, boundaries, injectors. */
  readonly nodes: number;
  readonly orifices: number;
  readonly streams: number;
  /** Own state variables of elements. */
  readonly extras: number;
}

export interface PlantMemory {
  readonly buffer: ArrayBufferLike;
  readonly size: MemorySize;
  /** Amounts, energies and own variables at the end of the last accepted substep. */
  readonly state: Float64Array;
  /** Scratch of the integrator, as long as the state. */
  readonly scratch: readonly Float64Array[];
  readonly nodes: NodeArrays;
  readonly chambers: ChamberArrays;
  readonly orifices: OrificeArrays;
  readonly streams: StreamArrays;
}

/** Intensive properties of every node. */
export interface NodeArrays {
  readonly temperatureK: Float64Array;
  readonly pressurePa: Float64Array;
  /** (γ − 1)/γ of the isentropic exponent that its outflow follows. */
  readonly kappa: Float64Array;
  /** 2/(γ + 1): T/T₀ in a sonic throat. */
  readonly sonic: Float64Array;
  /** φ of the choked nozzle, see flow.ts. */
  readonly choked: Float64Array;
  /** √(p ρ), kg/(m²·s); p/√(Rₛ T) of an ideal gas. */
  readonly massFlux: Float64Array;
  readonly perKg: Float64Array;
}

export interface ChamberArrays {
  readonly volumeM3: Float64Array;
  /** Heat loads in the gas, W. */
  readonly heatInputW: Float64Array;
  /** Of the lumped wall; conductances are 0 and the capacity is 1 where there is none. */
  readonly gasConductanceWPerK: Float64Array;
  readonly ambientConductanceWPerK: Float64Array;
  readonly wallCapacityJPerK: Float64Array;
  /** Scratch: what orifices add up to in Kernel.couplingPerS. */
  readonly coupling: Float64Array;
}

/** The streams that pressure drives through an opening; they come first of all streams. */
export interface OrificeArrays {
  /** Of the flow law, m². */
  readonly areaM2: Float64Array;
  /** Times opening. */
  readonly openAreaM2: Float64Array;
  /** Critical ratio b or xT; 0 for the nozzle. */
  readonly parameter: Float64Array;
  readonly laminarDrop: Float64Array;
  readonly law: Int32Array;
  /** 1: no reverse flow. */
  readonly check: Int32Array;
}

export interface StreamArrays {
  /** Nodes; positive mass flow runs from `from` to `to`. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** kg/s. */
  readonly massFlowKgPerS: Float64Array;
  /** Energy that the gas gains on its way, W: shaft work, or heat from another stream. */
  readonly addedW: Float64Array;
}

/** Chambers with the spare one that fills up the last pair. */
export function chamberSlots(chambers: number): number {
  return chambers + (chambers % 2);
}

/** Vectors of the integrator beside the state. */
const SCRATCH_VECTORS = 5;
/** Every array starts at a multiple of this, bytes: two numbers, as kernels load them. */
const ALIGNMENT = 16;

/** Numbers in a vector: rows, then own variables up to an even count. */
export function vectorLength({ chambers, extras }: MemorySize): number {
  return chamberSlots(chambers) * ROW + extras + (extras % 2);
}

/** Lays the arrays of a plant out in a buffer that `allocate` gives, from a byte offset in it; all are zero. */
export function layOut(
  size: MemorySize,
  allocate: (bytes: number) => { readonly buffer: ArrayBufferLike; readonly offset: number },
): PlantMemory {
  const lengths = arrayLengths(size);
  const { buffer, offset } = allocate(
    lengths.floats.concat(lengths.integers).reduce((sum, length) => sum + aligned(length * 8), 0),
  );
  let at = offset;
  const take = (bytes: number): number => {
    const from = at;
    at += aligned(bytes);
    return from;
  };
  const floats = lengths.floats.map((length) => new Float64Array(buffer, take(length * 8), length));
  const integers = lengths.integers.map((length) => new Int32Array(buffer, take(length * 4), length));
  return named(size, buffer, floats, integers);
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

/** Kernels work on pairs of orifices too: an odd one has a spare beside it that never flows. */
function arrayLengths(size: MemorySize): { floats: number[]; integers: number[] } {
  const { nodes } = size;
  const slots = chamberSlots(size.chambers);
  const orifices = size.orifices + (size.orifices % 2);
  const vectors = Array.from({ length: 1 + SCRATCH_VECTORS }, () => vectorLength(size));
  const perNode = [nodes, nodes, nodes, nodes, nodes, nodes, nodes * ROW];
  const perChamber = [slots, slots, slots, slots, slots, slots];
  const perOrifice = [orifices, orifices, orifices, orifices];
  const streams = Math.max(size.streams, orifices);
  return {
    floats: [...vectors, ...perNode, ...perChamber, ...perOrifice, streams, streams],
    integers: [orifices, orifices, streams, streams],
  };
}

function named(
  size: MemorySize,
  buffer: ArrayBufferLike,
  floats: readonly Float64Array[],
  integers: readonly Int32Array[],
): PlantMemory {
  const rest = [...floats];
  const whole = [...integers];
  const next = (): Float64Array => rest.shift() ?? new Float64Array();
  const nextWhole = (): Int32Array => whole.shift() ?? new Int32Array();
  return {
    buffer,
    size,
    state: next(),
    scratch: Array.from({ length: SCRATCH_VECTORS }, next),
    nodes: {
      temperatureK: next(),
      pressurePa: next(),
      kappa: next(),
      sonic: next(),
      choked: next(),
      massFlux: next(),
      perKg: next(),
    },
    chambers: {
      volumeM3: next(),
      heatInputW: next(),
      gasConductanceWPerK: next(),
      ambientConductanceWPerK: next(),
      wallCapacityJPerK: next(),
      coupling: next(),
    },
    orifices: {
      areaM2: next(),
      openAreaM2: next(),
      parameter: next(),
      laminarDrop: next(),
      law: nextWhole(),
      check: nextWhole(),
    },
    streams: { massFlowKgPerS: next(), addedW: next(), from: nextWhole(), to: nextWhole() },
  };
}
