/** A vessel with a neck, and a shut tube as a chain of chambers: what swings, and how fast. */
import { heatCapacityRatio, molesOf, soundSpeedMPerS } from '../../../src/physics/gas.ts';
import { helmholtzFrequencyHz } from '../../../src/physics/laws/resonance.ts';
import type { Plant } from '../../../src/physics/plant.ts';
import { createPlant } from '../../../src/physics/plant.ts';
import vectors from '../../../test/physics/laws/vectors/vessels.json' with { type: 'json' };
import { halfWaveFrequencyHz } from '../../../test/physics/oracles/acoustic-modes.ts';
import { boundary, chamber, plantOf, relative } from '../../../test/physics/plants.ts';
import type { Figure, Panel, Point } from '../chart.ts';
import { COLOUR } from '../chart.ts';
import { evenly, reading, readings } from '../series.ts';

const PRESSURE_PA = 1e5;
const TEMPERATURE_K = 300;
/** Relative swing of the pressure: small, for the theory is linear. */
const SWING = 1e-4;
const MODES = [1, 2, 3];
const COUNTS = [8, 16, 32];
const COLOURS = [COLOUR.blue, COLOUR.vermilion, COLOUR.green];
const NITROGEN = molesOf({ N2: 1 }, 1);
const SOUND = soundSpeedMPerS(NITROGEN, TEMPERATURE_K);
const GAMMA = heatCapacityRatio(NITROGEN, TEMPERATURE_K);
const { V, A, L } = vectors.helmholtz;
const BOTTLE = { soundSpeedMPerS: SOUND, volumeM3: V, neckAreaM2: A, neckLengthM: L };

/** Nitrogen squeezed or expanded isentropically by a small part of its pressure. */
function swung(id: string, volumeM3: number, part: number) {
  return chamber(id, {
    volumeM3,
    pressurePa: PRESSURE_PA * (1 + part),
    temperatureK: TEMPERATURE_K * (1 + part) ** ((GAMMA - 1) / GAMMA),
  });
}

function bottle(): Plant {
  return createPlant(
    plantOf({
      stepS: 1e-4,
      chambers: [swung('a', V, SWING)],
      boundaries: [boundary('out', { pressurePa: PRESSURE_PA, temperatureK: TEMPERATURE_K })],
      tubes: [{ id: 'neck', from: 'a', to: 'out', areaM2: A, lengthM: L, frictionFactor: 0 }],
    }),
  );
}

/** A shut tube of 1 m and 1 cm² in equal parts, with a swing of each part. */
function shutTube(count: number, swingOf: (x: number) => number): Plant {
  const areaM2 = 1e-4;
  const partM = vectors.tube_closed_closed.L_m / count;
  return createPlant(
    plantOf({
      stepS: 1e-4,
      chambers: Array.from({ length: count }, (_, i) =>
        swung(`c${i}`, areaM2 * partM, SWING * swingOf((i + 0.5) / count)),
      ),
      tubes: Array.from({ length: count - 1 }, (_, i) => ({
        id: `t${i}`,
        from: `c${i}`,
        to: `c${i + 1}`,
        areaM2,
        lengthM: partM,
        frictionFactor: 0,
      })),
    }),
  );
}

function swingOverTime(plant: Plant, id: string, timesS: readonly number[]): readonly Point[] {
  const name = `${id}.pressure`;
  const rows = readings(plant, timesS, [name]);
  return rows.map(({ timeS, values }) => [timeS, (reading(values, name) / PRESSURE_PA - 1) / SWING]);
}

/** From the first and the last crossing of zero, straight between samples. */
function frequencyHz(trace: readonly Point[]): number {
  const crossings = trace.slice(1).flatMap(([timeS, y], i) => {
    const [beforeS, before] = trace[i] ?? [0, 0];
    return before * y < 0 ? [beforeS + ((timeS - beforeS) * before) / (before - y)] : [];
  });
  const [first = 0, last = 0] = [crossings[0], crossings.at(-1)];
  return (crossings.length - 1) / (2 * (last - first));
}

/** How far the chain is from the theory in one of its modes. */
export function modeError(count: number, mode: number): number {
  const plant = shutTube(count, (x) => Math.cos(mode * Math.PI * x));
  const theoryHz = modeHz(mode);
  const trace = swingOverTime(plant, 'c0', evenly(0, 0.05, 500));
  return relative(frequencyHz(trace), theoryHz);
}

function modeHz(mode: number): number {
  return halfWaveFrequencyHz({ soundSpeedMPerS: SOUND, lengthM: vectors.tube_closed_closed.L_m, mode });
}

export function resonance(): Figure {
  return {
    title: 'Resonators',
    note: 'Nitrogen at 1 bar, 300 K. Above: 1 L with a neck of 1 cm², 50 mm. Below: shut tube of 1 m, left as 32 chambers.',
    rows: [
      { heightPx: 170, panels: [bottlePanel()] },
      { heightPx: 170, panels: [spectrumPanel(), convergencePanel()] },
    ],
  };
}

function bottlePanel(): Panel {
  const hertz = helmholtzFrequencyHz(BOTTLE);
  return {
    x: { label: 'time, s', from: 0, to: 0.1 },
    y: {
      label: `swing of the pressure. Line: simulation. Circles: cosine of ${hertz.toFixed(2)} Hz`,
      from: -1.2,
      to: 1.2,
    },
    marks: [
      { kind: 'line', points: swingOverTime(bottle(), 'a', evenly(0, 0.1, 500)), colour: COLOUR.blue },
      {
        kind: 'circles',
        points: evenly(0, 0.1, 40).map((t): Point => [t, Math.cos(2 * Math.PI * hertz * t)]),
        colour: COLOUR.blue,
      },
    ],
  };
}

function spectrumPanel(): Panel {
  const count = 32;
  const plant = shutTube(count, (x) => (x < 0.3 ? 0.7 : -0.3));
  const trace = swingOverTime(plant, 'c0', evenly(0, 0.2, 2000));
  const hertz = evenly(0, 650, 325);
  return {
    x: { label: 'frequency, Hz', from: 0, to: 650 },
    y: { label: 'amplitude at the end; dotted: theory', from: 0, to: 0.6 },
    marks: [
      ...MODES.map((mode) => ({ kind: 'guide', axis: 'x', value: modeHz(mode) }) as const),
      { kind: 'line', points: hertz.map((f): Point => [f, amplitudeAt(trace, f)]), colour: COLOUR.blue },
    ],
  };
}

/** Of one frequency in a trace, with Hann's window. */
function amplitudeAt(trace: readonly Point[], hertz: number): number {
  let [real, imaginary, weights] = [0, 0, 0];
  trace.forEach(([timeS, y], i) => {
    const weight = Math.sin((Math.PI * i) / (trace.length - 1)) ** 2;
    const phase = 2 * Math.PI * hertz * timeS;
    real += weight * y * Math.cos(phase);
    imaginary += weight * y * Math.sin(phase);
    weights += weight;
  });
  return (2 * Math.hypot(real, imaginary)) / weights;
}

function convergencePanel(): Panel {
  return {
    x: { label: 'chambers of the chain', from: 6, to: 43, isLog: true, ticks: COUNTS },
    y: { label: 'relative error of frequency; dashed: second order', from: 1e-4, to: 1e-1, isLog: true },
    marks: MODES.flatMap((mode, i) => {
      const colour = COLOURS[i] ?? COLOUR.black;
      const points = COUNTS.map((count): Point => [count, modeError(count, mode)]);
      const expected = COUNTS.map((count): Point => [count, ((mode * Math.PI) / count) ** 2 / 24]);
      return [
        { kind: 'line', points: expected, colour, dash: true },
        { kind: 'dots', points, colour },
        { kind: 'label', at: expected[2] ?? [0, 0], by: [8, 4], text: `${mode}`, colour },
      ] as const;
    }),
  };
}
