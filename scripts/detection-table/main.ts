/** Writes the tables of docs/detection.md: scripts/detection-table/run. */
import { readFileSync, writeFileSync } from 'node:fs';
import { countAll, countSources } from './counts.ts';
import { pageWith, tablesOf } from './page.ts';

const page = new URL('../../docs/detection.md', import.meta.url);
writeFileSync(page, pageWith(readFileSync(page, 'utf8'), tablesOf(countAll(), countSources())));
console.info('docs/detection.md');
