import * as z from 'zod';
import { addIssue, exactlyOne, identifier, quantity } from './fields.ts';

const common = {
  id: identifier(),
  repeat: z.int().min(1).optional(),
};

const periodic = {
  ...common,
  period: quantity('time', { above: 0 }),
  phase: quantity('time').optional(),
  lead_in: quantity('time', { min: 0 }).optional(),
};

const levels = {
  ...periodic,
  low: quantity('pressure', { min: 0 }),
  high: quantity('pressure', { above: 0 }),
};

const sequenceStep = z
  .strictObject({
    ramp_to: quantity('pressure', { min: 0 }).optional(),
    over: quantity('time', { min: 0 }).optional(),
    soak: quantity('time', { above: 0 }).optional(),
    within: quantity('pressure difference', { above: 0 }).optional(),
    wait_within: quantity('pressure difference', { above: 0 }).optional(),
    for: quantity('time', { min: 0 }).optional(),
  })
  .superRefine(exactlyOne([['ramp_to', 'over'], ['soak'], ['wait_within']]))
  .superRefine((table, ctx) => {
    for (const [key, owner] of [
      ['within', 'soak'],
      ['for', 'wait_within'],
    ] as const) {
      if (table[key] === undefined || table[owner] !== undefined) continue;
      addIssue(ctx, `"${key}" belongs to "${owner}".`, { id: 'exclusive-keys' }, [key]);
    }
  });

const point = z.strictObject({
  at: quantity('time', { min: 0 }),
  pressure: quantity('pressure', { min: 0 }),
});

/** One table `[[cycle]]`. */
export const cycleSchema = z
  .discriminatedUnion('shape', [
    z.strictObject({ ...levels, shape: z.literal('sine') }),
    z.strictObject({
      ...levels,
      shape: z.literal('square'),
      duty: quantity('ratio', { above: 0, below: 1 }).optional(),
    }),
    z.strictObject({
      ...levels,
      shape: z.literal('trapezoid'),
      rise: quantity('time', { min: 0 }),
      high_time: quantity('time', { min: 0 }),
      fall: quantity('time', { min: 0 }),
    }),
    z.strictObject({
      ...periodic,
      shape: z.literal('table'),
      interpolation: z.enum(['linear', 'cubic']).optional(),
      points: z.array(point).min(2),
    }),
    z.strictObject({ ...common, shape: z.literal('sequence'), steps: z.array(sequenceStep).min(1) }),
  ])
  .superRefine((table, ctx) => {
    if (table.shape === 'table') checkPoints(table, ctx);
    else if (table.shape === 'sequence') checkSteps(table, ctx);
    else if (table.low >= table.high) {
      const message = 'The low level of the cycle is not below its high level.';
      addIssue(ctx, message, { id: 'limits-order' }, ['low']);
    }
    if (table.shape === 'trapezoid') checkParts(table, ctx);
  });

export type CycleData = z.output<typeof cycleSchema>;
type Of<S extends CycleData['shape']> = Extract<CycleData, { readonly shape: S }>;

function checkParts(table: Of<'trapezoid'>, ctx: z.RefinementCtx): void {
  const sum = table.rise + table.high_time + table.fall;
  if (sum <= table.period * (1 + 1e-9)) return;
  addIssue(
    ctx,
    `Rise, high time and fall last ${sum} s together, and the period is ${table.period} s.`,
    {
      id: 'cycle-times',
      expected: 'parts that fit into the period',
      remedy: 'lengthen the period or shorten a part',
    },
    ['period'],
  );
}

function checkPoints({ points, period }: Of<'table'>, ctx: z.RefinementCtx): void {
  for (const [index, { at }] of points.entries()) {
    const before = points[index - 1];
    const path = ['points', index, 'at'];
    if (index === 0 && at !== 0) {
      addIssue(
        ctx,
        'The first point does not stand at the start.',
        { id: 'cycle-times', expected: '"0 s"' },
        path,
      );
    } else if (before !== undefined && at <= before.at) {
      const expected = `later than ${before.at} s`;
      addIssue(ctx, 'This point is not later than the one before.', { id: 'not-increasing', expected }, path);
    } else if (at >= period) {
      const remedy = 'the cycle goes back to its first point by itself';
      const expected = `before the period of ${period} s is over`;
      addIssue(ctx, 'This point lies beyond the period.', { id: 'cycle-times', expected, remedy }, path);
    }
  }
}

function checkSteps({ steps }: Of<'sequence'>, ctx: z.RefinementCtx): void {
  const ramps = steps.filter(({ ramp_to: level }) => level !== undefined);
  if (ramps.length === 0) {
    const expected = 'at least one step with "ramp_to" and "over"';
    addIssue(ctx, 'The sequence goes to no level.', { id: 'cycle-times', expected }, ['steps']);
  } else if (ramps.length === steps.length && ramps.every(({ over }) => over === 0)) {
    const expected = 'a ramp over some time, a soak or a wait';
    addIssue(ctx, 'No step of the sequence takes any time.', { id: 'cycle-times', expected }, ['steps']);
  }
}
