/**
 * Which chambers share their gas once everything that can be opened is open: valves, restrictions, leaks and tubes.
 * Relief valves and burst discs count as shut, machines, fans and injectors as standing still and tight.
 */
import type { BoundaryDefinition, ChamberDefinition, PlantDefinition } from '../plant-definition.ts';

/** Boundary that every plant has, and that elements name without declaring it. */
const AMBIENT: BoundaryDefinition['id'] = 'ambient';

/** An element that gas passes by itself. */
export interface Opening {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** True: from `from` to `to` only. */
  readonly check: boolean;
}

export interface GasSet {
  readonly chambers: readonly ChamberDefinition[];
  /** Between two chambers of the set. */
  readonly inside: readonly Opening[];
  readonly contacts: readonly BoundaryContact[];
}

/** All openings between a set and one boundary. */
export interface BoundaryContact {
  readonly boundary: BoundaryDefinition;
  readonly openings: readonly Opening[];
  /** Whether gas can pass into the set, and out of it. */
  readonly inward: boolean;
  readonly outward: boolean;
}

/** Reservoirs of a plant, the ambient among them. */
export function boundariesOf(plant: PlantDefinition): readonly BoundaryDefinition[] {
  return [...plant.boundaries, { id: AMBIENT, ...plant.ambient }];
}

export function openingsOf(plant: PlantDefinition): readonly Opening[] {
  const always = [...plant.restrictions, ...plant.leaks, ...plant.tubes];
  return [
    ...plant.valves.map(({ id, from, to, check }) => ({ id, from, to, check })),
    ...always.map(({ id, from, to }) => ({ id, from, to, check: false })),
  ];
}

/** Volume of a chamber at the start, m³, with its pistons where they stand: V₀ + Σ ½ swept sin φ. */
export function startVolumeM3(chamber: ChamberDefinition, plant: PlantDefinition): number {
  return plant.pistons
    .filter((piston) => piston.chamber === chamber.id)
    .reduce(
      (sum, { sweptVolumeM3, phaseRad }) => sum + (sweptVolumeM3 * Math.sin(phaseRad)) / 2,
      chamber.volumeM3,
    );
}

/** Sets in the order of their first chambers. */
export function gasSets(plant: PlantDefinition): readonly GasSet[] {
  const openings = openingsOf(plant);
  const boundaries = boundariesOf(plant);
  return chamberGroups(plant.chambers, openings).map((chambers) => {
    const ids = new Set(chambers.map(({ id }) => id));
    const touching = openings.filter(({ from, to }) => ids.has(from) || ids.has(to));
    return {
      chambers,
      inside: touching.filter(({ from, to }) => ids.has(from) && ids.has(to)),
      contacts: boundaries.flatMap((boundary) => contactsWith(boundary, touching)),
    };
  });
}

function contactsWith(boundary: BoundaryDefinition, touching: readonly Opening[]): BoundaryContact[] {
  const openings = touching.filter(({ from, to }) => from === boundary.id || to === boundary.id);
  if (openings.length === 0) return [];
  const passes = (end: 'from' | 'to') =>
    openings.some((opening) => !opening.check || opening[end] === boundary.id);
  return [{ boundary, openings, inward: passes('from'), outward: passes('to') }];
}

function chamberGroups(
  chambers: readonly ChamberDefinition[],
  openings: readonly Opening[],
): readonly (readonly ChamberDefinition[])[] {
  const groupOf = new Map(chambers.map(({ id }, index) => [id, index]));
  for (const { from, to } of openings) {
    const [one, other] = [groupOf.get(from), groupOf.get(to)];
    if (one === undefined || other === undefined || one === other) continue;
    const [kept, gone] = [Math.min(one, other), Math.max(one, other)];
    for (const [id, group] of groupOf) if (group === gone) groupOf.set(id, kept);
  }
  const groups = new Map<number, ChamberDefinition[]>();
  for (const chamber of chambers) {
    const group = groupOf.get(chamber.id) ?? 0;
    groups.set(group, [...(groups.get(group) ?? []), chamber]);
  }
  return [...groups.values()];
}
