/** Which device hangs on which bus, at which address, sensing or driving what: the device tree after resolution. */
import type { ActuatorProfile, DeviceProfile, PointProfile } from './profile.ts';
import type { SerialSettings } from './serial/serial-settings.ts';

export interface Wiring {
  readonly buses: readonly Bus[];
}

export type Bus = ModbusBus | MqttBus | SparkplugBus;
export type ModbusBus = ModbusTcpBus | ModbusRtuBus;

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

export interface ModbusTcpBus {
  readonly kind: 'modbus-tcp';
  readonly id: string;
  /** What travels in the connection: frames of Modbus TCP, or those of a serial line, as plain serial gateways do. */
  readonly framing: 'tcp' | 'rtu';
  /** Requests under way at once; 1 where the frames are those of a serial line. */
  readonly maxInFlight: number;
  /** How the emulated devices of this bus are served; absent: as behind most gateways. */
  readonly gateway?: GatewayOptions;
  /** Where the driver connects. */
  readonly connect: Endpoint;
  /** Where the emulated devices of this bus listen; the same place unless something stands in between. */
  readonly listen: Endpoint;
  /** Where the hardware is that the emulated devices stand in for; absent: real devices are met at `connect`. */
  readonly hardware?: Endpoint;
  readonly link: LinkPolicy;
  readonly devices: readonly Device[];
}

export interface GatewayOptions {
  /** What is done with a request for a unit that is not there; RTU frames are then always passed over. */
  readonly absentUnit?: AbsentUnitPolicy;
  /** Connections at a time. */
  readonly maxConnections?: number;
}

/** What a gateway does with a request for a unit that it does not have: nothing, exception 10, or exception 11. */
export const ABSENT_UNIT_POLICIES = ['silent', 'path-unavailable', 'target-failed'] as const;
export type AbsentUnitPolicy = (typeof ABSENT_UNIT_POLICIES)[number];

/** Devices on a serial line. */
export interface ModbusRtuBus {
  readonly kind: 'modbus-rtu';
  readonly id: string;
  /** Serial port of the driver; null: it talks to the emulated devices over a pseudo-terminal of its own. */
  readonly connect: string | null;
  /** Serial port on which the emulated devices serve; null: a pseudo-terminal for a master outside. */
  readonly listen: string | null;
  /** Where a link to that pseudo-terminal is put; null: it goes by the name that the system gives it. */
  readonly ptyLink: string | null;
  readonly serial: SerialSettings;
  /** Silence before each request, s. */
  readonly silenceS: number;
  /** Further pause after an answer, s. */
  readonly turnaroundS: number;
  /** Emulated devices on a pseudo-terminal answer as late as at the rate of the line; absent: at once. */
  readonly pacedByBaud?: boolean;
  readonly link: LinkPolicy;
  readonly devices: readonly Device[];
}

export interface MqttBus {
  readonly kind: 'mqtt';
  readonly id: string;
  readonly broker: EmbeddedBroker | ExternalBroker;
  readonly link: LinkPolicy;
  readonly devices: readonly Device[];
}

/** The site's own broker; without anything further it serves everybody who reaches its plain listener. */
export interface EmbeddedBroker extends BrokerDoors {
  readonly kind: 'embedded';
  readonly listen: Endpoint;
}

/** Further listeners of a broker, and who may pass. */
export interface BrokerDoors {
  readonly listenTls?: Endpoint;
  readonly listenWs?: Endpoint;
  readonly listenWss?: Endpoint;
  /** Needed where a listener has TLS; paths of PEM files. */
  readonly tls?: { readonly certFile: string; readonly keyFile: string };
  /** Without it everybody may do everything. */
  readonly access?: AccessRules;
}

export interface AccessRules {
  readonly users: readonly { readonly name: string; readonly passwordHash: string }[];
  /** What the named users may read and write, by topic patterns; rules add up. */
  readonly rules: readonly {
    readonly users: readonly string[];
    readonly read: readonly string[];
    readonly write: readonly string[];
  }[];
}

/** A broker outside. The address may name a user, and does not hold his password. */
export interface ExternalBroker {
  readonly kind: 'external';
  readonly url: string;
  /** File that holds the password alone. */
  readonly passwordFile?: string;
  /** PEM file of the authority that has signed the broker's certificate, where it is none that is known anyway. */
  readonly caFile?: string;
}

/** Embedded: that of an MQTT bus of the site. */
export type SparkplugBroker = { readonly kind: 'embedded' } | ExternalBroker;

/** Edge nodes of Sparkplug B, which this site takes in as a host application. */
export interface SparkplugBus {
  readonly kind: 'sparkplug';
  readonly id: string;
  readonly broker: SparkplugBroker;
  /** By which edge nodes know this host. */
  readonly hostId: string;
  /** How long a message may come after those that were sent later, s. */
  readonly reorderS: number;
  readonly link: LinkPolicy;
  /** Their topic stem is `<group>/<edge node>[/<device>]`; the period is the shortest between two commands. */
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
  /** Part of the time of a line that trials of lost devices may take, above 0 and up to 1; absent: a twentieth. */
  readonly probeShare?: number;
}

/**
 * What stands behind a device: hardware, our emulator, or both, where the driver talks to the hardware and the emulator
 * runs beside it.
 */
export const DEVICE_MODES = ['emulated', 'shadow', 'real'] as const;
export type DeviceMode = (typeof DEVICE_MODES)[number];

export interface Device {
  readonly id: string;
  readonly profile: DeviceProfile;
  /** In which it starts. */
  readonly mode: DeviceMode;
  /** Modbus unit id, 1 … 247; null on MQTT. */
  readonly unit: number | null;
  /** MQTT topic stem; null on Modbus. */
  readonly topic: string | null;
  /** Topic stem of the hardware that the emulated device stands in for; absent: a real device has `topic`. */
  readonly hardwareTopic?: string;
  /** Poll (Modbus) or expected publish (MQTT) period, s. */
  readonly periodS: number;
  /** Age at which a reading is no longer true, s. */
  readonly staleS: number;
  /** Whether the device must show that it is what its profile says before it is believed; absent: it must. */
  readonly verify?: boolean;
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
