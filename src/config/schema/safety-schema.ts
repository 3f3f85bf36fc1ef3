import * as z from 'zod';
import { ALARM_PRIORITIES } from '../../safety/definition.ts';
import { addIssue, exactlyOne, identifier, number, quantity, quantityOfTag, uniqueIds } from './fields.ts';

const delay = quantity('time', { min: 0 }).optional();

const limitKeys = {
  tag: z.string().optional(),
  above: quantityOfTag().optional(),
  below: quantityOfTag().optional(),
  deadband: quantityOfTag().optional(),
  bad: z.literal(true).optional(),
};

interface LimitTable {
  readonly above?: unknown;
  readonly below?: unknown;
  readonly beyond?: unknown;
  readonly deadband?: unknown;
  readonly on_bad?: unknown;
}

function limitOnly(table: LimitTable, ctx: z.RefinementCtx): void {
  if (table.above !== undefined || table.below !== undefined || table.beyond !== undefined) return;
  for (const key of ['deadband', 'on_bad'] as const) {
    if (table[key] === undefined) continue;
    addIssue(ctx, `"${key}" belongs to a limit ("above" or "below").`, { id: 'exclusive-keys' }, [key]);
  }
}

const cause = z
  .strictObject({
    id: identifier(),
    title: z.string().min(1).optional(),
    ...limitKeys,
    on_bad: z.enum(['trip', 'ignore']).optional(),
    device: z.string().optional(),
    lost: z.literal(true).optional(),
    delay,
  })
  .superRefine(exactlyOne([['above'], ['below'], ['bad'], ['lost']]))
  .superRefine((table, ctx) => {
    const subject = table.lost === undefined ? 'tag' : 'device';
    const other = subject === 'tag' ? 'device' : 'tag';
    if (table[subject] === undefined)
      addIssue(ctx, `"${subject}" is missing.`, { id: 'missing-key' }, [subject]);
    if (table[other] === undefined) return;
    addIssue(ctx, `"${other}" has no meaning in this cause.`, { id: 'exclusive-keys' }, [other]);
  })
  .superRefine(limitOnly);

const effect = z.strictObject({
  id: identifier(),
  title: z.string().min(1).optional(),
  outputs: z.array(z.string()).min(1),
  latch: z.boolean(),
});

/** Shape of `interlocks.toml`. */
export const interlockSchema = z.strictObject({
  safe_state: z
    .record(
      z.string(),
      number({ min: 0, max: 1 }).meta({ remedy: 'a tag with a dot stands in quotes: "inlet1.position" = 0' }),
    )
    .optional(),
  cause: z.array(cause).superRefine(uniqueIds('cause')).optional(),
  effect: z.array(effect).superRefine(uniqueIds('effect')).optional(),
  matrix: z.record(z.string(), z.array(z.string())).optional(),
});

export type InterlockData = z.output<typeof interlockSchema>;

const alarm = z
  .strictObject({
    id: identifier(),
    message: z.string().min(1),
    ...limitKeys,
    tag: z.string(),
    beyond: quantityOfTag().optional(),
    priority: z.enum(ALARM_PRIORITIES),
    on_delay: delay,
    off_delay: delay,
  })
  .superRefine(exactlyOne([['above'], ['below'], ['beyond'], ['bad']]))
  .superRefine(limitOnly);

/** Shape of `alarms.toml`. */
export const alarmSchema = z.strictObject({
  alarm: z.array(alarm).superRefine(uniqueIds('alarm')).optional(),
});

export type AlarmData = z.output<typeof alarmSchema>;
