/** When a device may change its mode: where it has the line, and where no output jumps or is left to nobody. */
import type { DeviceLines } from '../field/shadow/device-lines.ts';
import type { DeviceMode } from '../field/wiring.ts';

export interface ModeFacts {
  /** Real outputs are written now. */
  readonly armed: boolean;
  /** Outputs that something holds in a position of its own. */
  readonly held: ReadonlyMap<string, number>;
  /** Tags whose limit or loss is an interlock's active cause, each with the cause. */
  readonly activeCauses: ReadonlyMap<string, string>;
  /** Why this run reaches no hardware; null: it does. */
  readonly noHardware: string | null;
}

/** Why a device may not go from one mode to another; null: it may. */
export function modeRefusal(
  lines: DeviceLines,
  change: { readonly from: DeviceMode; readonly to: DeviceMode },
  facts: ModeFacts,
): string | null {
  return (
    lineRefusal(lines, change.to, facts) ??
    outputRefusal(lines, change, facts) ??
    sensorRefusal(lines, change, facts)
  );
}

function lineRefusal(
  { device, bus, emulated, hardware }: DeviceLines,
  to: DeviceMode,
  facts: ModeFacts,
): string | null {
  if (to !== 'real' && !emulated) {
    return `${device.id} is wired as real, and no emulator of it runs: wire it as shadow to switch it`;
  }
  if (to === 'emulated') return null;
  if (!hardware) {
    const property =
      bus.kind === 'mqtt'
        ? 'buhera,hardware-topic in its node'
        : bus.kind === 'modbus-tcp'
          ? 'buhera,hardware in its bus'
          : 'a serial port as buhera,connect, and none as buhera,listen, in its bus';
    return `the wiring does not say where the hardware of ${device.id} is: add ${property}`;
  }
  return facts.noHardware;
}

function outputRefusal(
  { device }: DeviceLines,
  { from, to }: { readonly from: DeviceMode; readonly to: DeviceMode },
  { armed, held }: ModeFacts,
): string | null {
  const outputs = device.points.filter(({ direction }) => direction === 'drive').map(({ tag }) => tag);
  if (outputs.length === 0) return null;
  const stuck = outputs.find((tag) => held.has(tag));
  if (stuck !== undefined) return `${stuck} is held by an interlock; reset it first`;
  if (armed && to === 'emulated')
    return 'the site is armed: disarm it first, so that the real outputs are left in their safe state';
  if (armed && from === 'emulated')
    return 'the site is armed: disarm it first, so that what its outputs hold is known before they are written';
  if (!armed && to === 'real')
    return 'the site is not armed: nobody would move its outputs. `buhera arm` lets the site write them';
  if (from === 'emulated' && to === 'real')
    return 'switch it to shadow first, so that what its outputs hold is known';
  return null;
}

function sensorRefusal(
  { device }: DeviceLines,
  { from, to }: { readonly from: DeviceMode; readonly to: DeviceMode },
  { armed, activeCauses }: ModeFacts,
): string | null {
  if ((from === 'emulated') === (to === 'emulated')) return null;
  const watched = device.points.find(({ tag }) => activeCauses.has(tag));
  if (watched !== undefined) {
    return `the interlock cause ${activeCauses.get(watched.tag)} stands on ${watched.tag}: another reading must not clear it`;
  }
  if (armed && to === 'emulated')
    return 'the site is armed: real outputs must not follow an emulated sensor; disarm it first';
  return null;
}
