import type { Endpoint } from '../../field/wiring.ts';
import { parseEndpoint } from '../schema/fields.ts';
import type { NodeReader } from './node-reader.ts';

/** Where to connect or listen; null when absent or wrong (which is reported). */
export function readEndpoint(reader: NodeReader, name: string): Endpoint | null {
  return endpointOf(reader, name, reader.text(name));
}

export function requiredEndpoint(reader: NodeReader, name: string): Endpoint | null {
  return endpointOf(reader, name, reader.requiredText(name, `${name} = "127.0.0.1:5020"`));
}

function endpointOf(reader: NodeReader, name: string, text: string | null): Endpoint | null {
  if (text === null) return null;
  const parsed = parseEndpoint(text);
  if (parsed === null) {
    reader.report(name, {
      id: 'invalid-endpoint',
      message: `"${text}" is not an address with a port.`,
      expected: 'host:port, such as "127.0.0.1:5020"',
    });
  }
  return parsed;
}
