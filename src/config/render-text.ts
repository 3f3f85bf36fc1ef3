import type { Severity } from './codes.ts';
import type { Diagnostic } from './diagnostic.ts';
import { shownPath } from './shown-path.ts';

export interface TextStyle {
  /** Paths are shown relative to it. */
  readonly cwd: string;
  /** Escape codes for a terminal. */
  readonly colour?: boolean;
}

/** Diagnostics for people: one paragraph each with the source line and a caret, and a count at the end. */
export function renderText(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
  style: TextStyle,
): string {
  if (diagnostics.length === 0) return '';
  const paint = style.colour === true ? coloured : plain;
  const lines = new Map([...sources].map(([file, text]) => [file, text.split(/\r?\n/u)]));
  const paragraphs = diagnostics.map((diagnostic) =>
    paragraph(diagnostic, lines.get(diagnostic.file)?.[diagnostic.line - 1], style.cwd, paint),
  );
  return [...paragraphs, countText(diagnostics)].join('\n\n');
}

/** `2 errors, 1 warning`. */
export function countText(diagnostics: readonly Diagnostic[]): string {
  const parts = (['error', 'warning', 'note'] as const).flatMap((severity) => {
    const count = diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}${count === 1 ? '' : 's'}`];
  });
  return parts.join(', ');
}

type Paint = (text: string, as: Severity | 'faint' | 'strong') => string;

const ESC = '\u001b';
const CODES_BY_STYLE = { error: '1;31', warning: '1;33', note: '1;36', faint: '34', strong: '1' } as const;
const coloured: Paint = (text, as) => `${ESC}[${CODES_BY_STYLE[as]}m${text}${ESC}[0m`;
const plain: Paint = (text) => text;

function paragraph(diagnostic: Diagnostic, source: string | undefined, cwd: string, paint: Paint): string {
  const { severity, id, message, line, column } = diagnostic;
  const gutter = ' '.repeat(String(line).length);
  const bar = paint(`${gutter} |`, 'faint');
  const where = `${shownPath(diagnostic.file, cwd)}:${line}:${column}`;
  const out = [
    `${paint(`${severity}[${id}]`, severity)}: ${paint(message, 'strong')}`,
    `${gutter}${paint('-->', 'faint')} ${where}`,
  ];
  if (source !== undefined && source.trim() !== '') {
    const cut = window(source, diagnostic);
    out.push(
      bar,
      `${paint(`${line} |`, 'faint')} ${cut.text}`,
      `${bar} ${cut.indent}${paint(cut.carets, severity)}`,
    );
  }
  const detail = (label: string, text: string | null) => {
    if (text !== null) out.push(`${gutter} ${paint('=', 'faint')} ${label}: ${text}`);
  };
  detail('expected', diagnostic.expected);
  detail('help', diagnostic.remedy);
  return out.join('\n');
}

const WIDTH = 110;

/** The part of a source line around the place, with the caret line below it. */
function window(
  source: string,
  { column, endColumn }: Diagnostic,
): { text: string; indent: string; carets: string } {
  const start = column > WIDTH - 20 ? column - 40 : 0;
  const text = visible(source.slice(start, start + WIDTH));
  const before = text.slice(0, column - 1 - start);
  const room = Math.max(1, text.length - before.length);
  const length = Math.max(1, Math.min(endColumn - column, room));
  // Tabs are kept so that the caret stands below its character whatever the terminal's tab width.
  return { text, indent: before.replace(/[^\t]/gu, ' '), carets: '^'.repeat(length) };
}

/** A damaged file must not steer the terminal. */
function visible(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is replaced
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/gu, '·');
}
