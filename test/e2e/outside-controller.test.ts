import { beforeAll, expect, test } from 'vitest';
import { eventually, RunningSite } from './buhera.ts';
import { mbpoll, type Place, readNumber } from './mbpoll.ts';

let site: RunningSite;

const pressure1 = (): Promise<number> => readNumber(at(1, 2), '4:float');
const pressure2 = (): Promise<number> => readNumber(at(2, 2), '4:float');

function at(unit: number, address: number): Place {
  return { port: site.modbusPort, unit, address };
}

/** Channels of the analogue output module, in the order of the demo's wiring. */
const AO = { inlet1: 0, vent1: 1, inlet2: 2, vent2: 3 } as const;

async function drive(channel: keyof typeof AO, millivolts: number): Promise<void> {
  const { code, stdout, stderr } = await mbpoll(at(4, AO[channel]), '4', millivolts);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('Written 1 references');
}

beforeAll(async () => {
  site = await RunningSite.start('demo', ['--controller', 'external']);
  await eventually(() => site.isGood('ch1.pressure', 'inlet1.position', 'cross.position'), 'the first polls');
});

test('nobody else drives the outputs: the plant rests as the plant file has it', async () => {
  expect(site.stdout).toMatch(/^control +left to a controller outside$/mu);
  expect(await pressure1()).toBeCloseTo(1.5, 2);
  expect(await readNumber(at(4, AO.inlet1), '4')).toBe(0);
});

test('an outside master opens the inlet by its register, and the pressure on the wire rises', async () => {
  const before = await pressure1();
  await drive('inlet1', 5000);
  expect(await readNumber(at(4, AO.inlet1), '4')).toBe(5000);
  await eventually(async () => (await pressure1()) > before + 0.5, 'the pressure to rise');
  await eventually(async () => (await site.value('inlet1.position')) === 0.5, 'the tag to read back');
  await drive('inlet1', 0);
  await eventually(async () => (await site.value('inlet1.position')) === 0, 'the tag to read back');
  // The gas cools on the wall and so falls, but nothing flows in any more.
  const shut = await pressure1();
  const sinceS = (await site.tag('ch1.pressure')).timeS;
  await eventually(async () => (await site.tag('ch1.pressure')).timeS > sinceS + 0.5, 'time to pass');
  expect(await pressure1()).toBeLessThan(shut + 0.01);
});

test('an outside master opens the relay valve by its coil, and the chambers equalise', async () => {
  const apart = (await pressure1()) - (await pressure2());
  expect(apart).toBeGreaterThan(0.3);
  expect(await mbpoll(at(5, 0), '0', 1)).toMatchObject({ code: 0 });
  await eventually(async () => (await site.value('cross.position')) === 1, 'the coil to read back');
  await eventually(async () => Math.abs((await pressure1()) - (await pressure2())) < 0.02, 'equal pressures');
  expect(await mbpoll(at(5, 0), '0', 0)).toMatchObject({ code: 0 });
  await eventually(async () => (await site.value('cross.position')) === 0, 'the coil to read back');
});

test('an outside master vents a chamber to the atmosphere', async () => {
  await drive('vent2', 10_000);
  await eventually(async () => Math.abs((await pressure2()) - 1.013) < 0.02, 'the chamber to be empty');
});

test('a command beyond the range of the module never shows as a good position beyond open', async () => {
  await mbpoll(at(4, AO.inlet2), '4', 20_000);
  const askedS = (await site.tag('inlet2.position')).timeS;
  await eventually(async () => (await site.tag('inlet2.position')).timeS > askedS + 0.2, 'the next polls');
  const { value, quality } = await site.tag('inlet2.position');
  expect(quality === 'good' ? value : null).toSatisfy(
    (shown) => shown === null || (shown >= 0 && shown <= 1),
  );
  await drive('inlet2', 0);
});

test.each([
  ['rack1.enabled', '1'],
  ['pc1.sp', '2 bar'],
  ['pc1.mode', 'manual'],
])('`set %s` is refused, because control is left to the outside', async (tag, value) => {
  const { code, stdout, stderr } = await site.cli('set', tag, value);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain('outside');
});

test('the outputs stay as the outside controller left them when the run ends', async () => {
  await drive('vent1', 2500);
  await eventually(async () => (await site.value('vent1.position')) === 0.25, 'the tag to read back');
  const { code, stdout } = await site.stop();
  expect(code).toBe(0);
  expect(stdout).not.toContain('safe state');
});
