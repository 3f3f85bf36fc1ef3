/** A device profile from `devices/` in SI: register scaling and the point's unit are folded into one step. */

import { REGISTER_COUNT } from '../field/codec/registers.ts';
import type {
  DeviceProfile,
  Expectation,
  MessageProfile,
  ModbusLimits,
  ModbusPoint,
  MqttPoint,
  PointProfile,
  Qualifier,
  RegisterLayout,
  SensorModel,
} from '../field/profile.ts';
import { unitOf } from '../units/quantity.ts';
import { checkProfile } from './checks/profile.ts';
import { type Diagnostic, hasErrors } from './diagnostic.ts';
import { checkShape } from './schema/check-shape.ts';
import { type ProfileData, profileSchema } from './schema/profile-schema.ts';
import type { SourceFiles } from './source-files.ts';
import { readToml } from './toml-document.ts';

const DEFAULT_PERIOD_S = 1;
const DEFAULT_DECIMALS = 3;

/** Reads and checks a device profile; null with errors in `diagnostics` when it does not hold. */
export function readProfile(
  file: string,
  sources: SourceFiles,
  diagnostics: Diagnostic[],
): DeviceProfile | null {
  const written = readToml(file, sources, diagnostics);
  if (written === null) return null;
  const shaped = checkShape(written, profileSchema, diagnostics);
  if (shaped === null) return null;
  const { points, origins } = pointsOf(shaped.data);
  const profile = profileOf(shaped.data, points);
  const found = checkProfile(profile, origins, shaped.document);
  diagnostics.push(...found);
  return hasErrors(found) ? null : profile;
}

function profileOf(data: ProfileData, points: readonly PointProfile[]): DeviceProfile {
  const { device, timing, last_will, actuator } = data;
  const periodS = timing?.period ?? DEFAULT_PERIOD_S;
  return {
    id: `${device.vendor},${device.model}`,
    vendor: device.vendor,
    model: device.model,
    kind: device.kind,
    protocol: device.protocol,
    title: device.title,
    document: device.document,
    timing: { responseS: timing?.response ?? 0, periodS },
    points,
    ...(data.modbus === undefined ? {} : { modbus: limitsOf(data.modbus) }),
    ...(data.expect === undefined ? {} : { expectations: data.expect.map(expectationOf) }),
    messages: (data.message ?? []).map((message) => messageOf(message, periodS)),
    lastWill: last_will ?? null,
    actuator:
      actuator === undefined
        ? null
        : { strokeTimeS: actuator.stroke_time ?? 0, deadTimeS: actuator.dead_time ?? 0 },
  };
}

function messageOf(data: NonNullable<ProfileData['message']>[number], periodS: number): MessageProfile {
  return {
    name: data.name,
    topic: data.topic,
    periodS: data.period ?? periodS,
    qos: data.qos ?? 0,
    retain: data.retain ?? false,
    template: data.template,
  };
}

function limitsOf(data: NonNullable<ProfileData['modbus']>): ModbusLimits {
  const { functions, max_registers, min_gap, identification, factory } = data;
  return {
    functions: functions ?? null,
    maxRegisters: max_registers ?? null,
    minGapS: min_gap ?? 0,
    identification:
      identification === undefined
        ? null
        : { vendorName: identification.vendor_name, productCode: identification.product_code },
    factory: factory ?? null,
  };
}

function expectationOf(data: NonNullable<ProfileData['expect']>[number]): Expectation {
  const { title, table, address, document_address, type, registers, equals, otherwise } = data;
  const place = { title, table, address, documentAddress: String(document_address), otherwise };
  if (typeof equals === 'string') {
    return { ...place, content: { kind: 'text', registers: registers ?? 0, equals } };
  }
  if (type === undefined) throw new Error(`invariant: expectation ${title} passed the schema without a type`);
  return { ...place, content: { kind: 'number', layout: layoutOf({ ...data, type }), equals } };
}

interface LayoutData {
  readonly type: RegisterLayout['type'];
  readonly word_order?: RegisterLayout['wordOrder'] | undefined;
  readonly byte_order?: RegisterLayout['wordOrder'] | undefined;
  readonly coding?: RegisterLayout['coding'] | undefined;
  readonly bits?: RegisterLayout['bits'] | undefined;
}

function layoutOf({ type, word_order, byte_order, coding, bits }: LayoutData): RegisterLayout {
  return {
    type,
    wordOrder: word_order ?? 'big',
    ...(byte_order === undefined ? {} : { byteOrder: byte_order }),
    ...(coding === undefined ? {} : { coding }),
    ...(bits === undefined ? {} : { bits }),
  };
}

type PointData = ProfileData['point'][number];

/** All points with repeated channels expanded; `origins` holds for each the index of its `[[point]]` table. */
function pointsOf(data: ProfileData): { points: readonly PointProfile[]; origins: readonly number[] } {
  const points: PointProfile[] = [];
  const origins: number[] = [];
  for (const [index, point] of data.point.entries()) {
    for (let channel = 0; channel < (point.count ?? 1); channel++) {
      points.push(pointOf(point, channel));
      origins.push(index);
    }
  }
  return { points, origins };
}

function pointOf(data: PointData, channel: number): PointProfile {
  const unit = unitOf(data.quantity, data.unit);
  if (unit === null) throw new Error(`invariant: unit ${data.unit} passed the schema`);
  const si = (value: number) => value * unit.factor + unit.offset;
  const source = sourceOf(data, channel, unit);
  return {
    name: numbered(data, data.name, channel),
    title: numbered(data, data.title ?? data.name, channel),
    quantity: data.quantity,
    access: data.access,
    source,
    range: data.range === undefined ? defaultRange(data, si) : [si(data.range[0]), si(data.range[1])],
    sensor: sensorOf(data.sensor, unit.factor),
  };
}

/** A text of a repeated channel, with its number. */
function numbered({ first }: PointData, text: string, channel: number): string {
  return text.replace('{n}', String((first ?? 1) + channel));
}

/** A bit is 0 or 1, and a final element's range is its signal; for the rest the schema's check asks for a range. */
function defaultRange(data: PointData, si: (value: number) => number): readonly [number, number] {
  const [at0, at1] = data.analog?.signal ?? [0, 1];
  return [si(Math.min(at0, at1)), si(Math.max(at0, at1))];
}

interface Factors {
  readonly factor: number;
  readonly offset: number;
}

function sourceOf(data: PointData, channel: number, unit: Factors): PointProfile['source'] {
  const { modbus, mqtt, analog } = data;
  const folded = (part: { scale?: number | undefined; offset?: number | undefined }) => ({
    scale: (part.scale ?? 1) * unit.factor,
    offset: (part.offset ?? 0) * unit.factor + unit.offset,
  });
  if (modbus !== undefined) {
    return {
      protocol: 'modbus',
      table: modbus.table,
      address: modbus.address + channel * strideOf(modbus),
      documentAddress: String(modbus.document_address),
      ...layoutOf({ ...modbus, bits: bitsOf(modbus, channel) }),
      ...folded(modbus),
      failRaw: modbus.fail_raw ?? [],
      ...(modbus.meanings === undefined ? {} : { meanings: modbus.meanings }),
      ...companionsOf(modbus, (name) => numbered(data, name, channel)),
    };
  }
  if (mqtt !== undefined) {
    return {
      protocol: 'mqtt',
      message: mqtt.message,
      path: mqtt.path ?? null,
      ...folded(mqtt),
      decimals: mqtt.decimals ?? DEFAULT_DECIMALS,
      ...payloadOf(mqtt),
    };
  }
  if (analog === undefined)
    throw new Error(`invariant: point ${data.name} passed the schema without a source`);
  const si = (value: number) => value * unit.factor + unit.offset;
  return { protocol: 'analog', signal: [si(analog.signal[0]), si(analog.signal[1])] };
}

type ModbusData = NonNullable<PointData['modbus']>;

/** Registers from one channel to the next. */
function strideOf({ stride, bit_stride, type }: ModbusData): number {
  return bit_stride === undefined ? (stride ?? REGISTER_COUNT[type]) : 0;
}

function bitsOf({ bits, bit_stride = 0 }: ModbusData, channel: number): RegisterLayout['bits'] {
  return bits === undefined ? undefined : [bits[0] + channel * bit_stride, bits[1] + channel * bit_stride];
}

/** What other points say of this one, and what the emulated device shows in it. */
function companionsOf(
  { decimals, bad_when = [], uncertain_when = [], emulated }: ModbusData,
  numberedName: (name: string) => string,
): Pick<ModbusPoint, 'decimals' | 'qualifiers' | 'emulatedRaw'> {
  const rules = (quality: Qualifier['quality'], states: typeof bad_when) =>
    states.map(({ point, is }): Qualifier => ({ point: numberedName(point), is, quality }));
  const qualifiers = [...rules('bad', bad_when), ...rules('uncertain', uncertain_when)];
  return {
    ...(decimals === undefined ? {} : { decimals: numberedName(decimals) }),
    ...(qualifiers.length === 0 ? {} : { qualifiers }),
    ...(emulated === undefined ? {} : { emulatedRaw: emulated }),
  };
}

function payloadOf(
  data: NonNullable<PointData['mqtt']>,
): Pick<MqttPoint, 'words' | 'statedUnit' | 'command'> {
  const { words, stated_unit, command } = data;
  return {
    ...(words === undefined ? {} : { words }),
    ...(stated_unit === undefined ? {} : { statedUnit: stated_unit }),
    ...(command === undefined
      ? {}
      : {
          command: {
            topic: command.topic,
            payload: command.payload,
            qos: command.qos ?? 0,
            ...(command.words === undefined ? {} : { words: command.words }),
            confirmedBy: command.confirmed_by,
          },
        }),
  };
}

/** Noise and resolution are differences, so the unit's offset has no part in them. */
function sensorOf(data: PointData['sensor'], factor: number): SensorModel {
  return {
    lagS: data?.lag ?? 0,
    noise: (data?.noise ?? 0) * factor,
    resolution: (data?.resolution ?? 0) * factor,
    samplePeriodS: data?.sample_period ?? 0,
  };
}
