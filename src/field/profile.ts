/**
 * A commodity device as data: what its maker's public document says of its signals. One profile serves the driver,
 * the emulator, the generated documentation and the conformance test. Values in `range`, `accuracy`, `resolution`
 * and `noise` are SI of the point's quantity unless a name says otherwise.
 */
import type { Dimension } from '../units/quantity.ts';

export interface DeviceProfile {
  /** `<vendor>,<model>`, as in a device tree's `compatible`. */
  readonly id: string;
  readonly vendor: string;
  readonly model: string;
  readonly kind: DeviceKind;
  readonly protocol: 'modbus' | 'mqtt' | 'analog';
  readonly title: string;
  /** The public document that the register map was taken from. */
  readonly document: { readonly title: string; readonly edition: string; readonly url: string };
  readonly timing: {
    /** How long the device takes to answer a request, s. */
    readonly responseS: number;
    /** Sensible poll or publish period, s. */
    readonly periodS: number;
  };
  readonly points: readonly PointProfile[];
  /** What a Modbus device asks of those who talk to it; absent: everything that the specification allows. */
  readonly modbus?: ModbusLimits;
  /** Registers by which a device shows that it is the one described here, and set up as described. */
  readonly expectations?: readonly Expectation[];
  /** MQTT only. */
  readonly messages: readonly MessageProfile[];
  /** MQTT only: availability topic. */
  readonly lastWill: { readonly topic: string; readonly online: string; readonly offline: string } | null;
  /** Only for kind `valve` and other final elements behind an output channel. */
  readonly actuator: ActuatorProfile | null;
}

export const DEVICE_KINDS = [
  'pressure-transmitter',
  'temperature-module',
  'thermometer',
  'humidity-sensor',
  'gas-analyser',
  'mass-flow-controller',
  'analog-input',
  'analog-output',
  'relay-module',
  'valve',
  'drive',
  'fan',
  'power-meter',
  'temperature-controller',
  'heater',
] as const;
export type DeviceKind = (typeof DEVICE_KINDS)[number];

export interface PointProfile {
  readonly name: string;
  readonly title: string;
  readonly quantity: Dimension;
  readonly access: 'read' | 'read-write';
  readonly source: ModbusPoint | MqttPoint | AnalogPoint;
  /** Measuring or output range, SI. Readings outside are `uncertain`; the emulator saturates here. */
  readonly range: readonly [number, number];
  readonly sensor: SensorModel;
}

/** What lies between truth and register in the emulated device. */
export interface SensorModel {
  /** First-order lag, s. */
  readonly lagS: number;
  /** Standard deviation of the noise, SI. */
  readonly noise: number;
  /** Step of the conversion before scaling into the register, SI; 0: as fine as the register. */
  readonly resolution: number;
  /** How often the device converts, s; between conversions the register holds. */
  readonly samplePeriodS: number;
}

export interface ModbusPoint extends RegisterLayout {
  readonly protocol: 'modbus';
  readonly table: RegisterTable;
  /** Zero-based, as on the wire. */
  readonly address: number;
  /** The number that the maker's document prints for it. */
  readonly documentAddress: string;
  /** SI = raw * scale + offset. */
  readonly scale: number;
  readonly offset: number;
  /** Raw values that mean a failed sensor. */
  readonly failRaw: readonly number[];
  /** Of an enumeration: what the raw values mean. */
  readonly meanings?: Readonly<Record<string, string>>;
  /** Name of the point that says how many decimals the number has: SI = raw / 10^decimals * scale + offset. */
  readonly decimals?: string;
  /** States of other points in which this one is not to be relied on; the first that applies gives the reason. */
  readonly qualifiers?: readonly Qualifier[];
  /** Raw value that the emulated device holds before anything writes it; absent: 0, or what a failed sensor shows. */
  readonly emulatedRaw?: number;
}

/** What the state of one point of a device says of another. */
export interface Qualifier {
  /** Name of the point that holds the state. */
  readonly point: string;
  /** Its raw values that are meant. */
  readonly is: readonly number[];
  /** What the other point is then. */
  readonly quality: 'bad' | 'uncertain';
}

/**
 * How a number lies in its registers. With bytes A (most significant) to D, big words and big bytes are ABCD, little
 * words CDAB, little bytes BADC, and both DCBA.
 */
export interface RegisterLayout {
  readonly type: RegisterType | LongRegisterType;
  readonly wordOrder: 'big' | 'little';
  /** Absent: big, as the specification has it. */
  readonly byteOrder?: 'big' | 'little';
  /** Absent: two's complement, or IEEE 754. */
  readonly coding?: RegisterCoding;
  /** Lowest and highest bit of a field, 0 the least significant; absent: all bits. */
  readonly bits?: readonly [number, number];
}

export const REGISTER_TABLES = ['coil', 'discrete', 'holding', 'input'] as const;
export type RegisterTable = (typeof REGISTER_TABLES)[number];
export const REGISTER_TYPES = ['bool', 'int16', 'uint16', 'int32', 'uint32', 'float32', 'float64'] as const;
export type RegisterType = (typeof REGISTER_TYPES)[number];
/** Counters of energy; here they are exact up to 2^53. */
export const LONG_REGISTER_TYPES = ['int64', 'uint64'] as const;
export type LongRegisterType = (typeof LONG_REGISTER_TYPES)[number];
/** `bcd`: a decimal digit in every four bits. `sign-magnitude`: the highest bit is the sign of the others. */
export const REGISTER_CODINGS = ['bcd', 'sign-magnitude'] as const;
export type RegisterCoding = (typeof REGISTER_CODINGS)[number];

export interface ModbusLimits {
  /** Function codes that the device answers; null: those of the specification. */
  readonly functions: readonly number[] | null;
  /** Most registers that one request may read or write; null: those of the specification. */
  readonly maxRegisters: number | null;
  /** Silence that the device wants between an answer and the next request, s. */
  readonly minGapS: number;
  /** Objects of function 43/14, and how they begin; null where the device has none. */
  readonly identification: { readonly vendorName: string; readonly productCode: string } | null;
  /** How the device leaves the factory, such as unit 240 at 19200 8N2; null: unknown. */
  readonly factory: { readonly unit: number; readonly baud: number; readonly format: string } | null;
}

export interface Expectation {
  readonly title: string;
  readonly table: 'holding' | 'input';
  readonly address: number;
  readonly documentAddress: string;
  /** A number in a layout, or text of two characters a register. */
  readonly content:
    | { readonly kind: 'number'; readonly layout: RegisterLayout; readonly equals: number }
    | { readonly kind: 'text'; readonly registers: number; readonly equals: string };
  /** What it means when the device holds something else. */
  readonly otherwise: string;
}

export interface MqttPoint {
  readonly protocol: 'mqtt';
  /** Name of the message that carries it. */
  readonly message: string;
  /** Dotted path into the JSON payload; null: the payload is the number itself. */
  readonly path: string | null;
  /** SI = number * scale + offset. */
  readonly scale: number;
  readonly offset: number;
  /** Decimals that the device prints. */
  readonly decimals: number;
  /** Words that stand for numbers in the payload, such as ON and OFF; absent: numbers are printed. */
  readonly words?: Readonly<Record<string, number>>;
  /** Member of the payload that states the unit, and what it must say for the number to be taken. */
  readonly statedUnit?: { readonly path: string; readonly equals: string };
  /** How the point is commanded, on devices that obey. */
  readonly command?: MqttCommand;
}

export interface MqttCommand {
  /** May hold `{topic}`, as that of a message. */
  readonly topic: string;
  /** With `{value}` for the word or number that is wanted. */
  readonly payload: string;
  readonly qos: 0 | 1;
  /** What the device is told for each word; absent: the words of the point. */
  readonly words?: Readonly<Record<string, number>>;
  /** Name of the message in which the device confirms the new state; the point is read in it as ever. */
  readonly confirmedBy: string;
}

export interface MessageProfile {
  readonly name: string;
  /** May hold `{topic}`, which the wiring fills in. */
  readonly topic: string;
  readonly periodS: number;
  readonly qos: 0 | 1;
  readonly retain: boolean;
  /** Payload as the device prints it, with `{<point>}` and `{time}` to be filled in. */
  readonly template: string;
}

/** The electrical signal that a final element understands. */
export interface AnalogPoint {
  readonly protocol: 'analog';
  /** Signal at position 0 and at position 1, SI of `quantity` (V, A; or 0 and 1 for on-off). */
  readonly signal: readonly [number, number];
}

/** Motion of a valve behind an output channel. */
export interface ActuatorProfile {
  /** Time from closed to open at full speed, s; 0: at once. */
  readonly strokeTimeS: number;
  /** Time between a command and the first movement, s. */
  readonly deadTimeS: number;
}
