/** The broker of an edge node or a host: that of another bus of the site, or one outside. */
import type { FieldEndpoint } from '../field-runner.ts';
import type { Started } from '../listen.ts';
import type { BrokerAddress } from '../mqtt/broker-address.ts';
import { outsideAddress, ownAddress } from '../mqtt/broker-address.ts';
import type { SparkplugBroker } from '../wiring.ts';

/**
 * @param endpoints where the buses of the site listen by now
 * @param option setting that names the broker
 */
export function sparkplugBrokerAddress(
  broker: SparkplugBroker,
  endpoints: readonly FieldEndpoint[],
  option: string,
): Started<BrokerAddress> {
  if (broker.kind === 'external') return outsideAddress(broker, option);
  const place = endpoints.find(({ kind }) => kind === 'mqtt');
  if (place?.kind === 'mqtt') return { ok: true, value: ownAddress(place.host, place.port) };
  return { ok: false, problem: { what: 'no MQTT bus embeds a broker', where: 'the site', option } };
}
