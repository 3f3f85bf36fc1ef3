/** Cross-checks of `[sparkplug]`: the broker that it counts on, and the files that it takes to get in there. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Bus, Wiring } from '../../field/wiring.ts';
import { type Diagnostic, diagnosticAt, type Finding, startOf } from '../diagnostic.ts';
import type { SparkplugData } from '../schema/sparkplug-schema.ts';
import { cannotRead } from '../source-files.ts';
import { type TomlDocument, tomlDiagnostic } from '../toml-document.ts';
import type { WiringPlaces } from '../wiring/wiring-context.ts';

const NO_BROKER: Finding = {
  id: 'no-broker',
  message: 'No MQTT bus of the wiring embeds a broker.',
  expected: 'the address of a broker, such as "mqtt://127.0.0.1:1883"',
  remedy: 'name a broker, or give the wiring a bus "buhera,mqtt" with buhera,broker = "embedded"',
};

/** The embedded broker must be in the wiring. */
export function checkSparkplugBroker(
  { broker }: SparkplugData,
  wiring: Wiring,
  document: TomlDocument,
): readonly Diagnostic[] {
  if (broker.kind === 'external' || hasEmbeddedBroker(wiring)) return [];
  return [tomlDiagnostic(document, ['sparkplug', 'broker'], NO_BROKER)];
}

/** The same of a bus on which the site is a host. */
export function checkSparkplugBuses(buses: readonly Bus[], places: WiringPlaces): readonly Diagnostic[] {
  const hosts = buses.filter((bus) => bus.kind === 'sparkplug' && bus.broker.kind === 'embedded');
  if (hasEmbeddedBroker({ buses })) return [];
  return hosts.map((bus) => diagnosticAt(places.get(bus) ?? startOf(''), NO_BROKER, { key: bus.id }));
}

/** Its files exist, and belong to an address that can use them. */
export function checkSparkplugLogin(
  { broker, password_file, ca_file }: SparkplugData,
  folder: string,
  document: TomlDocument,
): readonly Diagnostic[] {
  const url = broker.kind === 'external' ? broker.url : '';
  const [, user, password] = /^\w+:\/\/(?:([^/@:]*)(:[^/@]*)?@)?/u.exec(url) ?? [];
  const at = (key: string, finding: Finding): Diagnostic =>
    tomlDiagnostic(document, ['sparkplug', key], finding);
  const found = [
    ...unreadable('password_file', password_file, folder),
    ...unreadable('ca_file', ca_file, folder),
  ].map(([key, finding]) => at(key, finding));
  if (password !== undefined) {
    const message = 'The password stands in site.toml, for everybody who reads it.';
    const remedy = 'write it into a file of its own, and name that: password_file = "mqtt-password"';
    found.push(at('broker', { id: 'plain-password', message, remedy }));
  }
  if (password_file !== undefined && user === undefined) {
    const message = 'The address of the broker does not say whose password this is.';
    const expected = 'an address with a name, such as "mqtts://plant@broker.example"';
    found.push(at('password_file', { id: 'out-of-place', message, expected }));
  }
  if (ca_file !== undefined && !/^(?:mqtts|wss):/u.test(url)) {
    const message = 'The way to the broker has no TLS, and shows no certificate to be checked.';
    const expected = 'an address that begins with mqtts:// or wss://';
    found.push(at('ca_file', { id: 'out-of-place', message, expected }));
  }
  return found;
}

function unreadable(key: string, name: string | undefined, folder: string): [string, Finding][] {
  if (name === undefined) return [];
  const path = resolve(folder, name);
  try {
    readFileSync(path);
    return [];
  } catch (error) {
    const finding = cannotRead(error);
    return [[key, { ...finding, message: `"${path}": ${finding.message}` }]];
  }
}

function hasEmbeddedBroker({ buses }: Wiring): boolean {
  return buses.some((bus) => bus.kind === 'mqtt' && bus.broker.kind === 'embedded');
}
