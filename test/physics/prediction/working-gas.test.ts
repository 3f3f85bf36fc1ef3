import { describe, expect, it } from 'vitest';
import { riseRatePaPerS } from '../../../src/physics/prediction/cycle-limits.ts';
import { frictionFactor, nusselt } from '../../../src/physics/prediction/duct-flow.ts';
import type { DuctDuty, Duty } from '../../../src/physics/prediction/duties.ts';
import { chokedSpeedMPerS, rankGases } from '../../../src/physics/prediction/duties.ts';
import type { GasPoint } from '../../../src/physics/prediction/working-gas.ts';
import { PURE_GASES, workingGas } from '../../../src/physics/prediction/working-gas.ts';
import { SPECIES } from '../../../src/physics/species.ts';
import { relative } from './plants.ts';

const AT: GasPoint = { pressurePa: 1e5, temperatureK: 300 };
const DUCT: DuctDuty = { diameterM: 0.01, lengthM: 1, speedMPerS: 10, heatW: 100, riseK: 10 };

function rankingOf(duty: Duty, at = AT, duct = DUCT, candidates = PURE_GASES) {
  const found = rankGases(candidates, at, duct).duties.find((each) => each.duty === duty);
  if (found === undefined) throw new Error(`no duty ${duty}`);
  return found.ranking;
}

function figureOf(name: string, ...asked: Parameters<typeof rankingOf>): number {
  return rankingOf(...asked).find((ranked) => ranked.name === name)?.figure ?? Number.NaN;
}

describe('flow in a duct', () => {
  it('friction is that of Colebrook in a smooth duct within 2 %, and 4 % where turbulence begins', () => {
    for (const reynolds of [4000, 1e4, 1e5, 1e6]) {
      let f = 0.02;
      for (let i = 0; i < 50; i++) f = (2 * Math.log10(reynolds * Math.sqrt(f)) - 0.8) ** -2;
      expect(relative(frictionFactor(reynolds), f)).toBeLessThan(reynolds < 1e4 ? 0.04 : 0.02);
    }
  });

  it('heat transfer of air is that of Dittus and Boelter within their 15 %', () => {
    for (const reynolds of [1e4, 1e5]) {
      const expected = 0.023 * reynolds ** 0.8 * 0.71 ** 0.4;
      expect(relative(nusselt(reynolds, 0.71), expected)).toBeLessThan(0.15);
    }
  });

  it('laminar flow has 64/Re and 3.66, and nothing jumps where it ends', () => {
    expect(frictionFactor(1000)).toBe(0.064);
    expect(nusselt(1000, 0.7)).toBe(3.66);
    for (const edge of [2300, 4000]) {
      expect(relative(frictionFactor(edge * (1 - 1e-9)), frictionFactor(edge * (1 + 1e-9)))).toBeLessThan(
        1e-6,
      );
      expect(relative(nusselt(edge * (1 - 1e-9), 0.7), nusselt(edge * (1 + 1e-9), 0.7))).toBeLessThan(1e-6);
    }
  });
});

describe('pumping power', () => {
  it('is that of Hagen and Poiseuille where the flow is laminar', () => {
    const wide = { ...DUCT, diameterM: 0.5 };
    for (const name of ['He', 'Ne']) {
      const { heatCapacityJPerKgK, densityKgPerM3, viscosityPaS } = workingGas(
        { name, gas: { [name]: 1 } },
        AT,
      );
      const flow = 100 / (heatCapacityJPerKgK * 10) / densityKgPerM3;
      const power = (128 * viscosityPaS * 1 * flow ** 2) / (Math.PI * 0.5 ** 4);
      expect(relative(figureOf(name, 'pumping', AT, wide), power)).toBeLessThan(1e-12);
    }
  });

  it('goes as η^0.2 cp^-2.8 ρ^-2 between gases in turbulent flow', () => {
    const of = (name: string) => workingGas({ name, gas: { [name]: 1 } }, AT);
    const duct = { ...DUCT, heatW: 4000 };
    for (const [one, other] of [
      ['N2', 'Ar'],
      ['O2', 'Ne'],
    ] as const) {
      const [a, b] = [of(one), of(other)];
      const expected =
        (a.viscosityPaS / b.viscosityPaS) ** 0.2 *
        (a.heatCapacityJPerKgK / b.heatCapacityJPerKgK) ** -2.8 *
        (a.densityKgPerM3 / b.densityKgPerM3) ** -2;
      expect(
        relative(figureOf(one, 'pumping', AT, duct) / figureOf(other, 'pumping', AT, duct), expected),
      ).toBeLessThan(0.06);
    }
  });

  it('falls with the square of pressure', () => {
    const twice = figureOf('N2', 'pumping', { ...AT, pressurePa: 2e5 });
    expect(relative(figureOf('N2', 'pumping') / twice, 4)).toBeLessThan(1e-12);
  });
});

describe('the other duties', () => {
  it('a fast cycle is one that a choked valve fills fast', () => {
    for (const name of ['He', 'N2', 'Ar']) {
      const gas = workingGas({ name, gas: { [name]: 1 } }, AT);
      const areaM2 = 1e-6;
      const element = { law: 0, areaM2, parameter: 0, laminarDrop: 1e-7 } as const;
      const port = { boundary: '', valves: [], pressurePa: 8e5, elements: [element] };
      const chamber = {
        volumeM3: 1e-3,
        supply: port,
        vent: port,
        supplyK: 300,
        gasConstantJPerKgK: gas.gasConstantJPerKgK,
        gamma: gas.gamma,
      };
      const rate = riseRatePaPerS(chamber, { kind: 'adiabatic' }, 1e5);
      expect(relative(figureOf(name, 'cycling'), (rate * 1e-3) / (areaM2 * 8e5))).toBeLessThan(1e-12);
    }
  });

  it('choked flow of nitrogen is the reference mass flux over its density', () => {
    const nitrogen = workingGas({ name: 'N2', gas: { N2: 1 } }, { pressurePa: 1e6, temperatureK: 300 });
    const speed = chokedSpeedMPerS(nitrogen.gamma, nitrogen.gasConstantJPerKgK, 300);
    expect(relative(speed * nitrogen.densityKgPerM3, 2294.4527334028944)).toBeLessThan(1e-9);
  });

  it('a monatomic gas stores 3/2 p/T, and helium leaks faster than argon as the root of their masses', () => {
    for (const name of ['He', 'Ne', 'Ar'])
      expect(relative(figureOf(name, 'storage'), 500)).toBeLessThan(1e-12);
    const ratio = figureOf('He', 'leakage') / figureOf('Ar', 'leakage');
    expect(relative(ratio, Math.sqrt(39.95 / 4.002602))).toBeLessThan(1e-12);
  });

  it('the order is that of known gases', () => {
    const order = (duty: Duty) => rankingOf(duty).map(({ name }) => name);
    expect(order('leakage')).toEqual(['Ar', 'O2', 'N2', 'Ne', 'He']);
    expect(order('cycling')).toEqual(['He', 'Ne', 'Ar', 'N2', 'O2']);
    expect(order('storage').slice(0, 2)).toEqual(['O2', 'N2']);
  });
});

it('properties are those of the gases: Prandtl numbers near 2/3 for one atom and 0.7 for two', () => {
  for (const { name, gas } of PURE_GASES.filter((each) => each.name !== 'H2O')) {
    const { prandtl } = workingGas({ name, gas }, AT);
    expect(prandtl).toBeGreaterThan(0.65);
    expect(prandtl).toBeLessThan(0.73);
  }
});

it('water that would condense is left out of every order, and comes in where it is steam', () => {
  const { gases, duties } = rankGases(PURE_GASES, AT, DUCT);
  expect(gases.map(({ name }) => name)).toEqual([...SPECIES]);
  expect(gases.filter(({ condenses }) => condenses).map(({ name }) => name)).toEqual(['H2O']);
  expect(duties).toHaveLength(5);
  for (const { ranking } of duties) {
    expect(ranking.map(({ name }) => name)).not.toContain('H2O');
    expect(ranking).toHaveLength(5);
    expect(ranking[0]?.timesWorse).toBe(1);
    ranking.reduce((before, { timesWorse }) => {
      expect(timesWorse).toBeGreaterThanOrEqual(before);
      return timesWorse;
    }, 1);
  }
  const hot = rankingOf('storage', { pressurePa: 1e5, temperatureK: 400 });
  expect(hot[0]?.name).toBe('H2O');
});

it('a mixture takes its place among the pure gases', () => {
  const candidates = [...PURE_GASES, { name: 'heliox', gas: { He: 0.79, O2: 0.21 } }];
  const names = rankingOf('leakage', AT, DUCT, candidates).map(({ name }) => name);
  expect(names.indexOf('heliox')).toBeGreaterThan(names.indexOf('N2'));
  expect(names.indexOf('heliox')).toBeLessThan(names.indexOf('He'));
});
