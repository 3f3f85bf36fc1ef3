import { rtuTiming } from '../../field/modbus/rtu-timing.ts';
import type { SerialSettings } from '../../field/serial/serial-settings.ts';
import type { ModbusRtuBus } from '../../field/wiring.ts';
import type { NodeReader } from './node-reader.ts';
import type { BusParts } from './wiring-context.ts';

/** Stands for a pseudo-terminal where a serial port could. */
const PTY = 'pty';
/** What most devices on the market are delivered with is 9600 8N1; the specification itself says 19200 8E1. */
const DEFAULT_BAUD = 9600;
const BAUD_RATES = [300, 4_000_000] as const;
const LONGEST_PAUSE_MS = 10_000;

/** A bus on a serial port; null when it is of no use (which is reported). */
export function readModbusRtu(reader: NodeReader, common: BusParts): ModbusRtuBus | null {
  const connect = serialPath(reader, 'buhera,connect');
  const listen = serialPath(reader, 'buhera,listen');
  const ptyLink = reader.text('buhera,pty-link');
  const serial = serialSettings(reader);
  const silenceUs = reader.integer('buhera,inter-frame-us', 1, 1000 * LONGEST_PAUSE_MS);
  const turnaroundMs = reader.integer('buhera,turnaround-ms', 0, LONGEST_PAUSE_MS);
  const timing = reader.choice('buhera,line-timing', ['none', 'baud'] as const, 'none');
  if (connect === null && common.devices.some(({ mode }) => mode === 'real')) {
    reader.missing(['buhera,connect'], {
      message: `The bus "${common.id}" has real devices and no serial port.`,
      expected: 'buhera,connect = "/dev/ttyUSB0"',
    });
  }
  if (ptyLink !== null && listen !== null) {
    reader.report('buhera,pty-link', {
      id: 'invalid-property',
      message: 'There is no pseudo-terminal to link to: the emulated devices serve on a serial port.',
      remedy: 'remove buhera,pty-link or buhera,listen',
    });
  }
  return {
    kind: 'modbus-rtu',
    ...common,
    connect,
    listen,
    ptyLink,
    serial,
    silenceS: silenceUs === null ? rtuTiming(serial.baudRate).betweenFramesS : silenceUs / 1e6,
    turnaroundS: (turnaroundMs ?? 0) / 1000,
    ...(timing === 'baud' ? { pacedByBaud: true } : {}),
  };
}

/** Path of a serial port; null where a pseudo-terminal takes its place. */
function serialPath(reader: NodeReader, name: string): string | null {
  const text = reader.text(name);
  if (text === null || text === PTY) return null;
  if (/^(?:\/|COM\d)/u.test(text)) return text;
  reader.report(name, {
    id: 'invalid-property',
    message: `"${text}" is not a serial port.`,
    expected: `a path such as "/dev/ttyUSB0", or "${PTY}"`,
  });
  return null;
}

function serialSettings(reader: NodeReader): SerialSettings {
  const baudRate = reader.integer('current-speed', ...BAUD_RATES) ?? DEFAULT_BAUD;
  const parity = reader.choice('buhera,parity', ['none', 'even', 'odd'] as const, 'none') ?? 'none';
  const stopBits = reader.integer('buhera,stop-bits', 1, 2) === 2 ? 2 : 1;
  const rts = reader.integers('rs485-rts-delay', 2, [0, LONGEST_PAUSE_MS]);
  const [beforeMs = 0, afterMs = 0] = rts ?? [];
  const rtsDelay = rts === null ? null : { beforeS: beforeMs / 1000, afterS: afterMs / 1000 };
  return { baudRate, parity, stopBits, rtsDelay };
}
