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
  'analog-output',
  'relay-module',
  'valve',
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

export interface ModbusPoint {
  readonly protocol: 'modbus';
  readonly table: RegisterTable;
  /** Zero-based, as on the wire. */
  readonly address: number;
  /** The number that the maker's document prints for it. */
  readonly documentAddress: string;
  readonly type: RegisterType;
  readonly wordOrder: 'big' | 'little';
  /** SI = raw * scale + offset. */
  readonly scale: number;
  readonly offset: number;
  /** Raw values that mean a failed sensor. */
  readonly failRaw: readonly number[];
}

export const REGISTER_TABLES = ['coil', 'discrete', 'holding', 'input'] as const;
export type RegisterTable = (typeof REGISTER_TABLES)[number];
export const REGISTER_TYPES = ['bool', 'int16', 'uint16', 'int32', 'uint32', 'float32', 'float64'] as const;
export type RegisterType = (typeof REGISTER_TYPES)[number];

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
