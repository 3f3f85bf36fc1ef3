/** Certificates and keys of TLS (PEM), tried as TLS will try them. */
import { X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import type { BrokerDoors } from '../../field/wiring.ts';
import { type NamedFile, namedFile } from './named-file.ts';
import type { NodeReader } from './node-reader.ts';

const CERT = 'buhera,cert-file';
const KEY = 'buhera,key-file';

/** Certificate and key of a server; null when there is none, or it is of no use (which is reported). */
export function readIdentity(reader: NodeReader, isNeeded: boolean): NonNullable<BrokerDoors['tls']> | null {
  const cert = namedFile(reader, CERT);
  const key = namedFile(reader, KEY);
  const names = reader.node.properties;
  if (!isNeeded) {
    for (const name of [CERT, KEY].filter((one) => names.has(one))) reportUnused(reader, name);
    return null;
  }
  for (const [name, example] of [
    [CERT, 'broker.crt'],
    [KEY, 'broker.key'],
  ] as const) {
    if (names.has(name)) continue;
    reader.missing([name], {
      message: 'A listener with TLS needs a certificate and its key.',
      expected: `${name} = "${example}"`,
    });
  }
  if (cert === null || key === null || !isCertificate(reader, cert)) return null;
  const problem = keyProblem(cert, key);
  if (problem === null) return { certFile: cert.path, keyFile: key.path };
  reader.report(KEY, { id: 'certificate', ...problem });
  return null;
}

/** Tries the authority that a client is to trust. */
export function readAuthority(reader: NodeReader, file: NamedFile, url: string): void {
  if (!/^(?:mqtts|wss):/u.test(url)) {
    reader.report(file.property, {
      id: 'invalid-property',
      message: 'The connection to this broker has no TLS, and asks for no certificate.',
      expected: 'an address that begins with mqtts:// or wss://',
    });
    return;
  }
  isCertificate(reader, file);
}

function reportUnused(reader: NodeReader, name: string): void {
  reader.report(name, {
    id: 'invalid-property',
    message: 'No listener of this broker has TLS.',
    expected: 'buhera,listen-tls = "0.0.0.0:8883", or buhera,listen-wss',
  });
}

function isCertificate(reader: NodeReader, file: NamedFile): boolean {
  try {
    new X509Certificate(file.bytes);
    return true;
  } catch {
    reader.report(file.property, {
      id: 'certificate',
      message: `"${file.path}" holds no certificate.`,
      expected: 'a PEM file with -----BEGIN CERTIFICATE-----',
    });
    return false;
  }
}

function keyProblem(cert: NamedFile, key: NamedFile): { message: string; expected: string } | null {
  try {
    createSecureContext({ cert: cert.bytes, key: key.bytes });
    return null;
  } catch (error) {
    const isOther = String(error).includes('key values mismatch');
    return {
      message: isOther
        ? `"${key.path}" is not the key of the certificate "${cert.path}".`
        : `"${key.path}" holds no private key that can be used.`,
      expected: 'a PEM file with the private key of the certificate, without a pass phrase',
    };
  }
}
