/** Where a broker is, and how to log in to it. */
import { readFileSync } from 'node:fs';
import type { Started } from '../listen.ts';
import { networkWords } from '../listen.ts';
import type { ExternalBroker } from '../wiring.ts';
import { OWN_LOGIN } from './own-login.ts';

export interface BrokerAddress {
  /** Such as `mqtts://plant@broker.example`; it may name the user. */
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
  /** PEM text of the authority to be trusted. */
  readonly ca?: Buffer;
}

/** That of the site's own broker, with the login of the site itself. */
export function ownAddress(host: string, port: number): BrokerAddress {
  // A broker that listens on every address is reached on this machine's own.
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  const shown = reachable.includes(':') ? `[${reachable}]` : reachable;
  return { url: `mqtt://${shown}:${port}`, username: OWN_LOGIN.user, password: OWN_LOGIN.password };
}

/** That of a broker outside; the files that it needs are read here, and nowhere kept. */
export function outsideAddress(
  { url, passwordFile, caFile }: ExternalBroker,
  option: string,
): Started<BrokerAddress> {
  let path = passwordFile;
  try {
    const password =
      path === undefined ? {} : { password: readFileSync(path, 'utf8').replace(/\r?\n$/u, '') };
    path = caFile;
    const ca = path === undefined ? {} : { ca: readFileSync(path) };
    return { ok: true, value: { url, ...password, ...ca } };
  } catch (error) {
    return { ok: false, problem: { what: networkWords(error), where: path ?? url, option } };
  }
}

/** The address without a password, for people. */
export function shownUrl(url: string): string {
  return url.replace(/^(\w+:\/\/[^/@:]*):[^/@]*@/u, '$1:…@');
}
