/** The field of a site with the leave that modes and arming give to its drivers. */

import type { RealFieldOptions } from '../field/bus-runner.ts';
import type { DeviceAccess, DriverOptions } from '../field/driver/access.ts';
import type { FieldEndpoint, FieldRunner } from '../field/field-runner.ts';
import { createRealField } from '../field/real-field.ts';
import { splitWiring } from '../field/shadow/device-lines.ts';
import { createModalField } from '../field/shadow/modal-field.ts';
import type { Bus, Wiring } from '../field/wiring.ts';
import type { Arming } from './arming.ts';
import type { DeviceModes } from './device-modes.ts';

interface Leave {
  readonly modes: DeviceModes;
  readonly arming: Arming;
}

/** Of drivers that meet emulators, and real devices on the same way. */
export function mainAccess(wiring: Wiring, { arming }: Leave): Pick<DriverOptions, 'access'> {
  const real = new Set(
    wiring.buses.flatMap((bus) => bus.devices.filter(({ mode }) => mode === 'real').map(({ id }) => id)),
  );
  if (real.size === 0) return {};
  const access = (id: string): DeviceAccess => (real.has(id) && !arming.mayWrite ? 'read' : 'command');
  return { access };
}

/** Puts the hardware that has a way of its own beside the field of the rest. */
export function withHardware(
  wiring: Wiring,
  openMain: (wiring: Wiring) => FieldRunner,
  options: RealFieldOptions,
  leave: Leave,
): FieldRunner {
  const { main, hardware } = splitWiring(wiring);
  if (hardware.buses.length === 0) return openMain(main);
  return createModalField({
    wiring,
    main: openMain(main),
    openHardware: (served) =>
      createRealField(
        { buses: hardware.buses.map((bus) => atBroker(bus, served)) },
        null,
        hardwareOptions(options, leave),
      ),
    modeOf: (id) => leave.modes.modeOf(id),
  });
}

/** No fault of ours is let loose on hardware, and a recording tells its bytes from those of the emulators. */
function hardwareOptions(
  { readBack, speed, now, transcript }: RealFieldOptions,
  { modes, arming }: Leave,
): RealFieldOptions {
  const access = (id: string): DeviceAccess => {
    if (modes.modeOf(id) === 'emulated') return 'none';
    return arming.mayWrite ? 'command' : 'read';
  };
  return {
    readBack,
    access,
    speed,
    now,
    serve: false,
    ...(transcript === undefined
      ? {}
      : { transcript: (timeS, bus, kind, bytes) => transcript(timeS, `${bus}.hardware`, kind, bytes) }),
  };
}

/** The embedded broker, where it listens now. */
function atBroker(bus: Bus, served: readonly FieldEndpoint[]): Bus {
  if (bus.kind !== 'mqtt' || bus.broker.kind !== 'embedded') return bus;
  const found = served.find(({ busId, kind }) => busId === bus.id && kind === 'mqtt');
  if (found === undefined || found.kind === 'modbus-rtu') return bus;
  const { listen } = bus.broker;
  return { ...bus, broker: { ...bus.broker, listen: { ...listen, port: found.port } } };
}
