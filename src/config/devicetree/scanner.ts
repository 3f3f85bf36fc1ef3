/**
 * Characters of one devicetree source file, with comments skipped and places counted. A syntax error that leaves no
 * sensible way on is thrown as `SyntaxStop` and caught where the file was opened: one per file, so nothing cascades.
 */
import { type Diagnostic, diagnosticAt, type Finding, type Place } from '../diagnostic.ts';

export class SyntaxStop extends Error {}

export class Scanner {
  readonly file: string;
  readonly text: string;
  offset = 0;
  /** Behind the last token, where something missing should have been. */
  lastEnd = 0;
  readonly #diagnostics: Diagnostic[];
  readonly #lineStarts: readonly number[];

  constructor(file: string, text: string, diagnostics: Diagnostic[]) {
    this.file = file;
    this.text = text;
    this.#diagnostics = diagnostics;
    this.#lineStarts = [0, ...[...text.matchAll(/\n/gu)].map(({ index }) => index + 1)];
  }

  /** The next character that is neither space nor comment; empty at the end. */
  peek(): string {
    this.#skip();
    return this.text.charAt(this.offset);
  }

  /** Takes `token` if it comes next. */
  take(token: string): boolean {
    this.#skip();
    if (!this.text.startsWith(token, this.offset)) return false;
    this.#advance(token.length);
    return true;
  }

  /** Takes what the sticky expression matches next, or null. */
  match(pattern: RegExp): RegExpExecArray | null {
    this.#skip();
    pattern.lastIndex = this.offset;
    const found = pattern.exec(this.text);
    if (found !== null) this.#advance(found[0].length);
    return found;
  }

  /** Takes `token`, or stops: `where` completes "expected … ". */
  expect(token: string, where: string): void {
    if (!this.take(token)) this.unexpected(`"${token}" ${where}`);
  }

  /**
   * Takes a semicolon. The commonest slip is to forget one, and what follows is then still plain: it is reported
   * where it belongs, and reading goes on.
   */
  semicolon(after: string): void {
    if (this.take(';')) return;
    if (!/[A-Za-z0-9_&/}]/u.test(this.peek())) this.unexpected(`";" after ${after}`);
    this.report(this.placeOf(this.lastEnd, this.lastEnd + 1), {
      id: 'dt-syntax',
      message: `A semicolon is missing after ${after}.`,
      remedy: 'add ";"',
    });
  }

  /** What comes next is not what can stand here. */
  unexpected(expected: string): never {
    this.#skip();
    const at = this.offset;
    if (at >= this.text.length) {
      this.stop(this.placeOf(this.lastEnd, this.lastEnd + 1), {
        id: 'dt-syntax',
        message: 'The file ends in the middle of something.',
        expected,
        remedy:
          'close every { with "};" and every text with a quotation mark; the file may have been cut off',
      });
    }
    const word = /^[\w,.+#?@-]+|^./su.exec(this.text.slice(at, at + 40))?.[0] ?? '';
    this.stop(this.placeOf(at, at + word.length), {
      id: 'dt-syntax',
      message: `${JSON.stringify(word)} cannot stand here.`,
      expected,
    });
  }

  report(place: Place, finding: Finding): void {
    this.#diagnostics.push(diagnosticAt(place, finding));
  }

  stop(place: Place, finding: Finding): never {
    this.report(place, finding);
    throw new SyntaxStop();
  }

  placeOf(start: number, end: number): Place {
    const line = this.#lineOf(start);
    const from = this.#lineStarts[line] ?? 0;
    const next = this.#lineStarts[line + 1] ?? this.text.length + 2;
    const column = start - from + 1;
    return {
      file: this.file,
      line: line + 1,
      column,
      endColumn: Math.max(column, Math.min(end, next - 1) - from + 1),
    };
  }

  #lineOf(offset: number): number {
    let low = 0;
    let high = this.#lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #advance(length: number): void {
    this.offset += length;
    this.lastEnd = this.offset;
  }

  #skip(): void {
    for (;;) {
      SPACE_OR_LINE_COMMENT.lastIndex = this.offset;
      this.offset += SPACE_OR_LINE_COMMENT.exec(this.text)?.[0].length ?? 0;
      if (!this.text.startsWith('/*', this.offset)) return;
      const end = this.text.indexOf('*/', this.offset + 2);
      if (end < 0) {
        const place = this.placeOf(this.offset, this.offset + 2);
        this.stop(place, { id: 'dt-syntax', message: 'This comment has no end.', expected: '"*/"' });
      }
      this.offset = end + 2;
    }
  }
}

const SPACE_OR_LINE_COMMENT = /(?:\s|\/\/[^\n]*)*/uy;
