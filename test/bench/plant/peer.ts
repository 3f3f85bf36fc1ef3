/** The C program beside us: compiled where a compiler is, given the same plant in numbers, read back in numbers. */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PlantDefinition, WallDefinition } from '../../../src/physics/plant-definition.ts';
import { SPECIES } from '../../../src/physics/species.ts';
import { AMBIENT_K, LAMINAR_RATIO } from './networks.ts';

const SOURCE = fileURLToPath(new URL('network.c', import.meta.url));

/** How long a plant runs: equal rounds, each timed, one after the other on one trajectory. */
export interface Duration {
  readonly rounds: number;
  readonly stepsPerRound: number;
}

export interface Outcome {
  readonly roundNs: readonly number[];
  /** At the end, as readings.ts lays them out. */
  readonly readings: Float64Array;
}

export function hasCompiler(): boolean {
  return spawnSync('cc', ['--version']).status === 0;
}

/**
 * `textbook` computes the flow law as the reference problem prints it, `one-power` as the product does; `vector` is
 * laid out for vector units, and may reorder sums to use them.
 */
const FLAGS = {
  textbook: ['-O3', '-DTEXTBOOK'],
  'one-power': ['-O3'],
  vector: ['-Ofast', '-fopenmp-simd', '-DVECTOR'],
} as const;

export type Variant = keyof typeof FLAGS;

/** Path of the program, which is for this machine's processor only. */
export function compilePeer(folder: string, variant: Variant): string {
  const program = join(folder, variant);
  const flags = [...FLAGS[variant], '-march=native', '-o', program];
  execFileSync('cc', [...flags, SOURCE, '-lm'], { stdio: 'inherit' });
  return program;
}

export function runPeer(program: string, definition: PlantDefinition, duration: Duration): Outcome {
  const [problem, result] = [`${program}.problem`, `${program}.readings`];
  writeFileSync(problem, problemOf(definition, duration));
  const stdout = execFileSync(program, [problem, result], { encoding: 'utf8' });
  const bytes = readFileSync(result);
  return { roundNs: JSON.parse(stdout), readings: new Float64Array(Uint8Array.from(bytes).buffer) };
}

/** Head, then every chamber, then every link, in the order in which `main` of network.c takes them. */
function problemOf(definition: PlantDefinition, { rounds, stepsPerRound }: Duration): Float64Array {
  const { chambers, valves, heatLoads, solver } = definition;
  const numbers = new Map(chambers.map(({ id }, i) => [id, i]));
  const powers = new Map(heatLoads.map(({ into, powerW }) => [into, powerW]));
  return Float64Array.from([
    ...[chambers.length, valves.length, solver.stepS, rounds, stepsPerRound, AMBIENT_K, LAMINAR_RATIO],
    ...chambers.flatMap(({ id, volumeM3, temperatureK, pressurePa, gas, wall }) => [
      ...[volumeM3, temperatureK, pressurePa, ...SPECIES.map((name) => gas[name] ?? 0)],
      ...[powers.get(id) ?? 0, ...wallNumbers(wall)],
    ]),
    ...valves.flatMap(({ from, to, sizing }) => [
      numbers.get(from) ?? Number.NaN,
      numbers.get(to) ?? Number.NaN,
      sizing.kind === 'area' ? sizing.areaM2 * sizing.dischargeCoefficient : Number.NaN,
    ]),
  ]);
}

/** Heat capacity, conductances to gas and ambient, temperature; not numbers where the C program has no such wall. */
function wallNumbers(wall: WallDefinition | null): readonly number[] {
  if (
    wall?.body.kind !== 'lumped' ||
    wall.gasSide.kind !== 'coefficient' ||
    wall.ambientSide.kind !== 'coefficient'
  ) {
    return [Number.NaN, Number.NaN, Number.NaN, Number.NaN];
  }
  const { areaM2, body, gasSide, ambientSide, temperatureK } = wall;
  const toGasWPerK = gasSide.coefficientWPerM2K * areaM2;
  return [body.heatCapacityJPerK, toGasWPerK, ambientSide.coefficientWPerM2K * areaM2, temperatureK];
}
