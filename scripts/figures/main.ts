/** Writes the figures of docs/physics.md: `npm run figures`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { FIGURES } from './catalogue.ts';
import { renderFigure } from './chart.ts';

const folder = fileURLToPath(new URL('../../docs/figures/', import.meta.url));
mkdirSync(folder, { recursive: true });
for (const [name, draw] of Object.entries(FIGURES)) {
  const startedMs = performance.now();
  writeFileSync(`${folder}${name}.svg`, renderFigure(draw()));
  console.info(`docs/figures/${name}.svg  ${(performance.now() - startedMs).toFixed(0)} ms`);
}
