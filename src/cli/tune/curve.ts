/** A trend as characters: one column a sample of the terminal, drawn with dots of Braille, two by four in a cell. */

const DOTS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;
const BRAILLE = 0x2800;

export interface CurveSize {
  readonly columns: number;
  readonly rows: number;
}

/** The curve with its scale at the left; empty where there is nothing to draw. */
export function curveText(
  title: string,
  times: readonly number[],
  values: readonly number[],
  { columns, rows }: CurveSize,
  show: (value: number) => string,
): string {
  const sound = values.filter(Number.isFinite);
  const [from, to] = [times[0] ?? 0, times.at(-1) ?? 0];
  if (sound.length < 2 || !(to > from)) return '';
  const [low, high] = [Math.min(...sound), Math.max(...sound)];
  const cells = Array.from({ length: rows }, () => new Array<number>(columns).fill(0));
  const place = (time: number, value: number): readonly [number, number] => [
    Math.min(2 * columns - 1, Math.floor(((time - from) / (to - from)) * 2 * columns)),
    high === low ? 2 * rows : Math.round(((high - value) / (high - low)) * (4 * rows - 1)),
  ];
  let before: readonly [number, number] | null = null;
  values.forEach((value, i) => {
    if (!Number.isFinite(value)) {
      before = null;
      return;
    }
    const [x, y] = place(times[i] ?? from, value);
    // Dots between two samples of one column keep a steep curve in one piece.
    const start = before === null ? y : before[1];
    for (let dot = Math.min(start, y); dot <= Math.max(start, y); dot++) setDot(cells, x, dot);
    before = [x, y];
  });
  const labels = [show(high), show(low)];
  const width = Math.max(...labels.map((label) => label.length));
  const lines = cells.map((row, i) => {
    const label = i === 0 ? labels[0] : i === rows - 1 ? labels[1] : '';
    return `${(label ?? '').padStart(width)} ${String.fromCodePoint(...row.map((dots) => BRAILLE + dots))}`;
  });
  return [title, ...lines].join('\n');
}

function setDot(cells: readonly number[][], x: number, y: number): void {
  const row = cells[Math.floor(y / 4)];
  const bit = DOTS[y % 4]?.[x % 2];
  const column = Math.floor(x / 2);
  if (row === undefined || bit === undefined || row[column] === undefined) return;
  row[column] |= bit;
}
