/** Controllers that nobody here wrote the Modbus of run the plant: the programs of docs/outside-controllers.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { Child, eventually, ROOT, RunningSite } from './buhera.ts';
import { freePort } from './free-port.ts';
import { temporaryFolder } from './site-copy.ts';

const PAGE = readFileSync(join(ROOT, 'docs/outside-controllers.md'), 'utf8');
const BAR = 1e5;
/** What a plain controller of this kind may be off: a proportional one has an offset, and valves have a dead time. */
const TOLERANCE_BAR = 0.1;
/** Readings in a row that have to be right, each of another moment. */
const HELD_READINGS = 20;

const running: Child[] = [];
const sites: RunningSite[] = [];

afterEach(async () => {
  for (const child of running.splice(0)) await child.stop('SIGKILL');
  for (const site of sites.splice(0)) await site.stop('SIGKILL');
});

/** The program of a language on the page, as a file. */
function programOf(language: string): string {
  const text = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'msu').exec(PAGE)?.[1];
  if (text === undefined) throw new Error(`the page has no program in ${language}`);
  const file = join(temporaryFolder(), `controller.${language}`);
  writeFileSync(file, text);
  return file;
}

async function serve(modbusPort: number): Promise<RunningSite> {
  const site = await RunningSite.start('demo', [
    '--controller',
    'external',
    '--modbus-port',
    String(modbusPort),
  ]);
  sites.push(site);
  expect(site.modbusPort).toBe(modbusPort);
  return site;
}

/** Waits until the pressure has been at the set-point for many readings in a row. */
async function held(site: RunningSite, setPointBar: number): Promise<void> {
  let right = 0;
  let lastS = -1;
  await eventually(async () => {
    const { value, quality, timeS } = await site.tag('ch1.pressure');
    if (timeS === lastS) return false;
    lastS = timeS;
    const off = quality === 'good' ? Math.abs((value ?? Number.NaN) / BAR - setPointBar) : Number.NaN;
    right = off < TOLERANCE_BAR ? right + 1 : 0;
    return right >= HELD_READINGS;
  }, `chamber 1 to be held at ${setPointBar} bar`);
}

describe.each([
  ['pymodbus', 'python', '/usr/bin/python3'],
  ['mbpoll', 'bash', 'bash'],
])('a controller on %s', (_, language, interpreter) => {
  const program = programOf(language);

  function control(port: number, setPointBar: number): Child {
    const child = new Child(interpreter, [program, '127.0.0.1', String(port), String(setPointBar)]);
    running.push(child);
    return child;
  }

  test('fills and vents the chamber to its set-point, and survives a server that is killed', async () => {
    const port = await freePort();
    const site = await serve(port);
    await eventually(
      () => site.isGood('ch1.pressure', 'inlet1.position', 'vent1.position'),
      'the first polls',
    );
    // A host that stalls makes any one reading stale.
    const atRest = async () => Math.abs((await site.value('ch1.pressure')) / BAR - 1.5) < 0.05;
    await eventually(atRest, 'the plant as its file has it');

    const upper = control(port, 2.5);
    await held(site, 2.5);
    expect(upper.ended).toBe(false);

    await site.stop('SIGKILL');
    const restarted = await serve(port);
    await eventually(() => restarted.isGood('ch1.pressure'), 'the first polls after the restart');
    await held(restarted, 2.5);
    expect(upper.ended).toBe(false);
    await upper.stop('SIGKILL');

    const lower = control(port, 1.8);
    let vented = false;
    await eventually(async () => {
      vented ||= (await restarted.value('vent1.position')) > 0;
      return vented;
    }, 'the vent to open');
    await held(restarted, 1.8);
    expect(lower.ended).toBe(false);

    expect(await restarted.value('ledger.breach')).toBe(0);
  });
});
