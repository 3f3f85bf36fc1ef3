/**
 * Helium that leaves a large vessel through two nozzles of one size with a small volume between them. While both ends
 * are far apart the second nozzle is choked, and the first one passes as much at the ratio r of pressures for which
 * φ(r) = r φ*; so the vessel empties as through one choked nozzle of r times the area. The small volume fills within
 * microseconds: explicit substeps would have to be as short, for ever.
 */
import { FLOW_LAW, flowFunction } from '../../../src/physics/flow.ts';
import type { Plant } from '../../../src/physics/plant.ts';
import { createPlant, plantWork } from '../../../src/physics/plant.ts';
import { MOLAR_GAS_CONSTANT, SPECIES_DATA } from '../../../src/physics/species.ts';
import { boundary, chamber, plantOf, runTo, valve } from '../../../test/physics/plants.ts';
import type { Figure, Mark, Panel, Point } from '../chart.ts';
import { COLOUR } from '../chart.ts';
import type { Reading } from '../series.ts';
import { errorsOf, evenly, pointsOf, readings } from '../series.ts';

const GAMMA = 5 / 3;
const VESSEL_M3 = 0.1;
const BETWEEN_M3 = 1e-6;
const AREA_M2 = 1e-4;
const START_PA = 1e6;
const START_K = 300;
const BACK_PA = 1e4;
const UNTIL_S = 2;
const STEP_S = 0.02;
const STEPS = UNTIL_S / STEP_S;
const VOLUMES_M3 = [1e-2, 1e-3, 1e-4, 1e-5, 1e-6];

/** √(Rₛ T). */
const SPEED_M_PER_S = Math.sqrt((MOLAR_GAS_CONSTANT / SPECIES_DATA.He.molarMassKgPerMol) * START_K);
const CHOKED = flowFunction(FLOW_LAW.nozzle, 0, GAMMA, 0);

/** p_between/p_vessel: the flow through the first nozzle falls with it, that through the second one rises. */
function pressureRatio(): number {
  let [low, high] = [0, 1];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (flowFunction(FLOW_LAW.nozzle, 0, GAMMA, middle) > middle * CHOKED) low = middle;
    else high = middle;
  }
  return low;
}

const RATIO = pressureRatio();

/** Pressure in the vessel with nothing between the nozzles, Pa. */
export function vesselPa(timeS: number): number {
  const tauS = VESSEL_M3 / (RATIO * AREA_M2 * CHOKED * SPEED_M_PER_S);
  return START_PA * (1 + ((GAMMA - 1) * timeS) / (2 * tauS)) ** ((-2 * GAMMA) / (GAMMA - 1));
}

/** The volume between starts at its quasi-steady pressure, so that there is no jump to follow. */
function plantWith(betweenM3: number): Plant {
  const gas = { He: 1 };
  return createPlant(
    plantOf({
      stepS: STEP_S,
      chambers: [
        chamber('vessel', { volumeM3: VESSEL_M3, pressurePa: START_PA, temperatureK: START_K, gas }),
        chamber('between', { volumeM3: betweenM3, pressurePa: RATIO * START_PA, temperatureK: START_K, gas }),
      ],
      boundaries: [boundary('back', { pressurePa: BACK_PA, temperatureK: START_K, gas })],
      valves: [
        valve('first', 'vessel', 'between', { cdAreaM2: AREA_M2 }),
        valve('second', 'between', 'back', { cdAreaM2: AREA_M2 }),
      ],
    }),
  );
}

/** Substeps of an outer step that were taken, on the mean. */
function takenWith(betweenM3: number): number {
  return plantWork(runTo(plantWith(betweenM3), UNTIL_S)).substeps / STEPS;
}

/** What explicit ones would be at the start: as many as time constants V/(a² ṁ/Δp) of both nozzles, one at least. */
function explicitWith(betweenM3: number): number {
  const betweenPa = RATIO * START_PA;
  const perDrop = betweenPa / (START_PA - betweenPa) + betweenPa / (betweenPa - BACK_PA);
  const perS = (GAMMA * AREA_M2 * CHOKED * SPEED_M_PER_S * perDrop) / betweenM3;
  return Math.max(1, STEP_S * perS);
}

const PLACES = [
  { name: 'vessel', ratio: 1, colour: COLOUR.blue, text: 'vessel', by: [8, -6] },
  { name: 'between', ratio: RATIO, colour: COLOUR.vermilion, text: 'between', by: [-8, 12] },
] as const;

export function stiff(): Figure {
  const times = evenly(0, UNTIL_S, STEPS);
  const rows = readings(
    plantWith(BETWEEN_M3),
    times,
    PLACES.map(({ name }) => `${name}.pressure`),
  );
  return {
    title: 'A small volume between two nozzles',
    note: 'Helium leaves 100 L at 10 bar through 1 cm², 1 mL and 1 cm². Lines: simulation. Circles: closed form without the 1 mL.',
    rows: [
      { heightPx: 200, panels: [pressurePanel(rows), workPanel()] },
      { heightPx: 110, panels: [errorPanel(rows)] },
    ],
  };
}

function pressurePanel(rows: readonly Reading[]): Panel {
  return {
    x: { label: 'time, s', from: 0, to: UNTIL_S },
    y: { label: 'pressure, bar', from: 0, to: 10 },
    marks: PLACES.flatMap(({ name, ratio, colour, text, by }) => [
      { kind: 'line', points: pointsOf(rows, `${name}.pressure`, 1e5), colour },
      {
        kind: 'circles',
        points: evenly(0, UNTIL_S, 8).map((t): Point => [t, (ratio * vesselPa(t)) / 1e5]),
        colour,
      },
      {
        kind: 'label',
        at: [0.6, (ratio * vesselPa(0.6)) / 1e5],
        by,
        text,
        colour,
        anchor: by[0] < 0 ? 'end' : 'start',
      },
    ]),
  };
}

function workPanel(): Panel {
  return {
    x: { label: 'volume between, m³', from: 1e-7, to: 1e-1, isLog: true },
    y: { label: 'substeps of 20 ms; dashed: explicit ones', from: 0.5, to: 2e4, isLog: true },
    marks: [
      {
        kind: 'line',
        points: VOLUMES_M3.map((volumeM3): Point => [volumeM3, explicitWith(volumeM3)]),
        colour: COLOUR.grey,
        dash: true,
      },
      {
        kind: 'dots',
        points: VOLUMES_M3.map((volumeM3): Point => [volumeM3, takenWith(volumeM3)]),
        colour: COLOUR.green,
      },
    ],
  };
}

function errorPanel(rows: readonly Reading[]): Panel {
  const share = BETWEEN_M3 / VESSEL_M3;
  return {
    x: { label: 'time, s', from: 0, to: UNTIL_S },
    y: { label: 'greatest difference so far', from: 1e-8, to: 1e-4, isLog: true },
    marks: [
      { kind: 'guide', axis: 'y', value: share },
      {
        kind: 'label',
        at: [UNTIL_S, share],
        by: [-4, -6],
        text: '1 mL over 100 L: what the closed form leaves out',
        colour: COLOUR.grey,
        anchor: 'end',
      },
      ...PLACES.map(
        ({ name, ratio, colour }): Mark => ({
          kind: 'line',
          points: errorsOf(rows, `${name}.pressure`, ({ timeS }) => ratio * vesselPa(timeS)),
          colour,
        }),
      ),
    ],
  };
}
