/** The tables of docs/detection.md. */
import { NOISES } from './cases.ts';
import type { Row, SourceCounts } from './counts.ts';
import { CHAIN_SEEDS, SEEDS } from './counts.ts';
import type { Detector } from './verdicts.ts';

export const BEGIN = '<!-- begin: scripts/detection-table/run -->';
export const END = '<!-- end -->';

interface Question {
  readonly title: string;
  readonly truth: 'oscillates' | 'sticks' | 'saturates';
  readonly detectors: readonly (readonly [Detector, string])[];
}

const QUESTIONS: readonly Question[] = [
  {
    title: 'Oscillation',
    truth: 'oscillates',
    detectors: [
      ['autocorrelation', 'Autocorrelation (`oscillation.ts`)'],
      ['load disturbances', 'Load disturbances, Hägglund (`load-disturbance.ts`)'],
    ],
  },
  {
    title: 'Stiction',
    truth: 'sticks',
    detectors: [
      ['shape', 'Shape, He et al. (`stiction-shape.ts`)'],
      ['cross-correlation', 'Cross-correlation, Horch (`stiction-correlation.ts`)'],
    ],
  },
  {
    title: 'Saturation',
    truth: 'saturates',
    detectors: [['saturation', 'Time at a limit (`saturation.ts`)']],
  },
];

/** Everything between the marks of the page. */
export function tablesOf(rows: readonly Row[], sources: SourceCounts): string {
  const questions = QUESTIONS.flatMap(({ title, truth, detectors }) => [
    `## ${title}`,
    '',
    ...detectors.flatMap(([detector, name]) => [`${name}:`, '', ...tableOf(rows, truth, detector), '']),
  ]);
  return [...questions, '## Source of a shared oscillation', '', ...sourceTable(sources), ''].join('\n');
}

function tableOf(rows: readonly Row[], truth: Question['truth'], detector: Detector): readonly string[] {
  const line = ({ trouble, errorPercent, found }: Row) =>
    `| ${trouble.process}: ${trouble.name} | ${errorPercent.toFixed(2)} | ${trouble[truth] ? 'yes' : 'no'} | ${found[detector].join(' | ')} |`;
  const sum = (isTrue: boolean) => {
    const chosen = rows.filter(({ trouble }) => trouble[truth] === isTrue);
    const counts = NOISES.map((_, n) =>
      chosen.reduce((total, { found }) => total + (found[detector][n] ?? 0), 0),
    );
    return counts.map((count) => `**${((100 * count) / (SEEDS * chosen.length)).toFixed(0)} %**`).join(' | ');
  };
  return [
    `| loop | error, % | truth | ${NOISES.map((noise) => `noise ${noise} %`).join(' | ')} |`,
    `|---|---|---|${NOISES.map(() => '---|').join('')}`,
    ...rows.map(line),
    `| **hits** | | | ${sum(true)} |`,
    `| **false alarms** | | | ${sum(false)} |`,
  ];
}

function sourceTable({ ranked, right, wrong, firstInTime }: SourceCounts): readonly string[] {
  return [
    `| of ${CHAIN_SEEDS} chains of four loops | ${NOISES.map((noise) => `noise ${noise} %`).join(' | ')} |`,
    `|---|${NOISES.map(() => '---|').join('')}`,
    `| the sticking loop stood first among the suspects | ${ranked.join(' | ')} |`,
    `| the sticking loop was named | ${right.join(' | ')} |`,
    `| another loop was named | ${wrong.join(' | ')} |`,
    `| for comparison: the sticking loop came first in time | ${firstInTime.join(' | ')} |`,
  ];
}

/** The page with its tables replaced. */
export function pageWith(page: string, tables: string): string {
  const [before] = page.split(BEGIN);
  const [, after] = page.split(END);
  return `${before}${BEGIN}\n\n${tables}\n${END}${after}`;
}
