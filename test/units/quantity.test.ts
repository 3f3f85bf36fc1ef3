import { describe, expect, it } from 'vitest';
import {
  DIMENSION_NAMES,
  type Dimension,
  fromSi,
  parseQuantity,
  unitOf,
  unitsOf,
} from '../../src/units/quantity.ts';

function value(text: string, dimension: Dimension): number {
  const parsed = parseQuantity(text, dimension);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.value;
}

describe('a quantity with its unit becomes SI', () => {
  // Factors from NIST SP 811 (2008), appendix B.8, and the SI Brochure.
  it.each<[string, Dimension, number]>([
    ['2.5 bar', 'pressure', 250_000],
    ['1 atm', 'pressure', 101_325],
    ['14.503773773 psi', 'pressure', 100_000],
    ['760 Torr', 'pressure', 101_325],
    ['25 °C', 'temperature', 298.15],
    ['-40 degF', 'temperature', 233.15],
    ['212 °F', 'temperature', 373.15],
    ['1 L', 'volume', 0.001],
    ['0.5 mm^2', 'area', 5e-7],
    ['10 ms', 'time', 0.01],
    ['10m', 'time', 600],
    ['60s', 'time', 60],
    ['50 %', 'ratio', 0.5],
    ['0.5', 'ratio', 0.5],
    ['1e-3 m^3', 'volume', 0.001],
    ['15 W/(m^2 K)', 'heat-transfer coefficient', 15],
    ['250 J/K', 'heat capacity', 250],
    ['600 L/(min bar)', 'sonic conductance', 1e-7],
    ['3.6 kg/h', 'mass flow', 0.001],
    ['1.5', 'flow coefficient', 1.5],
    ['2 mm²', 'area', 2e-6],
    ['2 mm2', 'area', 2e-6],
    ['3 m³', 'volume', 3],
    ['4 W/(m²·K)', 'heat-transfer coefficient', 4],
    ['4 W/(m^2*K)', 'heat-transfer coefficient', 4],
    ['1e-8 m^3/(s*Pa)', 'sonic conductance', 1e-8],
    ['1 dm³/(s·bar)', 'sonic conductance', 1e-8],
    ['2 dm^3', 'volume', 0.002],
    ['4 W/m²K', 'heat-transfer coefficient', 4],
    ['4 W/m²·K', 'heat-transfer coefficient', 4],
    ['4 W/m2/K', 'heat-transfer coefficient', 4],
    ['4 W/(m^2.K)', 'heat-transfer coefficient', 4],
    ['4 W m^-2 K^-1', 'heat-transfer coefficient', 4],
    ['4 W·m⁻²·K⁻¹', 'heat-transfer coefficient', 4],
    ['4 W m-2 K-1', 'heat-transfer coefficient', 4],
    ['5 J K^-1', 'heat capacity', 5],
    ['1e-8 m^3/s/Pa', 'sonic conductance', 1e-8],
    ['1e-8 m^3/(Pa s)', 'sonic conductance', 1e-8],
    ['1e-8 m^3/(Pa.s)', 'sonic conductance', 1e-8],
    ['600 L/min/bar', 'sonic conductance', 1e-7],
    ['20 µs', 'time', 2e-5],
    ['0.2 barg', 'pressure difference', 20_000],
    ['0.2 bar', 'pressure difference', 20_000],
    ['50 W/K', 'thermal conductance', 50],
    ['2 kW K^-1', 'thermal conductance', 2000],
    ['15 W/(m K)', 'thermal conductivity', 15],
    ['15 W/m·K', 'thermal conductivity', 15],
    ['15 W m⁻¹ K⁻¹', 'thermal conductivity', 15],
    ['26 mW/(m K)', 'thermal conductivity', 0.026],
    ['7.9 g/cm³', 'density', 7900],
    ['1 kg/dm3', 'density', 1000],
    ['1.2 kg m⁻³', 'density', 1.2],
    ['500 J/(kg·K)', 'specific heat', 500],
    ['0.5 kJ/kgK', 'specific heat', 500],
    ['180 deg', 'angle', Math.PI],
    ['90°', 'angle', Math.PI / 2],
    ['120 m³/h', 'volume flow', 1 / 30],
    ['60 L/min', 'volume flow', 0.001],
    ['250 cm^3/s', 'volume flow', 2.5e-4],
  ])('%s', (text, dimension, expected) => {
    expect(value(text, dimension)).toBeCloseTo(expected, 12 - Math.ceil(Math.log10(Math.abs(expected) + 1)));
  });

  it('round-trips through every unit of every dimension', () => {
    let units = 0;
    for (const dimension of DIMENSION_NAMES) {
      for (const unit of unitsOf(dimension)) {
        expect(fromSi(value(`7.25 ${unit}`, dimension), dimension, unit)).toBeCloseTo(7.25, 9);
        units += 1;
      }
    }
    expect(units).toBeGreaterThan(60);
  });
});

describe('what is no quantity is refused with a way to mend it', () => {
  it.each<[string, Dimension, RegExp]>([
    ['2.5', 'pressure', /has no unit/],
    ['bar', 'pressure', /not a number with a unit/],
    ['', 'pressure', /not a number/],
    ['2.5 barg', 'pressure', /gauge pressure/],
    ['2.5 psig', 'pressure', /gauge pressure/],
    ['2.5 K', 'pressure', /unit of temperature/],
    ['2.5 furlong', 'length', /not a known unit/],
    ['1e999 bar', 'pressure', /too large/],
    ['1 constructor', 'pressure', /not a known unit/],
    ['1 constructor', 'heat capacity', /not a known unit/],
    ['1 W/m^2', 'heat-transfer coefficient', /not a known unit/],
    ['1 J K^-2', 'heat capacity', /not a known unit/],
    ['5 kg/s', 'volume flow', /unit of mass flow/],
    ['5 W/(m^2 K)', 'thermal conductivity', /unit of heat-transfer coefficient/],
    ['5', 'angle', /has no unit/],
  ])('%s as %s', (text, dimension, problem) => {
    const parsed = parseQuantity(text, dimension);
    expect(parsed).toMatchObject({ ok: false, problem: expect.stringMatching(problem) });
    if (!parsed.ok) expect(parsed.hint.length).toBeGreaterThan(5);
  });

  it('knows no unit by an inherited name', () => {
    expect(unitOf('pressure', 'toString')).toBeNull();
  });
});
