/** An emulated Modbus device: truth becomes registers, written registers become positions. */
import { decodeRegisters, encodeRegisters, REGISTER_COUNT } from '../codec/registers.ts';
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
import type { ModbusPoint, PointProfile } from '../profile.ts';
import type { Device, DrivenPoint, SensedPoint } from '../wiring.ts';
import type { ActuatorState } from './actuator-model.ts';
import { initialActuator, stepActuator } from './actuator-model.ts';
import { randomStream } from './random.ts';
import type { SensorState } from './sensor-model.ts';
import { initialSensor, stepSensor } from './sensor-model.ts';

interface Sense {
  readonly bound: SensedPoint;
  readonly source: ModbusPoint;
  state: SensorState;
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

  constructor(device: Device, seed: number) {
    this.map.identification = identify(device);
    for (const point of device.profile.points) this.define(point);
    for (const bound of device.points) {
      const source = bound.point.source;
      if (source.protocol !== 'modbus') continue;
      if (bound.direction === 'sense') {
        const state = initialSensor(randomStream(seed, device.id, bound.point.name));
        this.senses.push({ bound, source, state });
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
      this.map.set(
        sense.source.table,
        sense.source.address,
        encodeRegisters(sense.source, sense.state.output),
      );
    }
    for (const drive of this.drives) {
      const command = this.commanded(drive.bound, drive.source, drive.words);
      drive.state = stepActuator(drive.bound.actuator, drive.state, command, nowS);
    }
  }

  forEachDrive(callback: (plantPoint: string, position: number) => void): void {
    for (const drive of this.drives) callback(drive.bound.plantPoint, drive.state.position);
  }

  /** Outputs hold 0 after power-up; an input to which nothing is wired shows a failed sensor. */
  private define(point: PointProfile): void {
    const source = point.source;
    if (source.protocol !== 'modbus') return;
    const writable = point.access === 'read-write';
    this.map.define(source.table, source.address, REGISTER_COUNT[source.type], writable);
    if (!writable && source.type !== 'bool') {
      this.map.set(source.table, source.address, encodeRegisters(source, Number.NaN));
    }
  }

  /** Position that the registers ask for. The terminal gives no more than its range, the valve goes no further. */
  private commanded(bound: DrivenPoint, source: ModbusPoint, words: number[]): number {
    for (let i = 0; i < words.length; i++) words[i] = this.map.get(source.table, source.address + i);
    const [closed, open] = bound.signal;
    const signal = decodeRegisters(source, words);
    if (signal === null) return 0;
    const [lowest, highest] = bound.point.range;
    const given = Math.min(Math.max(signal, lowest), highest);
    return Math.min(Math.max((given - closed) / (open - closed), 0), 1);
  }
}

/** A master that asks must be able to tell the emulator from the device that it stands in for. */
function identify({ id, profile }: Device): DeviceIdentification {
  return deviceIdentification(
    new Map([
      [VENDOR_NAME, profile.vendor],
      [PRODUCT_CODE, profile.model],
      [REVISION, 'emulated'],
      [PRODUCT_NAME, profile.title],
      [MODEL_NAME, profile.model],
      [APPLICATION_NAME, id],
    ]),
  );
}
