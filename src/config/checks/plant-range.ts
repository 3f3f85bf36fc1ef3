/**
 * States of gas at the start that the plant model has data for: 50 K, from where ice has a vapour pressure, to
 * 6000 K, the end of the NASA-7 fits; up to 100 MPa; with gerg-2008 the narrower range of its equation. Below a
 * thousand molecules the laws of gases are averages over too few.
 */
import { BOLTZMANN_CONSTANT } from '../../physics/laws/landauer.ts';
import type { PlantDefinition } from '../../physics/plant-definition.ts';
import { writtenQuantity } from '../../units/shown-quantity.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Read } from '../read.ts';
import { type TomlDocument, tomlDiagnostic } from '../toml-document.ts';
import { gasPlaces, shown } from './plant-tables.ts';

interface Range {
  /** Of what, for people. */
  readonly model: string;
  readonly fromK: number;
  readonly toK: number;
  readonly toPa: number;
}

const RANGES: Readonly<Record<PlantDefinition['fluid']['equationOfState'], Range>> = {
  ideal: { model: 'the gas model', fromK: 50, toK: 6000, toPa: 100e6 },
  'gerg-2008': { model: 'the equation of state gerg-2008', fromK: 150, toK: 1000, toPa: 35e6 },
};

const FEWEST_MOLECULES = 1e3;

export function checkRange({ definition, document }: Read<PlantDefinition>): readonly Diagnostic[] {
  return [...checkStates(definition, document), ...checkMolecules(definition, document)];
}

function* checkStates(plant: PlantDefinition, document: TomlDocument): Generator<Diagnostic> {
  const { model, fromK, toK, toPa } = RANGES[plant.fluid.equationOfState];
  for (const { path, name, state, hasPressure } of gasPlaces(plant)) {
    const { temperatureK, pressurePa } = state;
    if (temperatureK < fromK || temperatureK > toK) {
      yield tomlDiagnostic(document, [...path, 'temperature'], {
        id: 'outside-model',
        message: `${name} is at ${shown(temperatureK)} K, and ${model} holds from ${fromK} K to ${toK} K.`,
        expected: `a temperature from ${fromK} K to ${toK} K`,
      });
    }
    if (hasPressure && pressurePa > toPa) {
      yield tomlDiagnostic(document, [...path, 'pressure'], {
        id: 'outside-model',
        message: `${name} is at ${pressureText(pressurePa)}, and ${model} holds up to ${pressureText(toPa)}.`,
        expected: `an absolute pressure of at most ${pressureText(toPa)}`,
      });
    }
  }
}

function* checkMolecules(plant: PlantDefinition, document: TomlDocument): Generator<Diagnostic> {
  for (const [index, { id, volumeM3, pressurePa, temperatureK }] of plant.chambers.entries()) {
    const molecules = (pressurePa * volumeM3) / (BOLTZMANN_CONSTANT * temperatureK);
    if (molecules >= FEWEST_MOLECULES) continue;
    yield tomlDiagnostic(document, ['chamber', index, 'volume'], {
      id: 'outside-model',
      message: `Chamber "${id}" holds ${shown(molecules)} molecules at its pressure and temperature, too few to be a gas with a pressure.`,
      expected: `room for at least ${FEWEST_MOLECULES} molecules, ${shown((volumeM3 * FEWEST_MOLECULES) / molecules)} m^3 here`,
    });
  }
}

function pressureText(pressurePa: number): string {
  return writtenQuantity(pressurePa, 'pressure');
}
