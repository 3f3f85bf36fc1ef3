/**
 * Cross-check of the solver step against the fastest time constant of the plant. A chamber empties through an open
 * orifice of area A at about the speed of sound a, so in about τ = V / (A·a), and through a fan or machine of volume flow
 * V̇ in V / V̇; the factor by which choking lowers the flow, 0.5 to 0.6 for every gas, does not matter here. The solver divides a step that is too long for it, so a long
 * one is not wrong: it is slow, and what happens within it is neither seen nor controlled.
 */
import { flowElement } from '../../physics/flow.ts';
import { molesOf, soundSpeedMPerS } from '../../physics/gas.ts';
import type { ChamberDefinition, PlantDefinition } from '../../physics/plant-definition.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Read } from '../read.ts';
import { tomlDiagnostic } from '../toml-document.ts';

/** Steps may be this many time constants long. */
const MOST_TIME_CONSTANTS = 100;

export function checkStep({ definition, document }: Read<PlantDefinition>): readonly Diagnostic[] {
  const { stepS } = definition.solver;
  const constants = definition.chambers.map((chamber) => ({
    id: chamber.id,
    timeS: timeConstantS(chamber, definition),
  }));
  const fastest = constants.reduce<{ id: string; timeS: number } | null>(
    (least, next) => (least === null || next.timeS < least.timeS ? next : least),
    null,
  );
  if (fastest === null || stepS <= MOST_TIME_CONSTANTS * fastest.timeS) return [];
  const time = `${Number(fastest.timeS.toPrecision(2))} s`;
  return [
    tomlDiagnostic(document, ['solver', 'step'], {
      id: 'step-too-long',
      message: `Within a step of ${stepS} s the chamber "${fastest.id}" can fill and empty many times over: with all its ways open that takes about ${time}.`,
      expected: `a step of at most ${Number((MOST_TIME_CONSTANTS * fastest.timeS).toPrecision(2))} s, better of ${time}`,
      remedy:
        'shorten the step, or check the volume of the chamber and the size of what leads into it and out',
    }),
  ];
}

/** V / (A·a + V̇) with everything open and at full speed that leads into the chamber or out of it, s. */
function timeConstantS(chamber: ChamberDefinition, plant: PlantDefinition): number {
  const touches = ({ from, to }: { readonly from: string; readonly to: string }): boolean =>
    from === chamber.id || to === chamber.id;
  const orifices = [
    ...plant.valves,
    ...plant.restrictions,
    ...plant.leaks,
    ...plant.reliefValves,
    ...plant.burstDiscs,
  ].filter(touches);
  const areaM2 = sum([
    ...orifices.map(({ sizing, laminarRatio }) => flowElement(sizing, laminarRatio).areaM2),
    ...plant.tubes.filter(touches).map((tube) => tube.areaM2),
  ]);
  const machines = [...plant.compressors, ...plant.vacuumPumps].filter(touches);
  const pumpedM3PerS = sum([
    ...plant.fans.filter(touches).map((fan) => fan.freeVolumeFlowM3PerS),
    ...machines.map(({ displacementM3, frequencyHz }) => displacementM3 * frequencyHz),
  ]);
  const soundMPerS = soundSpeedMPerS(molesOf(chamber.gas, 1), chamber.temperatureK);
  return chamber.volumeM3 / (areaM2 * soundMPerS + pumpedM3PerS);
}

function sum(terms: readonly number[]): number {
  return terms.reduce((total, term) => total + term, 0);
}
