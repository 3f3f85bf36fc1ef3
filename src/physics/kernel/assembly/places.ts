/**
 * Where the arrays of layout.ts lie, byte offsets in the one memory. TypeScript sets the variables once, after it has
 * laid the plant out, and fills the tables: numbers live in species.ts and kernel-tables.ts alone.
 */
export let chamberCount: i32 = 0;
export let orificeCount: i32 = 0;
/** Of a whole vector: rows, then own variables of elements. */
export let vectorBytes: usize = 0;
export let state: usize = 0;

export let temperatureK: usize = 0;
export let pressurePa: usize = 0;
export let kappa: usize = 0;
export let sonic: usize = 0;
export let choked: usize = 0;
export let massFlux: usize = 0;
export let perKg: usize = 0;

export let volumeM3: usize = 0;
export let heatInputW: usize = 0;
export let gasConductanceWPerK: usize = 0;
export let ambientConductanceWPerK: usize = 0;
export let wallCapacityJPerK: usize = 0;

export let openAreaM2: usize = 0;
export let parameter: usize = 0;
export let laminarDrop: usize = 0;
export let law: usize = 0;
export let check: usize = 0;

export let fromNode: usize = 0;
export let toNode: usize = 0;
export let massFlowKgPerS: usize = 0;

/** Bytes of a row, and of its parts. */
export const ROW: usize = 64;
export const ENERGY: usize = 48;
export const WALL: usize = 56;

/** NASA-7 fits of the six species, seven numbers each, below and from 1000 K on. */
export const LOW_FITS: usize = memory.data(6 * 7 * 8, 16);
export const HIGH_FITS: usize = memory.data(6 * 7 * 8, 16);
export const MOLAR_MASSES: usize = memory.data(6 * 8, 16);
/** Coefficients of the polynomials of kernel-tables.ts, from the lowest power up. */
export const CHOKED_TERMS: usize = memory.data(12 * 8, 16);
export const LOGARITHM_TERMS: usize = memory.data(10 * 8, 16);
export const EXPONENTIAL_TERMS: usize = memory.data(9 * 8, 16);

/** J/(mol·K). */
export const GAS_CONSTANT: usize = memory.data(8, 16);


/** Where the plant may begin: behind all of these. */
export const PLANT: usize = __heap_base;
