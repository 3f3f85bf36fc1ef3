/** Whether the tags that a loop reads beside its process value hold what the key is for. */
import type { LoopDefinition } from '../../control/definition.ts';
import { type Dimension, withArticle } from '../../units/quantity.ts';
import type { KeyPath } from '../key-path.ts';
import type { TagInfo } from '../tag-info.ts';
import { findTag, type TagReader } from '../tag-table.ts';

export function checkLoopTags(reader: TagReader, loop: LoopDefinition, pv: TagInfo, path: KeyPath): void {
  if (loop.remote !== null && pv.dimension !== null)
    expectQuantity(reader, loop.remote, [pv.dimension], [...path, 'set_point', 'tag']);
  if (loop.tracking !== null) {
    expectQuantity(reader, loop.tracking.tag, ['ratio'], [...path, 'tracking', 'tag']);
    expectQuantity(reader, loop.tracking.whileTag, ['ratio'], [...path, 'tracking', 'while']);
  }
  const { gasFlow, power } = loop.usage;
  if (gasFlow !== null)
    expectQuantity(reader, gasFlow, ['mass flow', 'volume flow'], [...path, 'usage', 'gas_flow']);
  if (power !== null) expectQuantity(reader, power, ['power'], [...path, 'usage', 'power']);
  if (loop.fatigue === null || pv.dimension === 'pressure') return;
  reader.report([...path, 'fatigue'], {
    id: 'wrong-quantity',
    message: `Fatigue counts cycles of a pressure, and "${loop.pv}" is ${withArticle(pv.dimension ?? 'ratio')}.`,
    remedy: 'remove "fatigue" from this loop',
  });
}

function expectQuantity(
  reader: TagReader,
  name: string,
  dimensions: readonly Dimension[],
  path: KeyPath,
): void {
  const tag = findTag(reader, name, path);
  if (tag === null || dimensions.some((dimension) => dimension === tag.dimension)) return;
  const wanted = dimensions.map(withArticle).join(' or ');
  reader.report(path, {
    id: 'wrong-quantity',
    message: `"${name}" is ${withArticle(tag.dimension ?? 'quantity of its own')}, and ${wanted} is needed here.`,
    expected: `a tag that holds ${wanted}`,
  });
}
