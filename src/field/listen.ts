/** Starting servers: what can go wrong at a port is a value, with place and remedy. */
import type { Server } from 'node:net';
import type { Endpoint } from './wiring.ts';

/** Why the field could not start. */
export interface StartProblem {
  readonly what: string;
  /** Endpoint, such as `127.0.0.1:5020`, or serial port. */
  readonly where: string;
  /** Setting that changes it. */
  readonly option: string;
  /** What to do where another place would not help. */
  readonly remedy?: string;
}

export type Started<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: StartProblem };

const WORDS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the port is in use by another program',
  EACCES: 'this user may not open the port',
  EADDRNOTAVAIL: 'the address is none of this machine',
  ENOTFOUND: 'the host name is not known',
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection closed',
  EPIPE: 'connection closed',
  ETIMEDOUT: 'host does not answer',
  EHOSTUNREACH: 'host unreachable',
  ENETUNREACH: 'network unreachable',
};

/** Listens, and gives the port in use, which the system chooses where `endpoint.port` is 0. */
export function listen(server: Server, endpoint: Endpoint, option: string): Promise<Started<number>> {
  return new Promise((resolve) => {
    const onError = (error: Error) => {
      const problem = { what: networkWords(error), where: `${endpoint.host}:${endpoint.port}`, option };
      resolve({ ok: false, problem });
    };
    server.once('error', onError);
    server.listen(endpoint.port, endpoint.host, () => {
      server.removeListener('error', onError);
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : endpoint.port;
      resolve({ ok: true, value: port });
    });
  });
}

/** A network error in words for a person. */
export function networkWords(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  const { code, message } = error as { code?: unknown; message?: unknown };
  const words = typeof code === 'string' ? WORDS[code] : undefined;
  return words ?? (typeof message === 'string' && message !== '' ? message : String(code));
}
