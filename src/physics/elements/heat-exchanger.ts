/**
 * Heat exchangers between two streams, by the law of laws/heat-exchanger.ts. The capacity of each stream is the mean
 * between the two inlet temperatures, so that no outlet passes the other inlet though cp depends on temperature.
 * What one stream gains the other loses, on their way to where they flow. Checked by test/physics/heat-exchanger.test.ts.
 */
import { type ExchangerStream, exchangedHeatW } from '../laws/heat-exchanger.ts';
import { ROW, SPECIES_COUNT } from '../layout.ts';
import { enthalpyOverR, FIT_SIZE, fitsAt, fitTable, heatCapacityOverR } from '../nasa7.ts';
import type { HeatExchangerDefinition } from '../plant-definition.ts';
import type { PlantState } from '../plant-state.ts';
import { MOLAR_GAS_CONSTANT, SPECIES } from '../species.ts';
import { upstream } from '../transfers.ts';
import type { ElementModel, PointSpec } from './element.ts';
import { dischargeK } from './machine.ts';
import { ids } from './orifices.ts';
import type { ElementKind } from './placement.ts';
import { placement } from './placement.ts';

interface ExchangerModel extends ElementModel {
  readonly state: PlantState;
  readonly pairs: readonly (readonly [number, number])[];
  readonly heatW: Float64Array;
  /** Of the greatest heat that the two streams could pass. */
  readonly effectiveness: Float64Array;
  /** Energy of each pair's streams behind the exchanger beyond that of where they come from, W. */
  readonly addedW: readonly [Float64Array, Float64Array];
}

const FITS = fitTable(SPECIES);
/** Inlets nearer than this, relative, have the capacity at their temperature. */
const SAME_TEMPERATURE = 1e-6;
/** Each leaves about a tenth of the error: by how much cp varies on the way. */
const CORRECTIONS = 6;

export const heatExchangers: ElementKind = {
  place(site) {
    const { heatExchangers: definitions } = site.definition;
    const pairs = definitions.map(
      ({ streams: [a, b] }) => [site.streamNamed(a), site.streamNamed(b)] as const,
    );
    return placement<ExchangerModel>(ids(definitions), POINTS, (state) => {
      const perExchanger = (): Float64Array => new Float64Array(definitions.length);
      const model = {
        state,
        pairs,
        heatW: perExchanger(),
        effectiveness: perExchanger(),
        addedW: [perExchanger(), perExchanger()] as const,
      };
      return {
        ...model,
        exchange() {
          definitions.forEach((definition, i) => {
            exchange(model, definition, i);
          });
        },
      };
    });
  },
};

const POINTS: readonly PointSpec<ExchangerModel>[] = [
  { suffix: 'heat', dimension: 'power', read: ({ heatW }, i) => heatW[i] ?? Number.NaN },
  {
    suffix: 'effectiveness',
    dimension: 'ratio',
    read: ({ effectiveness }, i) => effectiveness[i] ?? Number.NaN,
  },
  outlet('first_outlet_temperature', 0),
  outlet('second_outlet_temperature', 1),
];

/** A stream that stands still has the temperature of where it would come from. */
function outlet(suffix: string, which: 0 | 1): PointSpec<ExchangerModel> {
  return {
    suffix,
    dimension: 'temperature',
    read: ({ state, pairs, addedW }, i) => dischargeK(state, pairs[i]?.[which] ?? -1, addedW[which][i] ?? 0),
  };
}

/** Passes the heat of exchanger `i`, and leaves its streams as they are behind it. */
function exchange(model: ExchangerModel, definition: HeatExchangerDefinition, i: number): void {
  const { state, pairs, heatW, effectiveness } = model;
  const [a, b] = pairs[i] as readonly [number, number];
  const { addedW } = state.memory.streams;
  const aK = dischargeK(state, a);
  const bK = dischargeK(state, b);
  const aStream: ExchangerStream = { capacityRateWPerK: capacityRate(state, a, aK, bK), temperatureK: aK };
  const bStream: ExchangerStream = { capacityRateWPerK: capacityRate(state, b, bK, aK), temperatureK: bK };
  const { conductanceWPerK: uaWPerK, arrangement } = definition;
  const heat = exchangedHeatW({ uaWPerK, arrangement, a: aStream, b: bStream });
  const mostW = Math.min(aStream.capacityRateWPerK, bStream.capacityRateWPerK) * (aK - bK);
  heatW[i] = heat;
  effectiveness[i] = mostW === 0 ? 0 : heat / mostW;
  addedW[a] = (addedW[a] as number) - heat;
  addedW[b] = (addedW[b] as number) + heat;
  model.addedW[0][i] = addedW[a] as number;
  model.addedW[1][i] = addedW[b] as number;
}

/** |ṁ| times the mean cp between two temperatures, W/K. */
function capacityRate(state: PlantState, stream: number, ownK: number, otherK: number): number {
  const { perKg } = state.memory.nodes;
  const cp = meanIdealCapacity(perKg, upstream(state, stream) * ROW, ownK, otherK);
  const idealRate = Math.abs(state.memory.streams.massFlowKgPerS[stream] as number) * cp;
  const isIdeal = state.network.definition.fluid.equationOfState === 'ideal';
  return isIdeal || idealRate === 0
    ? idealRate
    : realCapacityRate(state, stream, { ownK, otherK, idealRate });
}

/** Of gas of the amounts from `perKg[base]` on, J/(kg·K). */
function meanIdealCapacity(perKg: Float64Array, base: number, oneK: number, otherK: number): number {
  const isOne = Math.abs(oneK - otherK) < SAME_TEMPERATURE * oneK;
  let sum = 0;
  for (let k = 0; k < SPECIES_COUNT; k++) {
    const amount = perKg[base + k] as number;
    if (amount === 0) continue;
    const at = k * FIT_SIZE;
    const rise =
      enthalpyOverR(fitsAt(FITS, oneK), at, oneK) - enthalpyOverR(fitsAt(FITS, otherK), at, otherK);
    sum += amount * (isOne ? heatCapacityOverR(fitsAt(FITS, oneK), at, oneK) : rise / (oneK - otherK));
  }
  return MOLAR_GAS_CONSTANT * sum;
}

/** By the power that brings the stream to the other temperature; the ideal one where there is no such gas. */
function realCapacityRate(
  state: PlantState,
  stream: number,
  guess: { readonly ownK: number; readonly otherK: number; readonly idealRate: number },
): number {
  const { ownK, otherK, idealRate } = guess;
  const riseK = Math.abs(otherK - ownK) < SAME_TEMPERATURE * ownK ? 1 : otherK - ownK;
  const addedW = state.memory.streams.addedW[stream] as number;
  let powerW = idealRate * riseK;
  for (let iteration = 0; iteration < CORRECTIONS; iteration++) {
    const share = riseK / (dischargeK(state, stream, addedW + powerW) - ownK);
    if (!(share > 0 && share < Number.POSITIVE_INFINITY)) return idealRate;
    powerW *= share;
  }
  return powerW / riseK;
}
