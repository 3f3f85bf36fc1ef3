/** Where a device at hand is: an endpoint, or the settings of a serial line, as people write them. */
import type { SerialSettings } from '../../field/serial/serial-settings.ts';
import type { Endpoint } from '../../field/wiring.ts';
import { usageError } from '../exit.ts';
import { parseInteger } from '../options.ts';

const PARITIES = { N: 'none', E: 'even', O: 'odd' } as const;

/** Settings such as `9600 8N1`; a usage error for anything else. */
export function parseLine(text: string): SerialSettings {
  const match = /^(\d{3,7})[ ,-]8([NEO])([12])$/u.exec(text);
  if (match === null)
    throw usageError(`buhera: --line "${text}": expected a rate and a format, such as "9600 8N1".`);
  return {
    baudRate: Number(match[1]),
    parity: PARITIES[match[2] as keyof typeof PARITIES],
    stopBits: match[3] === '2' ? 2 : 1,
    rtsDelay: null,
  };
}

/** `host:port`, with an IPv6 address in brackets. */
export function parseEndpoint(text: string): Endpoint {
  const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/u.exec(text);
  const host = match?.[1] ?? match?.[2];
  if (match === null || host === undefined) {
    throw usageError(`buhera: ${text}: expected a serial port, or host:port such as 192.168.1.10:502.`);
  }
  return { host, port: parseInteger(match[3] ?? '', 'the port', [1, 65535]) };
}
