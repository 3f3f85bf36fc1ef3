/** Whether a text is the address of an MQTT broker, such as `mqtt://127.0.0.1:1883` or `wss://host/mqtt`. */
export function isBrokerUrl(text: string): boolean {
  return /^(?:mqtts?:\/\/[^\s/]+\/?|wss?:\/\/[^\s/]+(?:\/\S*)?)$/u.test(text);
}
