/** What an output behind a single bit cannot do: stand anywhere between 0 and 1, or follow a controller there. */
import type { BoundPoint } from '../../field/wiring.ts';
import type { PlantDefinition } from '../../physics/plant-definition.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Read } from '../read.ts';
import type { ControlData } from '../schema/control-schema.ts';
import type { InterlockData } from '../schema/safety-schema.ts';
import type { TagReader } from '../tag-table.ts';
import { isBit } from '../tags.ts';
import { tomlDiagnostic } from '../toml-document.ts';

export function checkTwoValuedSafeStates(reader: TagReader, data: InterlockData): void {
  for (const [tag, position] of Object.entries(data.safe_state ?? {})) {
    if (reader.table.tags.get(tag)?.twoValued !== true || isEnd(position)) continue;
    reader.report(['safe_state', tag], {
      id: 'two-valued-output',
      message: `The output "${tag}" is a single bit and cannot stand at ${position}.`,
      expected: '0 or 1',
    });
  }
}

export function checkTwoValuedLoops(reader: TagReader, data: ControlData): void {
  for (const [index, loop] of (data.loop ?? []).entries()) {
    for (const [position, { tag }] of loop.outputs.entries()) {
      if (reader.table.tags.get(tag)?.twoValued !== true) continue;
      reader.report(['loop', index, 'outputs', position, 'tag'], {
        id: 'two-valued-output',
        message: `The output "${tag}" is a single bit, and the loop "${loop.id}" moves it through every position.`,
        expected: 'an output that can stand anywhere from 0 to 1, such as an analogue one',
        remedy: 'let the loop drive another output, or wire this one to an analogue module',
      });
    }
  }
}

/** A plant starts with its valves where its file has them, and so must the outputs that drive them. */
export function checkTwoValuedStart(
  points: readonly BoundPoint[],
  plant: Read<PlantDefinition>,
): readonly Diagnostic[] {
  const bits = new Map(
    points
      .filter(({ direction, point }) => direction === 'drive' && isBit(point))
      .map(({ plantPoint, tag }) => [plantPoint, tag]),
  );
  return plant.definition.valves.flatMap(({ id, position }, index) => {
    const tag = bits.get(`${id}.position`);
    if (tag === undefined || isEnd(position)) return [];
    return tomlDiagnostic(plant.document, ['valve', index, 'position'], {
      id: 'two-valued-output',
      message: `The valve "${id}" starts at ${position}, and its output "${tag}" is a single bit.`,
      expected: '0 or 1',
    });
  });
}

function isEnd(position: number): boolean {
  return position === 0 || position === 1;
}
