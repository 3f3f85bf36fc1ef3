/**
 * Whether what a plant starts with is gas, by the very model that the plant will run with; and where water is beyond
 * its saturation. Where plants let water condense, the excess in a chamber is liquid or ice from the start, which is
 * said; boundaries supply gas only, so there it is an error. What an injector brings is vapour on its way, and condenses
 * where it arrives. Where plants do not let water condense, the vapour stays.
 */
import { chamberGas, type GasModel } from '../../physics/gas-model/chamber-gas.ts';
import { WARMEST_LIQUID_K } from '../../physics/gas-model/condensate.ts';
import { gasModel } from '../../physics/gas-model/gas-model.ts';
import type { ChamberDefinition, PlantDefinition } from '../../physics/plant-definition.ts';
import { condensedPhaseAt, saturationPressurePa } from '../../physics/properties/water-saturation.ts';
import { SPECIES, SPECIES_DATA } from '../../physics/species.ts';
import { writtenQuantity } from '../../units/shown-quantity.ts';
import type { Diagnostic, Finding } from '../diagnostic.ts';
import type { Read } from '../read.ts';
import { tomlDiagnostic } from '../toml-document.ts';
import { type GasPlace, gasPlaces, shown } from './plant-tables.ts';

export function* checkGasAtStart({ definition, document }: Read<PlantDefinition>): Generator<Diagnostic> {
  const { fluid } = definition;
  const models: Models = {
    condensing: gasModel({ ...fluid, condensation: true }),
    vapour: gasModel({ ...fluid, condensation: false }),
  };
  for (const place of gasPlaces(definition)) {
    const finding = findingOf(place, fluid.condensation, models);
    if (finding === null) continue;
    const key = finding.id === 'outside-model' && place.hasPressure ? 'pressure' : 'gas';
    yield tomlDiagnostic(document, [...place.path, key], finding);
  }
}

interface Models {
  readonly condensing: GasModel;
  /** Keeps water as vapour. */
  readonly vapour: GasModel;
}

const scratch = chamberGas();

function findingOf(place: GasPlace, condensation: boolean, { condensing, vapour }: Models): Finding | null {
  const { name, state, chamber } = place;
  const { temperatureK, pressurePa } = state;
  if (!vapour.source(scratch, state)) {
    return {
      id: 'outside-model',
      message: `${name} at ${shown(temperatureK)} K and ${pressureText(pressurePa)} would be liquid in part, and only water condenses here.`,
      expected: 'a state in which all of it is gas',
      remedy: 'make it warmer, or lower the pressure',
    };
  }
  if (!place.hasPressure || (state.gas.H2O ?? 0) === 0 || condensing.source(scratch, state)) return null;
  if (!condensation) return keptAsVapour(place);
  if (temperatureK > WARMEST_LIQUID_K) return hotWater(place);
  if (chamber === null) return wetSupply(place);
  const condensedKg = condensedKgOf(chamber, condensing);
  return condensedKg === null ? nothingButWater(place) : condensed(place, condensedKg);
}

/** Condensed water in a chamber at the start, kg; null when there is no gas over it that could have its pressure. */
function condensedKgOf(chamber: ChamberDefinition, model: GasModel): number | null {
  const amounts = new Float64Array(SPECIES.length);
  const energyJ = model.fill(amounts, 0, chamber);
  if (energyJ === null) return null;
  scratch.temperatureK = chamber.temperatureK;
  if (!model.solve(scratch, amounts, 0, energyJ, chamber.volumeM3)) return null;
  return (scratch.liquidMol + scratch.iceMol) * SPECIES_DATA.H2O.molarMassKgPerMol;
}

function keptAsVapour(place: GasPlace): Finding {
  return {
    id: 'water-beyond-saturation',
    message: `${saturation(place)}; it is kept as vapour, which no real vessel does, because condensation = false.`,
    expected: mostWater(place),
    remedy: 'make the gas drier or warmer, or set condensation = true in [fluid]',
  };
}

function condensed(place: GasPlace, condensedKg: number): Finding {
  const phase = condensedPhaseAt(place.state.temperatureK);
  return {
    id: 'water-beyond-saturation',
    message: `${saturation(place)}; the excess condenses at once: ${shown(condensedKg * 1e3)} g of ${phase} from the start, under saturated gas of the stated pressure.`,
    expected: mostWater(place),
    remedy: `make the gas drier or warmer, unless the ${phase} is meant`,
  };
}

function nothingButWater(place: GasPlace): Finding {
  const mostPa = saturationPressurePa(place.state.temperatureK);
  return {
    id: 'outside-model',
    message: `${saturation(place)}, and there is no other gas that could exert the rest of ${pressureText(place.state.pressurePa)}.`,
    expected: `at most ${pressureText(mostPa)}, or another gas beside the water`,
    remedy: 'lower the pressure, make it warmer, or add the gas that stands over the water',
  };
}

function wetSupply(place: GasPlace): Finding {
  return {
    id: 'wet-boundary',
    message: `${saturation(place)}; what flows in from there is gas only, and this is none.`,
    expected: mostWater(place),
    remedy: 'make the gas drier or warmer; condensation = false in [fluid] would keep all water as vapour',
  };
}

function hotWater({ name, state }: GasPlace): Finding {
  const mostPa = saturationPressurePa(WARMEST_LIQUID_K);
  return {
    id: 'outside-model',
    message: `${name} holds water vapour at ${pressureText(vapourPa(state))}, and above ${WARMEST_LIQUID_K} K the model knows it up to ${pressureText(mostPa)} only.`,
    expected: `a mole fraction of H2O of at most ${(mostPa / state.pressurePa).toPrecision(3)}, or a lower pressure`,
    remedy: 'condensation = false in [fluid] keeps all water as vapour',
  };
}

function saturation({ name, state }: GasPlace): string {
  const mostPa = saturationPressurePa(state.temperatureK);
  return `${name} has water vapour at ${pressureText(vapourPa(state))}, and at ${shown(state.temperatureK)} K it is saturated at ${pressureText(mostPa)}`;
}

function mostWater({ state }: GasPlace): string {
  const share = saturationPressurePa(state.temperatureK) / state.pressurePa;
  return `a mole fraction of H2O of at most ${share.toPrecision(3)}`;
}

function vapourPa({ gas, pressurePa }: GasPlace['state']): number {
  return (gas.H2O ?? 0) * pressurePa;
}

function pressureText(pressurePa: number): string {
  return writtenQuantity(pressurePa, 'pressure');
}
