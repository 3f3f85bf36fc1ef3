/** Profiles with one mistake each, which the check has to find. */
import { describe, expect, it } from 'vitest';
import { checkProfileRoundTrip } from '../../src/cli/devices/check/round-trip.ts';
import type {
  DeviceProfile,
  MessageProfile,
  ModbusPoint,
  MqttCommand,
  PointProfile,
} from '../../src/field/profile.ts';
import { shipped } from './shipped-profiles.ts';

const PRESSURE = shipped('keller-33x.toml');
const DRIVE = shipped('delta-ms300.toml');
const TASMOTA = shipped('sonoff-th16-ds18b20-tasmota.toml');
const CONTROLLER = shipped('autonics-tk4s.toml');
const PLUG = shipped('sonoff-pow-r2-tasmota.toml');
const THERMOMETERS = shipped('eletechsup-r4dcb08.toml');

function failures(profile: DeviceProfile) {
  return checkProfileRoundTrip(profile, 1).filter(({ failure }) => failure !== null);
}

/** The profile with its first point changed. */
function withFirst(
  profile: DeviceProfile,
  change: (point: PointProfile, source: ModbusPoint) => Partial<PointProfile>,
): DeviceProfile {
  const [first, ...rest] = profile.points;
  if (first?.source.protocol !== 'modbus') throw new Error('no register');
  return { ...profile, points: [{ ...first, ...change(first, first.source) }, ...rest] };
}

function withMessage(profile: DeviceProfile, change: Partial<MessageProfile>): DeviceProfile {
  return { ...profile, messages: profile.messages.map((message) => ({ ...message, ...change })) };
}

/** The relay with another command. */
function withCommand(profile: DeviceProfile, change: Partial<MqttCommand>): DeviceProfile {
  const points = profile.points.map((point) => {
    const { source } = point;
    if (source.protocol !== 'mqtt' || source.command === undefined) return point;
    return { ...point, source: { ...source, command: { ...source.command, ...change } } };
  });
  return { ...profile, points };
}

const NO_LIMITS = {
  functions: null,
  maxRegisters: null,
  minGapS: 0,
  identification: null,
  factory: null,
};

describe('the check finds', () => {
  it('nothing in a profile that holds', () => {
    for (const profile of [PRESSURE, DRIVE, TASMOTA, PLUG, CONTROLLER, THERMOMETERS])
      expect(failures(profile)).toEqual([]);
  });

  it('a range that the register cannot hold', () => {
    const broken = withFirst(THERMOMETERS, ({ range }) => ({ range: [range[0], range[1] + 1e5] }));
    const [found] = failures(broken);
    expect(found).toMatchObject({ part: 'reading', point: THERMOMETERS.points[0]?.name });
    expect(found?.failure).toContain('the registers say');
  });

  it('a fail value that is a proper measurement', () => {
    const broken = withFirst(THERMOMETERS, ({ range }, source) => {
      const middle = Math.round(((range[0] + range[1]) / 2 - source.offset) / source.scale);
      return { source: { ...source, failRaw: [middle] } };
    });
    expect(failures(broken)[0]?.failure).toContain('reads bad, sensor fault');
  });

  it('a request that the device does not answer', () => {
    const [found] = failures({ ...PRESSURE, modbus: { ...NO_LIMITS, functions: [4] } });
    expect(found?.failure).toContain('illegal function');
  });

  it('a request that is too long for the device', () => {
    const [found] = failures({ ...PRESSURE, modbus: { ...NO_LIMITS, maxRegisters: 1 } });
    expect(found?.failure).toContain('illegal data value');
  });

  it('an output that cannot be written', () => {
    const [found] = failures({ ...DRIVE, modbus: { ...NO_LIMITS, functions: [3] } });
    expect(found).toMatchObject({ part: 'writing', point: 'frequency_command' });
  });

  it('a payload that is not what the points are read from', () => {
    const broken = withMessage(TASMOTA, { template: '{"DS18B20":{"Temp":{temperature}},"TempUnit":"C"}' });
    expect(failures(broken)[0]).toMatchObject({ part: 'reading', point: 'temperature' });
    expect(failures(withMessage(TASMOTA, { template: '{"DS18B20":{temperature}' }))[0]?.failure).toContain(
      'not JSON',
    );
  });

  it('a payload that never states the unit that the point counts on', () => {
    const broken = withMessage(TASMOTA, { template: '{"DS18B20":{"Temperature":{temperature}}}' });
    expect(failures(broken)[0]?.failure).toContain('unexpected unit');
  });

  it('decimals that the first point does not have', () => {
    const broken = withFirst(CONTROLLER, (_, source) => ({
      source: { ...source, scale: source.scale / 10 },
    }));
    expect(failures(broken)[0]).toMatchObject({ part: 'reading', point: 'temperature' });
  });

  it('a state of the emulated device in which nothing is well', () => {
    const probe = shipped('vaisala-gmp252.toml');
    const points = probe.points.map((point) =>
      point.name === 'co2_ready' ? { ...point, source: { ...point.source, emulatedRaw: 1 } } : point,
    ) as readonly PointProfile[];
    expect(failures({ ...probe, points })[0]?.failure).toContain(
      'reads bad, Carbon dioxide measurement: not ready',
    );
  });

  it('a command that is confirmed where the device does not show the point', () => {
    const [found] = failures(withCommand(PLUG, { confirmedBy: 'sensor' }));
    expect(found).toMatchObject({ part: 'commands', point: 'relay' });
    expect(found?.failure).toContain('no message of its confirms it');
  });

  it('a command in words that mean something else to the device', () => {
    const [found] = failures(withCommand(PLUG, { words: { ON: 0, OFF: 1 } }));
    expect(found).toBeUndefined();
    const [silent] = failures(withCommand(PLUG, { words: { ON: 1 } }));
    expect(silent).toMatchObject({ part: 'commands', point: 'relay' });
  });

  it('a command without the value in it', () => {
    const [found] = failures(withCommand(PLUG, { payload: 'ON' }));
    expect(found?.failure).toContain('at 0: the device stands at 1');
  });
});
