/** Which device hangs on which bus, at which address, sensing or driving what: the device tree after resolution. */
import type { ActuatorProfile, DeviceProfile, PointProfile } from './profile.ts';

export interface Wiring {
  readonly buses: readonly Bus[];
}

export type Bus = ModbusTcpBus | MqttBus;

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

export interface ModbusTcpBus {
  readonly kind: 'modbus-tcp';
  readonly id: string;
  /** Where the driver connects. */
  readonly connect: Endpoint;
  /** Where the emulated devices of this bus listen; the same place unless something stands in between. */
  readonly listen: Endpoint;
  readonly link: LinkPolicy;
  readonly devices: readonly Device[];
}

export interface MqttBus {
  readonly kind: 'mqtt';
  readonly id: string;
  readonly broker:
    | { readonly kind: 'embedded'; readonly listen: Endpoint }
    | { readonly kind: 'external'; readonly url: string };
  readonly link: LinkPolicy;
  readonly devices: readonly Device[];
}

/** How a driver treats a link that does not answer. */
export interface LinkPolicy {
  readonly timeoutS: number;
  /** Further attempts after the first before a device counts as lost. */
  readonly retries: number;
  /** Pause before the first reconnect; doubles up to the second figure. */
  readonly backoffFirstS: number;
  readonly backoffMaxS: number;
}

export interface Device {
  readonly id: string;
  readonly profile: DeviceProfile;
  readonly mode: 'real' | 'emulated';
  /** Modbus unit id, 1 … 247; null on MQTT. */
  readonly unit: number | null;
  /** MQTT topic stem; null on Modbus. */
  readonly topic: string | null;
  /** Poll (Modbus) or expected publish (MQTT) period, s. */
  readonly periodS: number;
  /** Age at which a reading is no longer true, s. */
  readonly staleS: number;
  readonly points: readonly BoundPoint[];
}

export type BoundPoint = SensedPoint | DrivenPoint;

export interface SensedPoint {
  readonly direction: 'sense';
  readonly point: PointProfile;
  /** Tag of the process image. */
  readonly tag: string;
  /** Plant point such as `ch1.pressure`; the emulator reads its truth. */
  readonly plantPoint: string;
}

export interface DrivenPoint {
  readonly direction: 'drive';
  readonly point: PointProfile;
  /** Tag of the process image; its value is a position, 0 … 1. */
  readonly tag: string;
  /** Plant input such as `v1.position`. */
  readonly plantPoint: string;
  /** Signal at position 0 and at position 1, in the SI unit of the point. */
  readonly signal: readonly [number, number];
  readonly actuator: ActuatorProfile;
}
