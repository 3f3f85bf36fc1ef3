/**
 * States of gas at the start that the plant model has data for: 50 K, from where ice has a vapour pressure, to
 * 6000 K, the end of the NASA-7 fits; up to 100 MPa; with gerg-2008 the narrower range of its equation, and gas only.
 * Below a million molecules the laws of gases are averages over too few.
 */
import { molesOf } from '../../physics/gas.ts';
import type { AmbientDefinition, PlantDefinition } from '../../physics/plant-definition.ts';
import { densityOf, waterSaturationRatio } from '../../physics/properties/density.ts';
import { realMixture } from '../../physics/properties/real-gas.ts';
import { writtenQuantity } from '../../units/shown-quantity.ts';
import type { Diagnostic, Finding } from '../diagnostic.ts';
import type { KeyPath } from '../key-path.ts';
import type { Read } from '../read.ts';
import { tomlDiagnostic } from '../toml-document.ts';
import { shown } from './plant-tables.ts';

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

const FEWEST_MOLECULES = 1e6;
/** J/K, exact since the 2019 SI. */
const BOLTZMANN = 1.380649e-23;

export function* checkRange({ definition, document }: Read<PlantDefinition>): Generator<Diagnostic> {
  for (const { path, name, state } of statesOf(definition)) {
    for (const [key, finding] of outside(definition, name, state)) {
      yield tomlDiagnostic(document, [...path, key], { id: 'outside-model', ...finding });
    }
  }
  for (const [index, { id, volumeM3, pressurePa, temperatureK }] of definition.chambers.entries()) {
    const molecules = (pressurePa * volumeM3) / (BOLTZMANN * temperatureK);
    if (molecules >= FEWEST_MOLECULES) continue;
    yield tomlDiagnostic(document, ['chamber', index, 'volume'], {
      id: 'outside-model',
      message: `Chamber "${id}" holds ${shown(molecules)} molecules at its pressure and temperature, too few to be a gas with a pressure.`,
      expected: `a volume in which at least ${FEWEST_MOLECULES} molecules find room, ${shown((volumeM3 * FEWEST_MOLECULES) / molecules)} m^3 here`,
    });
  }
}

interface NamedState {
  readonly path: KeyPath;
  readonly name: string;
  /** Without a pressure: gas that has none of its own. */
  readonly state: Omit<AmbientDefinition, 'pressurePa'> & { readonly pressurePa?: number };
}

function statesOf(plant: PlantDefinition): readonly NamedState[] {
  return [
    ...plant.chambers.map((state, i) => ({ path: ['chamber', i], name: `Chamber "${state.id}"`, state })),
    ...plant.boundaries.map((state, i) => ({ path: ['boundary', i], name: `Boundary "${state.id}"`, state })),
    ...plant.injectors.map((state, i) => ({ path: ['injector', i], name: `Injector "${state.id}"`, state })),
    { path: ['ambient'], name: 'The ambient', state: plant.ambient },
  ];
}

type Words = Omit<Finding, 'id'>;

function outside(
  plant: PlantDefinition,
  name: string,
  state: NamedState['state'],
): readonly (readonly [key: string, Words])[] {
  const { model, fromK, toK, toPa } = RANGES[plant.fluid.equationOfState];
  const { temperatureK, pressurePa = 0 } = state;
  const found: [string, Words][] = [];
  if (!(temperatureK >= fromK && temperatureK <= toK)) {
    found.push([
      'temperature',
      {
        message: `${name} is at ${shown(temperatureK)} K, and ${model} holds from ${fromK} K to ${toK} K.`,
        expected: `a temperature from ${fromK} K to ${toK} K`,
      },
    ]);
  }
  if (pressurePa > toPa) {
    found.push([
      'pressure',
      {
        message: `${name} is at ${pressureText(pressurePa)}, and ${model} holds up to ${pressureText(toPa)}.`,
        expected: `an absolute pressure of at most ${pressureText(toPa)}`,
      },
    ]);
  }
  if (found.length > 0 || plant.fluid.equationOfState === 'ideal' || pressurePa === 0) return found;
  const problem = noGas(state, pressurePa);
  return problem === null
    ? []
    : [
        [
          'pressure',
          {
            message: `${name} at ${shown(temperatureK)} K and ${pressureText(pressurePa)}: ${problem}.`,
            expected: 'a state in which all of it is gas',
            remedy: 'make it warmer, or lower the pressure',
          },
        ],
      ];
}

/** Why a state of a real mixture is no gas; null when it is one. Water alone is judged beside, by its saturation. */
function noGas({ gas, temperatureK }: NamedState['state'], pressurePa: number): string | null {
  const mixture = realMixture(molesOf(gas, 1));
  const at = { temperatureK, pressurePa };
  const found = densityOf(mixture, at);
  if (found.kind === 'gas') return null;
  if (found.kind === 'none') return found.problem;
  const { densityMolPerM3 } = found;
  const wet = densityMolPerM3 !== null && waterSaturationRatio(mixture, at, densityMolPerM3) > 1;
  return wet ? null : 'a part of it would be liquid, and only water condenses here';
}

function pressureText(pressurePa: number): string {
  return writtenQuantity(pressurePa, 'pressure');
}
