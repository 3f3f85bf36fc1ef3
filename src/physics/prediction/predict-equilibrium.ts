/** End states of a plant's connected sets of chambers, by the laws of the modules that it calls. */
import { VALID_FROM_K, VALID_TO_K } from '../nasa7.ts';
import type { PlantDefinition, WallDefinition } from '../plant-definition.ts';
import type { EndState, HeatStore } from './closed-equilibrium.ts';
import { closedEquilibrium, merged, reservoirEquilibrium } from './closed-equilibrium.ts';
import type { EqualPressure } from './equal-pressure.ts';
import { equalPressure } from './equal-pressure.ts';
import { condenses, gasBody } from './gas-content.ts';
import type { BoundaryContact, GasSet } from './gas-sets.ts';
import { gasSets, startVolumeM3 } from './gas-sets.ts';
import type { OpenedState } from './open-equilibrium.ts';
import { openedTo } from './open-equilibrium.ts';

export interface SetPrediction {
  readonly chambers: readonly string[];
  /** Openings between them. */
  readonly inside: readonly string[];
  readonly volumeM3: number;
  readonly amountMol: number;
  /** Boundaries shut, no walls: flow has stopped, nothing else has. */
  readonly equalPressure: EqualPressure;
  /** Boundaries shut, no walls: pressure, temperature and composition equal everywhere. */
  readonly adiabatic: EndState;
  /** The same with walls that lose nothing outside; null without walls. */
  readonly withWalls: EndState | null;
  /** The same in the end, where a wall conducts to the ambient; null where none does. */
  readonly atAmbient: EndState | null;
  /** Only this boundary open, no walls, the set stirred into one volume before. */
  readonly opened: readonly OpenedPrediction[];
  /** What all boundaries together leave to be predicted. */
  readonly together: Together;
  readonly cautions: readonly string[];
}

export interface OpenedPrediction {
  readonly boundary: string;
  readonly openings: readonly string[];
  /** null: check valves let nothing pass in the direction that the pressures ask for. */
  readonly state: OpenedState | null;
}

/**
 * `isolated`: no boundary. `pressure`: boundaries of one pressure, which will be the set's, while temperature and
 * composition depend on the way. `through-flow`: gas flows from boundary to boundary for ever; there is no end state.
 */
export type Together =
  | { readonly kind: 'isolated' }
  | { readonly kind: 'pressure'; readonly pressurePa: number }
  | { readonly kind: 'through-flow'; readonly lowPa: number; readonly highPa: number };

/** Predictions for every set, in the order of the plant's chambers. */
export function predictEquilibrium(plant: PlantDefinition): readonly SetPrediction[] {
  return gasSets(plant).map((set) => predictSet(set, plant));
}

function predictSet(set: GasSet, plant: PlantDefinition): SetPrediction {
  const bodies = set.chambers.map((chamber) =>
    gasBody({ ...chamber, volumeM3: startVolumeM3(chamber, plant) }),
  );
  const walls = set.chambers.flatMap(({ wall }) => (wall === null ? [] : [wall]));
  const stores = walls.map(heatStoreOf);
  const adiabatic = closedEquilibrium(bodies);
  const whole = merged(bodies, adiabatic.temperatureK);
  const withWalls = walls.length === 0 ? null : closedEquilibrium(bodies, stores);
  const atAmbient = walls.some(conductsOutwards)
    ? reservoirEquilibrium(bodies, stores, plant.ambient.temperatureK)
    : null;
  const opened = set.contacts.map((contact) => {
    const state = passes(contact, adiabatic.pressurePa) ? openedTo(whole, contact.boundary) : null;
    const mixed = adiabatic.entropyGeneratedJPerK;
    return {
      boundary: contact.boundary.id,
      openings: contact.openings.map(({ id }) => id),
      state: state && { ...state, entropyGeneratedJPerK: state.entropyGeneratedJPerK + mixed },
    };
  });
  const stopped = equalPressure(bodies);
  const ends = [adiabatic, withWalls, atAmbient, ...opened.map(({ state }) => state)].flatMap((state) =>
    state === null ? [] : [state],
  );
  return {
    chambers: set.chambers.map(({ id }) => id),
    inside: set.inside.map(({ id }) => id),
    volumeM3: whole.volumeM3,
    amountMol: whole.moles.reduce((sum, mol) => sum + mol, 0),
    equalPressure: stopped,
    adiabatic,
    withWalls,
    atAmbient,
    opened,
    together: togetherOf(set.contacts),
    cautions: cautionsOf(set, ends, stopped, plant),
  };
}

/** The whole wall as one heat capacity, J/K: of its lump, or Σ A·thickness·ρ·c of its layers. */
export function heatStoreOf({ areaM2, body, temperatureK }: WallDefinition): HeatStore {
  if (body.kind === 'lumped') return { heatCapacityJPerK: body.heatCapacityJPerK, temperatureK };
  const heatCapacityJPerK = body.layers.reduce(
    (sum, layer) => sum + areaM2 * layer.thicknessM * layer.densityKgPerM3 * layer.specificHeatJPerKgK,
    0,
  );
  return { heatCapacityJPerK, temperatureK };
}

function conductsOutwards({ ambientSide }: WallDefinition): boolean {
  return ambientSide.kind !== 'coefficient' || ambientSide.coefficientWPerM2K > 0;
}

function passes({ boundary, inward, outward }: BoundaryContact, pressurePa: number): boolean {
  return pressurePa < boundary.pressurePa ? inward : outward;
}

function togetherOf(contacts: readonly BoundaryContact[]): Together {
  if (contacts.length === 0) return { kind: 'isolated' };
  const pressures = contacts.map(({ boundary }) => boundary.pressurePa);
  const [lowPa, highPa] = [Math.min(...pressures), Math.max(...pressures)];
  return lowPa === highPa ? { kind: 'pressure', pressurePa: lowPa } : { kind: 'through-flow', lowPa, highPa };
}

function cautionsOf(
  set: GasSet,
  ends: readonly EndState[],
  { pair }: EqualPressure,
  { fluid }: PlantDefinition,
): readonly string[] {
  const checked = set.inside.filter(({ check }) => check).map(({ id }) => id);
  const wet = [...set.chambers, ...ends].some(condenses);
  const temperatures = [...ends.map(({ temperatureK }) => temperatureK), ...(pair?.temperaturesK ?? [])];
  const beyond = temperatures.some((each) => each < VALID_FROM_K || each > VALID_TO_K);
  return [
    ...(checked.length > 0
      ? [`${checked.join(', ')} passes gas one way only: chambers may come to rest before they are equal`]
      : []),
    ...(wet
      ? ['water would condense in one of these states, which are computed as if it stayed vapour']
      : []),
    ...(beyond
      ? [`gas data hold from ${VALID_FROM_K} K to ${VALID_TO_K} K, and one of these states is outside`]
      : []),
    ...(fluid.equationOfState === 'ideal' ? [] : ['computed with the ideal gas, not with GERG-2008']),
  ];
}
