import { expect, it } from 'vitest';
import { Journal } from '../../src/runtime/journal.ts';
import { OperatorQueue } from '../../src/runtime/operator.ts';

it('refuses commands beyond its capacity instead of growing', async () => {
  const queue = new OperatorQueue();
  const answers = Array.from({ length: 1001 }, () => queue.submit({ kind: 'reset' }));
  expect(await answers[1000]).toMatchObject({ ok: false, text: expect.stringContaining('too many') });
  expect(queue.take()).toHaveLength(1000);
  expect(queue.take()).toHaveLength(0);
});

it('answers what waits, and what comes later, when the site stops', async () => {
  const queue = new OperatorQueue();
  const waiting = queue.submit({ kind: 'reset' });
  queue.close();
  expect(await waiting).toMatchObject({ ok: false, text: 'the site is stopping' });
  expect(await queue.submit({ kind: 'reset' })).toMatchObject({ ok: false, text: 'the site is stopping' });
});

it('a journal keeps the newest entries and counts without gaps', () => {
  const journal = new Journal();
  for (let entry = 1; entry <= 2500; entry += 1) journal.add(entry, 'run', `entry ${entry}`);
  const kept = journal.after(0);
  expect(kept).toHaveLength(2000);
  expect(kept.at(-1)).toMatchObject({ sequence: 2500, text: 'entry 2500' });
  expect(journal.after(2498).map(({ sequence }) => sequence)).toEqual([2499, 2500]);
});
