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
  const ways = waysInAndOut(definition);
  const constants = definition.chambers.map((chamber) => ({
    id: chamber.id,
    timeS: timeConstantS(chamber, ways.get(chamber.id) ?? NO_WAY),
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

/** What leads into a place and out of it, with everything open and at full speed. */
interface Ways {
  readonly areaM2: number;
  readonly pumpedM3PerS: number;
}

const NO_WAY: Ways = { areaM2: 0, pumpedM3PerS: 0 };

/** By the id of the place. */
function waysInAndOut(plant: PlantDefinition): ReadonlyMap<string, Ways> {
  const ways = new Map<string, Ways>();
  const add = ({ from, to }: Ends, more: Partial<Ways>): void => {
    for (const place of [from, to]) {
      const { areaM2, pumpedM3PerS } = ways.get(place) ?? NO_WAY;
      ways.set(place, {
        areaM2: areaM2 + (more.areaM2 ?? 0),
        pumpedM3PerS: pumpedM3PerS + (more.pumpedM3PerS ?? 0),
      });
    }
  };
  const { valves, restrictions, leaks, reliefValves, burstDiscs } = plant;
  for (const orifice of [...valves, ...restrictions, ...leaks, ...reliefValves, ...burstDiscs]) {
    add(orifice, { areaM2: flowElement(orifice.sizing, orifice.laminarRatio).areaM2 });
  }
  for (const tube of plant.tubes) add(tube, { areaM2: tube.areaM2 });
  for (const fan of plant.fans) add(fan, { pumpedM3PerS: fan.freeVolumeFlowM3PerS });
  for (const machine of [...plant.compressors, ...plant.vacuumPumps]) {
    add(machine, { pumpedM3PerS: machine.displacementM3 * machine.frequencyHz });
  }
  return ways;
}

interface Ends {
  readonly from: string;
  readonly to: string;
}

/** V / (A·a + V̇), s; infinite where nothing leads in or out. */
function timeConstantS(chamber: ChamberDefinition, { areaM2, pumpedM3PerS }: Ways): number {
  const soundMPerS = soundSpeedMPerS(molesOf(chamber.gas, 1), chamber.temperatureK);
  return chamber.volumeM3 / (areaM2 * soundMPerS + pumpedM3PerS);
}
