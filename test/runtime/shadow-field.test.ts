/** Real devices that are met on the way of the emulated ones need the same leave as those that have a way of their own. */
import { expect, it } from 'vitest';
import { siteTags } from '../../src/config/tags.ts';
import type { FieldRunner } from '../../src/field/field-runner.ts';
import type { Bus } from '../../src/field/wiring.ts';
import { Arming } from '../../src/runtime/arming.ts';
import { DeviceModes } from '../../src/runtime/device-modes.ts';
import { Journal } from '../../src/runtime/journal.ts';
import { ProcessImage } from '../../src/runtime/process-image.ts';
import { mainAccess, withHardware } from '../../src/runtime/shadow-field.ts';
import { demoSite } from './demo-runtime.ts';
import { inModes } from './modes.ts';

const DEMO = demoSite();

function leaveOf(wiring: typeof DEMO.wiring) {
  const site = { ...DEMO, wiring };
  const modes = new DeviceModes(wiring);
  const arming = new Arming(site, modes, new Journal());
  const image = new ProcessImage(
    siteTags(site).map(({ id }) => id),
    new Map(),
  );
  const arm = () => arming.arm({ forS: 1, confirmation: 'demo' }, [], image, 0);
  return { modes, arming, arm };
}

it('a real device beside emulated ones is read until the site is armed, and they are commanded', () => {
  const buses = DEMO.wiring.buses.map((bus): Bus => {
    if (bus.kind !== 'modbus-tcp') return bus;
    return {
      ...bus,
      devices: bus.devices.map((device) => (device.id === 'ao1' ? { ...device, mode: 'real' } : device)),
    };
  });
  const leave = leaveOf({ buses });
  const { access } = mainAccess({ buses }, leave);
  expect([access?.('ao1'), access?.('do1')]).toEqual(['read', 'command']);
  expect(leave.arm()).toMatchObject({ ok: true });
  expect([access?.('ao1'), access?.('do1')]).toEqual(['command', 'command']);
});

it('drivers that meet no real device are asked nothing', () => {
  expect(mainAccess(DEMO.wiring, leaveOf(DEMO.wiring))).toEqual({});
});

it('a site without hardware has the field that it would have without modes', () => {
  const field = {} as FieldRunner;
  const options = { readBack: false, speed: 1, now: () => 0, serve: true };
  expect(withHardware(DEMO.wiring, () => field, options, leaveOf(DEMO.wiring))).toBe(field);
  const { wiring } = inModes(DEMO, {});
  expect(withHardware(wiring, () => field, options, leaveOf(wiring))).not.toBe(field);
});
