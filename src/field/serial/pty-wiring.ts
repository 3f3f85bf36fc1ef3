import type { Bus, ModbusRtuBus, Wiring } from '../wiring.ts';
import type { SerialSettings } from './serial-settings.ts';

/** Nothing moves at this rate on a pseudo-terminal; it only says how long a silence is. */
const SETTINGS: SerialSettings = { baudRate: 115_200, parity: 'none', stopBits: 1, rtsDelay: null };
/** Of any rate above 19200 baud, "serial line" V1.02, chapter 2.5.1.1, s. */
const SILENCE_S = 1.75e-3;

/** The wiring with every emulated Modbus device on pseudo-terminals, wherever it stands in the device tree. */
export function onPseudoTerminals(wiring: Wiring): Wiring {
  return { buses: wiring.buses.map(toPty) };
}

/** Real devices that no pseudo-terminal can stand for, because they are reached over TCP. */
export function beyondPseudoTerminals({ buses }: Wiring): readonly string[] {
  return buses
    .filter((bus) => bus.kind === 'modbus-tcp' && bus.hardware === undefined)
    .flatMap(({ devices }) => devices.filter(({ mode }) => mode === 'real'))
    .map(({ id }) => id);
}

function toPty(bus: Bus): Bus {
  if (bus.kind === 'mqtt' || bus.kind === 'sparkplug') return bus;
  if (bus.kind === 'modbus-rtu') return { ...bus, listen: null };
  const { id, link, devices } = bus;
  const line: Omit<ModbusRtuBus, 'id' | 'link' | 'devices'> = {
    kind: 'modbus-rtu',
    connect: null,
    listen: null,
    ptyLink: null,
    serial: SETTINGS,
    silenceS: SILENCE_S,
    turnaroundS: 0,
  };
  return { ...line, id, link, devices };
}
