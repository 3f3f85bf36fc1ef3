import type { EndState } from '../../physics/prediction/closed-equilibrium.ts';
import type { EqualPressure } from '../../physics/prediction/equal-pressure.ts';
import type { SetPrediction } from '../../physics/prediction/predict-equilibrium.ts';
import { columns } from '../display.ts';
import { bar, figure, gasText, indented, kelvin } from './figures.ts';

const NOTE =
  'Inside a set everything is open; machines, heat loads and coolers stand still. Ideal gas, no boundary but the one named.';

export function equilibriumText(sets: readonly SetPrediction[]): string {
  return ['Equilibrium', NOTE, ...sets.flatMap((set) => ['', setText(set)])].join('\n');
}

function setText(set: SetPrediction): string {
  const joined = set.inside.length > 0 ? `, joined by ${set.inside.join(', ')}` : '';
  const size = `${figure(set.volumeM3 * 1e3, 'L')}, ${figure(set.amountMol, 'mol')}`;
  const rows = [
    ['', 'pressure', 'temperature', 'entropy generated', 'gas'],
    ...(set.chambers.length === 1 ? [] : [equalPressureRow(set.equalPressure)]),
    endRow('equal everywhere, no walls', set.adiabatic),
    ...(set.withWalls === null ? [] : [endRow('equal everywhere, with insulated walls', set.withWalls)]),
    ...(set.atAmbient === null ? [] : [endRow('in the end, through the walls', set.atAmbient)]),
    ...set.opened.map(({ boundary, openings, state }) => {
      const what = `open to ${boundary} (${openings.join(', ')})`;
      if (state === null) return [what, 'check valves stay shut'];
      const moved = `${figure(Math.abs(state.inflowMol), 'mol')} ${state.inflowMol < 0 ? 'out' : 'in'}`;
      return [...endRow(what, state), moved];
    }),
  ];
  const lines = [
    columns(rows),
    ...togetherText(set),
    ...set.cautions.map((caution) => `Caution: ${caution}.`),
  ];
  return `${set.chambers.join(', ')}${joined}: ${size}\n${indented(lines.join('\n'))}`;
}

function endRow(what: string, state: EndState): string[] {
  return [
    what,
    bar(state.pressurePa),
    kelvin(state.temperatureK),
    figure(state.entropyGeneratedJPerK, 'J/K'),
    gasText(state.gas),
  ];
}

function equalPressureRow({ pressurePa: [lowPa, highPa], pair }: EqualPressure): string[] {
  return [
    'flow has stopped, no walls',
    lowPa === highPa ? bar(lowPa) : `${bar(lowPa)} to ${bar(highPa)}`,
    pair === null ? 'as the way decides' : pair.temperaturesK.map(kelvin).join(' and '),
    pair === null ? '' : figure(pair.entropyGeneratedJPerK, 'J/K'),
  ];
}

function togetherText({ together }: SetPrediction): string[] {
  switch (together.kind) {
    case 'isolated':
      return [];
    case 'pressure':
      return [
        `All open: the pressure becomes ${bar(together.pressurePa)}; temperature and gas follow the boundaries slowly.`,
      ];
    case 'through-flow':
      return [
        `All open: gas flows from ${bar(together.highPa)} to ${bar(together.lowPa)} for ever, and there is no end state.`,
      ];
  }
}
