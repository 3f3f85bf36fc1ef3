import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { loadSite } from '../../src/config/load-site.ts';
import { LOOP_TAGS } from '../../src/config/loop-tags.ts';
import { controlSchema } from '../../src/config/schema/control-schema.ts';
import { copyOfSite, REPOSITORY } from './support/site-copy.ts';

const page = readFileSync(join(REPOSITORY, 'docs/control.md'), 'utf8');
const example = [...page.matchAll(/```toml\n(.*?)```/gsu)].map(([, text]) => text).join('\n');
const words = new Set(page.match(/[A-Za-z][A-Za-z0-9_]*/gu));

/** Every key that a schema has anywhere. */
function keysOf(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([name, part]) =>
    name === 'properties' ? [...Object.keys(part as object), ...keysOf(part)] : keysOf(part),
  );
}

it('the page of control shows every key and every tag', () => {
  const keys = [...new Set(keysOf(z.toJSONSchema(controlSchema, { io: 'input' })))];
  expect(keys.length).toBeGreaterThan(60);
  expect([...keys, ...LOOP_TAGS].filter((key) => !words.has(key))).toEqual([]);
});

it('its parts are one file that holds, but for cycles that no loop follows', () => {
  const copy = copyOfSite();
  writeFileSync(join(copy.folder, 'control.toml'), example);
  const { value, diagnostics } = loadSite(copy.folder, { installRoot: copy.root });
  expect(new Set(diagnostics.map(({ id }) => id))).toEqual(new Set(['unused-cycle']));
  const [pc1, , pc2] = value?.loops ?? [];
  expect(value?.cycles.map(({ shape }) => shape.kind)).toEqual([
    'trapezoid',
    'square',
    'sine',
    'table',
    'sequence',
  ]);
  expect(pc1).toMatchObject({
    setPoint: { kind: 'cycle', cycle: 'breath', phaseS: 5 },
    startMode: 'auto',
    pid: { gain: 40, integralTimeS: 1, derivativeTimeS: 0.05, setPointWeight: 0.8, trackingTimeS: 0.2 },
    deadBand: { width: 200, kind: 'continuous' },
    outputRate: { risePerS: 2, fallPerS: 2 },
    feedForward: { tag: 'ch2.pressure', range: [0, 1e6], gain: -0.1, leadS: 0, lagS: 0.5 },
    tracking: { tag: 'cross.position', whileTag: 'rack1.enabled' },
    fatigue: { rangePa: 3e5, cycles: 1e5, exponent: 5 },
  });
  expect(pc1?.schedule?.points).toEqual([
    { at: 280, gain: 40, integralTimeS: 1, derivativeTimeS: 0.05 },
    { at: 380, gain: 30, integralTimeS: 1.5, derivativeTimeS: 0.05 },
  ]);
  expect(pc2).toMatchObject({ cascade: 'tc2', remote: 'ch1.pressure', startMode: 'cascade' });
  expect(pc2?.pid.gain).toBe(40);
  expect(pc2?.pid.integralTimeS).toBe(1);
  expect(pc2?.pid.derivativeTimeS).toBeCloseTo(0.05, 12);
  expect(pc2?.pid.derivativeFilterN).toBeCloseTo(5, 12);
});
