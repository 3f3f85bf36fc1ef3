import { describe, expect, it } from 'vitest';
import { budgetHeading, budgetRows, busReportRows, errorsText, healthRows } from '../../src/cli/link-text.ts';
import { busBudget } from '../../src/field/bus-budget.ts';
import { type BusHealth, BusMeter } from '../../src/field/driver/link-health.ts';
import { exceptionOutcome, type ModbusOutcome, protocolOutcome } from '../../src/field/modbus/request.ts';
import { device, sense, serialBus, TRANSMITTER } from '../field/fixtures.ts';

const OK: ModbusOutcome = { ok: true, values: [] };

/** A line with one device that answered for ten seconds and went wrong three times. */
function troubled(): BusHealth {
  const meter = new BusMeter([{ device: 'pt1', unit: 1 }]);
  for (let i = 0; i < 100; i++) {
    meter.sent(1, 8, i / 10);
    meter.answered(1, 9, i / 10 + 0.02, 0.005);
    meter.settled(1, OK);
  }
  for (const outcome of [exceptionOutcome(6), exceptionOutcome(6), protocolOutcome('checksum', '')]) {
    meter.settled(1, outcome);
  }
  meter.late(1);
  meter.connectionLost();
  return meter.health({ bus: 'line0', kind: 'modbus-rtu' }, 10, () => 'open');
}

function cells(rows: readonly (readonly string[])[], first: string): readonly string[] {
  const found = rows.find(([name = '']) => name.trim().startsWith(first));
  if (found === undefined) throw new Error(`no row ${first}`);
  return found;
}

describe('links in words', () => {
  it('are a row for each bus and link, under a head of the same width', () => {
    const rows = healthRows([troubled()]);
    expect(new Set(rows.map(({ length }) => length))).toEqual(new Set([11]));
    expect(cells(rows, 'pt1').slice(1, 4)).toEqual(['open', '25 %', '25 %']);
    expect(cells(rows, 'pt1').at(-1)).toBe('2 exception 6, 1 checksum, 1 late');
    expect(cells(rows, 'line0').at(-1)).toBe('1 connection lost, 2 exception 6, 1 checksum, 1 late');
    expect(cells(rows, 'pt1').slice(6, 10).join(' ')).toMatch(/^(?:20(?:\.\d)? ms ?){4}$/u);
  });

  it('say nothing of errors where there were none, and nothing of times that nobody measured', () => {
    const silent = new BusMeter([{ device: 'pt1', unit: 1 }]);
    silent.settled(1, OK);
    const health = silent.health({ bus: 'line0', kind: 'modbus-tcp' }, 0, () => 'closed');
    expect(errorsText(health.errors)).toBe('');
    expect(cells(healthRows([health]), 'pt1').slice(6)).toEqual(['—', '—', '—', '—', '']);
    expect(busReportRows([health])).toEqual([['bus', 'line0: 1 request']]);
  });

  it('are named in the report of a run where something went wrong on them', () => {
    const [bus, link] = busReportRows([troubled()]);
    expect(bus?.[1]).toMatch(
      /^line0: 103 requests, busy 25 %, round trip p50 20.* max 20 ms, 1 connection lost$/u,
    );
    expect(link?.[1]).toBe('  pt1: 2 exception 6, 1 checksum, 1 late; breaker open');
  });
});

describe('budgets in words', () => {
  const bus = (periodS: number) =>
    serialBus([device('pt1', 1, TRANSMITTER, [sense(TRANSMITTER, 'pressure', 'p')], { periodS })], {
      serial: { baudRate: 9600, parity: 'none', stopBits: 1, rtsDelay: null },
    });

  it('say how much is free, or that it is not enough', () => {
    expect(budgetHeading(busBudget(bus(1)))).toMatch(
      /^modbus0 at 9600 8N1: 1 requests\/s of .* % free for commands/u,
    );
    expect(budgetHeading(busBudget(bus(0.01)))).toMatch(/CANNOT SERVE ITS POLLS$/u);
  });

  it('have what was measured beside them, as far as anything was', () => {
    const budget = busBudget(bus(1));
    const rows = budgetRows(budget, () => ({ busyShare: 0.025, requestsPerS: 0.99 }));
    expect(rows[1]?.slice(-3)).toEqual(['1', '0.99', '2.5 %']);
    expect(budgetRows(budget, () => null)[1]?.slice(-3)).toEqual(['1', '—', '—']);
    expect(new Set(rows.map(({ length }) => length)).size).toBe(1);
    expect(budgetRows(budget)[0]).not.toContain('measured');
  });
});
