/** A claim as a page for people. */
import type { Claim } from './claim.ts';

export type ClaimFormat = 'text' | 'markdown';

const TEXT_WIDTH = 96;
const LABEL_WIDTH = 'Not offered yet: '.length;

/** The whole claim as plain text or markdown, without a newline at the end. */
export function renderClaim(claim: Claim, format: ClaimFormat = 'text'): string {
  if (format === 'markdown') {
    const items = fields(claim).map(([label, text]) => `- **${label}:** ${text}`);
    return [`## ${claim.title}`, '', ...items].join('\n');
  }
  const blocks = fields(claim).map(([label, text]) =>
    [`${label}:`.padEnd(LABEL_WIDTH), wrapped(text).join(`\n${' '.repeat(LABEL_WIDTH)}`)].join(''),
  );
  return [claim.title, '', ...blocks].join('\n');
}

function fields(claim: Claim): (readonly [label: string, text: string])[] {
  const { computation, instead } = claim;
  const optional = (label: string, text: string | null) => (text === null ? [] : [[label, text] as const]);
  return [
    ['Claim', claim.id],
    ['Verdict', claim.verdict],
    ['Promised', claim.statement],
    ['Law or fact', claim.law],
    ...optional('Computed', computation === null ? null : computation.text),
    ...optional('Here instead', instead.today),
    ...optional('Not offered yet', instead.notOfferedYet),
    ['Set by', claim.keys.join(', ')],
  ];
}

function wrapped(text: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > TEXT_WIDTH - LABEL_WIDTH) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
