/** Whether loops that take their set-points from one another form chains that end at actuators. */
import { cascadeOrder } from '../../control/cascade-order.ts';
import type { ControlData } from '../schema/control-schema.ts';
import { unknownName } from '../schema/fields.ts';
import type { TagReader } from '../tag-table.ts';

export function checkCascades(reader: TagReader, data: ControlData): void {
  const loops = data.loop ?? [];
  const ids = loops.map(({ id }) => id);
  const takers = new Map<string, string>();
  for (const [index, { id, set_point: setPoint }] of loops.entries()) {
    const outer = setPoint.loop;
    if (outer === undefined) continue;
    const at = ['loop', index, 'set_point', 'loop'];
    const taker = takers.get(outer);
    if (!ids.includes(outer)) {
      reader.report(at, {
        id: 'unknown-loop',
        message: `There is no loop "${outer}".`,
        ...unknownName(outer, ids),
      });
    } else if (taker !== undefined) {
      reader.report(at, {
        id: 'cascade-shared',
        message: `The output of "${outer}" is already the set-point of "${taker}".`,
        expected: 'one inner loop for each outer one',
        remedy: `give "${id}" an outer loop of its own`,
      });
    } else takers.set(outer, id);
  }
  checkRing(reader, data);
  checkModes(reader, data);
  checkDestinations(reader, data, takers);
}

function checkRing(reader: TagReader, data: ControlData): void {
  const loops = data.loop ?? [];
  const order = cascadeOrder(loops.map(({ id, set_point: { loop } }) => ({ id, cascade: loop ?? null })));
  if (order.kind === 'order') return;
  const [first] = order.ids;
  const index = loops.findIndex(({ id }) => id === first);
  reader.report(['loop', index, 'set_point', 'loop'], {
    id: 'cascade-ring',
    message: `The loops ${order.ids.join(' → ')} → ${first} give one another their set-points in a ring.`,
    expected: 'a chain whose first loop has a set-point of its own',
    remedy: `give "${first}" a value or a cycle in place of "loop"`,
  });
}

function checkModes(reader: TagReader, data: ControlData): void {
  for (const [index, { id, mode, set_point: setPoint }] of (data.loop ?? []).entries()) {
    const key = mode === 'cascade' ? 'loop' : mode === 'remote' ? 'tag' : null;
    if (key === null || setPoint[key] !== undefined) continue;
    reader.report(['loop', index, 'mode'], {
      id: 'mode-without-source',
      message: `"${id}" starts in ${mode}, and its set-point has no "${key}" to come from.`,
      remedy: `write set_point = { ${key} = "…" }, or choose another mode`,
    });
  }
}

function checkDestinations(reader: TagReader, data: ControlData, takers: ReadonlyMap<string, string>): void {
  for (const [index, { id, outputs }] of (data.loop ?? []).entries()) {
    const taker = takers.get(id);
    if (outputs === undefined && taker === undefined) {
      reader.report(['loop', index, 'id'], {
        id: 'output-nowhere',
        message: `The output of "${id}" moves nothing.`,
        expected: `outputs = [{ tag = "…" }], or another loop with set_point = { loop = "${id}" }`,
      });
    }
    if (outputs === undefined || taker === undefined) continue;
    reader.report(['loop', index, 'outputs'], {
      id: 'shared-output',
      message: `The output of "${id}" is the set-point of "${taker}", and moves actuators as well.`,
      expected: 'either outputs, or a loop that takes the output',
    });
  }
}
