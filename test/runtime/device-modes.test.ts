import { describe, expect, it } from 'vitest';
import type { DeviceMode } from '../../src/field/wiring.ts';
import type { ModeFacts } from '../../src/runtime/device-mode-rules.ts';
import { DeviceModes } from '../../src/runtime/device-modes.ts';
import { demoSite } from './demo-runtime.ts';
import { inModes } from './modes.ts';

const FACTS: ModeFacts = { armed: false, held: new Map(), activeCauses: new Map(), noHardware: null };

function modesOf(modes: Readonly<Record<string, DeviceMode>> = {}): DeviceModes {
  return new DeviceModes(inModes(demoSite(), modes).wiring);
}

type Change = readonly [device: string, from: DeviceMode, to: DeviceMode, facts: Partial<ModeFacts>];

describe('a device may change its mode', () => {
  it.each<Change>([
    ['pt1', 'emulated', 'shadow', {}],
    ['pt1', 'emulated', 'real', {}],
    ['pt1', 'shadow', 'emulated', {}],
    ['pt1', 'emulated', 'shadow', { armed: true }],
    ['pt1', 'shadow', 'real', { armed: true, activeCauses: new Map([['ch1.pressure', 'high']]) }],
    ['ao1', 'emulated', 'shadow', {}],
    ['ao1', 'shadow', 'emulated', {}],
    ['ao1', 'shadow', 'real', { armed: true }],
    ['ao1', 'shadow', 'emulated', { held: new Map([['cross.position', 0]]) }],
    ['pt1', 'shadow', 'emulated', { noHardware: 'virtual time' }],
  ])('%s from %s to %s while %j', (device, from, to, facts) => {
    const modes = modesOf({ [device]: from });
    expect(modes.change(device, to, { ...FACTS, ...facts })).toMatchObject({ ok: true });
    expect(modes.modeOf(device)).toBe(to);
    expect(modes.sourceOf({ id: `${device}.online`, kind: 'status' })).toBe(to);
  });
});

describe('a device may not change its mode', () => {
  it.each<[...Change, RegExp]>([
    ['pt1', 'real', 'shadow', {}, /no emulator of it runs/u],
    ['pt1', 'real', 'emulated', {}, /no emulator of it runs/u],
    ['room', 'emulated', 'shadow', {}, /buhera,hardware-topic/u],
    ['room', 'emulated', 'real', {}, /buhera,hardware-topic/u],
    ['pt1', 'emulated', 'shadow', { noHardware: 'virtual time' }, /virtual time/u],
    ['pt1', 'shadow', 'emulated', { armed: true }, /must not follow an emulated sensor/u],
    [
      'pt1',
      'shadow',
      'emulated',
      { activeCauses: new Map([['ch1.pressure', 'high']]) },
      /cause high stands/u,
    ],
    ['ao1', 'shadow', 'real', {}, /not armed/u],
    ['ao1', 'emulated', 'real', {}, /not armed/u],
    ['ao1', 'emulated', 'shadow', { armed: true }, /disarm it first/u],
    ['ao1', 'emulated', 'real', { armed: true }, /disarm it first/u],
    ['ao1', 'shadow', 'emulated', { armed: true }, /disarm it first/u],
    ['ao1', 'shadow', 'emulated', { held: new Map([['vent1.position', 1]]) }, /held by an interlock/u],
  ])('%s from %s to %s while %j', (device, from, to, facts, reason) => {
    const modes = modesOf({ [device]: from });
    const result = modes.change(device, to, { ...FACTS, ...facts });
    expect(result).toMatchObject({ ok: false, problem: 'refused', text: expect.stringMatching(reason) });
    expect(modes.modeOf(device)).toBe(from);
  });

  it('to the mode it has: that is no change, and no refusal', () => {
    expect(modesOf().change('pt1', 'emulated', FACTS)).toEqual({ ok: true, text: 'pt1 is emulated already' });
  });
});

describe('what stands behind a tag', () => {
  const modes = modesOf({ pt1: 'shadow', ao1: 'shadow' });

  it.each([
    ['ch1.pressure', 'sensor', 'shadow'],
    ['ch1.pressure.residual', 'residual', 'shadow'],
    ['pt1.online', 'status', 'shadow'],
    ['inlet1.position', 'output', 'shadow'],
    ['ch2.pressure', 'sensor', 'emulated'],
    ['ledger.mass_residual_relative', 'ledger', 'emulated'],
    ['pc1.sp', 'loop', null],
    ['site.armed', 'arming', null],
  ] as const)('%s is of mode %s', (id, kind, mode) => {
    expect(modes.sourceOf({ id, kind })).toBe(mode);
  });

  it('is counted and listed', () => {
    expect([modes.count('shadow'), modes.count('emulated')]).toEqual([2, 4]);
    expect(modes.realOutputs.map(({ device }) => device)).toEqual(['ao1']);
    const listed = modes.snapshots(FACTS).find(({ device }) => device === 'pt1');
    expect(listed).toMatchObject({ mode: 'shadow', wired: 'shadow', outputs: [] });
    expect(listed?.others).toEqual([
      { mode: 'emulated', refusal: null },
      { mode: 'real', refusal: null },
    ]);
  });
});
