/** Serial ports. */
import { stat, statSync } from 'node:fs';
import type { SerialPort } from 'serialport';
import type { ByteLine, OpenLine } from './byte-line.ts';
import type { SerialSettings } from './serial-settings.ts';

const DATA_BITS = 8;
const WATCH_MS = 500;

/** The parts of a port that sending takes. */
export type Transmitter = Pick<SerialPort, 'write' | 'drain' | 'set'>;

export type OpenedPort =
  | { readonly ok: true; readonly port: SerialPort }
  | { readonly ok: false; readonly reason: string };

/**
 * Opens a serial port; never rejects.
 *
 * @param path Such as `/dev/ttyUSB0`. Nobody else can open it meanwhile.
 */
export async function openSerialPort(path: string, settings: SerialSettings): Promise<OpenedPort> {
  const { baudRate, parity, stopBits } = settings;
  try {
    // Loaded here: a site without serial ports has no use for it, and it does not exist for every system.
    const { SerialPort } = await import('serialport');
    const port = new SerialPort({ path, baudRate, parity, stopBits, dataBits: DATA_BITS, autoOpen: false });
    await new Promise<void>((opened, failed) => {
      port.open((error) => (error === null ? opened() : failed(error)));
    });
    watch(path, port);
    return { ok: true, port };
  } catch (error) {
    return { ok: false, reason: serialWords(error) };
  }
}

/**
 * Closes a port whose path is gone. serialport notices that by itself when it happens to wait for bytes at that moment;
 * otherwise it reads no bytes for ever, as fast as it can.
 */
function watch(path: string, port: SerialPort): void {
  const device = statSync(path, { throwIfNoEntry: false })?.rdev;
  if (device === undefined) return;
  const timer = setInterval(() => {
    stat(path, (error, found) => {
      if ((error !== null || found.rdev !== device) && port.isOpen) port.close();
    });
  }, WATCH_MS);
  port.once('close', () => clearInterval(timer));
}

export function closeSerialPort(port: SerialPort): Promise<void> {
  return new Promise((closed) => {
    if (port.isOpen) port.close(() => closed());
    else closed();
  });
}

/** A serial port as a line of bytes that can be opened again and again. */
export function serialLine(path: string, settings: SerialSettings): OpenLine {
  return async (listener) => {
    const opened = await openSerialPort(path, settings);
    if (!opened.ok) return opened;
    const { port } = opened;
    let closing = false;
    port.on('data', (bytes: Uint8Array) => listener.received(bytes));
    // A port that cannot be read or written any more is closed too, and that is where it is reported.
    port.on('error', () => {});
    port.once('close', () => {
      if (!closing) listener.closed('serial port gone');
    });
    const close = () => {
      closing = true;
      return closeSerialPort(port);
    };
    const line: ByteLine = { write: (bytes) => transmit(port, bytes, settings.rtsDelay), close };
    return { ok: true, line };
  };
}

/** Sends, and switches the transmitter on and off around it where the adapter wants that. */
export async function transmit(
  port: Transmitter,
  bytes: Uint8Array,
  rtsDelay: SerialSettings['rtsDelay'],
): Promise<void> {
  if (rtsDelay === null) {
    await settled((done) => port.write(bytes, undefined, done));
    return;
  }
  await settled((done) => port.set({ rts: true }, done));
  await pause(rtsDelay.beforeS);
  await settled((done) => port.write(bytes, undefined, done));
  await settled((done) => port.drain(done));
  await pause(rtsDelay.afterS);
  await settled((done) => port.set({ rts: false }, done));
}

/** An error closes the port, and is reported there. */
function settled(start: (done: () => void) => void): Promise<void> {
  return new Promise((resolve) => start(() => resolve()));
}

function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}

const WORDS: readonly (readonly [RegExp, string])[] = [
  [/no such file|no such device/iu, 'no such serial port'],
  [/permission denied|operation not permitted/iu, 'this user may not open the serial port'],
  [/cannot lock|busy|resource temporarily unavailable/iu, 'the serial port is in use by another program'],
  [/not a typewriter|inappropriate ioctl|not a tty/iu, 'this is no serial port'],
  [/no native build/iu, 'serial ports are not supported on this system'],
];

/** An error of the port in words for a person; it has no codes. */
function serialWords(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return WORDS.find(([pattern]) => pattern.test(message))?.[1] ?? message;
}
