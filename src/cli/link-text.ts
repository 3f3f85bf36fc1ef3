/** Links and buses in words: what they measured, and what their wiring asks of them. */
import type { BusBudget, DeviceBudget } from '../field/bus-budget.ts';
import type { ErrorCounts } from '../field/driver/link-errors.ts';
import type { BusHealth, WireFigures } from '../field/driver/link-health.ts';

const HEALTH_HEAD = [
  '',
  'breaker',
  'busy',
  'last 10 s',
  'requests/s',
  'bytes/s',
  'p50',
  'p99',
  'p99.9',
  'max',
  'errors',
];

/** A row for each bus and below it for each of its links, with a head. */
export function healthRows(buses: readonly BusHealth[]): string[][] {
  return [
    HEALTH_HEAD,
    ...buses.flatMap((bus) => [
      [`${bus.bus} (${bus.kind})`, '', ...figureCells(bus), busErrors(bus)],
      ...bus.links.map((link) => [
        `  ${link.device} (unit ${link.unit})`,
        link.breaker,
        ...figureCells(link),
        errorsText(link.errors),
      ]),
    ]),
  ];
}

function figureCells({ overall, recent, roundTrip }: WireFigures): string[] {
  const none = roundTrip.count === 0;
  const { p50S, p99S, p999S, maxS } = roundTrip;
  return [
    percent(overall.busyShare),
    percent(recent.busyShare),
    rate(recent.requestsPerS),
    rate(recent.bytesPerS),
    ...[p50S, p99S, p999S, maxS].map((seconds) => (none ? '—' : ms(seconds))),
  ];
}

function busErrors({ errors, connectionsLost }: BusHealth): string {
  const lost = connectionsLost === 0 ? [] : [`${counted(connectionsLost, 'connection')} lost`];
  return [...lost, errorsText(errors)].filter((text) => text !== '').join(', ');
}

/** Such as `3 timeout, 5 exception 2, 1 late`; empty where nothing went wrong. */
export function errorsText({ byKind, exceptions }: ErrorCounts): string {
  return Object.entries(byKind)
    .flatMap(([kind, count]) =>
      kind === 'exception'
        ? Object.entries(exceptions).map(([code, times]) => `${times} exception ${code}`)
        : count === 0
          ? []
          : [`${count} ${kind}`],
    )
    .join(', ');
}

/** What is measured beside what is computed; null for a site that does not run. */
export interface Measured {
  readonly busyShare: number;
  readonly requestsPerS: number;
}

const BUDGET_HEAD = [
  'device',
  'unit',
  'polls',
  'every',
  'take',
  'writes',
  'every',
  'take',
  'of the bus',
  'of itself',
];
const MEASURED_HEAD = ['requests/s', 'measured', 'of the bus, measured'];

/** A line for the bus, and rows for its devices. */
export function budgetHeading({
  bus,
  line,
  parallel,
  share,
  requestsPerS,
  meanExchangeS,
}: BusBudget): string {
  const name = line === null ? bus : `${bus} at ${line}`;
  const several = parallel > 1 ? `, ${parallel} under way at once` : '';
  const room =
    share > 1 ? 'CANNOT SERVE ITS POLLS' : `${percent(1 - share)} free for commands and repetitions`;
  return `${name}: ${rate(requestsPerS)} requests/s of ${ms(meanExchangeS)}${several} take ${percent(share)} of its time; ${room}`;
}

/** @param measuredOf What the link of a device has measured; absent for a site that does not run. */
export function budgetRows(
  { devices }: BusBudget,
  measuredOf?: (device: string) => Measured | null,
): string[][] {
  const head = measuredOf === undefined ? BUDGET_HEAD : [...BUDGET_HEAD, ...MEASURED_HEAD];
  return [head, ...devices.map((device) => [...budgetCells(device), ...measuredCells(device, measuredOf)])];
}

function budgetCells(device: DeviceBudget): string[] {
  const { polls, pollS, periodS, writes, writeS, refreshS } = device;
  const round = (count: number, everyS: number, takeS: number) =>
    count === 0 ? ['0', '', ''] : [String(count), ms(everyS), ms(takeS)];
  return [
    device.device,
    String(device.unit),
    ...round(polls, periodS, pollS),
    ...round(writes, refreshS, writeS),
    percent(device.share),
    percent(device.ownShare),
  ];
}

function measuredCells(
  { device, requestsPerS }: DeviceBudget,
  measuredOf?: (device: string) => Measured | null,
): string[] {
  if (measuredOf === undefined) return [];
  const measured = measuredOf(device);
  return [
    rate(requestsPerS),
    ...(measured === null ? ['—', '—'] : [rate(measured.requestsPerS), percent(measured.busyShare)]),
  ];
}

/** What the run report says of each bus: one line, and one more for every link on which something went wrong. */
export function busReportRows(buses: readonly BusHealth[]): string[][] {
  return buses.flatMap((bus) => {
    const { p50S, p99S, p999S, maxS, count } = bus.roundTrip;
    const times =
      count === 0
        ? ''
        : `, round trip p50 ${ms(p50S)}   p99 ${ms(p99S)}   p99.9 ${ms(p999S)}   max ${ms(maxS)}`;
    const busy = bus.overall.overS === 0 ? '' : `, busy ${percent(bus.overall.busyShare)}`;
    const lost = bus.connectionsLost === 0 ? '' : `, ${counted(bus.connectionsLost, 'connection')} lost`;
    const troubled = bus.links.filter(({ errors }) => errorsText(errors) !== '');
    return [
      ['bus', `${bus.bus}: ${counted(bus.requests, 'request')}${busy}${times}${lost}`],
      ...troubled.map(({ device, errors, breaker }) => [
        '',
        `  ${device}: ${errorsText(errors)}${breaker === 'closed' ? '' : `; breaker ${breaker}`}`,
      ]),
    ];
  });
}

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}

function rate(perS: number): string {
  return String(Number(perS.toPrecision(3)));
}

function ms(seconds: number): string {
  return `${Number((1000 * seconds).toPrecision(3))} ms`;
}
