import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { buhera, type Outcome } from './buhera.ts';
import { expectClose, tableOf } from './simulation.ts';
import { temporaryFolder } from './site-copy.ts';

const DEMO = 'etc/demo/plant.toml';

const PAIR = `
[solver]
step = "0.1 ms"

[[chamber]]
id = "full"
volume = "1 L"
pressure = "10 bar"
temperature = "300 K"
gas = { Ar = 1 }

[[chamber]]
id = "empty"
volume = "2 L"
pressure = "1 bar"
temperature = "300 K"
gas = { N2 = 1 }

[[valve]]
id = "cross"
from = "full"
to = "empty"
area = "10 mm^2"
discharge_coefficient = 0.8
position = 1
`;

function predict(plant: string, ...options: string[]): Promise<Outcome> {
  const file = join(temporaryFolder(), 'plant.toml');
  writeFileSync(file, plant);
  return buhera(['predict', file, ...options]);
}

async function jsonOf(args: readonly string[]) {
  const { code, stdout, stderr } = await buhera(args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
}

describe('the demo plant', () => {
  it('has all four predictions, none of them with a number missing', async () => {
    const { code, stdout, stderr } = await buhera(['predict', DEMO]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const title of ['Equilibrium', 'Working gas', 'Pressure cycles', 'Lumped chambers']) {
      expect(stdout).toMatch(new RegExp(`^${title}`, 'mu'));
    }
    expect(stdout).toContain('inlet1');
    expect(stdout).not.toMatch(/NaN|undefined|Infinity|null/u);
  });

  it('has the same as JSON, one part or all', async () => {
    const all = await jsonOf(['predict', DEMO, '--format', 'json']);
    expect(Object.keys(all)).toEqual(['equilibrium', 'workingGas', 'cycling', 'lumped']);
    for (const what of ['equilibrium', 'working-gas', 'cycling', 'lumped']) {
      const one = await jsonOf(['predict', DEMO, '--format', 'json', '--what', what]);
      const key = what === 'working-gas' ? 'workingGas' : what;
      expect(one).toEqual({ [key]: all[key] });
    }
  });

  it('answers for one duty, mixture and state', async () => {
    const { workingGas } = await jsonOf(
      [
        'predict',
        DEMO,
        '--format',
        'json',
        '--what',
        'working-gas',
        '--duty',
        'leakage',
        '--gas',
        'He=0.5,Ar=0.5',
      ].concat(['--temperature', '400 K', '--pressure', '1 bar']),
    );
    expect(workingGas.at).toEqual({ pressurePa: 1e5, temperatureK: 400 });
    expect(workingGas.duties).toHaveLength(1);
    const names = workingGas.duties[0].ranking.map((ranked: { name: string }) => ranked.name);
    expect(names).toHaveLength(7);
    expect(names).toContain('He=0.5,Ar=0.5');
    expect(names[0]).toBe('Ar');
  });

  it('answers for one cycle, and for 1 kHz says that a litre has more than one pressure', async () => {
    const { cycling, lumped } = await jsonOf([
      'predict',
      DEMO,
      '--format',
      'json',
      '--mean',
      '3 bar',
      '--amplitude',
      '1 bar',
      '--frequency',
      '1 kHz',
    ]);
    expect(cycling[0].limits.swings).toHaveLength(1);
    expect(cycling[0].limits.reachable.sinePa.adiabatic).toBeLessThan(100);
    expect(lumped.map((each: { verdict: string }) => each.verdict)).toEqual(['invalid', 'invalid']);
  });
});

test('two chambers stop where a simulation of them stops', async () => {
  const file = join(temporaryFolder(), 'plant.toml');
  writeFileSync(file, PAIR);
  const { equilibrium } = await jsonOf(['predict', file, '--what', 'equilibrium', '--format', 'json']);
  const { pressurePa, pair } = equilibrium[0].equalPressure;
  const table = await tableOf(PAIR, '--until', '2 s', '--every', '500 ms');
  for (const id of ['full', 'empty']) expectClose(table.last(`${id}.pressure_Pa`), pressurePa[0], 1e-5);
  expectClose(table.last('full.temperature_K'), pair.temperaturesK[0], 1e-5);
  expectClose(table.last('empty.temperature_K'), pair.temperaturesK[1], 1e-5);
  expectClose(table.last('ledger.entropy_generated_J_K'), pair.entropyGeneratedJPerK, 1e-4);
});

describe('wrong input', () => {
  it.each<[string, readonly string[], readonly (string | RegExp)[]]>([
    ['an unknown part', ['--what', 'lottery'], ['--what', 'equilibrium']],
    ['a frequency in bar', ['--frequency', '1 bar'], ['--frequency', 'Hz']],
    ['no pressure at all', ['--mean', '0 bar'], ['--mean', 'more than zero']],
    ['an option of another part', ['--what', 'lumped', '--heat', '10 W'], ['--heat', 'working-gas']],
    ['a gas that is not known', ['--gas', 'Xe=1'], ['Xe', 'He']],
    ['half a gas', ['--gas', 'He=0.5'], ['0.5', 'add up']],
    ['a gas twice', ['--gas', 'He=0.5,He=0.5'], ['twice']],
    ['a gas without a part', ['--gas', 'He'], ['mole fraction']],
    ['a speed without a unit', ['--speed', '10'], ['m/s']],
    ['a temperature beyond the data', ['--temperature', '1500 K'], ['200 K', '1000 K']],
  ])('%s is refused with exit code 2', async (_what, options, words) => {
    const { code, stdout, stderr } = await predict(PAIR, ...options);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    for (const word of words) expect(stderr).toMatch(word);
  });

  it('a broken plant file is refused at its line with exit code 1', async () => {
    const broken = PAIR.replace('"10 bar"', '"10 K"');
    const { code, stdout, stderr } = await predict(broken);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(`plant.toml:${broken.split('"10 K"')[0]?.split('\n').length}:`);
    expect(stderr).not.toMatch(/\n\s+at /u);
  });

  it('a plant file that does not exist is named', async () => {
    const { code, stderr } = await buhera(['predict', 'nowhere.toml']);
    expect(code).toBe(1);
    expect(stderr).toContain('nowhere.toml');
  });
});
