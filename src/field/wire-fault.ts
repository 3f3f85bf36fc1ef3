/**
 * What may go wrong on the wires between the emulated devices and whoever talks to them. The servers and publishers of
 * this room ask here and do as they are told; who decides stands above them (src/faults).
 */
import type { MqttPublication } from './emulated/mqtt-device.ts';

/** What happens to one exchange of an emulated Modbus device. Times are seconds of the site clock. */
export interface ExchangeFault {
  /** What becomes of the connection, in place of any answer; the device never hears the request. */
  readonly connection: 'reset' | 'half-open' | null;
  /** The device refuses with this exception and does nothing; null: it does what it is asked. */
  readonly exceptionCode: number | null;
  /** The request has been obeyed, and its answer gets lost. */
  readonly isLost: boolean;
  /** Another unit id and another function code in the answer; null: the right ones. */
  readonly unit: number | null;
  readonly functionCode: number | null;
  /** Where behind the head of a serial frame a bit is turned over, 0 … 1, so that its checksum is wrong; null: nowhere. */
  readonly damageAt: number | null;
  /**
   * Part of the answer that arrives, 0 … 1, at least a byte and never all of it; null: the whole. A serial frame just
   * ends. On Modbus TCP the header counts what is there, as of a gateway whose device fell silent in its answer.
   */
  readonly keptShare: number | null;
  /** What comes before the frame. */
  readonly noise: Uint8Array;
  /** How often the frame is sent. */
  readonly copies: 1 | 2;
  /** Wait before the first byte, beyond the device's own. */
  readonly delayS: number;
  /** Wait after each byte. */
  readonly pauseS: number;
}

/** Faults of one Modbus bus. */
export interface ModbusFaults {
  /** Whether any exchange could be struck now: while false, nobody needs to ask. */
  readonly isActive: boolean;
  /** What happens to the exchange that this request begins; null: nothing. Asked once for each request. */
  strike(unit: number, request: Uint8Array): ExchangeFault | null;
}

/** Faults of one MQTT bus. */
export interface MqttFaults {
  readonly isBrokerAway: boolean;
  /** What goes to the broker at `nowS`: some of what the devices say now, and what was held back before. */
  publications(said: readonly MqttPublication[], nowS: number): readonly MqttPublication[];
  /** How often a device hears what it is told at a topic. */
  commandCopies(deviceId: string, topic: string): 1 | 2;
}

/** Faults of a whole site. */
export interface WireFaults {
  /** Begins and ends what is due at `nowS`, s of the site clock. */
  advanceTo(nowS: number): void;
  modbus(busId: string): ModbusFaults;
  mqtt(busId: string): MqttFaults;
  /** What there is from the start, for the head of a recording; null: nothing. */
  timeline(): readonly Readonly<Record<string, unknown>>[] | null;
}

export const NO_MODBUS_FAULTS: ModbusFaults = { isActive: false, strike: () => null };

const NO_MQTT_FAULTS: MqttFaults = {
  isBrokerAway: false,
  publications: (said) => said,
  commandCopies: () => 1,
};

/** A site on whose wires nothing goes wrong. */
export const NO_FAULTS: WireFaults = {
  advanceTo: () => {},
  modbus: () => NO_MODBUS_FAULTS,
  mqtt: () => NO_MQTT_FAULTS,
  timeline: () => null,
};
