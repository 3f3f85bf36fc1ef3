/** Files that a wiring names beside itself and that are no configuration: passwords, certificates, keys. */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { cannotRead } from '../source-files.ts';
import type { NodeReader } from './node-reader.ts';

export interface NamedFile {
  /** Name of the property. */
  readonly property: string;
  readonly path: string;
  readonly bytes: Buffer;
}

/** The file of a property, relative to the file in which the property stands; null when absent or unreadable (which is reported). */
export function namedFile(reader: NodeReader, property: string): NamedFile | null {
  const text = reader.text(property);
  const place = reader.node.properties.get(property)?.place;
  if (text === null || place === undefined) return null;
  const path = resolve(dirname(place.file), text);
  try {
    return { property, path, bytes: readFileSync(path) };
  } catch (error) {
    const finding = cannotRead(error);
    reader.report(property, { ...finding, message: `"${path}": ${finding.message}` });
    return null;
  }
}
