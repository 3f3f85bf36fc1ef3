/**
 * Where the arrays of layout.ts lie, byte offsets in the one memory. TypeScript sets the variables once, after it has
 * laid the plant out, and fills the tables: numbers live in species.ts and kernel-tables.ts alone.
 */
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
export let coupling: usize = 0;

export let openAreaM2: usize = 0;
export let parameter: usize = 0;
export let laminarDrop: usize = 0;
export let law: usize = 0;
export let check: usize = 0;

export let fromNode: usize = 0;
export let toNode: usize = 0;
export let massFlowKgPerS: usize = 0;

/** Into how many parts of parts.ts the plant is divided, at most MOST_PARTS. */
export let partCount: i32 = 1;
/** Numbers of the orifices that touch the chambers of each part, part by part, in rising order. */
export let touching: usize = 0;
export const MOST_PARTS: i32 = 64;

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

/** Eight whole numbers for each part, see parts.ts. */
export const PARTS: usize = memory.data(64 * 8 * 4, 64);
/** Through which threads agree, see team.ts; each word that they change stands in a cache line of its own. */
export const TEAM: usize = memory.data(7 * 64, 64);
/** What each part has come to. */
export const RESULTS: usize = memory.data(64 * 8, 64);

/** Where the plant may begin: behind all of these. */
export const PLANT: usize = __heap_base;
