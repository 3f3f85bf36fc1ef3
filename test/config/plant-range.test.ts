import { describe, expect, it } from 'vitest';
import { loadPlantText } from './support/plant-file.ts';

interface Chamber {
  readonly volume?: string;
  readonly pressure?: string;
  readonly temperature?: string;
  readonly gas?: string;
  readonly rest?: string;
}

function load({ volume = '1 L', pressure = '1 bar', temperature = '300 K', gas, rest = '' }: Chamber) {
  const { value, diagnostics } = loadPlantText(
    `[[chamber]]\nid = "a"\nvolume = "${volume}"\npressure = "${pressure}"\ntemperature = "${temperature}"\ngas = ${gas ?? '{ N2 = 1 }'}\n${rest}`,
  );
  return { value, diagnostics, found: diagnostics.map(({ id, key, line }) => `${id} ${key} ${line}`) };
}

const GERG = '[fluid]\nequation_of_state = "gerg-2008"\n';

describe('degenerate input has a diagnostic where it is written', () => {
  it.each<[string, Chamber, string]>([
    ['no volume', { volume: '0 L' }, 'out-of-range chamber[0].volume 3'],
    ['a negative volume', { volume: '-1 L' }, 'out-of-range chamber[0].volume 3'],
    ['a volume below that of a molecule', { volume: '1e-30 m^3' }, 'outside-model chamber[0].volume 3'],
    ['a volume without end', { volume: '1e200 m^3' }, 'out-of-range chamber[0].volume 3'],
    ['no pressure', { pressure: '0 bar' }, 'out-of-range chamber[0].pressure 4'],
    ['a vacuum of few molecules', { pressure: '1e-300 Pa' }, 'outside-model chamber[0].volume 3'],
    ['a million bar', { pressure: '1e6 bar' }, 'outside-model chamber[0].pressure 4'],
    ['no temperature', { temperature: '0 K' }, 'out-of-range chamber[0].temperature 5'],
    ['a temperature below the model', { temperature: '49.9 K' }, 'outside-model chamber[0].temperature 5'],
    ['a temperature above the model', { temperature: '6001 K' }, 'outside-model chamber[0].temperature 5'],
    ['a temperature below nothing', { temperature: '-300 °C' }, 'out-of-range chamber[0].temperature 5'],
    ['no gas', { gas: '{}' }, 'mole-fractions chamber[0].gas 6'],
    [
      'a negative fraction',
      { gas: '{ N2 = 1.1, O2 = -0.1 }' },
      'out-of-range chamber[0].gas.N2 6,out-of-range chamber[0].gas.O2 6',
    ],
    ['an unknown species', { gas: '{ N2 = 1, CO2 = 0 }' }, 'unknown-key chamber[0].gas.CO2 6'],
    ['no number', { gas: '{ N2 = nan }' }, 'wrong-type chamber[0].gas.N2 6'],
    ['an injector of fire', injector('7000 K'), 'outside-model injector[0].temperature 11'],
    ['a step of nothing', { rest: '[solver]\nstep = "0 s"\n' }, 'out-of-range solver.step 8'],
    ['a tolerance of nothing', { rest: '[solver]\ntolerance = 0\n' }, 'out-of-range solver.tolerance 8'],
    ['a lax tolerance', { rest: '[solver]\ntolerance = 0.01\n' }, 'out-of-range solver.tolerance 8'],
    ['a lax ledger', { rest: '[ledger]\nmass_residual = 1.5\n' }, 'out-of-range ledger.mass_residual 8'],
    [
      'an unknown equation',
      { rest: GERG.replace('2008', '2004') },
      'invalid-choice fluid.equation_of_state 8',
    ],
    ['a hot real gas', { temperature: '1001 K', rest: GERG }, 'outside-model chamber[0].temperature 5'],
    ['a cold real gas', { temperature: '149 K', rest: GERG }, 'outside-model chamber[0].temperature 5'],
    ['a dense real gas', { pressure: '351 bar', rest: GERG }, 'outside-model chamber[0].pressure 4'],
    [
      'a liquid',
      { pressure: '100 bar', temperature: '150.1 K', gas: '{ O2 = 1 }', rest: GERG },
      'outside-model chamber[0].pressure 4',
    ],
    [
      'a cold ambient',
      { rest: `${GERG}[ambient]\ntemperature = "-130 °C"\n` },
      'outside-model ambient.temperature 10',
    ],
  ])('%s', (_, chamber, expected) => {
    const { value, found, diagnostics } = load(chamber);
    expect(value).toBeNull();
    expect(found.join(',')).toBe(expected);
    expect(diagnostics.every(({ expected: words }) => words !== null && words.length > 3)).toBe(true);
  });

  it.each<[string, Chamber]>([
    ['the coldest gas', { temperature: '50 K' }],
    ['the hottest gas', { temperature: '6000 K' }],
    ['the highest pressure', { pressure: '100 MPa' }],
    ['a good vacuum', { pressure: '1e-9 Pa' }],
    ['the ends of the real gas', { pressure: '35 MPa', temperature: '1000 K', rest: GERG }],
    ['a cold real gas of low pressure', { pressure: '1 bar', temperature: '150 K', rest: GERG }],
  ])('%s is taken', (_, chamber) => {
    expect(load(chamber).found).toEqual([]);
  });

  it('a plant of nothing is a warning', () => {
    const { value, diagnostics } = loadPlantText('[solver]\nstep = "1 ms"\n');
    expect(value).not.toBeNull();
    expect(diagnostics.map(({ id }) => id)).toEqual(['empty-plant']);
  });

  it('an orifice between two boundaries is a plant', () => {
    const supply = '[[boundary]]\nid = "s"\npressure = "8 bar"\ntemperature = "300 K"\ngas = { N2 = 1 }\n';
    const { diagnostics } = loadPlantText(
      `${supply}[[restriction]]\nid = "r"\nfrom = "s"\nto = "ambient"\nkv = 1\n`,
    );
    expect(diagnostics).toEqual([]);
  });
});

function injector(temperature: string): Chamber {
  return {
    rest: `[[injector]]\nid = "i"\ninto = "a"\nmass_flow = "1 g/s"\ntemperature = "${temperature}"\nspecies = "He"\n`,
  };
}
