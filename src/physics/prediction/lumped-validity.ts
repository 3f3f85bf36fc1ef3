/**
 * Whether one pressure and one temperature can stand for a whole chamber, and one temperature for a wall.
 *
 *   wave      k L = 2π f L/a with L = V^⅓: in a closed column driven at one end p(x) ∝ cos kx, so pressure differs
 *             across it by 1 − cos kL ≤ (kL)²/2. The usual rule "a tenth of a wavelength" lets 20 % pass
 *   transit   (L/a)/τ: pressure changes by this part of itself while a wave crosses the chamber, τ = V/(γ ΣA φ* √(RT))
 *             being the time constant of all its openings, fully open and choked
 *   jet       Mach number of that flow spread over the section V^⅔: stagnation and static pressure differ by γM²/2
 *             of p. Below 0.3 is the usual rule for incompressible flow, and 6 %
 *   mixing    (L/π)²/D, the slowest decay of a concentration across a cube by diffusion alone, of the slowest pair of the
 *             plant's species: a lumped chamber mixes at once, so what goes faster than this needs stirring by its jets
 *   wall      Biot number h Σ(thickness/λ) of a layered wall: below 0.1 one lump would do, with less than about 5 %
 *             error; above, the layers are needed
 *
 * The first three carry an error that is stated with the verdict: valid to 1 %, marginal to 20 % (wave and transit) or
 * 6 % (jet), invalid beyond. Sources: Kinsler et al., Fundamentals of Acoustics, 4th ed. (2000), chapters 8 and 10 for
 * standing waves, the long-wavelength limit and vessels with necks; Crank, The Mathematics of Diffusion, 2nd ed. (1975),
 * section 4.3, for the decay; Incropera and DeWitt, 6th ed. (2007), section 5.2, for the Biot
 * number. Length and section are those of a cube: a chamber that is long in one direction is worse by its aspect.
 * Checked by test/physics/prediction/lumped-validity.test.ts.
 */
import { DEFAULT_LAMINAR_RATIO, flowElement, flowFunction } from '../flow.ts';
import { heatCapacityRatio, molesOf, soundSpeedMPerS, specificGasConstantJPerKgK } from '../gas.ts';
import { helmholtzFrequencyHz } from '../laws/resonance.ts';
import { speciesPresent } from '../network.ts';
import type {
  ChamberDefinition,
  PlantDefinition,
  RestrictionDefinition,
  TubeDefinition,
  WallDefinition,
} from '../plant-definition.ts';
import { diffusivityM2PerS } from '../properties/diffusivity.ts';
import type { Species } from '../species.ts';
import { startVolumeM3 } from './gas-sets.ts';

export type Verdict = 'valid' | 'marginal' | 'invalid';

/** A criterion with the error that the lumped chamber makes by it, as a part of pressure. */
export interface Judged {
  readonly value: number;
  readonly error: number;
  readonly verdict: Verdict;
}

export interface LumpedPrediction {
  readonly chamber: string;
  /** V^⅓, m. */
  readonly lengthM: number;
  readonly soundSpeedMPerS: number;
  /** L/a, s. */
  readonly transitS: number;
  /** Highest frequency of interest, Hz, and what asks for it. */
  readonly frequencyHz: number;
  readonly frequencyOf: string;
  /** Null at no frequency. */
  readonly wavelengthM: number | null;
  /** Value: L over the wavelength. */
  readonly wave: Judged;
  /** Of all openings together, s; null: the chamber has none, and nothing flows. */
  readonly timeConstantS: number | null;
  readonly transit: Judged | null;
  /** Value: the Mach number. */
  readonly jet: Judged | null;
  /** Null where the plant has one species only. */
  readonly mixing: Mixing | null;
  readonly wall: WallJudgement | null;
  /** The worst of wave, transit and jet. */
  readonly verdict: Verdict;
}

/** How long still gas takes to even out, s, and the pair of species that is slowest at it. */
export interface Mixing {
  readonly timeS: number;
  readonly pair: readonly [Species, Species];
}

export type WallJudgement =
  | { readonly kind: 'biot'; readonly biot: number; readonly oneLumpWouldDo: boolean }
  /** Why there is no Biot number. */
  | { readonly kind: 'unknown'; readonly reason: string };

const VALID_ERROR = 0.01;
const MARGINAL_ERROR = 0.2;
/** Mach 0.3 at γ = 1.4. */
const MARGINAL_JET_ERROR = 0.063;
const ONE_LUMP_BIOT = 0.1;

/**
 * Judgement of each chamber.
 *
 * @param frequencyHz highest frequency of interest; null: the fastest of a chamber's pistons, of 1/(2πτ) of its openings,
 *   and of its ringing with a tube
 */
export function predictLumped(
  plant: PlantDefinition,
  frequencyHz: number | null,
): readonly LumpedPrediction[] {
  return plant.chambers.map((chamber) => judge(chamber, plant, frequencyHz));
}

function judge(chamber: ChamberDefinition, plant: PlantDefinition, givenHz: number | null): LumpedPrediction {
  const moles = molesOf(chamber.gas, 1);
  const soundSpeed = soundSpeedMPerS(moles, chamber.temperatureK);
  const volumeM3 = startVolumeM3(chamber, plant);
  const lengthM = Math.cbrt(volumeM3);
  const transitS = lengthM / soundSpeed;
  const gamma = heatCapacityRatio(moles, chamber.temperatureK);
  const flowM3PerS = chokedVolumeFlowM3PerS(chamber, plant);
  const timeConstantS = flowM3PerS > 0 ? volumeM3 / (gamma * flowM3PerS) : null;
  const interest =
    givenHz === null
      ? fastestInterest(chamber, plant, timeConstantS)
      : { frequencyHz: givenHz, frequencyOf: 'asked for' };
  const wave = judgeWave(transitS * interest.frequencyHz);
  const transit = timeConstantS === null ? null : judgeTransit(transitS / timeConstantS);
  const jet = flowM3PerS > 0 ? judgeJet(flowM3PerS / lengthM ** 2 / soundSpeed, gamma) : null;
  return {
    chamber: chamber.id,
    lengthM,
    soundSpeedMPerS: soundSpeed,
    transitS,
    ...interest,
    wavelengthM: interest.frequencyHz > 0 ? soundSpeed / interest.frequencyHz : null,
    wave,
    timeConstantS,
    transit,
    jet,
    mixing: slowestMixing(chamber, plant, lengthM),
    wall: chamber.wall === null ? null : judgeWall(chamber.wall),
    verdict: worst([wave, transit, jet].flatMap((judged) => (judged === null ? [] : [judged.verdict]))),
  };
}

/** Σ A φ* √(RT) over everything that opens into the chamber, m³/s at the chamber's state. */
function chokedVolumeFlowM3PerS(chamber: ChamberDefinition, plant: PlantDefinition): number {
  const moles = molesOf(chamber.gas, 1);
  const gamma = heatCapacityRatio(moles, chamber.temperatureK);
  const orifices = [
    ...plant.valves,
    ...plant.restrictions,
    ...plant.leaks,
    ...plant.reliefValves,
    ...plant.burstDiscs,
    ...plant.tubes.map(asOrifice),
  ];
  const areaM2 = orifices
    .filter(({ from, to }) => from === chamber.id || to === chamber.id)
    .map(({ sizing, laminarRatio }) => flowElement(sizing, laminarRatio))
    .reduce((sum, { law, parameter, areaM2: own }) => sum + own * flowFunction(law, parameter, gamma, 0), 0);
  return areaM2 * Math.sqrt(specificGasConstantJPerKgK(moles) * chamber.temperatureK);
}

/** The most that a tube passes, whatever its inertia and friction. */
function asOrifice({ id, from, to, areaM2 }: TubeDefinition): RestrictionDefinition {
  const sizing = { kind: 'area', areaM2, dischargeCoefficient: 1 } as const;
  return { id, from, to, sizing, laminarRatio: DEFAULT_LAMINAR_RATIO };
}

function fastestInterest(
  chamber: ChamberDefinition,
  plant: PlantDefinition,
  timeConstantS: number | null,
): { readonly frequencyHz: number; readonly frequencyOf: string } {
  const pistons = plant.pistons
    .filter((piston) => piston.chamber === chamber.id)
    .map(({ id, frequencyHz }) => ({ frequencyHz, frequencyOf: id }));
  const openings =
    timeConstantS === null
      ? []
      : [{ frequencyHz: 1 / (2 * Math.PI * timeConstantS), frequencyOf: 'its openings' }];
  return [...pistons, ...ringing(chamber, plant), ...openings].reduce(
    (fastest, next) => (next.frequencyHz > fastest.frequencyHz ? next : fastest),
    { frequencyHz: 0, frequencyOf: 'nothing moves' },
  );
}

/** The chamber as a vessel whose neck is a tube; a chamber at the tube's other end swings against it. */
function ringing(
  chamber: ChamberDefinition,
  plant: PlantDefinition,
): readonly { readonly frequencyHz: number; readonly frequencyOf: string }[] {
  const soundSpeed = soundSpeedMPerS(molesOf(chamber.gas, 1), chamber.temperatureK);
  const ownM3 = startVolumeM3(chamber, plant);
  return plant.tubes
    .filter(({ from, to }) => from === chamber.id || to === chamber.id)
    .map(({ id, from, to, areaM2, lengthM }) => {
      const other = plant.chambers.find((each) => each.id === (from === chamber.id ? to : from));
      const volumeM3 = other === undefined ? ownM3 : 1 / (1 / ownM3 + 1 / startVolumeM3(other, plant));
      const neck = { soundSpeedMPerS: soundSpeed, volumeM3, neckAreaM2: areaM2, neckLengthM: lengthM };
      return { frequencyHz: helmholtzFrequencyHz(neck), frequencyOf: id };
    });
}

function slowestMixing(chamber: ChamberDefinition, plant: PlantDefinition, lengthM: number): Mixing | null {
  const species = speciesPresent(plant);
  const pairs = species.flatMap((one, i) => species.slice(i + 1).map((other) => [one, other] as const));
  const mixings = pairs.map((pair): Mixing => {
    const timeS = (lengthM / Math.PI) ** 2 / diffusivityM2PerS(...pair, chamber);
    return { timeS, pair };
  });
  return mixings.reduce<Mixing | null>(
    (slowest, next) => (slowest === null || next.timeS > slowest.timeS ? next : slowest),
    null,
  );
}

/** @param lengths size over wavelength */
function judgeWave(lengths: number): Judged {
  const error = (2 * Math.PI * lengths) ** 2 / 2;
  return { value: lengths, error, verdict: verdictOf(error, MARGINAL_ERROR) };
}

function judgeTransit(share: number): Judged {
  return { value: share, error: share, verdict: verdictOf(share, MARGINAL_ERROR) };
}

function judgeJet(mach: number, gamma: number): Judged {
  const error = (gamma * mach ** 2) / 2;
  return { value: mach, error, verdict: verdictOf(error, MARGINAL_JET_ERROR) };
}

function verdictOf(error: number, marginal: number): Verdict {
  if (error <= VALID_ERROR) return 'valid';
  return error <= marginal ? 'marginal' : 'invalid';
}

function worst(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('invalid')) return 'invalid';
  return verdicts.includes('marginal') ? 'marginal' : 'valid';
}

function judgeWall({ body, gasSide }: WallDefinition): WallJudgement {
  if (body.kind === 'lumped') return { kind: 'unknown', reason: 'one lump of no stated thickness' };
  if (gasSide.kind !== 'coefficient') {
    return { kind: 'unknown', reason: 'its coefficient changes with the state' };
  }
  const resistance = body.layers.reduce((sum, layer) => sum + layer.thicknessM / layer.conductivityWPerMK, 0);
  const biot = gasSide.coefficientWPerM2K * resistance;
  return { kind: 'biot', biot, oneLumpWouldDo: biot <= ONE_LUMP_BIOT };
}
