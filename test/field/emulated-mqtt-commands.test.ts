/** Relays from shipped profiles: what their firmware is told, does and says. */
import { describe, expect, test } from 'vitest';
import { createEmulatedField } from '../../src/field/emulated/emulated-field.ts';
import { createMemoryField } from '../../src/field/memory/memory-field.ts';
import type { DeviceProfile } from '../../src/field/profile.ts';
import type { MqttBus } from '../../src/field/wiring.ts';
import { shipped } from '../devices/shipped-profiles.ts';
import { device, drive, mqttBus, wiring } from './fixtures.ts';

function relayBus(profile: DeviceProfile): MqttBus {
  const dut = device('dut', 1, profile, [drive(profile, 'relay', 'rack1.enabled')], {
    unit: null,
    topic: 'dut',
    periodS: 10,
    staleS: 30,
  });
  return mqttBus({ devices: [dut] });
}

function emulate(file: string) {
  const field = createEmulatedField(wiring(relayBus(shipped(file))), { seed: 1 });
  const heard = () =>
    field
      .takePublications('mqtt0')
      .map(({ topic, payload }) => `${topic} ${new TextDecoder().decode(payload)}`);
  let nowS = 0;
  const position = () => {
    let at = Number.NaN;
    field.update(++nowS, () => 0);
    field.forEachDrive((plantPoint, given) => {
      if (plantPoint === 'rack1.enabled') at = given;
    });
    return at;
  };
  position();
  heard();
  return {
    position,
    tell(topic: string, payload: string | Uint8Array): string[] {
      field.command('dut', topic, typeof payload === 'string' ? new TextEncoder().encode(payload) : payload);
      return heard();
    },
  };
}

const RPC = (on: unknown, method = 'Switch.Set') =>
  JSON.stringify({ src: 'me/1', id: 7, method, params: { on, id: 0, toggle_after: 5 } });

describe.each<[string, string, string, string, readonly RegExp[]]>([
  [
    'sonoff-pow-r2-tasmota.toml',
    'cmnd/dut/POWER',
    'ON',
    'off',
    [/^stat\/dut\/RESULT \{"POWER":"ON"\}$/, /^stat\/dut\/POWER ON$/],
  ],
  [
    'tuya-ts011f-zigbee2mqtt.toml',
    'zigbee2mqtt/dut/set',
    '{ "transition": 1, "state": "ON" }',
    '{"state":"OFF"}',
    [/^zigbee2mqtt\/dut \{.*"state":"ON"/],
  ],
  ['shelly-plug-s.toml', 'shellies/dut/relay/0/command', 'on', 'off', [/^shellies\/dut\/relay\/0 on$/]],
  [
    'shelly-plus-1pm.toml',
    'dut/rpc',
    RPC(true),
    RPC(false),
    [
      /^me\/1\/rpc \{"id":7,"src":"dut","dst":"me\/1","result":\{"was_on":false\}\}$/,
      /^dut\/status\/switch:0 \{.*"output":true/,
    ],
  ],
  [
    'athom-smart-plug-v2-esphome.toml',
    'dut/switch/switch/command',
    'ON',
    'OFF',
    [/^dut\/switch\/switch\/state ON$/],
  ],
])('%s', (file, topic, on, off, answers) => {
  test('obeys, answers as its firmware does, and takes a duplicate for the state that it is', () => {
    const dut = emulate(file);
    expect(dut.position()).toBe(0);
    for (const given of [on, on]) {
      const said = dut.tell(topic, given);
      expect(said).toHaveLength(answers.length);
      expect(said.at(-1)).toMatch(answers.at(-1) as RegExp);
      expect(dut.position()).toBe(1);
    }
    dut.tell(topic, off);
    expect(dut.position()).toBe(0);
    const again = dut.tell(topic, on);
    expect(again).toEqual(answers.map((answer) => expect.stringMatching(answer)));
  });

  test('does nothing at what it does not understand', () => {
    const dut = emulate(file);
    dut.tell(topic, on);
    const odd = [
      '',
      'null',
      '{}',
      '[]',
      '{"state":{}}',
      'maybe',
      RPC(null),
      RPC(false, 'Switch.Toggle'),
      '\u0000value',
    ];
    for (const payload of [...odd, Uint8Array.of(0xff, 0xfe)]) expect(dut.tell(topic, payload)).toEqual([]);
    expect(dut.tell(`${topic}/other`, off)).toEqual([]);
    expect(dut.position()).toBe(1);
  });

  test('is driven over memory in the scan that commands it', async () => {
    const site = wiring(relayBus(shipped(file)));
    const emulated = createEmulatedField(site, { seed: 1 });
    const field = createMemoryField(site, emulated, { readBack: false });
    await field.start();
    emulated.update(0, () => 0);
    field.write('rack1.enabled', 1, 0);
    field.exchange(0);
    const reading = field.drain().findLast(({ tag }) => tag === 'rack1.enabled')?.reading;
    expect(reading).toEqual({ value: 1, quality: 'good', reason: null });
    field.write('rack1.enabled', 0, 0);
    expect(await field.flush(0, 1)).toBe(true);
    const positions: number[] = [];
    emulated.update(1, () => 0);
    emulated.forEachDrive((_, position) => positions.push(position));
    expect(positions).toEqual([0]);
    expect(field.links()[0]).toMatchObject({ requests: 2, retries: 0, timeouts: 0 });
  });
});

test('a flood of commands is answered a limited number of times between two steps', () => {
  const dut = emulate('shelly-plug-s.toml');
  const answered = () =>
    Array.from({ length: 1000 }, (_, i) =>
      dut.tell('shellies/dut/relay/0/command', i % 2 === 0 ? 'on' : 'off'),
    ).flat().length;
  const first = answered();
  expect(first).toBeGreaterThan(0);
  expect(first).toBeLessThan(100);
  dut.position();
  expect(answered()).toBe(first);
});
