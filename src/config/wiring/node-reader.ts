/** Reads the properties of one device-tree node by name and type, and reports what is wrong or left over. */
import { type DtNode, type DtProperty, fullName } from '../devicetree/tree.ts';
import { type Diagnostic, diagnosticAt, type Finding, type Place } from '../diagnostic.ts';
import { didYouMean, nearest, oneOf } from '../nearest.ts';

export class NodeReader {
  readonly node: DtNode;
  readonly #diagnostics: Diagnostic[];
  readonly #asked = new Set<string>();
  readonly #missing: { readonly names: readonly string[]; readonly finding: Finding }[] = [];

  constructor(node: DtNode, diagnostics: Diagnostic[]) {
    this.node = node;
    this.#diagnostics = diagnostics;
  }

  /** Text of a property; null when it is absent, or of another type (which is reported). */
  text(name: string): string | null {
    const property = this.#take(name);
    if (property === undefined) return null;
    const [value] = property.values;
    if (property.values.length === 1 && value?.kind === 'string') return value.text;
    this.report(name, {
      id: 'invalid-property',
      message: `"${name}" takes one text.`,
      expected: `${name} = "text"`,
    });
    return null;
  }

  /** Like `text`, and reports its absence. */
  requiredText(name: string, example: string): string | null {
    this.#require(name, example);
    return this.text(name);
  }

  /** One 32-bit cell within bounds; null when absent or wrong (which is reported). */
  integer(name: string, min: number, max: number): number | null {
    const property = this.#take(name);
    if (property === undefined) return null;
    const [value] = property.values;
    const single = property.values.length === 1 && value?.kind === 'cells' && value.cells.length === 1;
    const number = single ? Number(value.cells[0]) : Number.NaN;
    if (number >= min && number <= max) return number;
    this.report(name, {
      id: 'invalid-property',
      message: single ? `"${name}" cannot be ${number}.` : `"${name}" takes one cell.`,
      expected: `${name} = <n>, with n from ${min} to ${max}`,
    });
    return null;
  }

  /** So many cells within bounds; null when absent or wrong (which is reported). */
  integers(name: string, count: number, [min, max]: readonly [number, number]): readonly number[] | null {
    const property = this.#take(name);
    if (property === undefined) return null;
    const numbers = property.values.flatMap((value) =>
      value.kind === 'cells' ? value.cells.map(Number) : [Number.NaN],
    );
    if (numbers.length === count && numbers.every((number) => number >= min && number <= max)) return numbers;
    this.report(name, {
      id: 'invalid-property',
      message: `"${name}" takes ${count} cells from ${min} to ${max}.`,
      expected: `${name} = <${new Array(count).fill(min).join(' ')}>`,
    });
    return null;
  }

  requiredInteger(name: string, min: number, max: number): number | null {
    this.#require(name, `${name} = <${min}>`);
    return this.integer(name, min, max);
  }

  /** One of a list of words, or `fallback` when absent; null when wrong (which is reported). */
  choice<T extends string>(name: string, words: readonly T[], fallback: T): T | null {
    if (!this.node.properties.has(name)) {
      this.#asked.add(name);
      return fallback;
    }
    const text = this.text(name);
    const found = words.find((word) => word === text);
    if (found !== undefined || text === null) return found ?? null;
    this.report(name, {
      id: 'invalid-property',
      message: `"${name}" cannot be "${text}".`,
      expected: oneOf(words),
      remedy: didYouMean(text, words),
    });
    return null;
  }

  /** True unless the node says `status = "disabled"`. */
  isEnabled(): boolean {
    return this.choice('status', ['okay', 'ok', 'disabled'] as const, 'okay') !== 'disabled';
  }

  /** A finding about a property, or about the node itself where it has no such property. */
  report(name: string | null, finding: Finding): void {
    const property = name === null ? undefined : this.node.properties.get(name);
    const value = property?.values[0];
    const shown = value?.kind === 'string' ? JSON.stringify(value.text) : null;
    this.reportAt(value?.place ?? property?.place ?? this.node.place, finding, name, shown);
  }

  reportAt(place: Place, finding: Finding, name: string | null = null, value: string | null = null): void {
    const node = this.node.name === '' ? '/' : fullName(this.node);
    const key = name === null ? node : `${node}.${name}`;
    this.#diagnostics.push(diagnosticAt(place, finding, { key, value }));
  }

  /** One of these properties should be there; `finish` reports it, unless one stands there misspelt. */
  missing(names: readonly string[], finding: Omit<Finding, 'id'>): void {
    this.#missing.push({ names, finding: { id: 'missing-property', ...finding } });
  }

  /** Reports what is missing, and the properties that nobody asked for. */
  finish(): void {
    const known = [...this.#asked];
    const unknown = [...this.node.properties.values()].filter(
      ({ name }) => !this.#asked.has(name) && !STANDARD.has(name),
    );
    const meant = new Set(unknown.flatMap(({ name }) => nearest(name, known)));
    for (const { name, place } of unknown) {
      const finding: Finding = {
        id: 'unknown-property',
        message: `The property "${name}" has no meaning in this node.`,
        expected: oneOf(known),
        remedy: didYouMean(name, known) ?? 'remove the property',
      };
      this.reportAt(place, finding, name);
    }
    for (const { names, finding } of this.#missing) {
      if (!names.some((name) => meant.has(name))) this.report(null, finding);
    }
  }

  #take(name: string): DtProperty | undefined {
    this.#asked.add(name);
    return this.node.properties.get(name);
  }

  #require(name: string, example: string): void {
    if (this.node.properties.has(name)) return;
    const message = `The property "${name}" is missing in ${fullName(this.node)}.`;
    this.missing([name], { message, expected: example });
  }
}

/** Properties that devicetree tools want or write and that say nothing about the wiring. */
const STANDARD = new Set(['#address-cells', '#size-cells', 'phandle', 'compatible', 'model', 'status']);

/** Short name by which a bus or device is known: its label, else its node name. */
export function idOf(node: DtNode): string {
  return node.labels[0] ?? node.name;
}
