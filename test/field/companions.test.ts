/** Points that say something of others, from the registers of the emulator to the readings of the driver. */
import { describe, expect, it } from 'vitest';
import { encodeRaw } from '../../src/field/codec/registers.ts';
import { createModbusDriver } from '../../src/field/driver/modbus-driver.ts';
import { EmulatedModbusDevice } from '../../src/field/emulated/modbus-device.ts';
import { answerPdu, exceptionPdu } from '../../src/field/modbus/pdu.ts';
import { decodeReply, encodeRequest, type ModbusRequest } from '../../src/field/modbus/request.ts';
import type { ModbusPoint, PointProfile } from '../../src/field/profile.ts';
import type { BoundPoint } from '../../src/field/wiring.ts';
import type { Reading } from '../../src/units/reading.ts';
import { device, drive, modbusBus, modbusPoint, point, profile, sense } from './fixtures.ts';

const PERIOD_S = 1;
/** Too far from the values to be read with them. */
const FAR = 500;

function state(name: string, change: Partial<ModbusPoint>): PointProfile {
  return point(name, modbusPoint({ emulatedRaw: 0, meanings: { 0: 'well', 1: 'broken' }, ...change }));
}

function value(name: string, change: Partial<ModbusPoint>, more: Partial<PointProfile> = {}): PointProfile {
  return point(name, modbusPoint({ type: 'int16', ...change }), {
    quantity: 'temperature',
    range: [-100, 300],
    ...more,
  });
}

/** One device with its driver; `ask` may refuse a request, or meddle with the device before one. */
class Bench {
  readonly device: EmulatedModbusDevice;
  readonly requests: ModbusRequest[] = [];
  readonly readings = new Map<string, Reading>();
  /** Every reading of every tag, in order. */
  readonly history: { readonly tag: string; readonly reading: Reading; readonly timeS: number }[] = [];
  before: (request: ModbusRequest) => 'refuse' | undefined = () => undefined;
  private readonly driver: ReturnType<typeof createModbusDriver>;
  private nowS = 0;

  constructor(
    points: readonly PointProfile[],
    bind: (made: ReturnType<typeof profile>) => readonly BoundPoint[],
  ) {
    const made = profile('acme,states', points);
    const dut = device('dut', 1, made, bind(made), { periodS: PERIOD_S, staleS: 10 });
    this.device = new EmulatedModbusDevice(dut, 1);
    this.driver = createModbusDriver(modbusBus([dut]), { readBack: false });
  }

  step(truth: Readonly<Record<string, number>> = {}): void {
    this.nowS += PERIOD_S;
    this.device.update(this.nowS, (name) => truth[name] ?? Number.NaN);
    for (let due = this.driver.due(this.nowS); due.length > 0; due = this.driver.due(this.nowS)) {
      for (const { id, request } of due) {
        this.requests.push(request);
        const refused = this.before(request) === 'refuse';
        const pdu = encodeRequest(request);
        const reply = refused ? exceptionPdu(pdu[0] ?? 0, 2) : answerPdu(this.device.map, pdu);
        this.driver.complete(id, decodeReply(request, reply), this.nowS);
      }
    }
    for (const sample of this.driver.drain()) {
      this.readings.set(sample.tag, sample.reading);
      this.history.push(sample);
    }
    this.device.update(this.nowS, (name) => truth[name] ?? Number.NaN);
  }

  command(tag: string, position: number): void {
    this.driver.write(tag, position);
  }

  get hasPending(): boolean {
    return this.driver.hasPendingWrites();
  }

  put(of: PointProfile, raw: number): void {
    const source = of.source as ModbusPoint;
    this.device.map.set(source.table, source.address, encodeRaw(source, raw));
  }
}

const senses =
  (...names: string[]) =>
  (made: ReturnType<typeof profile>) =>
    names.map((name) => sense(made, name, `x.${name}`));

describe('a number of decimals', () => {
  const decimals = state('decimals', {
    address: 1,
    meanings: { 0: '0', 1: '0.0', 2: '0.00' },
    emulatedRaw: 1,
  });
  const temperature = value('temperature', { address: 0, decimals: 'decimals' });

  it('scales the reading, is read with it, and is followed when it changes', () => {
    const bench = new Bench([temperature, decimals], senses('temperature'));
    bench.step({ 'x.temperature': 12.34 });
    expect(bench.requests).toEqual([{ kind: 'read', table: 'holding', address: 0, count: 2 }]);
    expect(bench.readings.get('x.temperature')).toEqual({ value: 12.3, quality: 'good', reason: null });
    bench.put(decimals, 2);
    bench.step({ 'x.temperature': 12.34 });
    expect(bench.readings.get('x.temperature')?.value).toBeCloseTo(12.34, 12);
  });

  it('that is none makes the reading bad, and says so', () => {
    const bench = new Bench([temperature, decimals], senses('temperature'));
    bench.step({ 'x.temperature': 12 });
    bench.put(decimals, 77);
    bench.step({ 'x.temperature': 12 });
    expect(bench.readings.get('x.temperature')).toEqual({ value: 12, quality: 'bad', reason: '77 decimals' });
  });

  const output = value(
    'setpoint',
    { address: 20, decimals: 'decimals' },
    { access: 'read-write', range: [0, 100] },
  );
  const driven = (made: ReturnType<typeof profile>) => [drive(made, 'setpoint', 'x.setpoint')];

  it('is known before an output is written, and has it written again when it changes', () => {
    const far = { ...decimals, source: { ...(decimals.source as ModbusPoint), address: FAR } };
    const bench = new Bench([output, far], driven);
    bench.before = ({ kind }) => (kind === 'read' ? 'refuse' : undefined);
    bench.command('x.setpoint', 0.5);
    bench.step();
    expect(bench.requests.map(({ kind }) => kind)).toEqual(['read']);
    expect(bench.hasPending).toBe(true);
    bench.before = () => undefined;
    bench.step();
    expect(bench.requests.at(-1)).toMatchObject({ kind: 'write', address: 20, values: [500] });
    expect(bench.hasPending).toBe(false);
    expect(bench.readings.get('x.setpoint')).toEqual({ value: 0.5, quality: 'good', reason: null });
    bench.put(far, 2);
    bench.step();
    bench.step();
    expect(bench.device.map.get('holding', 20)).toBe(5000);
    expect(bench.readings.get('x.setpoint')?.value).toBe(0.5);
  });
});

describe('a state', () => {
  const near = state('state', { address: 1 });
  const far = state('state', { address: FAR });
  const spoilt = { qualifiers: [{ point: 'state', is: [1], quality: 'bad' as const }] };
  const temperature = value('temperature', { address: 0, ...spoilt });

  it('makes a reading bad with its own words, keeps the last value, and lets it be good again', () => {
    const bench = new Bench([temperature, near], senses('temperature'));
    bench.step({ 'x.temperature': 20 });
    bench.put(near, 1);
    bench.step({ 'x.temperature': 99 });
    expect(bench.readings.get('x.temperature')).toEqual({
      value: 20,
      quality: 'bad',
      reason: 'state: broken',
    });
    bench.put(near, 0);
    bench.step({ 'x.temperature': 21 });
    expect(bench.readings.get('x.temperature')).toEqual({ value: 21, quality: 'good', reason: null });
  });

  it('that is far away is read after the value: the value of a sensor that breaks in between is never good', () => {
    const bench = new Bench([temperature, far], senses('temperature'));
    bench.step({ 'x.temperature': 20 });
    expect(bench.requests.map((request) => 'address' in request && request.address)).toEqual([0, FAR]);
    bench.before = (request) => {
      // The sensor breaks just before its value is read: the register holds nonsense, and the state says so.
      if ('address' in request && request.address === 0) {
        bench.put(temperature, 250);
        bench.put(far, 1);
      }
      return undefined;
    };
    bench.step({ 'x.temperature': 20 });
    const good = bench.history.filter(
      ({ tag, reading }) => tag === 'x.temperature' && reading.quality === 'good',
    );
    expect(good.map(({ reading }) => reading.value)).toEqual([20]);
    expect(bench.readings.get('x.temperature')).toMatchObject({ quality: 'bad', reason: 'state: broken' });
  });

  it('that cannot be read leaves no good value, and its refusal is the reason', () => {
    const bench = new Bench([temperature, far], senses('temperature'));
    bench.before = (request) => ('address' in request && request.address === FAR ? 'refuse' : undefined);
    bench.step({ 'x.temperature': 20 });
    expect(bench.readings.get('x.temperature')).toMatchObject({
      quality: 'bad',
      reason: 'exception 2 illegal data address',
    });
    bench.before = () => undefined;
    bench.step({ 'x.temperature': 20 });
    expect(bench.readings.get('x.temperature')).toMatchObject({ value: 20, quality: 'good' });
  });

  it('may make a reading uncertain, which then keeps its value, and leaves a worse one as it is', () => {
    const doubtful = value('temperature', {
      address: 0,
      failRaw: [-1],
      qualifiers: [{ point: 'state', is: [1], quality: 'uncertain' }],
    });
    const bench = new Bench([doubtful, near], senses('temperature'));
    bench.step({ 'x.temperature': 20 });
    bench.put(near, 1);
    bench.step({ 'x.temperature': 30 });
    expect(bench.readings.get('x.temperature')).toEqual({
      value: 30,
      quality: 'uncertain',
      reason: 'state: broken',
    });
    bench.step({});
    expect(bench.readings.get('x.temperature')).toMatchObject({ quality: 'bad', reason: 'sensor fault' });
  });

  it('is where an emulated device tells of a failed sensor, and of several until all are well', () => {
    const second = value('second', { address: 2, ...spoilt });
    const bench = new Bench([temperature, near, second], senses('temperature', 'second'));
    const shown = () => bench.device.map.get('holding', 1);
    bench.step({ 'x.temperature': 20, 'x.second': 20 });
    expect(shown()).toBe(0);
    bench.step({ 'x.second': 20 });
    expect(shown()).toBe(1);
    bench.step({});
    bench.step({ 'x.temperature': 20 });
    expect(shown()).toBe(1);
    bench.step({ 'x.temperature': 20, 'x.second': 20 });
    expect(shown()).toBe(0);
    expect(new Bench([temperature, near], senses('temperature')).device.map.get('holding', 1)).toBe(0);
  });

  it('that the plant feeds is left to the plant', () => {
    const bench = new Bench([temperature, near], senses('temperature', 'state'));
    bench.step({ 'x.temperature': Number.NaN, 'x.state': 0 });
    expect(bench.device.map.get('holding', 1)).toBe(0);
    bench.step({ 'x.temperature': 20, 'x.state': 1 });
    expect(bench.readings.get('x.temperature')).toMatchObject({ quality: 'bad', reason: 'state: broken' });
    expect(bench.readings.get('x.state')).toMatchObject({ value: 1, quality: 'good' });
  });
});
