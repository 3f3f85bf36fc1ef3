/** Wide enough for seven digits, a point and a sign. */
const NUMBER_WIDTH = 10;
const NAME_WIDTH = 18;

/** Rows whose first cell is a name, at the left, and whose others are numbers, at the right; the first row is a head. */
export function table(rows: readonly (readonly string[])[], names = 1): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [i, cell] of row.entries()) {
      widths[i] = Math.max(widths[i] ?? (i === 0 ? NAME_WIDTH : i < names ? 0 : NUMBER_WIDTH), cell.length);
    }
  }
  return rows
    .map((row) =>
      row
        .map((cell, i) => (i < names ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
