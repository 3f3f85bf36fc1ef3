import * as z from 'zod';
import { addIssue, exactlyOne, identifier, number, quantity, quantityOfTag, uniqueIds } from './fields.ts';

const levels = {
  id: identifier(),
  low: quantity('pressure', { min: 0 }),
  high: quantity('pressure', { above: 0 }),
  period: quantity('time', { above: 0 }),
  phase: quantity('time').optional(),
};

const cycle = z
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
  ])
  .superRefine((table, ctx) => {
    if (table.low >= table.high) {
      addIssue(ctx, 'The low level of the cycle is not below its high level.', { id: 'limits-order' }, [
        'low',
      ]);
    }
    if (table.shape !== 'trapezoid') return;
    const sum = table.rise + table.high_time + table.fall;
    if (sum > table.period * (1 + 1e-9)) {
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
  });

const pid = z.strictObject({
  gain: z.number(),
  integral_time: quantity('time', { above: 0 }).optional(),
  derivative_time: quantity('time', { min: 0 }).optional(),
  derivative_filter: number({ min: 1 }).optional(),
  set_point_weight: number({ min: 0, max: 1 }).optional(),
  tracking_time: quantity('time', { above: 0 }).optional(),
});

const output = z
  .strictObject({ tag: z.string(), from: z.number().optional(), to: z.number().optional() })
  .superRefine(({ from, to }, ctx) => {
    if ((from ?? 0) !== (to ?? 1)) return;
    addIssue(ctx, 'The output has no span: "from" and "to" are equal.', { id: 'limits-order' });
  });

const loop = z.strictObject({
  id: identifier(),
  title: z.string().min(1).optional(),
  pv: z.string(),
  set_point: z
    .strictObject({ value: quantityOfTag().optional(), cycle: z.string().optional() })
    .superRefine(exactlyOne([['value'], ['cycle']])),
  set_point_range: z.tuple([quantityOfTag(), quantityOfTag()]),
  pv_range: z.tuple([quantityOfTag(), quantityOfTag()]),
  output_range: z
    .tuple([z.number(), z.number()])
    .superRefine(([low, high], ctx) => {
      if (low >= high)
        addIssue(ctx, 'The lower output limit is not below the upper.', { id: 'limits-order' });
    })
    .optional(),
  outputs: z.array(output).min(1),
  pid,
  on_bad: z.union([z.literal('hold'), z.strictObject({ output: z.number() })]).optional(),
});

/** Shape of `control.toml`. */
export const controlSchema = z.strictObject({
  cycle: z.array(cycle).superRefine(uniqueIds('cycle')).optional(),
  loop: z.array(loop).superRefine(uniqueIds('loop')).optional(),
});

export type ControlData = z.output<typeof controlSchema>;
