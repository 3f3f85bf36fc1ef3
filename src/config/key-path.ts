/** Keys and array indexes from the root of a document, such as `['valve', 2, 'area']`. */
export type KeyPath = readonly (string | number)[];

/** `valve[2].area`; null for the root. */
export function dottedKey(path: KeyPath): string | null {
  if (path.length === 0) return null;
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    const name = /^[\w-]+$/u.test(part) ? part : JSON.stringify(part);
    return text === '' ? name : `${text}.${name}`;
  }, '');
}

/** What stands at a path in a parsed document; undefined when nothing does. */
export function valueAt(root: unknown, path: KeyPath): unknown {
  let value: unknown = root;
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<string | number, unknown>)[part];
  }
  return value;
}
