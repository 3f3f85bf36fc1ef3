/** Shape of a fault timeline. */
import * as z from 'zod';
import { exactlyOne, identifier, number, quantity } from '../config/schema/fields.ts';

const whole = (min: number, max: number) => z.int().min(min).max(max);
const HOUR_S = 3600;
const CENTURY_S = 100 * 365 * 24 * HOUR_S;
const positiveTime = () => quantity('time', { above: 0 });
/** Longer than anybody waits for an answer. */
const wait = () => quantity('time', { above: 0, max: HOUR_S });

const when = {
  id: identifier().optional(),
  bus: z.string().optional(),
  device: z.string().optional(),
  at: quantity('time', { min: 0 }).optional(),
  clear_after: positiveTime().optional(),
};

/** What strikes one exchange or message and not another. */
const striking = {
  ...when,
  probability: quantity('ratio', { above: 0, max: 1 }).optional(),
  count: whole(1, 1e9).optional(),
  seed: whole(0, 2 ** 32 - 1).optional(),
};

const narrowed = {
  ...striking,
  function: whole(1, 127).optional(),
  point: z.string().optional(),
  topic: z.string().optional(),
};

const exchange = { ...striking, function: narrowed.function, point: narrowed.point };
const message = { ...striking, point: narrowed.point, topic: narrowed.topic };

const fault = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('delay'), ...narrowed, delay: wait() }),
    z.strictObject({ kind: z.literal('jitter'), ...narrowed, jitter: wait() }),
    z.strictObject({ kind: z.literal('no-reply'), ...narrowed }),
    z.strictObject({ kind: z.literal('wrong-unit'), ...exchange, answer_unit: whole(0, 255).optional() }),
    z.strictObject({
      kind: z.literal('wrong-function'),
      ...exchange,
      answer_function: whole(1, 127).optional(),
    }),
    z.strictObject({ kind: z.literal('exception'), ...exchange, code: whole(1, 255) }),
    z.strictObject({ kind: z.literal('crc-error'), ...exchange }),
    z.strictObject({
      kind: z.literal('truncation'),
      ...exchange,
      keep: number({ above: 0, below: 1 }).optional(),
    }),
    z.strictObject({ kind: z.literal('duplicate'), ...exchange }),
    z.strictObject({ kind: z.literal('noise'), ...exchange, bytes: whole(1, 64).optional() }),
    z.strictObject({ kind: z.literal('half-open'), ...exchange }),
    z.strictObject({ kind: z.literal('reset'), ...exchange }),
    z.strictObject({ kind: z.literal('slow-writer'), ...exchange, pause: wait() }),
    z.strictObject({ kind: z.literal('broker-away'), ...when }),
    z.strictObject({ kind: z.literal('retained-stale'), ...message }),
    z.strictObject({ kind: z.literal('duplicate-delivery'), ...message }),
    z.strictObject({
      kind: z.literal('clock-skew'),
      ...message,
      skew: quantity('time', { min: -CENTURY_S, max: CENTURY_S }),
    }),
  ])
  .superRefine(exactlyOne([['bus'], ['device']]));

export const faultsSchema = z.strictObject({ fault: z.array(fault).min(1) });

export type FaultTable = z.output<typeof faultsSchema>['fault'][number];
