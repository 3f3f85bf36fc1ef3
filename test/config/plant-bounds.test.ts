import { describe, expect, it } from 'vitest';
import { chamberText, loadPlantText } from './support/plant-file.ts';

function load(text: string) {
  const { value, diagnostics } = loadPlantText(`${chamberText('a')}${chamberText('b')}${text}`);
  return { value, diagnostics, ids: diagnostics.map(({ id }) => id) };
}

const MACHINE = 'from = "a"\nto = "b"\ndisplacement = "1 mL"\nfrequency = "1 Hz"\nmax_pressure_ratio = 8\n';

describe('what no machine can do is refused with the numbers', () => {
  it('a cooler better than Carnot', () => {
    const { value, diagnostics } = load(
      '[[cooler]]\nid = "k"\nfrom = "a"\npower = "20 W"\ncop_fraction = 1.5\n[ambient]\ntemperature = "340 K"\n',
    );
    expect(value).toBeNull();
    expect(diagnostics).toMatchObject([
      { id: 'beyond-bound', key: 'cooler[0].cop_fraction', line: 17, value: '1.5' },
    ]);
    expect(diagnostics[0]?.message).toContain('Between 300 K in "a" and 340 K outside');
    // 300/(340 − 300), and one and a half times as much.
    expect(diagnostics[0]?.message).toContain('performance is 7.5, and this asks for 11.25');
  });

  it('a compressor better than isentropic', () => {
    const { value, diagnostics } = load(`[[compressor]]\nid = "k"\n${MACHINE}isentropic_efficiency = 1.25\n`);
    expect(value).toBeNull();
    expect(diagnostics).toMatchObject([{ id: 'beyond-bound', key: 'compressor[0].isentropic_efficiency' }]);
    // Nitrogen at 300 K: cp = 1039.7 J/(kg K), gamma = 1.3998; cp T (8^0.2856 − 1) = 252.9 kJ/kg.
    const works = /at least ([\d.e+]+) J\/kg, and this asks for ([\d.e+]+) J\/kg/u.exec(
      diagnostics[0]?.message ?? '',
    );
    expect(Number(works?.[1]) / 252_900).toBeCloseTo(1, 2);
    expect(Number(works?.[1]) / Number(works?.[2])).toBeCloseTo(1.25, 2);
  });

  it('a fan that moves more than it takes', () => {
    const { value, diagnostics } = load(
      '[[fan]]\nid = "f"\nfrom = "a"\nto = "b"\nshut_off_pressure = "300 Pa"\nfree_flow = "0.1 m^3/s"\nefficiency = 2\n',
    );
    expect(value).toBeNull();
    expect(diagnostics).toMatchObject([{ id: 'beyond-bound', key: 'fan[0].efficiency' }]);
    // 0.1/√3 m³/s against 200 Pa.
    expect(diagnostics[0]?.message).toContain('0.05774 m^3/s against 200 Pa takes at least 11.55 W');
    expect(diagnostics[0]?.message).toContain('asks for 5.774 W');
  });

  it('operations cheaper than Landauer', () => {
    const pool = (perSecond: string): string =>
      `[[compute_pool]]\nid = "p"\ninto = "a"\nslots = 1\nidle_power = "0 W"\nbusy_power = "1 W"\noperations_per_second = ${perSecond}\n`;
    // k T ln 2 = 2.87098e-21 J at 300 K.
    expect(load(pool('3.4831e20')).ids).toEqual([]);
    const { value, diagnostics } = load(pool('3.4832e21'));
    expect(value).toBeNull();
    expect(diagnostics).toMatchObject([{ id: 'beyond-bound', key: 'compute_pool[0].operations_per_second' }]);
    expect(diagnostics[0]?.message).toContain('2.871e-22 J per operation');
    expect(diagnostics[0]?.message).toContain('k T ln 2 = 2.871e-21 J, 10 times as much');
    expect(load(pool('1').replace('"1 W"', '"0 W"')).diagnostics[0]?.message).toContain('0 J per operation');
  });

  it.each([
    ['[[cooler]]\nid = "k"\nfrom = "a"\npower = "1 W"\ncop_fraction = 1\n'],
    [`[[compressor]]\nid = "k"\n${MACHINE}isentropic_efficiency = 1\n`],
    [
      '[[fan]]\nid = "f"\nfrom = "a"\nto = "b"\nshut_off_pressure = "1 Pa"\nfree_flow = "1 L/min"\nefficiency = 1\n',
    ],
    ['[[piston]]\nid = "p"\nin = "a"\nswept_volume = "1.99 L"\nfrequency = "1 Hz"\n'],
  ])('the bound itself is allowed: %s', (text) => {
    expect(load(text).ids).toEqual([]);
  });
});

describe('a ring of machines', () => {
  const machine = (table: string, id: string, from: string, to: string): string =>
    `[[${table}]]\nid = "${id}"\nfrom = "${from}"\nto = "${to}"\ndisplacement = "1 mL"\nfrequency = "1 Hz"\nisentropic_efficiency = 0.7\nmax_pressure_ratio = 8\n`;

  it('is named once, machine by machine', () => {
    const { value, diagnostics } = load(
      chamberText('c') +
        machine('compressor', 'k1', 'a', 'b') +
        machine('compressor', 'k2', 'b', 'c') +
        machine('vacuum_pump', 'k3', 'c', 'a'),
    );
    expect(value).not.toBeNull();
    expect(diagnostics).toMatchObject([{ id: 'compressor-loop', severity: 'warning' }]);
    expect(diagnostics[0]?.message).toContain(
      '"k1" from "a" to "b", "k2" from "b" to "c", "k3" from "c" to "a"',
    );
  });

  it('is told apart from another one', () => {
    const { ids } = load(
      chamberText('c') +
        chamberText('d') +
        machine('compressor', 'k1', 'a', 'b') +
        machine('compressor', 'k2', 'b', 'a') +
        machine('compressor', 'k3', 'c', 'd') +
        machine('compressor', 'k4', 'd', 'c'),
    );
    expect(ids).toEqual(['compressor-loop', 'compressor-loop']);
  });

  it.each([
    ['machines side by side', machine('compressor', 'k1', 'a', 'b') + machine('compressor', 'k2', 'a', 'b')],
    [
      'a ring through the ambient',
      machine('compressor', 'k1', 'ambient', 'a') + machine('vacuum_pump', 'k2', 'a', 'ambient'),
    ],
    [
      'a return through a valve',
      `${machine('compressor', 'k1', 'a', 'b')}[[valve]]\nid = "v"\nfrom = "b"\nto = "a"\nkv = 0.001\n`,
    ],
  ])('is not %s', (_, text) => {
    expect(load(text).ids).toEqual([]);
  });
});
