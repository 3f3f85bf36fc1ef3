/** Cross-check of `[sparkplug]`: the embedded broker that it counts on must be in the wiring. */
import type { Wiring } from '../../field/wiring.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { SparkplugData } from '../schema/sparkplug-schema.ts';
import { type TomlDocument, tomlDiagnostic } from '../toml-document.ts';

export function checkSparkplugBroker(
  { broker }: SparkplugData,
  wiring: Wiring,
  document: TomlDocument,
): readonly Diagnostic[] {
  if (broker.kind === 'external' || hasEmbeddedBroker(wiring)) return [];
  return [
    tomlDiagnostic(document, ['sparkplug', 'broker'], {
      id: 'no-broker',
      message: 'No MQTT bus of the wiring embeds a broker.',
      expected: 'the address of a broker, such as "mqtt://127.0.0.1:1883"',
      remedy: 'name a broker, or give the wiring a bus "buhera,mqtt" with buhera,broker = "embedded"',
    }),
  ];
}

export function hasEmbeddedBroker({ buses }: Wiring): boolean {
  return buses.some((bus) => bus.kind === 'mqtt' && bus.broker.kind === 'embedded');
}
