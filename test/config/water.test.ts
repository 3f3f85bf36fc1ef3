import { describe, expect, it } from 'vitest';
import { loadPlantText } from './support/plant-file.ts';

function load(temperature: string, fraction: number, { table = 'chamber', fluid = '' } = {}) {
  const gas = fraction === 1 ? '{ H2O = 1 }' : `{ N2 = ${1 - fraction}, H2O = ${fraction} }`;
  const volume = table === 'chamber' ? 'volume = "1 L"\n' : '';
  const also =
    table === 'chamber'
      ? ''
      : '[[chamber]]\nid = "c"\nvolume = "1 L"\npressure = "1 bar"\ntemperature = "300 K"\ngas = { N2 = 1 }\n';
  return loadPlantText(
    `${fluid}[[${table}]]\nid = "a"\n${volume}pressure = "1 bar"\ntemperature = "${temperature}"\ngas = ${gas}\n${also}`,
  );
}

/** Steam tables: saturation at 25 °C is 3.169 kPa, at -20 °C over ice 0.1033 kPa, at 100 °C 101.4 kPa. */
const CASES: readonly [string, number, boolean][] = [
  ['25 °C', 0.031, true],
  ['25 °C', 0.033, false],
  ['-20 °C', 0.00102, true],
  ['-20 °C', 0.00105, false],
  ['100 °C', 0.99, true],
  ['700 K', 1, true],
];

const KEPT = { fluid: '[fluid]\ncondensation = false\n' };

describe('vapour beyond saturation', () => {
  it.each(CASES)('at %s a mole fraction of %d in a chamber of 1 bar is dry: %j', (temperature, part, dry) => {
    for (const options of [{}, KEPT]) {
      const { value, diagnostics } = load(temperature, part, options);
      expect(diagnostics.map(({ id }) => id)).toEqual(dry ? [] : ['water-beyond-saturation']);
      expect(value).not.toBeNull();
    }
  });

  it.each(CASES)(
    'at %s a mole fraction of %d in a boundary of 1 bar is dry: %j',
    (temperature, part, dry) => {
      const { value, diagnostics } = load(temperature, part, { table: 'boundary' });
      expect(diagnostics.map(({ id }) => id)).toEqual(dry ? [] : ['wet-boundary']);
      expect(value === null).toBe(!dry);
      const kept = load(temperature, part, { table: 'boundary', ...KEPT });
      expect(kept.diagnostics.map(({ id }) => id)).toEqual(dry ? [] : ['water-beyond-saturation']);
      expect(kept.value).not.toBeNull();
    },
  );

  it('is said to become liquid or ice, or to be kept by which switch', () => {
    const messageOf = (...given: Parameters<typeof load>) => load(...given).diagnostics[0]?.message;
    expect(messageOf('25 °C', 0.033)).toContain('the excess becomes liquid at once');
    expect(messageOf('-20 °C', 0.00105)).toContain('the excess becomes ice at once');
    expect(messageOf('25 °C', 0.033, KEPT)).toContain('condensation = false');
    expect(messageOf('25 °C', 0.033)).toContain('is at 0.033 bar');
    expect(messageOf('25 °C', 0.033)).toMatch(/saturated at 0\.0316\d+ bar/u);
  });

  it('is looked for in the ambient too', () => {
    const { value, diagnostics } = loadPlantText(
      '[ambient]\ngas = { N2 = 0.9, H2O = 0.1 }\n[[chamber]]\nid = "c"\nvolume = "1 L"\npressure = "1 bar"\ntemperature = "300 K"\ngas = { N2 = 1 }\n',
    );
    expect(value).toBeNull();
    expect(diagnostics).toMatchObject([{ id: 'wet-boundary', key: 'ambient.gas', line: 2 }]);
  });
});
