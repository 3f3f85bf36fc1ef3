/**
 * Turns a captured terminal screen into an SVG for the documentation:
 *   tmux capture-pane -e -p -t <pane> | node scripts/terminal-svg.mjs > docs/img/top.svg
 */
import { readFileSync } from 'node:fs';

const CHAR_WIDTH = 8.4;
const LINE_HEIGHT = 18;
const MARGIN = 16;
const COLOURS = { 31: '#ff7b72', 33: '#e3b341', 36: '#79c0ff', 97: '#ffffff' };

const EFFECTS = {
  0: { bold: false, dim: false, alert: false, colour: undefined },
  1: { bold: true },
  2: { dim: true },
  39: { colour: undefined },
  41: { alert: true },
  49: { alert: false },
};

// A terminal carries its colours over the end of a line.
let style = {};
const lines = readFileSync(0, 'utf8').trimEnd().split('\n');
const width = Math.max(...lines.map((line) => plain(line).length)) * CHAR_WIDTH + 2 * MARGIN;
const height = lines.length * LINE_HEIGHT + 2 * MARGIN;
const body = lines.map((line, row) => renderLine(line, MARGIN + (row + 0.8) * LINE_HEIGHT)).join('\n');

process.stdout.write(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${Math.ceil(width)} ${height}" font-family="monospace" font-size="14" xml:space="preserve">
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
${body}
</svg>
`);

function renderLine(line, y) {
  let column = 0;
  return segments(line)
    .map(({ codes, text }) => {
      style = nextStyle(style, codes);
      const x = MARGIN + column * CHAR_WIDTH;
      const length = text.length * CHAR_WIDTH;
      column += text.length;
      const back = style.alert
        ? `<rect x="${x}" y="${y - 13}" width="${length}" height="${LINE_HEIGHT}" fill="#b62324"/>`
        : '';
      const weight = style.bold ? ' font-weight="bold"' : '';
      const opacity = style.dim ? ' opacity="0.6"' : '';
      const label =
        text.trim() === ''
          ? ''
          : `<text x="${x}" y="${y}" textLength="${length}" fill="${style.colour ?? '#c9d1d9'}"${weight}${opacity}>${escapeXml(text)}</text>`;
      return back + label;
    })
    .join('');
}

/** Stretches of text, each with the codes that stand before it. */
function segments(line) {
  const [first, ...rest] = line.split('\u001b[');
  const coded = rest.map((part) => {
    const end = part.indexOf('m');
    return { codes: part.slice(0, end).split(';').map(Number), text: part.slice(end + 1) };
  });
  return [{ codes: [], text: first }, ...coded];
}

function nextStyle(before, codes) {
  const after = { ...before };
  for (const code of codes)
    Object.assign(after, EFFECTS[code] ?? (code in COLOURS ? { colour: COLOURS[code] } : {}));
  return after;
}

function plain(line) {
  return segments(line)
    .map(({ text }) => text)
    .join('');
}

function escapeXml(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
