/** An MQTT bus: the embedded broker with its listeners and users, or a broker outside. */
import type { BrokerDoors, EmbeddedBroker, Endpoint, ExternalBroker, MqttBus } from '../../field/wiring.ts';
import { isBrokerUrl } from '../broker-url.ts';
import { isLoopback } from '../checks/listen.ts';
import { readMqttAccess } from '../read-mqtt-access.ts';
import { namedFile } from './named-file.ts';
import type { NodeReader } from './node-reader.ts';
import { readAuthority, readIdentity } from './read-certificate.ts';
import { readEndpoint } from './read-endpoint.ts';
import type { BusParts, WiringContext } from './wiring-context.ts';

const DEFAULT_BROKER = { host: '127.0.0.1', port: 1883 };

export function readMqttBus(reader: NodeReader, common: BusParts, context: WiringContext): MqttBus | null {
  const broker = readMqttBroker(reader, context);
  return broker === null ? null : { kind: 'mqtt', ...common, broker };
}

function readMqttBroker(reader: NodeReader, context: WiringContext): EmbeddedBroker | ExternalBroker | null {
  const text = reader.requiredText('buhera,broker', 'buhera,broker = "embedded"');
  const listen = readEndpoint(reader, 'buhera,listen') ?? DEFAULT_BROKER;
  if (text === null) return null;
  if (text === 'embedded') return { kind: 'embedded', listen, ...readDoors(reader, listen, context) };
  if (isBrokerUrl(text)) return readOutsideBroker(reader, text);
  reader.report('buhera,broker', {
    id: 'invalid-property',
    message: `"${text}" is neither "embedded" nor the address of a broker.`,
    expected: '"embedded", or an address such as "mqtt://127.0.0.1:1883"',
  });
  return null;
}

/** A broker outside: its address, and the files that it takes to get in. */
export function readOutsideBroker(reader: NodeReader, url: string): ExternalBroker {
  const [, user, password] = /^\w+:\/\/(?:([^/@:]*)(:[^/@]*)?@)?/u.exec(url) ?? [];
  if (password !== undefined) {
    reader.report('buhera,broker', {
      id: 'plain-password',
      message: 'The password stands in the device tree, for everybody who reads it.',
      remedy: `write it into a file of its own, and name that: buhera,password-file = "mqtt-password"`,
    });
  }
  const passwordFile = namedFile(reader, 'buhera,password-file');
  if (passwordFile !== null && user === undefined) {
    reader.report('buhera,password-file', {
      id: 'invalid-property',
      message: 'The address of the broker does not say whose password this is.',
      expected: 'an address with a name, such as "mqtts://plant@broker.example"',
    });
  }
  const caFile = namedFile(reader, 'buhera,ca-file');
  if (caFile !== null) readAuthority(reader, caFile, url);
  return {
    kind: 'external',
    url,
    ...(passwordFile === null ? {} : { passwordFile: passwordFile.path }),
    ...(caFile === null ? {} : { caFile: caFile.path }),
  };
}

function readDoors(reader: NodeReader, listen: Endpoint, context: WiringContext): BrokerDoors {
  const listenTls = readEndpoint(reader, 'buhera,listen-tls');
  const listenWs = readEndpoint(reader, 'buhera,listen-ws');
  const listenWss = readEndpoint(reader, 'buhera,listen-wss');
  const tls = readIdentity(reader, listenTls !== null || listenWss !== null);
  const file = namedFile(reader, 'buhera,access-file');
  const access = file === null ? null : readMqttAccess(file.path, context.sources, context.diagnostics);
  if (access !== null) {
    warnOfPlainLogin(reader, 'buhera,listen', listen);
    if (listenWs !== null) warnOfPlainLogin(reader, 'buhera,listen-ws', listenWs);
  }
  return {
    ...(listenTls === null ? {} : { listenTls }),
    ...(listenWs === null ? {} : { listenWs }),
    ...(listenWss === null ? {} : { listenWss }),
    ...(tls === null ? {} : { tls }),
    ...(access === null ? {} : { access }),
  };
}

function warnOfPlainLogin(reader: NodeReader, name: string, { host, port }: Endpoint): void {
  if (isLoopback(host)) return;
  reader.report(name, {
    id: 'plain-login',
    message: `Passwords of those who log in at ${host}:${port} cross the network in the clear.`,
    expected: 'an address of this machine alone, such as "127.0.0.1:1883"',
    remedy: 'let others log in over TLS: buhera,listen-tls, buhera,listen-wss',
  });
}
