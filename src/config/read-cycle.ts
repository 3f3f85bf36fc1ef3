/** A table `[[cycle]]` as a pressure cycle in SI. */
import type { CycleDefinition, PeriodicShape, SequenceStep } from '../control/cycle-definition.ts';
import type { CycleData } from './schema/cycle-schema.ts';

type SequenceData = Extract<CycleData, { readonly shape: 'sequence' }>;
type PeriodicData = Exclude<CycleData, SequenceData>;

export function cycleOf(data: CycleData): CycleDefinition {
  return data.shape === 'sequence' ? sequenceOf(data) : periodicOf(data);
}

function periodicOf(data: PeriodicData): CycleDefinition {
  const levels = data.shape === 'table' ? data.points.map(({ pressure }) => pressure) : [data.low, data.high];
  return {
    id: data.id,
    shape: shapeOf(data),
    lowPa: Math.min(...levels),
    highPa: Math.max(...levels),
    periodS: data.period,
    phaseS: data.phase ?? 0,
    repeat: data.repeat ?? null,
    leadInS: data.lead_in ?? null,
  };
}

function shapeOf(data: PeriodicData): PeriodicShape {
  switch (data.shape) {
    case 'sine':
      return { kind: 'sine' };
    case 'square':
      return { kind: 'square', dutyRatio: data.duty ?? 0.5 };
    case 'trapezoid':
      return { kind: 'trapezoid', riseS: data.rise, highS: data.high_time, fallS: data.fall };
    case 'table':
      return {
        kind: 'table',
        interpolation: data.interpolation ?? 'linear',
        points: data.points.map(({ at, pressure }) => ({ timeS: at, pressurePa: pressure })),
      };
  }
}

/** It begins at the level where the loop stands, so only its ramps say which levels it asks for. */
function sequenceOf(data: SequenceData): CycleDefinition {
  const steps = data.steps.map(stepOf);
  const levels = steps.flatMap((step) => (step.kind === 'ramp' ? [step.toPa] : []));
  return {
    id: data.id,
    shape: { kind: 'sequence', steps },
    lowPa: Math.min(...levels),
    highPa: Math.max(...levels),
    periodS: steps.reduce((sum, step) => sum + (step.kind === 'wait' ? step.forS : step.durationS), 0),
    phaseS: 0,
    repeat: data.repeat ?? null,
    leadInS: null,
  };
}

function stepOf(data: SequenceData['steps'][number]): SequenceStep {
  if (data.ramp_to !== undefined) return { kind: 'ramp', toPa: data.ramp_to, durationS: data.over ?? 0 };
  if (data.soak !== undefined) return { kind: 'soak', durationS: data.soak, withinPa: data.within ?? null };
  return { kind: 'wait', withinPa: data.wait_within ?? 0, forS: data.for ?? 0 };
}
