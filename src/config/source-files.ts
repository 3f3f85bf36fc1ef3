/** Reads the text files of a configuration, remembers them for rendering, and explains what cannot be read. */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { type Diagnostic, diagnosticAt, type Finding, startOf } from './diagnostic.ts';

/** Larger files are refused unread: a thousand chambers with their devices stay below 4 MiB. */
export const MAX_FILE_BYTES = 8 * 1024 * 1024;

export interface SourceFiles {
  readonly texts: ReadonlyMap<string, string>;
  /** Lower-case hexadecimal SHA-256 of the bytes, by path. */
  readonly digests: ReadonlyMap<string, string>;
  /** Text of the file without a byte-order mark, or null; what is wrong goes to `diagnostics`. */
  read(path: string, diagnostics: Diagnostic[]): string | null;
}

export function createSourceFiles(): SourceFiles {
  const texts = new Map<string, string>();
  const digests = new Map<string, string>();
  return {
    texts,
    digests,
    read(path, diagnostics) {
      const known = texts.get(path);
      if (known !== undefined) return known;
      const bytes = readBytes(path);
      if ('id' in bytes) {
        diagnostics.push(diagnosticAt(startOf(path), bytes));
        return null;
      }
      digests.set(path, createHash('sha256').update(bytes).digest('hex'));
      const text = decode(path, bytes, diagnostics);
      if (text !== null) texts.set(path, text);
      return text;
    },
  };
}

function readBytes(path: string): Buffer | Finding {
  try {
    const stat = statSync(path);
    if (stat.isDirectory()) {
      return { id: 'file-is-directory', message: 'This is a folder, and a file is expected.' };
    }
    if (!stat.isFile()) {
      // A pipe or a terminal would keep us waiting for ever.
      return { id: 'file-unreadable', message: 'This is not a regular file.' };
    }
    if (stat.size > MAX_FILE_BYTES) return tooLarge(stat.size);
    return readFileSync(path);
  } catch (error) {
    return cannotRead(error);
  }
}

function tooLarge(bytes: number): Finding {
  return {
    id: 'file-too-large',
    message: `The file has ${(bytes / 1024 / 1024).toFixed(1)} MiB; configuration files are read up to ${MAX_FILE_BYTES / 1024 / 1024} MiB.`,
    remedy: 'check that this is the file you mean; recordings and logs do not belong here',
  };
}

/** What an error of the file system means to the user. */
export function cannotRead(error: unknown): Finding {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return {
      id: 'file-not-found',
      message: 'The file does not exist.',
      remedy: 'create it, or correct the name',
    };
  }
  if (code === 'ELOOP') {
    return {
      id: 'file-unreadable',
      message: 'This is a link that leads back to itself.',
      remedy: 'let the link point to a file or folder',
    };
  }
  const reason = code === 'EACCES' || code === 'EPERM' ? 'permission denied' : code;
  return {
    id: 'file-unreadable',
    message: `This cannot be read: ${reason}.`,
    remedy: 'check who owns it and who may read it',
  };
}

function decode(path: string, bytes: Buffer, diagnostics: Diagnostic[]): string | null {
  const refuse = (line: number, column: number, finding: Finding): null => {
    diagnostics.push(diagnosticAt({ file: path, line, column, endColumn: column + 1 }, finding));
    return null;
  };
  const wide = wideEncoding(bytes);
  if (wide !== null) {
    return refuse(1, 1, {
      id: 'file-encoding',
      message: `The file is ${wide} text.`,
      expected: 'UTF-8',
      remedy: 'save it again as UTF-8',
    });
  }
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const body = marked ? bytes.subarray(3) : bytes;
  const bad = firstBadByte(body);
  if (bad !== null) {
    const { line, column } = lineAndColumn(body.subarray(0, bad.offset).toString('utf8'));
    return refuse(line, column, bad.finding);
  }
  const text = body.toString('utf8');
  if (text.trim() === '') {
    return refuse(1, 1, {
      id: 'file-empty',
      message: 'The file is empty.',
      remedy: 'restore it from a copy; a file that is to say nothing needs at least a comment',
    });
  }
  if (marked) {
    diagnostics.push(
      diagnosticAt(startOf(path), {
        id: 'byte-order-mark',
        message: 'The file begins with a byte-order mark.',
        remedy: 'save it as UTF-8 without one',
      }),
    );
  }
  return text;
}

function wideEncoding(bytes: Buffer): string | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'UTF-16 (little-endian)';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'UTF-16 (big-endian)';
  return null;
}

function firstBadByte(bytes: Buffer): { offset: number; finding: Finding } | null {
  const zero = bytes.indexOf(0);
  if (zero >= 0) {
    return {
      offset: zero,
      finding: {
        id: 'file-encoding',
        message: 'The file holds a zero byte: it is binary data, or text that was damaged.',
        expected: 'UTF-8 text',
        remedy: 'restore the file from a copy',
      },
    };
  }
  const offset = firstInvalidUtf8(bytes);
  if (offset === null) return null;
  const byte = (bytes[offset] ?? 0).toString(16).padStart(2, '0');
  return {
    offset,
    finding: {
      id: 'file-encoding',
      message: `The byte 0x${byte} is not valid UTF-8 here.`,
      expected: 'UTF-8 text',
      remedy: 'save the file as UTF-8; it may be in Latin-1 or another encoding',
    },
  };
}

/** Offset of the first byte that breaks UTF-8 (RFC 3629), found by halving: decoding is fast, stepping is not. */
function firstInvalidUtf8(bytes: Buffer): number | null {
  if (decodes(bytes, false)) return null;
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (decodes(bytes.subarray(0, middle), true)) good = middle;
    else bad = middle;
  }
  return startOfSequence(bytes, good);
}

/** `stream`: a sequence cut off by the end is still fine. */
function decodes(bytes: Buffer, stream: boolean): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream });
    return true;
  } catch {
    return false;
  }
}

/** A sequence cut short is reported where it begins. */
function startOfSequence(bytes: Buffer, end: number): number {
  for (let back = 0; back < 4; back++) {
    const start = end - back;
    if (start >= 0 && decodes(bytes.subarray(0, start), false)) return start;
  }
  return end;
}

function lineAndColumn(before: string): { line: number; column: number } {
  const lines = before.split('\n');
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
