/** Whether the buses of a wiring can serve their polls at their rate, and what would let them. */
import { type BusBudget, busBudget, type DeviceBudget } from '../../field/bus-budget.ts';
import { rtuTiming } from '../../field/modbus/rtu-timing.ts';
import type { Bus, ModbusBus, ModbusRtuBus } from '../../field/wiring.ts';
import { type Diagnostic, diagnosticAt, type Finding } from '../diagnostic.ts';
import type { WiringPlaces } from '../wiring/wiring-context.ts';
import { placeOf } from './wiring.ts';

/** Part of the time that a bus may be taken by what is known of it; the rest is for commands and repetitions. */
const ROOM = 0.95;
/** How much less often a single device is asked to be polled for the sake of all. */
const MOST_FOR_ONE = 4;
const BAUD_RATES = [9600, 19_200, 38_400, 57_600, 115_200] as const;

export function checkBusBudgets(buses: readonly Bus[], places: WiringPlaces): readonly Diagnostic[] {
  return buses.flatMap((bus) =>
    bus.kind === 'modbus-tcp' || bus.kind === 'modbus-rtu' ? checkBus(bus, places) : [],
  );
}

function checkBus(bus: ModbusBus, places: WiringPlaces): readonly Diagnostic[] {
  const budget = busBudget(bus);
  // A device that cannot keep up by itself explains its bus.
  const slow = budget.devices.filter(({ ownShare }) => ownShare > 1);
  const found = slow.map((device) => {
    const wired = bus.devices.find(({ id }) => id === device.device) ?? bus;
    return diagnosticAt(placeOf(places, wired), slowDevice(device), { key: device.device });
  });
  if (slow.length > 0 || budget.share <= 1) return found;
  return [diagnosticAt(placeOf(places, bus), overload(bus, budget), { key: bus.id })];
}

function slowDevice({ device, polls, periodS, ownShare, writes }: DeviceBudget): Finding {
  const requests = `${polls} ${polls === 1 ? 'request' : 'requests'} in every ${ms(periodS)}`;
  const longerS = periodS * (ownShare / ROOM);
  return {
    id: 'bus-overload',
    message: `"${device}" cannot be polled so often: ${requests}${writes > 0 ? ' and its writes' : ''} would take ${percent(ownShare)} of its time.`,
    expected: 'polls that leave the device time to answer',
    remedy: `buhera,poll-ms = <${niceMs(longerS)}>; or wire fewer of its points`,
  };
}

function overload(bus: ModbusBus, budget: BusBudget): Finding {
  const { share, requestsPerS, meanExchangeS, line } = budget;
  const name = line === null ? `"${bus.id}"` : `"${bus.id}" at ${line}`;
  return {
    id: 'bus-overload',
    message: `The bus ${name} cannot serve its polls at their rate: ${requestsPerS.toFixed(1)} requests/s of ${ms(meanExchangeS)} would take ${percent(share)} of its time.`,
    expected: 'polls that take less than all of the time',
    remedy: `${[...remedies(bus, budget)].join('; or ')}; \`buhera links --budget <site>\` shows each device`,
  };
}

function* remedies(bus: ModbusBus, budget: BusBudget): Generator<string> {
  const longer = longerPoll(budget);
  if (longer !== null) yield longer;
  if (bus.kind === 'modbus-rtu') {
    const baudRate = fasterRate(bus);
    if (baudRate !== null) yield `current-speed = <${baudRate}>`;
  } else if (bus.maxInFlight > 1) yield 'a larger buhera,in-flight';
  yield 'fewer points or devices';
}

/** Of the device that takes most of the bus, where that is enough, or of all. */
function longerPoll({ share, parallel, devices }: BusBudget): string | null {
  const excess = (share - ROOM) * parallel;
  const pollShare = (device: DeviceBudget) => device.pollS / device.periodS;
  const [most] = [...devices].sort((a, b) => pollShare(b) - pollShare(a));
  if (most === undefined) return null;
  const left = pollShare(most) - excess;
  // A poll that is to keep its meaning is not made so much rarer while all others stay as they are.
  if (left > pollShare(most) / MOST_FOR_ONE)
    return `poll "${most.device}" every ${niceMs(most.pollS / left)} ms instead of ${ms(most.periodS)}`;
  const polls = devices.reduce((sum, device) => sum + pollShare(device), 0);
  return polls <= excess
    ? null
    : `poll every device ${(polls / (polls - excess)).toFixed(1)} times less often`;
}

function fasterRate(bus: ModbusRtuBus): number | null {
  const byRate = bus.silenceS === rtuTiming(bus.serial.baudRate).betweenFramesS;
  const fits = (baudRate: number) => {
    const silenceS = byRate ? rtuTiming(baudRate).betweenFramesS : bus.silenceS;
    return busBudget({ ...bus, silenceS, serial: { ...bus.serial, baudRate } }).share <= ROOM;
  };
  return BAUD_RATES.find((rate) => rate > bus.serial.baudRate && fits(rate)) ?? null;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}

function ms(seconds: number): string {
  return `${Number((1000 * seconds).toPrecision(3))} ms`;
}

/** Whole milliseconds with two digits that are not zero, rounded up. */
function niceMs(seconds: number): number {
  const step = Math.max(1, 10 ** (Math.floor(Math.log10(1000 * seconds)) - 1));
  return Math.ceil((1000 * seconds) / step) * step;
}
