/** An emulated Modbus device: truth becomes registers, written registers become positions. */
import { companionsOf, withDecimals } from '../codec/companions.ts';
import {
  decodeRaw,
  decodeRegisters,
  encodeRaw,
  encodeRegisters,
  REGISTER_COUNT,
} from '../codec/registers.ts';
import { RegisterMap } from '../modbus/register-map.ts';
import {
  APPLICATION_NAME,
  type DeviceIdentification,
  deviceIdentification,
  MODEL_NAME,
  PRODUCT_CODE,
  PRODUCT_NAME,
  REVISION,
  VENDOR_NAME,
} from '../modbus/server-identification.ts';
import type { Expectation, ModbusPoint, PointProfile, RegisterLayout, RegisterTable } from '../profile.ts';
import type { Device, DrivenPoint, SensedPoint } from '../wiring.ts';
import type { ActuatorState } from './actuator-model.ts';
import { initialActuator, stepActuator } from './actuator-model.ts';
import { fieldMask } from './field-mask.ts';
import { randomStream } from './random.ts';
import type { SensorState } from './sensor-model.ts';
import { initialSensor, stepSensor } from './sensor-model.ts';

interface Sense {
  readonly bound: SensedPoint;
  readonly source: ModbusPoint;
  /** Where the device tells that this sensor has failed; null where it has no such place. */
  readonly complaint: Complaint | null;
  state: SensorState;
}

/** A state of the device, in a point that nothing in the plant feeds. */
interface Complaint {
  readonly point: string;
  readonly source: ModbusPoint;
  readonly raw: number;
}

interface Drive {
  readonly bound: DrivenPoint;
  readonly source: ModbusPoint;
  readonly words: number[];
  state: ActuatorState;
}

export class EmulatedModbusDevice {
  readonly map = new RegisterMap();
  private readonly senses: Sense[] = [];
  private readonly drives: Drive[] = [];
  /** Points that say how many decimals others have, or in which state they are, by their names. */
  private readonly companions: ReadonlyMap<string, PointProfile>;

  constructor(device: Device, seed: number) {
    this.map.identification = identify(device);
    this.companions = companionsOf(device.profile);
    const fed = new Set(device.points.map(({ point }) => point.name));
    for (const point of device.profile.points) this.define(point);
    for (const expectation of device.profile.expectations ?? []) this.expect(expectation);
    for (const bound of device.points) {
      const source = bound.point.source;
      if (source.protocol !== 'modbus') continue;
      if (bound.direction === 'sense') {
        const state = initialSensor(randomStream(seed, device.id, bound.point.name));
        this.senses.push({ bound, source, complaint: this.complaintOf(source, fed), state });
      } else {
        const words = new Array<number>(REGISTER_COUNT[source.type]).fill(0);
        this.drives.push({
          bound,
          source,
          words,
          state: initialActuator(this.commanded(bound, source, words)),
        });
      }
    }
  }

  update(nowS: number, readTruth: (plantPoint: string) => number): void {
    for (const sense of this.senses) {
      const { point, plantPoint } = sense.bound;
      const before = sense.state;
      sense.state = stepSensor(point.sensor, point.range, before, readTruth(plantPoint), nowS);
      if (sense.state.conversion === before.conversion) continue;
      const shown = this.scaled(sense.source);
      this.put(shown, shown, encodeRegisters(shown, sense.state.output));
      const isFirst = before.conversion < 0;
      if (isFirst || Number.isNaN(before.output) !== Number.isNaN(sense.state.output)) this.complain(sense);
    }
    for (const drive of this.drives) {
      const command = this.commanded(drive.bound, drive.source, drive.words);
      drive.state = stepActuator(drive.bound.actuator, drive.state, command, nowS);
    }
  }

  forEachDrive(callback: (plantPoint: string, position: number) => void): void {
    for (const drive of this.drives) callback(drive.bound.plantPoint, drive.state.position);
  }

  /** Outputs hold 0 after power-up; an input to which nothing is wired shows a failed sensor, or what it says else. */
  private define(point: PointProfile): void {
    const source = point.source;
    if (source.protocol !== 'modbus') return;
    const writable = point.access === 'read-write';
    this.map.define(source.table, source.address, REGISTER_COUNT[source.type], writable);
    if (source.emulatedRaw !== undefined) {
      this.put(source, source, encodeRaw(source, source.emulatedRaw));
    } else if (!writable && source.type !== 'bool') {
      this.put(source, source, encodeRegisters(source, Number.NaN));
    }
  }

  /** The first state that makes the point bad, in a point of its own. */
  private complaintOf({ qualifiers = [] }: ModbusPoint, fed: ReadonlySet<string>): Complaint | null {
    for (const { point, is, quality } of qualifiers) {
      const source = this.companions.get(point)?.source;
      const raw = is[0];
      if (quality !== 'bad' || fed.has(point) || source?.protocol !== 'modbus' || raw === undefined) continue;
      return { point, source, raw };
    }
    return null;
  }

  /** A state that several sensors share is well when all of them are. */
  private complain({ complaint }: Sense): void {
    if (complaint === null) return;
    const { point, source } = complaint;
    const failed = this.senses.find(
      (sense) => sense.complaint?.point === point && Number.isNaN(sense.state.output),
    );
    this.put(source, source, encodeRaw(source, failed?.complaint?.raw ?? source.emulatedRaw ?? 0));
  }

  /** The point with the decimals that the device has now, which a master may have changed. */
  private scaled(source: ModbusPoint): ModbusPoint {
    if (source.decimals === undefined) return source;
    const companion = this.companions.get(source.decimals)?.source;
    if (companion?.protocol !== 'modbus') return source;
    const { table, address, type } = companion;
    const words = Array.from({ length: REGISTER_COUNT[type] }, (_, i) => this.map.get(table, address + i));
    return withDecimals(source, decodeRaw(companion, words)) ?? source;
  }

  /** The device is set up as its profile wants it; a register that is an output as well starts there. */
  private expect({ table, address, content }: Expectation): void {
    const isText = content.kind === 'text';
    const words = isText
      ? textWords(content.equals, content.registers)
      : encodeRaw(content.layout, content.equals);
    this.map.define(table, address, words.length, false);
    if (isText) this.map.set(table, address, words);
    else this.put({ table, address }, content.layout, words);
  }

  /** Other fields of the same registers keep their bits. */
  private put(
    { table, address }: { readonly table: RegisterTable; readonly address: number },
    layout: RegisterLayout,
    words: readonly number[],
  ): void {
    if (layout.bits === undefined) {
      this.map.set(table, address, words);
      return;
    }
    for (const [i, mask] of fieldMask(layout).entries()) {
      const others = this.map.get(table, address + i) & ~mask;
      this.map.set(table, address + i, [others | (words[i] ?? 0)]);
    }
  }

  /** Position that the registers ask for. The terminal gives no more than its range, the valve goes no further. */
  private commanded(bound: DrivenPoint, source: ModbusPoint, words: number[]): number {
    for (let i = 0; i < words.length; i++) words[i] = this.map.get(source.table, source.address + i);
    const [closed, open] = bound.signal;
    const signal = decodeRegisters(this.scaled(source), words);
    if (signal === null) return 0;
    const [lowest, highest] = bound.point.range;
    const given = Math.min(Math.max(signal, lowest), highest);
    return Math.min(Math.max((given - closed) / (open - closed), 0), 1);
  }
}

/** Two characters a register, the first in the high byte, with zeros behind the text. */
function textWords(text: string, registers: number): number[] {
  const byte = (at: number) => (at < text.length ? text.charCodeAt(at) & 0xff : 0);
  return Array.from({ length: registers }, (_, i) => (byte(2 * i) << 8) | byte(2 * i + 1));
}

/**
 * As the device names itself, where its document says how; and beyond that a master that asks must be able to tell
 * the emulator from the device that it stands in for.
 */
function identify({ id, profile }: Device): DeviceIdentification {
  const documented = profile.modbus?.identification;
  return deviceIdentification(
    new Map([
      [VENDOR_NAME, documented?.vendorName ?? profile.vendor],
      [PRODUCT_CODE, documented?.productCode ?? profile.model],
      [REVISION, 'emulated'],
      [PRODUCT_NAME, profile.title],
      [MODEL_NAME, profile.model],
      [APPLICATION_NAME, id],
    ]),
  );
}
