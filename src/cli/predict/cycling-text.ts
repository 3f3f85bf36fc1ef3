import type {
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
  return ['Pressure cycles', NOTE, ...alike(chambers).flatMap((group) => ['', groupText(group)])].join('\n');
}

interface Group {
  /** What the chambers have in common. */
  readonly body: string;
  readonly heads: readonly string[];
}

/** Chambers of the same limits share one table: plants have many of a kind. */
function alike(chambers: readonly CyclingPrediction[]): readonly Group[] {
  const groups = new Map<string, string[]>();
  for (const each of chambers) {
    const body = bodyText(each);
    groups.set(body, [...(groups.get(body) ?? []), headText(each)]);
  }
  return [...groups].map(([body, heads]) => ({ body, heads }));
}

function groupText({ body, heads }: Group): string {
  return [...heads, ...(body === '' ? [] : [indented(body)])].join('\n');
}

function headText({ chamber, limits, reason, pistons }: CyclingPrediction): string {
  const swung = pistons.map(
    ({ piston, frequencyHz, lowPa, highPa }) =>
      `; ${piston} alone swings it from ${bar(lowPa)} to ${bar(highPa)} at ${figure(frequencyHz, 'Hz')}, without heat`,
  );
  const valves =
    limits === null
      ? `not by valves: ${reason}`
      : `filled by ${limits.supplyValves.join(', ')} from ${limits.supply}, vented by ${limits.ventValves.join(', ')} to ${limits.vent}`;
  return `${chamber}: ${valves}${swung.join('')}`;
}

function bodyText({ limits }: CyclingPrediction): string {
  if (limits === null) return '';
  return [
    `time constants: filling ${figure(limits.fillTimeConstantS, 's')}, venting ${figure(limits.ventTimeConstantS, 's')}`,
    '',
    'without heat',
    swingTable(limits.swings, ({ adiabatic }) => adiabatic),
    '',
    'with the gas held at its first temperature by the wall',
    swingTable(limits.swings, ({ isothermal }) => isothermal),
    ...(limits.reachable === null ? [] : ['', ...reachableLines(limits.reachable, limits.meanPa)]),
  ].join('\n');
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

function reachableLines({ frequencyHz, sinePa, trapezoidPa }: ReachableAmplitude, meanPa: number): string[] {
  const of = ({ adiabatic, isothermal }: { adiabatic: number; isothermal: number }) =>
    `${bar(adiabatic)} without heat, ${bar(isothermal)} with the wall`;
  return [
    `largest amplitude at ${figure(frequencyHz, 'Hz')} around ${bar(meanPa)}`,
    `  sine: ${of(sinePa)}; trapezoid: ${of(trapezoidPa)}`,
  ];
}
