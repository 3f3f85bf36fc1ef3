import type {
  CyclingLimits,
  CyclingPrediction,
  HeatLimits,
  ReachableAmplitude,
  SwingLimits,
} from '../../physics/prediction/predict-cycling.ts';
import { columns } from '../display.ts';
import { bar, figure, indented, kelvin } from './figures.ts';

const NOTE =
  'Stirred chamber, valves fully open or shut without delay. Sine and trapezoid (quarters: rise, hold, fall, hold): highest\n' +
  'frequency that the valves can follow. Work: to bring the gas of a cycle back to the supply, least and in one stage.';

export function cyclingText(chambers: readonly CyclingPrediction[]): string {
  return ['Pressure cycles', NOTE, ...chambers.flatMap((each) => ['', chamberText(each)])].join('\n');
}

function chamberText({ chamber, limits, reason, pistons }: CyclingPrediction): string {
  const swung = pistons.map(
    ({ piston, frequencyHz, lowPa, highPa }) =>
      `${piston}: ${bar(lowPa)} to ${bar(highPa)} at ${figure(frequencyHz, 'Hz')} with all valves shut and no heat`,
  );
  const lines = [...(limits === null ? [`Not by valves: ${reason}.`] : limitLines(limits)), ...swung];
  return `${chamber}\n${indented(lines.join('\n'))}`;
}

function limitLines(limits: CyclingLimits): string[] {
  return [
    `filled by ${limits.supplyValves.join(', ')} from ${limits.supply}, time constant ${figure(limits.fillTimeConstantS, 's')}; ` +
      `vented by ${limits.ventValves.join(', ')} to ${limits.vent}, ${figure(limits.ventTimeConstantS, 's')}`,
    '',
    'without heat',
    swingTable(limits.swings, ({ adiabatic }) => adiabatic),
    '',
    'with the gas held at its first temperature by the wall',
    swingTable(limits.swings, ({ isothermal }) => isothermal),
    ...(limits.reachable === null ? [] : ['', reachableLine(limits.reachable, limits.meanPa)]),
  ];
}

function swingTable(swings: readonly SwingLimits[], pick: (swing: SwingLimits) => HeatLimits): string {
  const head = [
    'from',
    'to',
    'dp/dt up',
    'dp/dt down',
    'fastest',
    'sine',
    'trapezoid',
    'gas',
    'work',
    'gas at',
  ];
  const rows = swings.map((swing) => {
    const { risePaPerS, fallPaPerS, frequencyHz, sineHz, trapezoidHz, cost, lowK, highK } = pick(swing);
    return [
      bar(swing.lowPa),
      bar(swing.highPa),
      rateRange(risePaPerS[0], risePaPerS[2]),
      rateRange(fallPaPerS[0], fallPaPerS[2]),
      figure(frequencyHz, 'Hz'),
      figure(sineHz, 'Hz'),
      figure(trapezoidHz, 'Hz'),
      figure(cost.gasKg * 1e3, 'g'),
      `${figure(cost.leastWorkJ, '')} to ${figure(cost.isentropicWorkJ, 'J')}`,
      lowK === highK ? kelvin(lowK) : `${kelvin(lowK)} to ${kelvin(highK)}`,
    ];
  });
  return columns([head, ...rows]);
}

/** At the low pressure and at the high one. */
function rateRange(lowPaPerS: number, highPaPerS: number): string {
  const [low, high] = [lowPaPerS, highPaPerS].map((rate) => Number((rate / 1e5).toPrecision(3)));
  return `${low} … ${high} bar/s`;
}

function reachableLine({ frequencyHz, sinePa, trapezoidPa }: ReachableAmplitude, meanPa: number): string {
  const of = ({ adiabatic, isothermal }: { adiabatic: number; isothermal: number }) =>
    `${bar(isothermal)} (wall) to ${bar(adiabatic)} (no heat)`;
  return `At ${figure(frequencyHz, 'Hz')} around ${bar(meanPa)} the amplitude is at most: sine ${of(sinePa)}, trapezoid ${of(trapezoidPa)}.`;
}
