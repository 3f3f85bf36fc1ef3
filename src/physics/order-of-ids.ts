/** One order for the elements of a plant, whatever the order in which somebody wrote them down. */
import type { PlantDefinition } from './plant-definition.ts';

/** The only table whose order means something: a stream passes its exchangers in it. */
const AS_WRITTEN = 'heatExchangers' satisfies keyof PlantDefinition;

/** The same definition with its tables in the order of their ids: `c2` before `c10`, so that neighbours stay near. */
export function inOrderOfIds(definition: PlantDefinition): PlantDefinition {
  const tables = Object.entries(definition).map(([key, value]) => [
    key,
    Array.isArray(value) && key !== AS_WRITTEN ? sorted(value as readonly { readonly id: string }[]) : value,
  ]);
  return Object.fromEntries(tables) as PlantDefinition;
}

function sorted<Element extends { readonly id: string }>(table: readonly Element[]): readonly Element[] {
  return table
    .map((element) => ({ element, parts: element.id.split(/(\d+)/) }))
    .sort((one, other) => compare(one.parts, other.parts))
    .map(({ element }) => element);
}

/** Texts stand at even places and numbers at odd ones; ids that differ only in leading zeros go by their length. */
function compare(one: readonly string[], other: readonly string[]): number {
  for (let i = 0; i < Math.min(one.length, other.length); i++) {
    const [a, b] = [one[i] as string, other[i] as string];
    if (a === b) continue;
    const byValue = i % 2 === 1 ? Number(a) - Number(b) : 0;
    return byValue !== 0
      ? byValue
      : a.length !== b.length && i % 2 === 1
        ? a.length - b.length
        : a < b
          ? -1
          : 1;
  }
  return one.length - other.length;
}
