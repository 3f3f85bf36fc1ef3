import { describe, expect, it } from 'vitest';
import { renderTop, TopHistory } from '../../src/cli/top-screen.ts';
import { liveView } from '../../src/runtime/live-view.ts';
import type { Snapshot } from '../../src/server/api.ts';
import { snapshotOf } from '../../src/server/api.ts';
import { Bench } from '../runtime/demo-runtime.ts';

async function trippedDemo(): Promise<Snapshot> {
  const bench = await Bench.start();
  bench.advance(5);
  const unit = bench.runtime.emulated.units('modbus0').get(1);
  if (unit === undefined) throw new Error('no transmitter');
  unit.map.failed = true;
  bench.advance(3);
  return snapshotOf(liveView(bench.runtime));
}

function picture(snapshot: Snapshot, size: { width: number; rows: number | null }): string[] {
  const history = new TopHistory();
  history.add(snapshot);
  return renderTop(snapshot, history, { ...size, colour: false }).split('\n');
}

describe('the terminal view', () => {
  it.each([
    [110, 45],
    [80, 24],
    [60, 15],
    [40, 8],
  ])('shows the trip, and keeps within %i columns and %i rows', async (width, rows) => {
    const lines = picture(await trippedDemo(), { width, rows });
    expect(lines.length).toBeLessThanOrEqual(rows);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
    expect(lines.some((line) => line.startsWith(' TRIP'))).toBe(true);
    expect(lines[0]).toContain('EMULATED');
  });

  it('says how much a small screen leaves out', async () => {
    const snapshot = await trippedDemo();
    expect(picture(snapshot, { width: 60, rows: 15 }).at(-1)).toMatch(
      /^… \d+ lines more on a larger screen$/,
    );
    expect(picture(snapshot, { width: 110, rows: null }).at(-1)).toMatch(/^q quits/);
  });

  it('cuts no output in the middle', async () => {
    const lines = picture(await trippedDemo(), { width: 80, rows: null });
    for (const tag of ['inlet1', 'vent1', 'inlet2', 'vent2', 'cross']) {
      expect(
        lines.filter((line) => new RegExp(`${tag}\\.position +[█░]{10} +(\\d+ %|on|off)`).test(line)),
      ).toHaveLength(1);
    }
  });

  it('marks a bad reading with its reason', async () => {
    const lines = picture(await trippedDemo(), { width: 110, rows: null });
    expect(lines.some((line) => line.startsWith('✗ exception 4') && line.includes('ch1.pressure'))).toBe(
      true,
    );
  });
});
