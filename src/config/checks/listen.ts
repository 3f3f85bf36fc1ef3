/** Cross-check of where the HTTP API listens: it sets outputs, and knows no users. */
import type { Endpoint } from '../../field/wiring.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { type TomlDocument, tomlDiagnostic } from '../toml-document.ts';

/** 127.0.0.0/8 and ::1 are the loopback addresses (RFC 1122, section 3.2.1.3; RFC 4291, section 2.5.3). */
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/iu;

/** Whether only this machine reaches what listens there. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

export function checkListen(listen: Endpoint, document: TomlDocument): readonly Diagnostic[] {
  if (isLoopback(listen.host)) return [];
  return [
    tomlDiagnostic(document, ['http', 'listen'], {
      id: 'open-api',
      message: 'The API has no users and no TLS yet: anybody who reaches this address can operate the plant.',
      expected: 'an address of this machine alone, such as "127.0.0.1:8080"',
      remedy: 'reach it from elsewhere through a tunnel, such as ssh -L 8080:127.0.0.1:8080',
    }),
  ];
}
