/**
 * Heat exchangers between two streams, by the law of laws/heat-exchanger.ts. The capacity of each stream is the mean
 * between the two inlet temperatures, so that no outlet passes the other inlet though cp depends on temperature.
 * What one stream gains the other loses, on their way to where they flow. Checked by test/physics/heat-exchanger.test.ts.
 */
import { exchangedHeatW } from '../laws/heat-exchanger.ts';
import { ROW, SPECIES_COUNT } from '../layout.ts';
import { enthalpyOverR, FIT_SIZE, fitsAt, fitTable, heatCapacityOverR } from '../nasa7.ts';
import type { PlantState } from '../plant-state.ts';
import { MOLAR_GAS_CONSTANT, SPECIES } from '../species.ts';
import { upstream } from '../transfers.ts';
import type { ElementModel } from './element.ts';
import { dischargeK } from './machine.ts';
import { ids } from './orifices.ts';
import type { ElementKind } from './placement.ts';
import { placement } from './placement.ts';

interface ExchangerModel extends ElementModel {
  readonly heatW: Float64Array;
}

const FITS = fitTable(SPECIES);
/** Inlets nearer than this, relative, have the capacity at their temperature. */
const SAME_TEMPERATURE = 1e-6;

export const heatExchangers: ElementKind = {
  place(site) {
    const { heatExchangers: definitions } = site.definition;
    const pairs = definitions.map(
      ({ streams: [a, b] }) => [site.streamNamed(a), site.streamNamed(b)] as const,
    );
    return placement<ExchangerModel>(
      ids(definitions),
      [{ suffix: 'heat', dimension: 'power', read: ({ heatW }, i) => heatW[i] ?? Number.NaN }],
      (state) => {
        const heatW = new Float64Array(definitions.length);
        const { addedW } = state.memory.streams;
        return {
          heatW,
          exchange() {
            pairs.forEach(([a, b], i) => {
              const aK = dischargeK(state, a);
              const bK = dischargeK(state, b);
              const heat = exchangedHeatW({
                uaWPerK: definitions[i]?.conductanceWPerK ?? Number.NaN,
                arrangement: definitions[i]?.arrangement ?? 'counter',
                a: { capacityRateWPerK: capacityRate(state, a, aK, bK), temperatureK: aK },
                b: { capacityRateWPerK: capacityRate(state, b, aK, bK), temperatureK: bK },
              });
              heatW[i] = heat;
              addedW[a] = (addedW[a] as number) - heat;
              addedW[b] = (addedW[b] as number) + heat;
            });
          },
        };
      },
    );
  },
};

/** |ṁ| times the mean cp between two temperatures, W/K. */
function capacityRate(state: PlantState, stream: number, oneK: number, otherK: number): number {
  const node = upstream(state, stream);
  const { perKg } = state.memory.nodes;
  const isOne = Math.abs(oneK - otherK) < SAME_TEMPERATURE * oneK;
  let sum = 0;
  for (let k = 0; k < SPECIES_COUNT; k++) {
    const amount = perKg[node * ROW + k] as number;
    if (amount === 0) continue;
    const at = k * FIT_SIZE;
    sum +=
      amount *
      (isOne
        ? heatCapacityOverR(fitsAt(FITS, oneK), at, oneK)
        : (enthalpyOverR(fitsAt(FITS, oneK), at, oneK) - enthalpyOverR(fitsAt(FITS, otherK), at, otherK)) /
          (oneK - otherK));
  }
  return Math.abs(state.memory.streams.massFlowKgPerS[stream] as number) * MOLAR_GAS_CONSTANT * sum;
}
