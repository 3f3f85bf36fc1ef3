/**
 * Water vapour above its saturation pressure would condense or freeze. Plants keep it as vapour, so a start beyond
 * saturation is a state that no real vessel holds, and is said.
 */
import type { PlantDefinition } from '../../physics/plant-definition.ts';
import { saturationPressurePa } from '../../physics/properties/water-saturation.ts';
import { shownQuantity } from '../../units/shown-quantity.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Read } from '../read-plant.ts';
import { tomlDiagnostic } from '../toml-document.ts';

/** Above it there is no liquid, and so no saturation, K (IAPWS). */
const CRITICAL_TEMPERATURE_K = 647.096;

export function checkWater({ definition, document }: Read<PlantDefinition>): readonly Diagnostic[] {
  return (['chamber', 'boundary'] as const).flatMap((table) =>
    gasesOf(definition, table).flatMap(({ id, pressurePa, temperatureK, gas }, index) => {
      const vapourPa = (gas.H2O ?? 0) * pressurePa;
      if (vapourPa === 0 || temperatureK >= CRITICAL_TEMPERATURE_K) return [];
      const mostPa = saturationPressurePa(temperatureK);
      if (vapourPa <= mostPa) return [];
      const shown = (pressure: number): string => shownQuantity(pressure, 'pressure', 'Pa');
      return [
        tomlDiagnostic(document, [table, index, 'gas'], {
          id: 'water-beyond-saturation',
          message: `The water vapour in "${id}" is at ${shown(vapourPa)}, and at ${temperatureK} K it condenses or freezes from ${shown(mostPa)} on; it is kept as vapour here.`,
          expected: `a mole fraction of H2O of at most ${(mostPa / pressurePa).toPrecision(3)}`,
          remedy: 'make the gas drier or warmer',
        }),
      ];
    }),
  );
}

function gasesOf(definition: PlantDefinition, table: 'chamber' | 'boundary') {
  return table === 'chamber' ? definition.chambers : definition.boundaries;
}
