/** The little of Markdown that the register pages need. */

/** A table; a column that is empty in every row is left out. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const shown = head.map((_, column) => rows.some((row) => (row[column] ?? '') !== ''));
  const line = (row: readonly string[]) =>
    `| ${row
      .filter((_, column) => shown[column] === true)
      .map((cell) => cell.replaceAll('|', '\\|'))
      .join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

export function code(text: string): string {
  return `\`${text}\``;
}

export function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}
