/** Errors as text for people: the first column is a label, the others are numbers. */
export function errorTable(
  head: readonly string[],
  rows: readonly (readonly [string, ...number[]])[],
): string {
  const cells = rows.map(([label, ...values]) => [label, ...values.map((value) => value.toExponential(1))]);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...cells.map((row) => (row[column] ?? '').length)),
  );
  return [[...head], ...cells]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
