import type { MqttCommand, MqttPoint } from '../profile.ts';

/** A point as it is printed in its command: some devices are told other words than they say. */
export function asCommanded(source: MqttPoint, { words }: MqttCommand): MqttPoint {
  return words === undefined ? source : { ...source, words };
}
