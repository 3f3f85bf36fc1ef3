/**
 * Water vapour beyond its saturation at the start. Where plants let water condense, the excess in a chamber becomes
 * liquid or ice at once, which is said; a boundary supplies gas only, so there it is an error. Where they do not, the
 * vapour stays, as no real vapour does.
 */
import { AMBIENT_ID } from '../../physics/network.ts';
import type { AmbientDefinition, PlantDefinition } from '../../physics/plant-definition.ts';
import {
  CRITICAL_POINT_K,
  condensedPhaseAt,
  saturationPressurePa,
} from '../../physics/properties/water-saturation.ts';
import { writtenQuantity } from '../../units/shown-quantity.ts';
import type { DiagnosticId } from '../codes.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { KeyPath } from '../key-path.ts';
import type { Read } from '../read.ts';
import { tomlDiagnostic } from '../toml-document.ts';

export function* checkWater({ definition, document }: Read<PlantDefinition>): Generator<Diagnostic> {
  for (const { path, id, isChamber, state } of gasesOf(definition)) {
    const { pressurePa, temperatureK, gas } = state;
    const vapourPa = (gas.H2O ?? 0) * pressurePa;
    if (vapourPa === 0 || temperatureK >= CRITICAL_POINT_K) continue;
    const mostPa = saturationPressurePa(temperatureK);
    if (vapourPa <= mostPa) continue;
    const { fate, ...rest } = consequence(definition, isChamber, temperatureK);
    yield tomlDiagnostic(document, [...path, 'gas'], {
      ...rest,
      message:
        `The water vapour in "${id}" is at ${pressureText(vapourPa)}, and at ${temperatureK} K it is saturated at ` +
        `${pressureText(mostPa)}: ${fate}.`,
      expected: `a mole fraction of H2O of at most ${(mostPa / pressurePa).toPrecision(3)}`,
    });
  }
}

interface Consequence {
  readonly id: DiagnosticId;
  /** A clause. */
  readonly fate: string;
  readonly remedy: string;
}

function consequence({ fluid }: PlantDefinition, isChamber: boolean, temperatureK: number): Consequence {
  if (!fluid.condensation) {
    return {
      id: 'water-beyond-saturation',
      fate: 'it is kept as vapour, which no real vessel does, because the file says condensation = false',
      remedy: 'make the gas drier or warmer, or set condensation = true in [fluid]',
    };
  }
  if (!isChamber) {
    return {
      id: 'wet-boundary',
      fate: 'a boundary supplies gas only, and this is none',
      remedy: 'make the gas drier or warmer; condensation = false in [fluid] would keep all water as vapour',
    };
  }
  const phase = condensedPhaseAt(temperatureK);
  return {
    id: 'water-beyond-saturation',
    fate: `the excess becomes ${phase} at once, and pressure and temperature change with it`,
    remedy: `make the gas drier or warmer, unless the ${phase} is meant`,
  };
}

interface NamedGas {
  readonly path: KeyPath;
  readonly id: string;
  readonly isChamber: boolean;
  readonly state: AmbientDefinition;
}

function gasesOf({ chambers, boundaries, ambient }: PlantDefinition): readonly NamedGas[] {
  return [
    ...chambers.map((state, i) => ({ path: ['chamber', i], id: state.id, isChamber: true, state })),
    ...boundaries.map((state, i) => ({ path: ['boundary', i], id: state.id, isChamber: false, state })),
    { path: ['ambient'], id: AMBIENT_ID, isChamber: false, state: ambient },
  ];
}

function pressureText(pressurePa: number): string {
  return writtenQuantity(pressurePa, 'pressure');
}
