import { describe, expect, test } from 'vitest';
import { massKg, molesOf } from '../../../src/physics/gas.ts';
import {
  forcedCoefficientWPerM2K,
  naturalCoefficientWPerM2K,
  pipeNusselt,
  uprightSurfaceNusselt,
} from '../../../src/physics/laws/convection.ts';
import { mixtureTransport } from '../../../src/physics/laws/mixture-transport.ts';
import { SPECIES } from '../../../src/physics/species.ts';
import { DRY_AIR, relative } from './common.ts';

const transport = mixtureTransport(SPECIES);
const AIR = molesOf(DRY_AIR, 1 / massKg(molesOf(DRY_AIR, 1)));
const air = (gasK: number, wallK: number, pressurePa = 101325) => ({
  molPerKg: AIR,
  offset: 0,
  pressurePa,
  gasK,
  wallK,
});

describe('natural convection at an upright surface', () => {
  test.each([
    ['Incropera and DeWitt, 6th ed., example 9.2', 1.813e9, 0.69, 147],
    ['Cengel, Heat Transfer, 2nd ed., problem 9-19E', 5.503e8, 0.7256, 102.6],
  ] as const)('has the Nusselt number of %s', (_, rayleigh, prandtl, expected) => {
    expect(relative(uprightSurfaceNusselt(rayleigh, prandtl), expected)).toBeLessThan(3e-3);
  });

  // Glass of 0.71 m at 232 °C in a room at 23 °C: h = 7.0 W/(m²·K), 1060 W over 1.02 m.
  test('has the coefficient of the fire screen in example 9.2 of Incropera and DeWitt', () => {
    const found = naturalCoefficientWPerM2K(transport, air(296.15, 505.15), 0.71);
    const heatW = found * 1.02 * 0.71 * (505.15 - 296.15);
    console.info(`fire screen: h ${found.toFixed(2)} (book 7.0), heat ${heatW.toFixed(0)} W (book 1060)`);
    expect(relative(found, 7.0)).toBeLessThan(0.01);
    expect(relative(heatW, 1060)).toBeLessThan(0.01);
  });

  test('is the same for a warm and a cold wall, and grows with pressure to the power of 2/3 when turbulent', () => {
    expect(naturalCoefficientWPerM2K(transport, air(300, 400), 1)).toBe(
      naturalCoefficientWPerM2K(transport, air(400, 300), 1),
    );
    const [one, many] = [1e7, 1e10].map((p) => naturalCoefficientWPerM2K(transport, air(300, 400, p), 1));
    expect(relative(Math.log10((many as number) / (one as number)), 2)).toBeLessThan(0.02);
  });

  test('has only conduction left at equal temperatures', () => {
    const found = naturalCoefficientWPerM2K(transport, air(300, 300), 0.5);
    expect(relative(found, (0.825 ** 2 * transport.conductivityWPerMK) / 0.5)).toBeLessThan(1e-14);
  });
});

describe('flow through a pipe', () => {
  // 0.05 kg/s of air through a duct of 0.15 m by 5 m: the book has Re 20 384 and by Dittus and Boelter Nu 57.9,
  // h 11.6, without the entrance; its own uncertainty is 25 %.
  test('is near the hot-air duct worked out in chapter 8 of Incropera and DeWitt', () => {
    const found = forcedCoefficientWPerM2K(transport, air(363, 330), { diameterM: 0.15, lengthM: 5 }, 0.05);
    const reynolds = (4 * 0.05) / (Math.PI * 0.15 * transport.viscosityPaS);
    const nusselt = (found * 0.15) / transport.conductivityWPerMK;
    console.info(
      `duct: Re ${reynolds.toFixed(0)} (book 20384), Nu ${nusselt.toFixed(1)} (book 57.9), ` +
        `h ${found.toFixed(2)} (book 11.6)`,
    );
    expect(relative(reynolds, 20384)).toBeLessThan(0.03);
    expect(relative(nusselt, 57.9)).toBeLessThan(0.05);
    expect(relative(found, 11.6)).toBeLessThan(0.05);
  });

  test('at rest is that of a long laminar pipe', () => {
    expect(relative(pipeNusselt(0, 0.7, 0.1, 1), 3.66)).toBeLessThan(1e-15);
    expect(relative(pipeNusselt(1000, 0.7, 1e-12, 1), 3.66)).toBeLessThan(1e-3);
  });

  // Graetz's exact means for developed velocity: Shah and London, "Laminar Flow Forced Convection in Ducts" (1978),
  // table 13, at x* = (L/D)/(Re Pr).
  test.each([
    [0.001, 16.26],
    [0.01, 7.47],
    [0.1, 4.16],
  ] as const)('laminar, at a dimensionless length of %d, is within 6 % of the exact %d', (length, exact) => {
    const found = pipeNusselt(1000, 1, 1 / (1000 * length), 1);
    expect(relative(found, exact)).toBeLessThan(0.06);
  });

  test('in its turbulent range is written out', () => {
    const [re, pr] = [5e4, 0.7];
    const xi = (1.8 * Math.log10(re) - 1.5) ** -2;
    const developed = ((xi / 8) * (re - 1000) * pr) / (1 + 12.7 * Math.sqrt(xi / 8) * (pr ** (2 / 3) - 1));
    expect(relative(pipeNusselt(re, pr, 1e-30, 1), developed)).toBeLessThan(1e-12);
    expect(relative(pipeNusselt(re, pr, 0.125, 1), 1.25 * developed)).toBeLessThan(1e-12);
    expect(relative(pipeNusselt(re, pr, 1e-30, 0.8), developed * 0.8 ** 0.45)).toBeLessThan(1e-12);
    expect(relative(pipeNusselt(re, pr, 1e-30, 0.1), developed * 0.5 ** 0.45)).toBeLessThan(1e-12);
    expect(relative(pipeNusselt(re, pr, 1e-30, 3), developed)).toBeLessThan(1e-12);
  });

  test('between laminar and turbulent lies on a straight line', () => {
    const [laminar, middle, turbulent] = [2300, 3150, 4000].map((re) => pipeNusselt(re, 0.7, 0.05, 1));
    expect(relative(middle as number, ((laminar as number) + (turbulent as number)) / 2)).toBeLessThan(1e-14);
  });

  test('is continuous where the correlations meet', () => {
    for (const edge of [2300, 4000]) {
      for (const pr of [0.3, 0.7, 1]) {
        const [below, above] = [edge * (1 - 1e-9), edge * (1 + 1e-9)].map((re) =>
          pipeNusselt(re, pr, 0.05, 0.9),
        );
        expect(relative(below as number, above as number)).toBeLessThan(1e-7);
      }
    }
  });

  test('shorter than wide counts as just as long as wide', () => {
    for (const re of [100, 3000, 1e5]) expect(pipeNusselt(re, 0.7, 50, 1)).toBe(pipeNusselt(re, 0.7, 1, 1));
  });

  test('goes by the size of the mass flow, not by its sign', () => {
    const pipe = { diameterM: 0.01, lengthM: 1 };
    expect(forcedCoefficientWPerM2K(transport, air(300, 310), pipe, -0.01)).toBe(
      forcedCoefficientWPerM2K(transport, air(300, 310), pipe, 0.01),
    );
  });
});
