/** What an output behind a switch cannot do: stand anywhere between 0 and 1, or follow a controller there. */
import type { BoundPoint } from '../../field/wiring.ts';
import type { PlantDefinition } from '../../physics/plant-definition.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Read } from '../read.ts';
import type { ControlData } from '../schema/control-schema.ts';
import type { InterlockData } from '../schema/safety-schema.ts';
import type { TagReader } from '../tag-table.ts';
import { isSwitch } from '../tags.ts';
import { tomlDiagnostic } from '../toml-document.ts';

export function checkTwoValuedSafeStates(reader: TagReader, data: InterlockData): void {
  for (const [tag, position] of Object.entries(data.safe_state ?? {})) {
    if (reader.table.tags.get(tag)?.twoValued !== true || isEnd(position)) continue;
    reader.report(['safe_state', tag], {
      id: 'two-valued-output',
      message: `The output "${tag}" is a switch and cannot stand at ${position}.`,
      expected: '0 or 1',
    });
  }
}

export function checkTwoValuedLoops(reader: TagReader, data: ControlData): void {
  for (const [index, loop] of (data.loop ?? []).entries()) {
    for (const [position, { tag }] of (loop.outputs ?? []).entries()) {
      if (reader.table.tags.get(tag)?.twoValued !== true) continue;
      reader.report(['loop', index, 'outputs', position, 'tag'], {
        id: 'two-valued-output',
        message: `The output "${tag}" is a switch, and the loop "${loop.id}" moves it through every position.`,
        expected: 'an output that can stand anywhere from 0 to 1, such as an analogue one',
        remedy: 'let the loop drive another output, or wire this one to an analogue module',
      });
    }
  }
}

/** A plant starts with its inputs where its file has them, and so must the outputs that drive them. */
export function checkTwoValuedStart(
  points: readonly BoundPoint[],
  plant: Read<PlantDefinition>,
): readonly Diagnostic[] {
  const switches = new Map(
    points
      .filter(({ direction, point }) => direction === 'drive' && isSwitch(point))
      .map(({ plantPoint, tag }) => [plantPoint, tag]),
  );
  return startsOf(plant.definition).flatMap(({ table, index, id, key, start }) => {
    const tag = switches.get(`${id}.${key}`);
    if (tag === undefined || isEnd(start)) return [];
    return tomlDiagnostic(plant.document, [table, index, key], {
      id: 'two-valued-output',
      message: `The ${key} of "${id}" starts at ${start}, and its output "${tag}" is a switch.`,
      expected: '0 or 1',
    });
  });
}

/** Inputs from 0 to 1 where the plant file has them. */
function startsOf(plant: PlantDefinition) {
  const speeds = {
    compressor: plant.compressors,
    vacuum_pump: plant.vacuumPumps,
    fan: plant.fans,
  };
  return [
    ...plant.valves.map(({ id, position }, index) => ({
      table: 'valve',
      index,
      id,
      key: 'position',
      start: position,
    })),
    ...plant.coolers.map(({ id, demand }, index) => ({
      table: 'cooler',
      index,
      id,
      key: 'demand',
      start: demand,
    })),
    ...Object.entries(speeds).flatMap(([table, machines]) =>
      machines.map(({ id, speed }, index) => ({ table, index, id, key: 'speed', start: speed })),
    ),
  ];
}

function isEnd(position: number): boolean {
  return position === 0 || position === 1;
}
