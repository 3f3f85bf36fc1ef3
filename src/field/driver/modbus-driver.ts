/**
 * The driver of one Modbus bus, without any input or output of its own: it says what to send, and is told what came
 * back. The same driver runs on TCP, on serial lines and on the memory wire.
 */
import type { ModbusOutcome, ModbusRequest } from '../modbus/request.ts';
import type { Device, ModbusBus } from '../wiring.ts';
import type { DriverOptions } from './access.ts';
import { DeviceLink } from './device-link.ts';
import { type BusHealth, BusMeter, type WireObserver } from './link-health.ts';
import type { Output } from './output-bank.ts';
import { type ProbeGate, probeGateOf } from './probe-gate.ts';
import type { FieldSample, LinkStatus } from './samples.ts';

export interface ModbusTransaction {
  readonly id: number;
  readonly deviceId: string;
  readonly unit: number;
  readonly request: ModbusRequest;
  /** How long to wait for the answer, s of the site clock. */
  readonly timeoutS: number;
}

export interface ModbusDriver {
  /** What to send at `nowS`: at most one transaction per device is under way. */
  due(nowS: number): readonly ModbusTransaction[];
  /** Reports the outcome of a transaction, exactly once each. */
  complete(id: number, outcome: ModbusOutcome, nowS: number): void;
  /** Commands an output, 0 … 1. False when the tag is no output of this bus, or outputs are only read back. */
  write(tag: string, position: number): boolean;
  /** Readings since the last call, oldest first, `<device>.online` among them. */
  drain(): FieldSample[];
  /** Whether any command waits for the confirmation of its device. */
  hasPendingWrites(): boolean;
  links(): LinkStatus[];
  /** Hears from the client what happens on the wire. */
  readonly observer: WireObserver;
  /** What the links have counted and measured until `wallS`, a time of the observer's clock. */
  health(wallS: number): BusHealth;
}

const NOTHING: readonly ModbusTransaction[] = [];

export function createModbusDriver(bus: ModbusBus, options: DriverOptions): ModbusDriver {
  let samples: FieldSample[] = [];
  let lastId = 0;
  const emit = (sample: FieldSample) => void samples.push(sample);
  const links = bus.devices.map((device) => new DeviceLink(bus.id, device, bus.link, options, emit));
  const underWay = new Map<number, DeviceLink>();
  const meter = new BusMeter(bus.devices.map((device) => ({ device: device.id, unit: unitId(device) })));
  const trials = new TrialQueue(links, probeGateOf(bus));
  const outputs = new Map<string, { link: DeviceLink; output: Output }>();
  for (const link of links) {
    for (const output of link.outputs.outputs) outputs.set(output.tag, { link, output });
  }

  function transaction(link: DeviceLink, request: ModbusRequest): ModbusTransaction {
    const id = ++lastId;
    underWay.set(id, link);
    const { device } = link;
    return { id, deviceId: device.id, unit: unitId(device), request, timeoutS: bus.link.timeoutS };
  }

  return {
    due(nowS) {
      let due: ModbusTransaction[] | null = null;
      const trial = trials.next(nowS);
      for (const link of links) {
        if (link.breakerState === 'open' && trial !== 'any' && trial !== link) continue;
        const request = link.next(nowS);
        if (request === null) continue;
        due ??= [];
        due.push(transaction(link, request));
      }
      return due ?? NOTHING;
    },
    complete(id, outcome, nowS) {
      const link = underWay.get(id);
      if (link === undefined) throw new Error(`invariant: no transaction ${id} is under way`);
      underWay.delete(id);
      const wasTrial = link.breakerState === 'half-open';
      meter.settled(unitId(link.device), outcome);
      link.complete(outcome, nowS);
      if (wasTrial && isSilence(outcome)) trials.failed(bus.link.timeoutS, nowS);
    },
    write(tag, position) {
      const found = outputs.get(tag);
      if (found === undefined) return false;
      found.link.outputs.command(found.output, position);
      return true;
    },
    drain() {
      const drained = samples;
      samples = [];
      return drained;
    },
    hasPendingWrites: () => links.some((link) => link.hasPendingWrites()),
    links: () => links.map((link) => link.link()),
    observer: meter,
    health(wallS) {
      const states = new Map(links.map((link) => [unitId(link.device), link.breakerState]));
      return meter.health({ bus: bus.id, kind: bus.kind }, wallS, (unit) => states.get(unit) ?? 'closed');
    },
  };
}

/** Which of the links that are lost may be tried. */
class TrialQueue {
  private readonly links: readonly DeviceLink[];
  private readonly gate: ProbeGate | null;

  constructor(links: readonly DeviceLink[], gate: ProbeGate | null) {
    this.links = links;
    this.gate = gate;
  }

  /** The link that has waited for longest; `any` where nobody would be kept waiting; null: none now. */
  next(nowS: number): DeviceLink | 'any' | null {
    const { links, gate } = this;
    if (gate === null || !links.some(({ breakerState }) => breakerState === 'closed')) return 'any';
    if (!gate.isOpen(nowS) || links.some(({ breakerState }) => breakerState === 'half-open')) return null;
    let longest: DeviceLink | null = null;
    for (const link of links) {
      if (link.breakerState !== 'open') continue;
      if (longest === null || link.nextAttemptS < longest.nextAttemptS) longest = link;
    }
    return longest;
  }

  /** A trial has held the line for `costS` without an answer. */
  failed(costS: number, nowS: number): void {
    this.gate?.failed(costS, nowS);
  }
}

/** Whether the line was held until the time was over; who refuses does so at once. */
function isSilence(outcome: ModbusOutcome): boolean {
  return !outcome.ok && (outcome.kind === 'timeout' || outcome.kind === 'protocol');
}

function unitId(device: Device): number {
  if (device.unit === null) throw new Error(`invariant: Modbus device ${device.id} has no unit id`);
  return device.unit;
}
