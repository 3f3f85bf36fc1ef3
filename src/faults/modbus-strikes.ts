/** What the faults of a Modbus bus make of an exchange. */
import { REGISTER_COUNT } from '../field/codec/registers.ts';
import { DEVICE_ITSELF } from '../field/modbus/server-units.ts';
import type { ExchangeFault, ModbusFaults } from '../field/wire-fault.ts';
import type { Device, ModbusBus } from '../field/wiring.ts';
import type { ModbusEffect } from './fault.ts';
import type { Dice, StandingFault } from './standing-fault.ts';
import { overlap, type RegisterSpan, touchedSpans } from './touched-registers.ts';

/** Hears of each strike: which fault, and the unit and PDU of the request. */
export type ModbusStrikeListener = (fault: StandingFault, unit: number, request: Uint8Array) => void;

const HEALTHY: ExchangeFault = {
  connection: null,
  exceptionCode: null,
  isLost: false,
  unit: null,
  functionCode: null,
  damageAt: null,
  keptShare: null,
  noise: new Uint8Array(0),
  copies: 1,
  delayS: 0,
  pauseS: 0,
};

/** Functions whose replies have one shape, so that only the code gives the wrong one away. */
const NEIGHBOUR: Readonly<Record<number, number>> = { 1: 2, 2: 1, 3: 4, 4: 3, 5: 6, 6: 5, 15: 16, 16: 15 };
const FALLBACK_FUNCTION = 3;
const LAST_UNIT = 247;
const MAX_NOISE_BYTES = 8;
/**
 * Addresses that the guide reserves ("serial line" V1.02, chapter 2.2): noise of such bytes is never the beginning of
 * somebody's frame. A line at rest is high, so that its noise looks much like this.
 */
const NOISE_BYTES = [0xf8, 0xff] as const;

interface Aimed {
  readonly fault: StandingFault;
  readonly effect: ModbusEffect;
  /** Registers of the point that it is aimed at; null: any. */
  readonly span: RegisterSpan | null;
}

export class ModbusStrikes implements ModbusFaults {
  isActive = false;
  private readonly devices: readonly Device[];
  private readonly struck: ModbusStrikeListener;
  private active: readonly Aimed[] = [];

  constructor(bus: ModbusBus, struck: ModbusStrikeListener) {
    this.devices = bus.devices.filter(({ mode }) => mode !== 'real');
    this.struck = struck;
  }

  /** The faults that are at work on this bus now. */
  setActive(faults: readonly StandingFault[]): void {
    this.active = faults.map((fault) => ({
      fault,
      effect: fault.definition.effect as ModbusEffect,
      span: this.spanOf(fault),
    }));
    this.isActive = faults.length > 0;
  }

  strike(unit: number, request: Uint8Array): ExchangeFault | null {
    const device = this.deviceAt(unit);
    if (device === undefined) return null;
    let result: ExchangeFault | null = null;
    for (const aimed of this.active) {
      if (!isAimedAt(aimed, device, request)) continue;
      const dice = aimed.fault.strike(device.id);
      if (dice === null) continue;
      this.struck(aimed.fault, unit, request);
      result = { ...(result ?? HEALTHY), ...change(aimed.effect, result ?? HEALTHY, dice, unit, request) };
    }
    return result;
  }

  private deviceAt(unit: number): Device | undefined {
    const { devices } = this;
    const isOnlyOne = unit === DEVICE_ITSELF && devices.length === 1;
    return isOnlyOne ? devices[0] : devices.find((device) => device.unit === unit);
  }

  private spanOf({ definition }: StandingFault): RegisterSpan | null {
    const { deviceId, point } = definition.target;
    if (point === null) return null;
    const device = this.devices.find(({ id }) => id === deviceId);
    const source = device?.profile.points.find(({ name }) => name === point)?.source;
    if (source?.protocol !== 'modbus') throw new Error(`invariant: ${deviceId} has no register ${point}`);
    return { table: source.table, address: source.address, count: REGISTER_COUNT[source.type] };
  }
}

function isAimedAt({ fault, span }: Aimed, device: Device, request: Uint8Array): boolean {
  const { deviceId, functionCode } = fault.definition.target;
  if (deviceId !== null && deviceId !== device.id) return false;
  if (functionCode !== null && functionCode !== request[0]) return false;
  return span === null || touchedSpans(request).some((touched) => overlap(touched, span));
}

/** What a fault changes in an exchange on which others may have worked before. */
function change(
  effect: ModbusEffect,
  before: ExchangeFault,
  dice: Dice,
  unit: number,
  request: Uint8Array,
): Partial<ExchangeFault> {
  switch (effect.kind) {
    case 'delay':
      return { delayS: before.delayS + effect.delayS };
    case 'jitter':
      return { delayS: before.delayS + dice.next() * effect.jitterS };
    case 'no-reply':
      return { isLost: true };
    case 'wrong-unit':
      return { unit: effect.unit ?? (unit % LAST_UNIT) + 1 };
    case 'wrong-function':
      return { functionCode: effect.functionCode ?? NEIGHBOUR[request[0] ?? 0] ?? FALLBACK_FUNCTION };
    case 'exception':
      return { exceptionCode: effect.code };
    case 'crc-error':
      return { damageAt: dice.next() };
    case 'truncation':
      return { keptShare: effect.keptShare ?? dice.next() };
    case 'duplicate':
      return { copies: 2 };
    case 'noise':
      return { noise: noise(effect.bytes ?? dice.whole(1, MAX_NOISE_BYTES), dice) };
    case 'half-open':
    case 'reset':
      return { connection: before.connection ?? effect.kind };
    case 'slow-writer':
      return { pauseS: Math.max(before.pauseS, effect.pauseS) };
  }
}

function noise(count: number, dice: Dice): Uint8Array {
  return Uint8Array.from({ length: count }, () => dice.whole(...NOISE_BYTES));
}
