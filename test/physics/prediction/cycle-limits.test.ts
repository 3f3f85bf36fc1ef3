import { describe, expect, it } from 'vitest';
import { FLOW_LAW, flowFunction, massFlowKgPerS } from '../../../src/physics/flow.ts';
import type { Heat, Swing } from '../../../src/physics/prediction/cycle-limits.ts';
import {
  cycleCost,
  fallRatePaPerS,
  fastestCycle,
  highestFrequencyHz,
  reachableAmplitudePa,
  riseRatePaPerS,
  timeConstantS,
} from '../../../src/physics/prediction/cycle-limits.ts';
import type { CycledChamber } from '../../../src/physics/prediction/cycle-valves.ts';
import { relative } from './plants.ts';
import { rk4, type State } from './rk4.ts';

const ADIABATIC: Heat = { kind: 'adiabatic' };
const ISOTHERMAL: Heat = { kind: 'isothermal', temperatureK: 280 };
const nozzle = (areaM2: number) => ({ law: FLOW_LAW.nozzle, areaM2, parameter: 0, laminarDrop: 1e-7 });

const CHAMBER: CycledChamber = {
  volumeM3: 1e-3,
  supply: { boundary: 'supply', valves: ['in'], pressurePa: 8e5, elements: [nozzle(4e-7)] },
  vent: { boundary: 'ambient', valves: ['out'], pressurePa: 1e5, elements: [nozzle(1.5e-6), nozzle(5e-7)] },
  supplyK: 295,
  gasConstantJPerKgK: 296.8,
  gamma: 1.4,
};
const { volumeM3: V, supplyK: TS, gasConstantJPerKgK: R, gamma: G } = CHAMBER;
const CHOKED = Math.sqrt(G) * (2 / (G + 1)) ** ((G + 1) / (2 * (G - 1)));

/** Mass and energy of the gas, with the valves of one half of a cycle open; energy counted as m cv T. */
function rates(half: 'fill' | 'vent', heat: Heat) {
  const cv = R / (G - 1);
  return ([mass = 0, energy = 0]: State): State => {
    const temperatureK = heat.kind === 'isothermal' ? heat.temperatureK : energy / (mass * cv);
    const pressurePa = (mass * R * temperatureK) / V;
    const gas = { gasConstantJPerKgK: R, gamma: G };
    const port = half === 'fill' ? CHAMBER.supply : CHAMBER.vent;
    const upstream =
      half === 'fill' ? { ...gas, pressurePa: 8e5, temperatureK: TS } : { ...gas, pressurePa, temperatureK };
    const downstreamPa = half === 'fill' ? pressurePa : 1e5;
    const flow = port.elements.reduce((sum, each) => sum + massFlowKgPerS(each, upstream, downstreamPa), 0);
    const signed = half === 'fill' ? flow : -flow;
    return [signed, signed * (cv + R) * upstream.temperatureK];
  };
}

const pressureOf = ([mass = 0, energy = 0]: State, heat: Heat) =>
  heat.kind === 'isothermal' ? (mass * R * heat.temperatureK) / V : ((G - 1) * energy) / V;

/** Opens and shuts the valves at the two pressures until the cycle repeats, and gives the last one. */
function bangBang(heat: Heat, { lowPa, highPa }: Swing, stepS: number) {
  let state: State = [(lowPa * V) / (R * 280), (lowPa * V) / (G - 1)];
  const until = (half: 'fill' | 'vent', reached: (pressurePa: number) => boolean, endPa: number) => {
    let timeS = 0;
    let before = state;
    while (!reached(pressureOf(state, heat))) {
      before = state;
      state = rk4(rates(half, heat), state, stepS);
      timeS += stepS;
    }
    const [fromPa, toPa] = [pressureOf(before, heat), pressureOf(state, heat)];
    const part = (endPa - fromPa) / (toPa - fromPa);
    state = before.map((x, i) => x + part * ((state[i] ?? Number.NaN) - x));
    return timeS - stepS * (1 - part);
  };
  let cycle = { riseS: 0, fallS: 0, lowK: 0, highK: 0, gasKg: 0 };
  for (let settled = false; !settled; ) {
    const [startKg = 0] = state;
    const riseS = until('fill', (p) => p >= highPa, highPa);
    const [fullKg = 0] = state;
    const highK = (highPa * V) / (fullKg * R);
    const fallS = until('vent', (p) => p <= lowPa, lowPa);
    settled = Math.abs(highK / cycle.highK - 1) < 1e-7;
    cycle = { riseS, fallS, highK, lowK: (lowPa * V) / ((state[0] ?? 0) * R), gasKg: fullKg - startKg };
  }
  return cycle;
}

describe('the fastest full swing', () => {
  it.each<[string, Heat, Swing]>([
    ['choked both ways', ADIABATIC, { lowPa: 2e5, highPa: 4e5 }],
    ['near supply and vent', ADIABATIC, { lowPa: 1.2e5, highPa: 7.8e5 }],
    ['small', ADIABATIC, { lowPa: 4.4e5, highPa: 4.6e5 }],
    ['with a wall that holds the temperature', ISOTHERMAL, { lowPa: 1.5e5, highPa: 6e5 }],
  ])('is what an integration of mass and energy settles into: %s', (_name, heat, swing) => {
    const found = fastestCycle(CHAMBER, heat, swing);
    const integrated = bangBang(heat, swing, (found.riseS + found.fallS) / 1000);
    expect(relative(found.riseS, integrated.riseS)).toBeLessThan(2e-5);
    expect(relative(found.fallS, integrated.fallS)).toBeLessThan(2e-5);
    expect(relative(found.frequencyHz, 1 / (integrated.riseS + integrated.fallS))).toBeLessThan(2e-5);
    expect(relative(cycleCost(CHAMBER, heat, swing).gasKg, integrated.gasKg)).toBeLessThan(2e-5);
    if (heat.kind === 'adiabatic') {
      expect(relative(found.highK, integrated.highK)).toBeLessThan(2e-5);
      expect(relative(found.lowK, integrated.lowK)).toBeLessThan(2e-5);
    }
  });

  it('choked filling is linear in time, choked isothermal venting an exponential', () => {
    const rise = fastestCycle(CHAMBER, ADIABATIC, { lowPa: 1.5e5, highPa: 4e5 }).riseS;
    const slope = (G * R * TS * 4e-7 * 8e5 * CHOKED) / Math.sqrt(R * TS) / V;
    expect(relative(rise, 2.5e5 / slope)).toBeLessThan(1e-9);
    const fall = fastestCycle(CHAMBER, ISOTHERMAL, { lowPa: 2e5, highPa: 6e5 }).fallS;
    expect(relative(fall, (V * Math.log(3)) / (2e-6 * CHOKED * Math.sqrt(R * 280)))).toBeLessThan(1e-9);
  });
});

describe('rates', () => {
  it('choked, they are the supply over its time constant, and pressure over the time constant of the vent', () => {
    expect(
      relative(riseRatePaPerS(CHAMBER, ADIABATIC, 2e5), 8e5 / timeConstantS(CHAMBER, CHAMBER.supply)),
    ).toBeLessThan(1e-12);
    const isothermal: Heat = { kind: 'isothermal', temperatureK: TS };
    const fall = fallRatePaPerS(CHAMBER, isothermal, { lowPa: 2e5, highPa: 4e5 }, 4e5);
    expect(relative(fall, 4e5 / (G * timeConstantS(CHAMBER, CHAMBER.vent)))).toBeLessThan(1e-12);
  });

  it('other sizings choke with their own flow functions', () => {
    const element = { law: FLOW_LAW.kv, areaM2: 1e-6, parameter: 0.7, laminarDrop: 1e-7 };
    const port = { ...CHAMBER.supply, elements: [element] };
    const phi = flowFunction(FLOW_LAW.kv, 0.7, G, 0);
    const expected = V / (G * 1e-6 * phi * Math.sqrt(R * TS));
    expect(relative(timeConstantS(CHAMBER, port), expected)).toBeLessThan(1e-12);
  });
});

describe('shapes that valves can follow', () => {
  const swing = { lowPa: 2e5, highPa: 3.6e5 };

  it('a choked, isothermal sine is limited by the vent in a closed form', () => {
    // Venting slope p/τ with p = m + a s against 2πf a √(1−s²): least where s = −a/m, f = √(m² − a²)/(2πτa).
    const wide: CycledChamber = { ...CHAMBER, supply: { ...CHAMBER.supply, elements: [nozzle(1e-4)] } };
    const tau = V / (2e-6 * CHOKED * Math.sqrt(R * 280));
    const found = highestFrequencyHz(wide, ISOTHERMAL, swing, 'sine');
    const expected = Math.sqrt(2.8e5 ** 2 - 0.8e5 ** 2) / (2 * Math.PI * tau * 0.8e5);
    expect(relative(found, expected)).toBeLessThan(1e-6);
  });

  it('a trapezoid that is limited by choked filling takes four rises', () => {
    const narrow: CycledChamber = { ...CHAMBER, supply: { ...CHAMBER.supply, elements: [nozzle(1e-9)] } };
    const { riseS } = fastestCycle(narrow, ADIABATIC, swing);
    expect(relative(highestFrequencyHz(narrow, ADIABATIC, swing, 'trapezoid'), 1 / (4 * riseS))).toBeLessThan(
      1e-9,
    );
  });

  it('no shape is faster than valves that are open or shut', () => {
    for (const heat of [ADIABATIC, ISOTHERMAL]) {
      const bang = fastestCycle(CHAMBER, heat, swing).frequencyHz;
      for (const form of ['sine', 'trapezoid'] as const) {
        const frequency = highestFrequencyHz(CHAMBER, heat, swing, form);
        expect(frequency).toBeLessThan(bang);
        expect(frequency).toBeGreaterThan(0.1 * bang);
      }
    }
  });

  it('the sine at its highest frequency asks for no slope that the valves do not give, and for one that they just do', () => {
    const frequencyHz = highestFrequencyHz(CHAMBER, ADIABATIC, swing, 'sine');
    let closest = Number.POSITIVE_INFINITY;
    for (let i = 0; i < 720; i++) {
      const phase = (2 * Math.PI * (i + 0.5)) / 720;
      const p = 2.8e5 + 0.8e5 * Math.sin(phase);
      const slope = 2 * Math.PI * frequencyHz * 0.8e5 * Math.cos(phase);
      const most =
        slope > 0 ? riseRatePaPerS(CHAMBER, ADIABATIC, p) : fallRatePaPerS(CHAMBER, ADIABATIC, swing, p);
      closest = Math.min(closest, most / Math.abs(slope));
    }
    expect(closest).toBeGreaterThan(1 - 1e-6);
    expect(closest).toBeLessThan(1 + 1e-3);
  });

  it('the reachable amplitude at that frequency is the amplitude it came from', () => {
    for (const form of ['sine', 'trapezoid'] as const) {
      const frequencyHz = highestFrequencyHz(CHAMBER, ADIABATIC, swing, form);
      const found = reachableAmplitudePa(CHAMBER, ADIABATIC, { meanPa: 2.8e5, frequencyHz, form });
      expect(relative(found, 0.8e5)).toBeLessThan(1e-9);
    }
  });

  it('at a crawl all is reached that vent and supply allow, at a million hertz next to nothing', () => {
    const at = (frequencyHz: number) =>
      reachableAmplitudePa(CHAMBER, ADIABATIC, { meanPa: 4e5, frequencyHz, form: 'sine' });
    expect(relative(at(1e-6), 3e5)).toBeLessThan(1e-3);
    expect(at(1e6)).toBeLessThan(10);
  });
});

it('a cycle costs the gas of its swing, and that gas its compression', () => {
  const swing = { lowPa: 2e5, highPa: 5e5 };
  const { gasKg, leastWorkJ, isentropicWorkJ } = cycleCost(CHAMBER, ADIABATIC, swing);
  expect(relative(gasKg, (3e5 * V) / (G * R * TS))).toBeLessThan(1e-12);
  expect(relative(leastWorkJ, (300 / G) * Math.log(8))).toBeLessThan(1e-12);
  expect(relative(isentropicWorkJ, (300 / G) * 3.5 * (8 ** (2 / 7) - 1))).toBeLessThan(1e-12);
});
