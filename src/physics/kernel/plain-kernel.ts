/**
 * The inner loop in plain TypeScript: what every other kernel is compared with, and what runs where none other does.
 *
 *   T from U(T) = Σ nₖ uₖ(T),  p = nRT/V,  ṁ = A √(pρ) φ(r, γ),  Q = hA (T_wall − T),  dE_wall/dt = −Q − UA (T_wall − T₀)
 */
import { FLOW_LAW, flowFunction } from '../flow.ts';
import type { PlantMemory } from '../layout.ts';
import { ENERGY, ROW, SPECIES_COUNT, WALL } from '../layout.ts';
import { fitTable, heatCapacityOverR } from '../nasa7.ts';
import { MOLAR_GAS_CONSTANT, SPECIES, SPECIES_DATA } from '../species.ts';
import { mixtureWork, temperatureFromEnergy } from '../temperature.ts';
import type { Kernel } from './kernel.ts';
import { largestCouplingPerS } from './plain-coupling.ts';

/**
 * Relative pressure difference below which pressures are equal. Temperature comes from energy with a few roundings
 * of error, some 1e-15 in pressure; flows that follow this noise would turn round at every stage and carry traces
 * to and fro that are less than nothing.
 */
const EQUAL_PRESSURE = 1e-13;

const MOLAR_MASS = Float64Array.from(SPECIES, (name) => SPECIES_DATA[name].molarMassKgPerMol);
const FITS = fitTable(SPECIES);

export function plainKernel(memory: PlantMemory): Kernel {
  const work = mixtureWork();
  const chamberCount = memory.size.chambers;
  return {
    memory,
    chambers(vector) {
      for (let c = 0; c < chamberCount; c++) {
        if (!updateChamber(memory, work, vector, c)) return false;
      }
      return true;
    },
    orifices: () => updateOrifices(memory),
    rates(vector, rate, ambientK) {
      beginRate(memory, vector, rate, ambientK);
      for (let v = 0; v < memory.size.orifices; v++) bookStream(memory, rate, v);
    },
    along(target, base, factor, slope) {
      for (let i = 0; i < target.length; i++) {
        target[i] = (base[i] as number) + factor * (slope[i] as number);
      }
    },
    copy: (target, source) => target.set(source),
    couplingPerS: () => largestCouplingPerS(memory),
    largestError: (factor, a, b) => largestError(memory, factor, a, b),
  };
}

function updateChamber(
  memory: PlantMemory,
  work: ReturnType<typeof mixtureWork>,
  vector: Float64Array,
  c: number,
): boolean {
  const { nodes } = memory;
  const base = c * ROW;
  let totalMol = 0;
  let mass = 0;
  for (let k = 0; k < SPECIES_COUNT; k++) {
    const amountMol = vector[base + k] as number;
    if (!(amountMol >= 0)) return false;
    totalMol += amountMol;
    mass += amountMol * (MOLAR_MASS[k] as number);
  }
  if (!(totalMol > 0 && mass < Number.MAX_VALUE)) return false;
  const energyJ = vector[base + ENERGY] as number;
  work.totalMol = totalMol;
  work.energyOverR = energyJ / MOLAR_GAS_CONSTANT;
  work.guessK = nodes.temperatureK[c] as number;
  const temperatureK = temperatureFromEnergy(work, FITS, vector, base);
  if (!(temperatureK > 0 && (vector[base + WALL] as number) >= 0)) return false;
  for (let k = 0; k < SPECIES_COUNT; k++) nodes.perKg[base + k] = (vector[base + k] as number) / mass;
  const nR = totalMol * MOLAR_GAS_CONSTANT;
  const cp = MOLAR_GAS_CONSTANT * heatCapacityOverR(work.fit, 0, temperatureK);
  // H = U + pV saves a second polynomial.
  nodes.perKg[base + ENERGY] = (energyJ + nR * temperatureK) / mass;
  nodes.temperatureK[c] = temperatureK;
  nodes.pressurePa[c] = (nR * temperatureK) / (memory.chambers.volumeM3[c] as number);
  nodes.massFlux[c] = (nodes.pressurePa[c] as number) / Math.sqrt((nR / mass) * temperatureK);
  setExponent(memory, c, cp / (cp - nR));
  return true;
}

/** What the nozzle law needs of an isentropic exponent γ > 1. */
export function setExponent({ nodes }: PlantMemory, node: number, gamma: number): void {
  const sonic = 2 / (gamma + 1);
  nodes.kappa[node] = (gamma - 1) / gamma;
  nodes.sonic[node] = sonic;
  nodes.choked[node] = Math.sqrt(gamma * sonic) * sonic ** (1 / (gamma - 1));
}

function beginRate(memory: PlantMemory, vector: Float64Array, rate: Float64Array, ambientK: number): void {
  const { chambers, nodes } = memory;
  rate.fill(0);
  for (let c = 0; c < memory.size.chambers; c++) {
    const wallK = (vector[c * ROW + WALL] as number) / (chambers.wallCapacityJPerK[c] as number);
    const toGasW = (chambers.gasConductanceWPerK[c] as number) * (wallK - (nodes.temperatureK[c] as number));
    const toAmbientW = (chambers.ambientConductanceWPerK[c] as number) * (wallK - ambientK);
    rate[c * ROW + ENERGY] = (chambers.heatInputW[c] as number) + toGasW;
    rate[c * ROW + WALL] = -toGasW - toAmbientW;
  }
}

function updateOrifices(memory: PlantMemory): void {
  const { orifices, nodes } = memory;
  const { from, to, massFlowKgPerS } = memory.streams;
  for (let v = 0; v < memory.size.orifices; v++) {
    const openAreaM2 = orifices.openAreaM2[v] as number;
    const fromPa = nodes.pressurePa[from[v] as number] as number;
    const toPa = nodes.pressurePa[to[v] as number] as number;
    const forward = fromPa >= toPa;
    const up = (forward ? from[v] : to[v]) as number;
    const highPa = forward ? fromPa : toPa;
    const drop = Math.abs(fromPa - toPa) / highPa;
    if (openAreaM2 === 0 || drop <= EQUAL_PRESSURE || (!forward && orifices.check[v] === 1)) {
      massFlowKgPerS[v] = 0;
      continue;
    }
    const band = orifices.laminarDrop[v] as number;
    const beyondBand = Math.max(drop, band);
    const share = drop < band ? drop / band : 1;
    const law = orifices.law[v] as number;
    const phi =
      law === FLOW_LAW.nozzle
        ? nozzle(nodes, up, beyondBand)
        : flowFunction(
            law,
            orifices.parameter[v] as number,
            1 / (1 - (nodes.kappa[up] as number)),
            1 - beyondBand,
          );
    const magnitude = openAreaM2 * (nodes.massFlux[up] as number) * share * phi;
    massFlowKgPerS[v] = forward ? magnitude : -magnitude;
  }
}

/** φ of the nozzle by the relative pressure drop, see flow.ts; 1 − y keeps its digits near no drop. */
function nozzle(nodes: PlantMemory['nodes'], up: number, drop: number): number {
  const kappa = nodes.kappa[up] as number;
  const fall = -Math.expm1(kappa * Math.log1p(-drop));
  if (1 - fall <= (nodes.sonic[up] as number)) return nodes.choked[up] as number;
  return ((1 - drop) / (1 - fall)) * Math.sqrt((2 / kappa) * fall);
}

/** Adds what one stream carries to the rows of the chambers at its ends. */
export function bookStream(memory: PlantMemory, rate: Float64Array, stream: number): void {
  const { from, to, massFlowKgPerS } = memory.streams;
  const massFlow = massFlowKgPerS[stream] as number;
  if (massFlow === 0) return;
  const source = from[stream] as number;
  const sink = to[stream] as number;
  const up = (massFlow > 0 ? source : sink) * ROW;
  const { perKg } = memory.nodes;
  const chamberCount = memory.size.chambers;
  for (let k = 0; k <= ENERGY; k++) {
    const flow = massFlow * (perKg[up + k] as number);
    if (source < chamberCount) rate[source * ROW + k] = (rate[source * ROW + k] as number) - flow;
    if (sink < chamberCount) rate[sink * ROW + k] = (rate[sink * ROW + k] as number) + flow;
  }
}

function largestError(memory: PlantMemory, factor: number, a: Float64Array, b: Float64Array): number {
  const { nodes, chambers, state, size } = memory;
  let largest = 0;
  for (let c = 0; c < size.chambers; c++) {
    const base = c * ROW;
    let totalMol = 0;
    let worstMol = 0;
    for (let k = 0; k < SPECIES_COUNT; k++) {
      totalMol += state[base + k] as number;
      worstMol = Math.max(worstMol, Math.abs((a[base + k] as number) - (b[base + k] as number)));
    }
    const heldJ = (nodes.pressurePa[c] as number) * (chambers.volumeM3[c] as number);
    const energyJ = Math.abs((a[base + ENERGY] as number) - (b[base + ENERGY] as number));
    // The zero of energy is that of formation: steam's would hide what its temperature does.
    const wallJ = Math.abs((a[base + WALL] as number) - (b[base + WALL] as number));
    const wallShare = wallJ === 0 ? 0 : wallJ / (state[base + WALL] as number);
    largest = Math.max(largest, worstMol / totalMol, energyJ / heldJ, wallShare);
  }
  return Math.abs(factor) * largest;
}
