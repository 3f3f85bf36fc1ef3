import * as z from 'zod';
import {
  DEVICE_KINDS,
  LONG_REGISTER_TYPES,
  REGISTER_CODINGS,
  REGISTER_TABLES,
  REGISTER_TYPES,
} from '../../field/profile.ts';
import { DIMENSION_NAMES, unitOf, unitsOf } from '../../units/quantity.ts';
import { addIssue, exactlyOne, number, quantity } from './fields.ts';

const address = z.int().min(0).max(65535);
const factor = z.number().refine((value) => value !== 0, 'A scale of 0 would hide the value.');

const documentAddress = z.union([z.string(), z.number()]);
const order = z.enum(['big', 'little']);
const bit = z.int().min(0).max(31);

/** How a number lies in its registers; see `RegisterLayout`. */
const layout = {
  type: z.enum([...REGISTER_TYPES, ...LONG_REGISTER_TYPES]),
  word_order: order.optional(),
  byte_order: order.optional(),
  coding: z.enum(REGISTER_CODINGS).optional(),
  bits: z.tuple([bit, bit]).optional(),
};

/** States of another point; see `Qualifier`. */
const states = z.array(z.strictObject({ point: z.string().min(1), is: z.array(z.int()).min(1) })).min(1);

const modbus = z
  .strictObject({
    table: z.enum(REGISTER_TABLES),
    address,
    document_address: documentAddress,
    ...layout,
    scale: factor.optional(),
    offset: z.number().optional(),
    fail_raw: z.array(z.number()).optional(),
    meanings: z.record(z.string().regex(/^-?\d+$/u), z.string().min(1)).optional(),
    stride: z.int().min(1).max(1000).optional(),
    bit_stride: z.int().min(1).max(31).optional(),
    decimals: z.string().min(1).optional(),
    bad_when: states.optional(),
    uncertain_when: states.optional(),
    emulated: z.number().optional(),
  })
  .superRefine((table, ctx) => {
    if (table.bit_stride === undefined) return;
    if (table.stride === undefined && table.bits !== undefined) return;
    addIssue(
      ctx,
      'The next channel is so many bits further: that needs a field of bits, and no stride of registers.',
      { id: 'exclusive-keys', expected: 'bits = [0, 0] together with bit_stride = 1' },
      ['bit_stride'],
    );
  });

const words = z.record(z.string().min(1), z.number());

const mqtt = z.strictObject({
  message: z.string(),
  path: z.string().min(1).optional(),
  decimals: z.int().min(0).max(12).optional(),
  scale: factor.optional(),
  offset: z.number().optional(),
  words: words.optional(),
  stated_unit: z.strictObject({ path: z.string().min(1), equals: z.string().min(1) }).optional(),
  command: z
    .strictObject({
      topic: z.string().min(1),
      payload: z.string().includes('{value}'),
      qos: z.union([z.literal(0), z.literal(1)]).optional(),
      words: words.optional(),
      confirmed_by: z.string(),
    })
    .optional(),
});

const analog = z.strictObject({ signal: z.tuple([z.number(), z.number()]) });

const sensor = z.strictObject({
  lag: quantity('time', { min: 0 }).optional(),
  noise: number({ min: 0 }).optional(),
  resolution: number({ min: 0 }).optional(),
  sample_period: quantity('time', { min: 0 }).optional(),
});

const point = z
  .strictObject({
    name: z.string().regex(/^[A-Za-z][A-Za-z0-9_]*(?:\{n\})?[A-Za-z0-9_]*$/u),
    title: z.string().min(1).optional(),
    count: z.int().min(1).max(1000).optional(),
    first: z.int().min(0).max(1000).optional(),
    quantity: z.enum(DIMENSION_NAMES),
    unit: z.string(),
    access: z.enum(['read', 'read-write']),
    range: z.tuple([z.number(), z.number()]).optional(),
    sensor: sensor.optional(),
    modbus: modbus.optional(),
    mqtt: mqtt.optional(),
    analog: analog.optional(),
  })
  .superRefine(exactlyOne([['modbus'], ['mqtt'], ['analog']]))
  .superRefine((table, ctx) => {
    if (unitOf(table.quantity, table.unit) === null) {
      addIssue(
        ctx,
        `"${table.unit}" is not a unit of ${table.quantity}.`,
        { id: 'unknown-unit', expected: `one of ${unitsOf(table.quantity).join(', ')}` },
        ['unit'],
      );
    }
    if (table.range !== undefined && table.range[0] >= table.range[1]) {
      addIssue(ctx, 'The lower end of the range is not below the upper.', { id: 'limits-order' }, ['range']);
    }
    if (table.range === undefined && table.analog === undefined && table.modbus?.type !== 'bool') {
      addIssue(
        ctx,
        'The key "range" is missing.',
        { id: 'missing-key', expected: 'range = [lowest, highest]' },
        ['range'],
      );
    }
    const repeated = table.name.includes('{n}');
    if (repeated === (table.count !== undefined)) return;
    addIssue(
      ctx,
      repeated ? 'A name with {n} needs a "count".' : 'Repeated channels need {n} in their name.',
      { id: 'exclusive-keys', expected: 'name = "channel{n}" together with count = 8' },
      [repeated ? 'name' : 'count'],
    );
  });

const message = z.strictObject({
  name: z.string().min(1),
  topic: z.string().min(1),
  period: quantity('time', { above: 0 }).optional(),
  qos: z.union([z.literal(0), z.literal(1)]).optional(),
  retain: z.boolean().optional(),
  template: z.string().min(1),
});

const FUNCTIONS = [1, 2, 3, 4, 5, 6, 7, 8, 15, 16, 17, 22, 23, 43] as const;

/** What a device asks of its master; see `ModbusLimits`. */
const limits = z.strictObject({
  functions: z.array(z.literal(FUNCTIONS)).min(1).optional(),
  max_registers: z.int().min(1).max(125).optional(),
  min_gap: quantity('time', { min: 0 }).optional(),
  identification: z
    .strictObject({ vendor_name: z.string().min(1), product_code: z.string().min(1) })
    .optional(),
  factory: z
    .strictObject({
      unit: z.int().min(1).max(247),
      baud: z.int().min(300).max(1_000_000),
      format: z.string().regex(/^8[NEO][12]$/u),
    })
    .optional(),
});

const expectation = z
  .strictObject({
    title: z.string().min(1),
    table: z.enum(['holding', 'input']),
    address,
    document_address: documentAddress,
    ...layout,
    type: z.enum([...REGISTER_TYPES, ...LONG_REGISTER_TYPES]).optional(),
    registers: z.int().min(1).max(60).optional(),
    equals: z.union([z.number(), z.string().min(1)]),
    otherwise: z.string().min(1),
  })
  .superRefine(exactlyOne([['type'], ['registers']]))
  .superRefine((table, ctx) => {
    const isText = table.registers !== undefined;
    if (isText === (typeof table.equals === 'string')) return;
    addIssue(
      ctx,
      isText ? 'Registers of text equal a text.' : 'A number in registers equals a number.',
      { id: 'wrong-type', expected: isText ? 'equals = "text"' : 'equals = 1' },
      ['equals'],
    );
  });

/** Shape of a device profile in `devices/`. */
export const profileSchema = z.strictObject({
  device: z.strictObject({
    vendor: z.string().regex(/^[a-z0-9][a-z0-9._-]*$/u),
    model: z.string().regex(/^[a-z0-9][a-z0-9._-]*$/u),
    kind: z.enum(DEVICE_KINDS),
    protocol: z.enum(['modbus', 'mqtt', 'analog']),
    title: z.string().min(1),
    document: z.strictObject({ title: z.string(), edition: z.string(), url: z.string().min(1) }),
  }),
  timing: z
    .strictObject({
      response: quantity('time', { min: 0 }).optional(),
      period: quantity('time', { above: 0 }).optional(),
    })
    .optional(),
  last_will: z.strictObject({ topic: z.string(), online: z.string(), offline: z.string() }).optional(),
  actuator: z
    .strictObject({
      stroke_time: quantity('time', { min: 0 }).optional(),
      dead_time: quantity('time', { min: 0 }).optional(),
    })
    .optional(),
  modbus: limits.optional(),
  expect: z.array(expectation).optional(),
  message: z.array(message).optional(),
  point: z.array(point).min(1),
});

export type ProfileData = z.output<typeof profileSchema>;
