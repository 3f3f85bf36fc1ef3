import type { TomlDocument } from './toml-document.ts';

/** A file that has been read, with the document that diagnostics about it point into. */
export interface Read<T> {
  readonly definition: T;
  readonly document: TomlDocument;
}
