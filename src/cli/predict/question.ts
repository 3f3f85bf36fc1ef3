/** What `buhera predict` is asked, read from its options. */
import type { PlantDefinition } from '../../physics/plant-definition.ts';
import type { DuctDuty, Duty } from '../../physics/prediction/duties.ts';
import { DUTIES } from '../../physics/prediction/duties.ts';
import type { CyclingQuestion } from '../../physics/prediction/predict-cycling.ts';
import type { Candidate, GasPoint } from '../../physics/prediction/working-gas.ts';
import { PURE_GASES, WORKING_GAS_RANGE_K } from '../../physics/prediction/working-gas.ts';
import type { Composition } from '../../physics/species.ts';
import { SPECIES } from '../../physics/species.ts';
import { type Dimension, parseQuantity } from '../../units/quantity.ts';
import { usageError } from '../exit.ts';

export const PARTS = ['equilibrium', 'working-gas', 'cycling', 'lumped'] as const;
export type Part = (typeof PARTS)[number];

/** As commander gives them. */
export interface PredictOptions {
  readonly what: string;
  readonly format: string;
  readonly frequency?: string;
  readonly mean?: string;
  readonly amplitude?: string;
  readonly duty?: string;
  readonly pressure?: string;
  readonly temperature?: string;
  readonly gas: readonly string[];
  readonly speed?: string;
  readonly heat?: string;
  readonly rise?: string;
  readonly diameter?: string;
  readonly length?: string;
}

export interface WorkingGasQuestion {
  readonly candidates: readonly Candidate[];
  readonly at: GasPoint;
  readonly duct: DuctDuty;
  readonly duties: readonly Duty[];
}

/** Which part each option belongs to; given beside another part alone it would do nothing. */
const BELONGS: Readonly<Record<string, readonly Part[]>> = {
  frequency: ['cycling', 'lumped'],
  mean: ['cycling'],
  amplitude: ['cycling'],
  duty: ['working-gas'],
  pressure: ['working-gas'],
  temperature: ['working-gas'],
  gas: ['working-gas'],
  speed: ['working-gas'],
  heat: ['working-gas'],
  rise: ['working-gas'],
  diameter: ['working-gas'],
  length: ['working-gas'],
};

const DEFAULT_HEAT_W = 100;
const DEFAULT_DUCT = { riseK: 10, diameterM: 0.01, lengthM: 1, speedMPerS: 10 };
const FRACTION_TOLERANCE = 1e-6;

/** The parts asked for; refuses options that none of them reads. */
export function partsOf(options: PredictOptions): readonly Part[] {
  const parts = PARTS.filter((part) => options.what === 'all' || options.what === part);
  for (const [name, belongs] of Object.entries(BELONGS)) {
    const given = options[name as keyof PredictOptions];
    if (given === undefined || (Array.isArray(given) && given.length === 0)) continue;
    if (!belongs.some((part) => parts.includes(part))) {
      throw usageError(`buhera: --${name} is for --what ${belongs.join(' or ')}, and would do nothing here.`);
    }
  }
  return parts;
}

export function frequencyHz({ frequency }: PredictOptions): number | null {
  return frequency === undefined ? null : positive(frequency, 'frequency', '--frequency');
}

export function cyclingQuestion(options: PredictOptions): CyclingQuestion {
  const { mean, amplitude } = options;
  return {
    meanPa: mean === undefined ? null : positive(mean, 'pressure', '--mean'),
    amplitudePa: amplitude === undefined ? null : positive(amplitude, 'pressure difference', '--amplitude'),
    frequencyHz: frequencyHz(options),
  };
}

/** State: that of the first chamber, or of the ambient, unless the options say otherwise. Heat: that of all heat loads. */
export function workingGasQuestion(options: PredictOptions, plant: PlantDefinition): WorkingGasQuestion {
  const place = plant.chambers[0] ?? plant.ambient;
  const loadsW = plant.heatLoads.reduce((sum, { powerW }) => sum + powerW, 0);
  const number = (text: string | undefined, dimension: Dimension, option: string, otherwise: number) =>
    text === undefined ? otherwise : positive(text, dimension, option);
  const temperatureK = number(options.temperature, 'temperature', '--temperature', place.temperatureK);
  const [lowK, highK] = WORKING_GAS_RANGE_K;
  if (!(temperatureK >= lowK && temperatureK <= highK)) {
    throw usageError(
      `buhera: working gases are compared from ${lowK} K to ${highK} K, not at ${temperatureK} K; ` +
        'write for example --temperature "300 K".',
    );
  }
  return {
    candidates: [...PURE_GASES, ...options.gas.map(mixture)],
    at: {
      pressurePa: number(options.pressure, 'pressure', '--pressure', place.pressurePa),
      temperatureK,
    },
    duct: {
      heatW: number(options.heat, 'power', '--heat', loadsW > 0 ? loadsW : DEFAULT_HEAT_W),
      riseK: number(options.rise, 'temperature difference', '--rise', DEFAULT_DUCT.riseK),
      diameterM: number(options.diameter, 'length', '--diameter', DEFAULT_DUCT.diameterM),
      lengthM: number(options.length, 'length', '--length', DEFAULT_DUCT.lengthM),
      speedMPerS: options.speed === undefined ? DEFAULT_DUCT.speedMPerS : speed(options.speed),
    },
    duties: DUTIES.filter((duty) => options.duty === undefined || options.duty === duty),
  };
}

function positive(text: string, dimension: Dimension, option: string): number {
  const parsed = parseQuantity(text, dimension);
  if (!parsed.ok) throw usageError(`buhera: ${option} ${text}: ${parsed.problem}; ${parsed.hint}.`);
  if (!(parsed.value > 0)) throw usageError(`buhera: ${option} ${text}: expected more than zero.`);
  return parsed.value;
}

/** The units of plant files have no speed, because no key of theirs is one. */
function speed(text: string): number {
  const value = Number(/^\s*(.+?)\s*m\/s\s*$/u.exec(text)?.[1]);
  if (Number.isFinite(value) && value > 0) return value;
  throw usageError(`buhera: --speed ${text}: expected a speed above zero, such as "10 m/s".`);
}

/** `He=0.8,N2=0.2`. */
function mixture(text: string): Candidate {
  const refuse = (problem: string) =>
    usageError(`buhera: --gas ${text}: ${problem}; write for example --gas He=0.8,N2=0.2.`);
  const fractions: Partial<Record<(typeof SPECIES)[number], number>> = {};
  for (const part of text.split(',')) {
    const [name = '', amount = ''] = part.split('=').map((word) => word.trim());
    const species = SPECIES.find((known) => known === name);
    const fraction = Number(amount);
    if (species === undefined) throw refuse(`"${name}" is none of ${SPECIES.join(', ')}`);
    if (amount === '' || !(fraction > 0 && fraction <= 1)) {
      throw refuse(`"${part.trim()}" has no mole fraction from 0 to 1`);
    }
    if (fractions[species] !== undefined) throw refuse(`${species} stands there twice`);
    fractions[species] = fraction;
  }
  const sum = Object.values(fractions).reduce((total, fraction) => total + fraction, 0);
  if (Math.abs(sum - 1) > FRACTION_TOLERANCE) throw refuse(`the mole fractions add up to ${sum}`);
  const gas: Composition = Object.fromEntries(
    Object.entries(fractions).map(([name, fraction]) => [name, fraction / sum]),
  );
  return { name: text.replaceAll(' ', ''), gas };
}
