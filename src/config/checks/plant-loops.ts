/**
 * Rings of compressors and vacuum pumps among chambers: each passes on what the next one sends back, and all their
 * work stays in the gas as heat. A ring through a boundary or the ambient is none: there the heat gets lost.
 */
import type { MachineDefinition, PlantDefinition } from '../../physics/plant-definition.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Read } from '../read.ts';
import { tomlDiagnostic } from '../toml-document.ts';

interface Machine extends MachineDefinition {
  readonly table: 'compressor' | 'vacuum_pump';
  readonly index: number;
}

export function* checkCompressorLoops({
  definition,
  document,
}: Read<PlantDefinition>): Generator<Diagnostic> {
  const chambers = new Set(definition.chambers.map(({ id }) => id));
  const machines = [
    ...definition.compressors.map((machine, index) => ({ ...machine, table: 'compressor' as const, index })),
    ...definition.vacuumPumps.map((machine, index) => ({ ...machine, table: 'vacuum_pump' as const, index })),
  ].filter(({ from, to }) => chambers.has(from) && chambers.has(to));
  const told = new Set<string>();
  for (const machine of machines) {
    if (told.has(machine.id)) continue;
    const back = wayBack(machine, machines);
    if (back === null) continue;
    const ring = [machine, ...back];
    for (const { id } of ring) told.add(id);
    const words = ring.map(({ id, from, to }) => `"${id}" from "${from}" to "${to}"`).join(', ');
    yield tomlDiagnostic(document, [machine.table, machine.index, 'to'], {
      id: 'compressor-loop',
      message: `These machines feed one another in a ring: ${words}. What work they do stays in the gas as heat.`,
      expected: 'a way for the gas or the heat out of the ring, and a return through a valve or restriction',
      remedy: 'check "from" and "to"; if the ring is meant, cool one of its chambers',
    });
  }
}

/** The shortest way along machines from where one delivers to where it takes in; null when there is none. */
function wayBack(first: Machine, machines: readonly Machine[]): readonly Machine[] | null {
  const reached = new Map<string, readonly Machine[]>([[first.to, []]]);
  for (const [place, way] of reached) {
    for (const next of machines) {
      if (next.from !== place || reached.has(next.to)) continue;
      if (next.to === first.from) return [...way, next];
      // A map hands out what is added while it is walked, in order: breadth first.
      reached.set(next.to, [...way, next]);
    }
  }
  return null;
}
