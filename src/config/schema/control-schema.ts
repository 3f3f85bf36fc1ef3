import * as z from 'zod';
import { cycleSchema } from './cycle-schema.ts';
import {
  addIssue,
  exactlyOne,
  identifier,
  number,
  quantity,
  quantityOfTag,
  together,
  uniqueIds,
} from './fields.ts';

const FORM_KEYS = {
  standard: ['gain', 'integral_time', 'derivative_time', 'derivative_filter'],
  series: ['gain', 'integral_time', 'derivative_time', 'derivative_filter'],
  parallel: ['proportional_gain', 'integral_gain_per_s', 'derivative_gain_s', 'filter_time'],
} as const;

const pid = z
  .strictObject({
    form: z.enum(['standard', 'parallel', 'series']).optional(),
    gain: z.number().optional(),
    integral_time: quantity('time', { above: 0 }).optional(),
    derivative_time: quantity('time', { min: 0 }).optional(),
    derivative_filter: number({ min: 1 }).optional(),
    proportional_gain: z.number().optional(),
    integral_gain_per_s: z.number().optional(),
    derivative_gain_s: z.number().optional(),
    filter_time: quantity('time', { above: 0 }).optional(),
    set_point_weight: number({ min: 0, max: 1 }).optional(),
    derivative_set_point_weight: number({ min: 0, max: 1 }).optional(),
    anti_windup: z.enum(['back-calculation', 'conditional']).optional(),
    tracking_time: quantity('time', { above: 0 }).optional(),
  })
  .superRefine((table, ctx) => {
    const form = table.form ?? 'standard';
    const own: readonly string[] = FORM_KEYS[form];
    const needed = form === 'parallel' ? 'proportional_gain' : 'gain';
    if (table[needed] === undefined)
      addIssue(ctx, `"${needed}" is missing.`, { id: 'missing-key', expected: 'a number' }, [needed]);
    for (const key of new Set(Object.values(FORM_KEYS).flat())) {
      if (table[key] === undefined || own.includes(key)) continue;
      const expected = own.join(', ');
      addIssue(ctx, `"${key}" does not belong to the ${form} form.`, { id: 'exclusive-keys', expected }, [
        key,
      ]);
    }
    if (table.anti_windup !== 'conditional' || table.tracking_time === undefined) return;
    addIssue(
      ctx,
      'Conditional integration has no tracking time.',
      { id: 'exclusive-keys', remedy: 'remove tracking_time, or choose back-calculation' },
      ['tracking_time'],
    );
  });

const schedulePoint = z.strictObject({
  at: quantityOfTag(),
  gain: z.number(),
  integral_time: quantity('time', { above: 0 }).optional(),
  derivative_time: quantity('time', { min: 0 }).optional(),
});

const output = z
  .strictObject({ tag: z.string(), from: z.number().optional(), to: z.number().optional() })
  .superRefine(({ from, to }, ctx) => {
    if ((from ?? 0) !== (to ?? 1)) return;
    addIssue(ctx, 'The output has no span: "from" and "to" are equal.', { id: 'limits-order' });
  });

const setPoint = z
  .strictObject({
    value: quantityOfTag().optional(),
    cycle: z.string().optional(),
    phase: quantity('time').optional(),
    loop: z.string().optional(),
    tag: z.string().optional(),
  })
  .superRefine((table, ctx) => {
    // A set-point from elsewhere needs no value here, but may have one for automatic.
    const isFar = table.loop !== undefined || table.tag !== undefined;
    const local = table.value !== undefined || table.cycle !== undefined;
    if (!isFar || local) exactlyOne([['value'], ['cycle']])(table, ctx);
    if (table.phase !== undefined && table.cycle === undefined)
      addIssue(ctx, '"phase" belongs to a cycle.', { id: 'exclusive-keys' }, ['phase']);
  });

const loop = z.strictObject({
  id: identifier(),
  title: z.string().min(1).optional(),
  pv: z.string(),
  pv_filter: quantity('time', { min: 0 }).optional(),
  set_point: setPoint,
  set_point_range: z.tuple([quantityOfTag(), quantityOfTag()]),
  set_point_tracks_pv: z.boolean().optional(),
  mode: z.enum(['auto', 'manual', 'cascade', 'remote']).optional(),
  pv_range: z.tuple([quantityOfTag(), quantityOfTag()]),
  action: z.enum(['reverse', 'direct']).optional(),
  output_range: z
    .tuple([z.number(), z.number()])
    .superRefine(([low, high], ctx) => {
      if (low >= high)
        addIssue(ctx, 'The lower output limit is not below the upper.', { id: 'limits-order' });
    })
    .optional(),
  output_rate: z
    .strictObject({
      rise_per_s: number({ above: 0 }).optional(),
      fall_per_s: number({ above: 0 }).optional(),
    })
    .optional(),
  outputs: z.array(output).min(1).optional(),
  pid,
  dead_band: z
    .strictObject({ width: quantityOfTag(), kind: z.enum(['gap', 'continuous']).optional() })
    .optional(),
  schedule: z.strictObject({ tag: z.string(), points: z.array(schedulePoint).min(2) }).optional(),
  feed_forward: z
    .strictObject({
      tag: z.string(),
      range: z.tuple([quantityOfTag(), quantityOfTag()]),
      gain: z.number(),
      lead: quantity('time', { min: 0 }).optional(),
      lag: quantity('time', { min: 0 }).optional(),
    })
    .optional(),
  tracking: z
    .strictObject({ tag: z.string().optional(), while: z.string().optional() })
    .superRefine(together(['tag', 'while']))
    .optional(),
  on_bad: z.union([z.enum(['hold', 'manual']), z.strictObject({ output: z.number() })]).optional(),
  after_bad: z.enum(['resume', 'manual']).optional(),
  on_bad_set_point: z.enum(['hold', 'auto', 'manual']).optional(),
  repetitive: z
    .strictObject({
      gain: number({ above: 0, max: 1 }).optional(),
      lead: quantity('time', { min: 0 }),
      limit: quantityOfTag(),
      points: z.int().min(8).max(1000).optional(),
    })
    .optional(),
  fatigue: z
    .strictObject({
      range: quantity('pressure difference', { above: 0 }),
      cycles: number({ above: 0 }),
      exponent: number({ min: 1, max: 20 }),
    })
    .optional(),
  usage: z.strictObject({ gas_flow: z.string().optional(), power: z.string().optional() }).optional(),
});

/** Shape of `control.toml`. */
export const controlSchema = z.strictObject({
  cycle: z.array(cycleSchema).superRefine(uniqueIds('cycle')).optional(),
  loop: z.array(loop).superRefine(uniqueIds('loop')).optional(),
});

export type ControlData = z.output<typeof controlSchema>;
export type LoopData = z.output<typeof loop>;
