import type { DuctDuty, Duty, DutyRanking } from '../../physics/prediction/duties.ts';
import type { GasPoint, WorkingGas } from '../../physics/prediction/working-gas.ts';
import { columns } from '../display.ts';
import { bar, figure, indented, kelvin, percent } from './figures.ts';

/** Beyond this part of the pressure a drop is not that of incompressible flow. */
const MOST_DROP = 0.1;

export interface WorkingGases {
  readonly at: GasPoint;
  readonly duct: DuctDuty;
  readonly gases: readonly WorkingGas[];
  readonly duties: readonly DutyRanking[];
}

export function workingGasText({ at, duct, gases, duties }: WorkingGases): string {
  return [
    `Working gas, at ${bar(at.pressurePa)} and ${kelvin(at.temperatureK)}`,
    indented(propertyTable(gases)),
    ...duties.flatMap((duty) => ['', dutyText(duty, duct)]),
  ].join('\n');
}

function propertyTable(gases: readonly WorkingGas[]): string {
  const head = ['', 'density', 'cp', 'gamma', 'sound', 'viscosity', 'conductivity', 'Pr'];
  const rows = gases.map((gas) => [
    gas.name,
    figure(gas.densityKgPerM3, 'kg/m3'),
    figure(gas.heatCapacityJPerKgK, 'J/(kg K)'),
    figure(gas.gamma, ''),
    figure(gas.soundSpeedMPerS, 'm/s'),
    figure(gas.viscosityPaS * 1e6, 'uPa s'),
    figure(gas.conductivityWPerMK * 1e3, 'mW/(m K)'),
    gas.condenses ? 'would condense: not ranked' : figure(gas.prandtl, ''),
  ]);
  return columns([head, ...rows]);
}

function dutyText({ duty, figure: name, unit, better, ranking }: DutyRanking, duct: DuctDuty): string {
  const rows = ranking.map(({ name: gas, figure: value, timesWorse, duct: flow }, index) => [
    `${index + 1}.`,
    gas,
    figure(value, unit),
    index === 0 ? 'best' : `${figure(timesWorse, '')} times worse`,
    ...(flow === null
      ? []
      : [
          figure(flow.speedMPerS, 'm/s'),
          `Re ${figure(flow.reynolds, '')}`,
          `drop ${percent(flow.relativeDrop)}${flow.relativeDrop > MOST_DROP ? ' of p: too large to trust' : ' of p'}`,
        ]),
  ]);
  return `${duty}: ${name}${dutyTerms(duty, duct)}, ${better} is better\n${indented(columns(rows))}`;
}

function dutyTerms(duty: Duty, duct: DuctDuty): string {
  const size = `${figure(duct.diameterM * 1e3, 'mm')} x ${figure(duct.lengthM, 'm')}`;
  if (duty === 'heat-transfer') return ` at ${figure(duct.speedMPerS, 'm/s')} in a duct of ${size}`;
  if (duty === 'pumping') {
    return ` for ${figure(duct.heatW, 'W')} at a rise of ${figure(duct.riseK, 'K')} through a duct of ${size}`;
  }
  return '';
}
