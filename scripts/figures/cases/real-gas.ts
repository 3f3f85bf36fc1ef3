/** Density, cp and speed of sound by GERG-2008, the ideal gas and Peng-Robinson, each against reference equations. */
import { heatCapacityJPerK, molesOf, soundSpeedMPerS } from '../../../src/physics/gas.ts';
import { densityOf } from '../../../src/physics/properties/density.ts';
import { realMixture } from '../../../src/physics/properties/real-gas.ts';
import { MOLAR_GAS_CONSTANT, SPECIES_DATA } from '../../../src/physics/species.ts';
import { realGasProperties } from '../../../test/physics/oracles/real-gas-properties.ts';
import { relative } from '../../../test/physics/plants.ts';
import reference from '../../../test/physics/properties/vectors/real-gas.json' with { type: 'json' };
import type { Figure, Mark, Panel, Point } from '../chart.ts';
import { COLOUR } from '../chart.ts';
import { pengRobinson } from '../peng-robinson.ts';

const TEMPERATURE_K = 300;
const GASES = ['N2', 'Ar'] as const;
type Gas = (typeof GASES)[number];

/** Density mol/m³, cp J/(mol K), speed of sound m/s. */
type Properties = readonly [number, number, number];

const QUANTITIES = ['density', 'cp', 'speed of sound'];
const MODELS = [
  { text: 'ideal gas', colour: COLOUR.vermilion, by: [-16, -12], of: idealGas },
  { text: 'Peng-Robinson', colour: COLOUR.purple, by: [22, 20], of: cubic },
  { text: 'GERG-2008', colour: COLOUR.blue, by: [22, 20], of: gerg },
] as const;

export function realGas(): Figure {
  return {
    title: 'Three equations of state at 300 K',
    note: 'Relative error against the reference equations of Span et al. (nitrogen) and Tegeler et al. (argon).',
    rows: GASES.map((gas) => ({
      heightPx: 170,
      panels: QUANTITIES.map((quantity, q) => panel(gas, quantity, q)),
    })),
  };
}

function panel(gas: Gas, quantity: string, q: number): Panel {
  const rows = reference.rows[gas].filter(({ T }) => T === TEMPERATURE_K);
  const name = gas === 'N2' ? 'nitrogen' : 'argon';
  const molarMass = SPECIES_DATA[gas].molarMassKgPerMol;
  return {
    x: { label: 'pressure, MPa', from: 0.1, to: gas === 'N2' ? 40 : 12, isLog: true },
    y: { label: `${name}: ${quantity}`, from: 1e-6, to: 1, isLog: true },
    marks: MODELS.flatMap(({ text, colour, by, of }): readonly Mark[] => {
      const points = rows.map((row): Point => {
        const expected = [row.rho, row.cp * molarMass, row.a][q] ?? 0;
        return [row.p / 1e6, relative(of(gas, row.p)[q] ?? 0, expected)];
      });
      const named: readonly Mark[] =
        gas === 'Ar' && q === 0
          ? [{ kind: 'label', at: points[1] ?? [1, 1], by, text, colour, anchor: 'middle' }]
          : [];
      return [{ kind: 'line', points, colour }, { kind: 'dots', points, colour }, ...named];
    }),
  };
}

function idealGas(gas: Gas, pressurePa: number): Properties {
  const moles = molesOf({ [gas]: 1 }, 1);
  return [
    pressurePa / (MOLAR_GAS_CONSTANT * TEMPERATURE_K),
    heatCapacityJPerK(moles, TEMPERATURE_K),
    soundSpeedMPerS(moles, TEMPERATURE_K),
  ];
}

function cubic(gas: Gas, pressurePa: number): Properties {
  const {
    densityMolPerM3,
    cpJPerMolK,
    soundSpeedMPerS: sound,
  } = pengRobinson(gas, TEMPERATURE_K, pressurePa);
  return [densityMolPerM3, cpJPerMolK, sound];
}

function gerg(gas: Gas, pressurePa: number): Properties {
  const mixture = realMixture(molesOf({ [gas]: 1 }, 1));
  const found = densityOf(mixture, { temperatureK: TEMPERATURE_K, pressurePa });
  if (found.kind !== 'gas') throw new Error(`${gas} is ${found.kind}`);
  const { densityMolPerM3 } = found;
  const { cpJPerMolK, soundSpeedMPerS: sound } = realGasProperties(mixture, {
    temperatureK: TEMPERATURE_K,
    densityMolPerM3,
  });
  return [densityMolPerM3, cpJPerMolK, sound];
}
