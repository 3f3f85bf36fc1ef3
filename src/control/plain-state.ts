/** State made of objects, numbers and typed arrays, as plain data that JSON carries without loss, and back in place. */

export type PlainState =
  | null
  | boolean
  | number
  /** Of a number: `NaN`, `Infinity`, `-Infinity`, which JSON has not. */
  | string
  | readonly PlainState[]
  | { readonly [key: string]: PlainState };

type Source = { readonly [key: string]: unknown };

/** A copy of all that a state holds. */
export function savePlain(state: object): PlainState {
  return plainOf(state);
}

function plainOf(value: unknown): PlainState {
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (value instanceof Float64Array) return Array.from(value, plainOf);
  return Object.fromEntries(Object.entries(value as Source).map(([key, part]) => [key, plainOf(part)]));
}

/** Puts what was saved into a state of the same shape; what does not fit is left as it is. */
export function restorePlain(state: object, saved: PlainState): void {
  if (typeof saved !== 'object' || saved === null || Array.isArray(saved)) return;
  const target = state as { [key: string]: unknown };
  for (const [key, part] of Object.entries(saved)) {
    if (!Object.hasOwn(target, key)) continue;
    const before = target[key];
    if (before instanceof Float64Array) {
      if (Array.isArray(part) && part.length === before.length) before.set(part.map(Number));
    } else if (typeof before === 'object' && before !== null) restorePlain(before, part);
    else if (typeof before === 'number') target[key] = Number(part);
    else if (typeof before === typeof part) target[key] = part;
  }
}
