/**
 * One emulated Modbus device with its driver before it, and between them the bytes of the wire. In front of the
 * emulator stands what its profile says of the real device: functions that it does not answer and requests that are
 * too long for it are refused, as it would.
 */
import { encodeRaw } from '../../../field/codec/registers.ts';
import { createModbusDriver, type ModbusDriver } from '../../../field/driver/modbus-driver.ts';
import { fieldMask } from '../../../field/emulated/field-mask.ts';
import { EmulatedModbusDevice } from '../../../field/emulated/modbus-device.ts';
import { answerPdu, exceptionPdu, ILLEGAL_FUNCTION, ILLEGAL_VALUE } from '../../../field/modbus/pdu.ts';
import { decodeReply, encodeRequest, type ModbusRequest } from '../../../field/modbus/request.ts';
import type { DeviceProfile, ModbusPoint, PointProfile } from '../../../field/profile.ts';
import type { BoundPoint, Device, ModbusTcpBus } from '../../../field/wiring.ts';
import type { Reading } from '../../../units/reading.ts';
import { readRaw, widthOf } from './wire-oracle.ts';

const UNIT = 1;
const PERIOD_S = 1;
const NOWHERE = { host: '127.0.0.1', port: 0 };
const LINK = { timeoutS: 1, retries: 0, backoffFirstS: 1, backoffMaxS: 1 };

export type ModbusPointProfile = PointProfile & { readonly source: ModbusPoint };

/** What one exchange brought. */
export interface Exchange {
  /** Last reading of each point, by its name. */
  readonly readings: ReadonlyMap<string, Reading>;
  /** Refusals of the device, in words, each with its request. */
  readonly refusals: readonly string[];
}

export class ModbusBench {
  readonly device: EmulatedModbusDevice;
  private readonly driver: ModbusDriver;
  private readonly profile: DeviceProfile;
  private truth: ReadonlyMap<string, number> = new Map();
  private nowS = 0;

  constructor(profile: DeviceProfile, bind: (point: PointProfile) => BoundPoint | null) {
    this.profile = profile;
    const points = profile.points.map(bind).filter((bound): bound is BoundPoint => bound !== null);
    const device: Device = {
      id: 'dut',
      profile,
      mode: 'emulated',
      unit: UNIT,
      topic: null,
      periodS: PERIOD_S,
      staleS: 3 * PERIOD_S,
      points,
    };
    const bus: ModbusTcpBus = {
      kind: 'modbus-tcp',
      id: 'check',
      framing: 'tcp',
      maxInFlight: 1,
      connect: NOWHERE,
      listen: NOWHERE,
      link: LINK,
      devices: [device],
    };
    this.device = new EmulatedModbusDevice(device, 1);
    this.driver = createModbusDriver(bus, { readBack: false });
  }

  /** Lets a period pass with these truths at the points; `tamper` may then change the registers. */
  exchange(truth: ReadonlyMap<string, number>, tamper: () => void = () => {}): Exchange {
    this.truth = truth;
    this.nowS += PERIOD_S;
    this.device.update(this.nowS, (point) => this.truth.get(point) ?? Number.NaN);
    tamper();
    const refusals = this.carry();
    this.device.update(this.nowS, (point) => this.truth.get(point) ?? Number.NaN);
    const readings = new Map(this.driver.drain().map(({ tag, reading }) => [nameOf(tag), reading]));
    return { readings, refusals };
  }

  command(point: string, position: number): void {
    this.driver.write(tagOf(point), position);
  }

  /** Puts a raw number into the registers of a point, as the device or a person at its keys would. */
  put(point: ModbusPointProfile, raw: number): void {
    const { table, address } = point.source;
    const words = encodeRaw(point.source, raw);
    for (const [i, mask] of fieldMask(point.source).entries()) {
      const others = this.device.map.get(table, address + i) & ~mask;
      this.device.map.set(table, address + i, [others | (words[i] ?? 0)]);
    }
  }

  /** How a point is scaled with the decimals that the device has now, read without the codec. */
  scaleOf({ source }: ModbusPointProfile): number {
    const companion = this.profile.points.find(({ name }) => name === source.decimals);
    if (companion === undefined) return source.scale;
    return source.scale / 10 ** readRaw(companion.source as ModbusPoint, this.registersOf(companion));
  }

  /** Registers of a point as they stand in the device. */
  registersOf({ source }: PointProfile): number[] {
    const { table, address } = source as ModbusPoint;
    const count = widthOf(source as ModbusPoint);
    return Array.from({ length: count }, (_, i) => this.device.map.get(table, address + i));
  }

  /** Carries requests until the driver has no more; the device gets the silence that it wants between them. */
  private carry(): string[] {
    const refusals: string[] = [];
    const gapS = this.profile.modbus?.minGapS ?? 0;
    for (let due = this.driver.due(this.nowS); due.length > 0; due = this.driver.due(this.nowS)) {
      for (const { id, request } of due) {
        const reply = this.answer(request);
        const outcome = decodeReply(request, reply);
        if (!outcome.ok) refusals.push(`${words(request)}: ${outcome.detail}`);
        this.driver.complete(id, outcome, this.nowS);
      }
      this.nowS += gapS;
    }
    return refusals;
  }

  private answer(request: ModbusRequest): Uint8Array {
    const pdu = encodeRequest(request);
    const code = pdu[0] ?? 0;
    const { functions = null, maxRegisters = null } = this.profile.modbus ?? {};
    if (functions !== null && !functions.includes(code)) return exceptionPdu(code, ILLEGAL_FUNCTION);
    if (maxRegisters !== null && registersIn(request) > maxRegisters)
      return exceptionPdu(code, ILLEGAL_VALUE);
    return answerPdu(this.device.map, pdu);
  }
}

/** A point as a measurement of a truth of its own name, by a sensor that adds nothing. */
export function sensed(point: PointProfile, resolution = 0): BoundPoint {
  const ideal = { lagS: 0, noise: 0, resolution, samplePeriodS: 0 };
  return {
    direction: 'sense',
    point: { ...point, sensor: ideal },
    tag: tagOf(point.name),
    plantPoint: point.name,
  };
}

/** A point as an output over its whole range, with nothing behind it. */
export function driven(point: PointProfile): BoundPoint {
  return {
    direction: 'drive',
    point,
    tag: tagOf(point.name),
    plantPoint: point.name,
    signal: point.range,
    actuator: { strokeTimeS: 0, deadTimeS: 0 },
  };
}

export function tagOf(point: string): string {
  return `point.${point}`;
}

export function nameOf(tag: string): string {
  return tag.replace(/^point\./u, '');
}

/** Registers or bits of a request, of its longer part where it has two. */
function registersIn(request: ModbusRequest): number {
  switch (request.kind) {
    case 'read':
      return request.count;
    case 'write':
      return request.values.length;
    case 'mask':
      return 1;
    case 'write-read':
      return Math.max(request.write.values.length, request.read.count);
  }
}

function words(request: ModbusRequest): string {
  const { kind } = request;
  const place =
    kind === 'write-read'
      ? `holding ${request.write.address}`
      : `${kind === 'mask' ? 'holding' : request.table} ${request.address}`;
  return `${kind} of ${registersIn(request)} at ${place}`;
}
