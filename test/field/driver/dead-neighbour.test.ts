/** What a dead device costs those that share its line, in virtual time. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { LinkPolicy, ModbusRtuBus } from '../../../src/field/wiring.ts';
import { device, profile, sense, serialBus, TRANSMITTER } from '../fixtures.ts';
import { VirtualLine } from './virtual-line.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const LINK: LinkPolicy = { timeoutS: 0.3, retries: 1, backoffFirstS: 0.5, backoffMaxS: 10 };
const SENSOR = { ...profile('acme,sensor', TRANSMITTER.points), timing: { responseS: 0.005, periodS: 0.2 } };
const MINUTE_S = 60;

/** Units 1 … `count` at 19200 baud, five polls a second each: a line that is busy for a fifth to a third of its time. */
function line(count: number, link: Partial<LinkPolicy> = {}): ModbusRtuBus {
  const devices = Array.from({ length: count }, (_, i) =>
    device(`pt${i + 1}`, i + 1, SENSOR, [sense(SENSOR, 'pressure', `ch${i + 1}.pressure`)], {
      periodS: 0.2,
    }),
  );
  return serialBus(devices, {
    serial: { baudRate: 19_200, parity: 'even', stopBits: 1, rtsDelay: null },
    silenceS: 2e-3,
    link: { ...LINK, ...link },
  });
}

/** Polls of the units that live, after the first seconds, with so many dead ones beside them. */
async function pollsBeside(dead: number, link: Partial<LinkPolicy> = {}): Promise<number[]> {
  const site = new VirtualLine(line(3 + dead, link));
  for (let unit = 4; unit <= 3 + dead; unit++) site.dead.add(unit);
  await site.run(5);
  const fromS = site.nowS();
  await site.run(MINUTE_S);
  return [1, 2, 3].map((unit) => site.askedSince(unit, fromS));
}

describe('a line with dead devices', () => {
  test.each([1, 2, 5])('keeps its poll rate beside %d of them', async (dead) => {
    const alone = await pollsBeside(0);
    expect(alone).toEqual([300, 300, 300]);
    // Trials may take a twentieth of the line; what a trial delays comes right behind it.
    for (const polls of await pollsBeside(dead)) expect(polls).toBeGreaterThanOrEqual(0.95 * 300);
  });

  test('would lose most of it if they were tried as often as they are polled', async () => {
    const eager = { probeShare: 1, backoffFirstS: 0.001, backoffMaxS: 0.001 };
    for (const polls of await pollsBeside(2, eager)) expect(polls).toBeLessThan(0.75 * 300);
  });

  test('tries them all in turn, and takes each up again', async () => {
    const site = new VirtualLine(line(9));
    const dead = [4, 5, 6, 7, 8, 9];
    for (const unit of dead) site.dead.add(unit);
    await site.run(10);
    const fromS = site.nowS();
    await site.run(2 * MINUTE_S);
    const trials = dead.map((unit) => site.askedSince(unit, fromS));
    // 0.3 s each, one in twenty: 20 in two minutes, shared evenly.
    expect(trials.reduce((sum, count) => sum + count)).toBeLessThanOrEqual(20);
    expect(Math.min(...trials)).toBeGreaterThanOrEqual(2);
    expect(site.driver.links().map(({ online }) => online)).toEqual([
      true,
      true,
      true,
      ...dead.map(() => false),
    ]);
    site.dead.clear();
    await site.run(MINUTE_S);
    expect(site.driver.links().every(({ online }) => online)).toBe(true);
  });

  test('takes no heed of neighbours when all are dead', async () => {
    const site = new VirtualLine(line(2));
    site.dead.add(1).add(2);
    await site.run(60);
    site.dead.clear();
    await site.run(10.1 + 2 * 0.3);
    expect(site.driver.links().every(({ online }) => online)).toBe(true);
  });
});
