import { expect, it } from 'vitest';
import { massFlowKgPerS } from '../../../src/physics/flow.ts';
import {
  enthalpyJ,
  heatCapacityRatio,
  massKg,
  specificGasConstantJPerKgK,
  temperatureOfEnergyK,
} from '../../../src/physics/gas.ts';
import { closedEquilibrium } from '../../../src/physics/prediction/closed-equilibrium.ts';
import { equalPressure } from '../../../src/physics/prediction/equal-pressure.ts';
import type { GasBody } from '../../../src/physics/prediction/gas-content.ts';
import { energyJOf, pressurePaOf } from '../../../src/physics/prediction/gas-content.ts';
import { AR, body, HE, N2, relative } from './plants.ts';
import { rk4, type State } from './rk4.ts';

const ORIFICE = { law: 0, areaM2: 1e-6, parameter: 0, laminarDrop: 1e-3 } as const;

/** Lets two adiabatic volumes flow into each other until nothing moves: amounts and energies by Runge and Kutta. */
function flowedOut(donor: GasBody, receiver: GasBody): readonly [GasBody, GasBody] {
  const species = donor.moles.length;
  const bodyOf = (state: State, at: number, volumeM3: number): GasBody => {
    const moles = Float64Array.from(state.slice(at, at + species));
    const temperatureK = temperatureOfEnergyK(moles, state[at + species] ?? Number.NaN) ?? Number.NaN;
    return { volumeM3, temperatureK, moles };
  };
  const both = (state: State) =>
    [bodyOf(state, 0, donor.volumeM3), bodyOf(state, species + 1, receiver.volumeM3)] as const;
  const rates = (state: State): State => {
    const [from, to] = both(state);
    const pressurePa = pressurePaOf(from);
    const upstream = {
      pressurePa,
      temperatureK: from.temperatureK,
      gasConstantJPerKgK: specificGasConstantJPerKgK(from.moles),
      gamma: heatCapacityRatio(from.moles, from.temperatureK),
    };
    const flow = massFlowKgPerS(ORIFICE, upstream, Math.min(pressurePa, pressurePaOf(to)));
    const share = flow / massKg(from.moles);
    const out = [...from.moles.map((mol) => mol * share), enthalpyJ(from.moles, from.temperatureK) * share];
    return [...out.map((rate) => -rate), ...out];
  };
  let state: State = [...donor.moles, energyJOf(donor), ...receiver.moles, energyJOf(receiver)];
  for (let step = 0; step < 5000; step++) state = rk4(rates, state, 4e-3);
  const ends = both(state);
  expect(pressurePaOf(ends[0]) / pressurePaOf(ends[1]) - 1).toBeLessThan(1e-6);
  return ends;
}

it.each([
  ['argon into argon', AR, AR],
  ['nitrogen into nitrogen', N2, N2],
  ['nitrogen into helium', N2, HE],
  ['helium into nitrogen', HE, N2],
])('%s stops where an integration of the flow stops', (_name, gas, other) => {
  const [donor, receiver] = [body(1e-3, 1e6, 300, gas), body(2e-3, 1e5, 320, other)];
  const [rest, filled] = flowedOut(donor, receiver);
  const { pressurePa, pair } = equalPressure([receiver, donor]);
  expect(pressurePa[0]).toBe(pressurePa[1]);
  expect(relative(pressurePa[0], pressurePaOf(filled))).toBeLessThan(1e-5);
  expect(relative(pair?.temperaturesK[0] ?? Number.NaN, filled.temperatureK)).toBeLessThan(1e-5);
  expect(relative(pair?.temperaturesK[1] ?? Number.NaN, rest.temperatureK)).toBeLessThan(1e-5);
});

it('argon stops at the final pressure at once, with the donor at its isentrope', () => {
  const { pressurePa, pair } = equalPressure([body(1e-3, 1e6, 300, AR), body(2e-3, 1e5, 300, AR)]);
  expect(relative(pressurePa[0], 4e5)).toBeLessThan(1e-12);
  const donorK = 300 * 0.4 ** 0.4;
  expect(relative(pair?.temperaturesK[0] ?? Number.NaN, donorK)).toBeLessThan(1e-12);
  // What the receiver holds: all amounts over T are p V/(R T).
  const receiverK = (4e5 * 2) / (1.2e6 / 300 - 4e5 / donorK);
  expect(relative(pair?.temperaturesK[1] ?? Number.NaN, receiverK)).toBeLessThan(1e-12);
  expect(pair?.entropyGeneratedJPerK).toBeLessThan(2.1301);
  expect(pair?.entropyGeneratedJPerK).toBeGreaterThan(1.5);
});

it('three volumes of monatomic gases have one pressure, whatever the path', () => {
  const set = [body(1e-3, 1e6, 300, AR), body(2e-3, 1e5, 500, HE), body(1e-3, 2e5, 250, { Ne: 1 })];
  const { pressurePa, pair } = equalPressure(set);
  expect(pair).toBeNull();
  for (const each of pressurePa)
    expect(relative(each, closedEquilibrium(set).pressurePa)).toBeLessThan(1e-12);
});

it('three volumes of nitrogen and helium have limits around the final pressure', () => {
  const [one, two, three] = [body(1e-3, 1e6, 300, N2), body(1e-3, 1e5, 300, HE), body(1e-3, 3e5, 300, HE)];
  const { pressurePa } = equalPressure([one, two, three]);
  expect(pressurePa[1] / pressurePa[0]).toBeGreaterThan(1.5);
  const { pressurePa: endPa } = closedEquilibrium([one, two, three]);
  expect(pressurePa[0]).toBeLessThan(endPa);
  expect(pressurePa[1]).toBeGreaterThan(endPa);
});

it('volumes at one pressure stay as they are', () => {
  const { pressurePa, pair } = equalPressure([body(1e-3, 2e5, 300, N2), body(1e-3, 2e5, 400, HE)]);
  expect(relative(pressurePa[0], 2e5)).toBeLessThan(1e-12);
  expect(pair?.temperaturesK[0]).toBeCloseTo(300, 9);
  expect(pair?.temperaturesK[1]).toBeCloseTo(400, 9);
  expect(Math.abs(pair?.entropyGeneratedJPerK ?? Number.NaN)).toBeLessThan(1e-9);
});
