/**
 * Pistons that swing the volume of a chamber, by the law of laws/piston.ts; the own variable of each is its phase, so
 * that a change of frequency moves nothing at once. At the start the gas has the pressure of its definition wherever the
 * piston stands. Checked by test/physics/piston.test.ts.
 */
import { invariant } from '../invariant.ts';
import { pistonVolumeM3, pistonVolumeRateM3PerS, pistonWorkW } from '../laws/piston.ts';
import { ENERGY, ROW } from '../layout.ts';
import type { ChamberDefinition } from '../plant-definition.ts';
import type { PlantState } from '../plant-state.ts';
import type { ElementModel } from './element.ts';
import { inputPoint, isAmount } from './input.ts';
import { ids } from './orifices.ts';
import type { ElementKind } from './placement.ts';
import { placement } from './placement.ts';

interface PistonModel extends ElementModel {
  readonly state: PlantState;
  readonly frequencyHz: Float64Array;
  readonly phaseRad: Float64Array;
}

export const pistons: ElementKind = {
  place(site) {
    const { pistons: definitions, chambers: chamberDefinitions } = site.definition;
    const chambers = definitions.map(({ chamber }) => site.chamber(chamber));
    const filled = chambers.map((c) => chamberDefinitions[c] as ChamberDefinition);
    const shafts = definitions.map(({ id }) => site.shaft(id));
    const variables = definitions.map(({ phaseRad }) => site.extra({ initial: phaseRad, scale: 1 }));
    const strokes = definitions.map(({ sweptVolumeM3 }, i) => ({
      sweptVolumeM3,
      meanVolumeM3: filled[i]?.volumeM3 ?? Number.NaN,
    }));
    return placement<PistonModel>(
      ids(definitions),
      [
        inputPoint(
          { suffix: 'frequency', dimension: 'frequency' },
          ({ frequencyHz }) => frequencyHz,
          isAmount,
        ),
        {
          suffix: 'volume',
          dimension: 'volume',
          read: ({ state }, i) => state.memory.chambers.volumeM3[chambers[i] ?? -1] ?? Number.NaN,
        },
        {
          suffix: 'power',
          dimension: 'power',
          read: ({ state }, i) => state.shaftW[shafts[i] ?? -1] ?? Number.NaN,
        },
      ],
      (state) => {
        const { nodes, chambers: properties } = state.memory;
        const frequencyHz = Float64Array.from(definitions, (piston) => piston.frequencyHz);
        const phaseRad = Float64Array.from(definitions, (piston) => piston.phaseRad);
        strokes.forEach((stroke, i) => {
          const volumeM3 = pistonVolumeM3(stroke, phaseRad[i] as number);
          fillAt(state, chambers[i] as number, { ...(filled[i] as ChamberDefinition), volumeM3 });
        });
        return {
          state,
          frequencyHz,
          phaseRad,
          prepare(vector) {
            strokes.forEach((stroke, i) => {
              phaseRad[i] = vector[variables[i] as number] as number;
              properties.volumeM3[chambers[i] as number] = pistonVolumeM3(stroke, phaseRad[i] as number);
            });
          },
          respond() {
            strokes.forEach((stroke, i) => {
              const hertz = frequencyHz[i] as number;
              const volumeRate = pistonVolumeRateM3PerS(stroke, hertz, phaseRad[i] as number);
              const pressurePa = nodes.pressurePa[chambers[i] as number] as number;
              state.shaftW[shafts[i] as number] = pistonWorkW(pressurePa, volumeRate);
            });
          },
          addRates(rate) {
            chambers.forEach((c, i) => {
              const energy = c * ROW + ENERGY;
              rate[energy] = (rate[energy] as number) + (state.shaftW[shafts[i] as number] as number);
              rate[variables[i] as number] = 2 * Math.PI * (frequencyHz[i] as number);
            });
          },
        };
      },
    );
  },
};

function fillAt({ gas, memory }: PlantState, c: number, definition: ChamberDefinition): void {
  const energyJ = gas.fill(memory.state, c * ROW, definition);
  invariant(energyJ !== null, `${definition.id} holds gas`);
  memory.state[c * ROW + ENERGY] = energyJ;
}
