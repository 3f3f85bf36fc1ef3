/** Where a point lies and how it is stored, in words for people. */
import type { ModbusPoint, MqttPoint, PointProfile, RegisterLayout } from '../../field/profile.ts';

/** Such as `input 8 (document: 30009)`, `message sensor`. */
export function placeOf({ source }: PointProfile): string {
  switch (source.protocol) {
    case 'modbus':
      return `${source.table} ${source.address} (document: ${source.documentAddress})`;
    case 'mqtt':
      return `message ${source.message}`;
    case 'analog':
      return 'signal';
  }
}

/** Such as `float32, low word first`, `DS18B20.Temperature`. */
export function storageOf({ source }: PointProfile): string {
  switch (source.protocol) {
    case 'modbus':
      return layoutWords(source);
    case 'mqtt':
      return source.path ?? (source.words === undefined ? 'plain number' : 'plain word');
    case 'analog':
      return source.signal.join(' … ');
  }
}

/** How a number lies in its registers. */
export function layoutWords(layout: RegisterLayout): string {
  const { type, wordOrder, byteOrder, coding, bits } = layout;
  const parts: string[] = [type];
  if (coding === 'bcd') parts.push('decimal digits (BCD)');
  if (coding === 'sign-magnitude') parts.push('sign and magnitude');
  if (bits !== undefined) parts.push(bits[0] === bits[1] ? `bit ${bits[0]}` : `bits ${bits[0]} … ${bits[1]}`);
  if (wordOrder === 'little') parts.push('low word first');
  if (byteOrder === 'little') parts.push('low byte first');
  return parts.join(', ');
}

/** What the values of an enumeration mean, such as `0 stop, 1 run`; null where it is a quantity. */
export function meaningsOf(source: ModbusPoint | MqttPoint): string | null {
  if (source.protocol === 'mqtt') {
    if (source.words === undefined) return null;
    return Object.entries(source.words)
      .map(([word, number]) => `${word} = ${number}`)
      .join(', ');
  }
  if (source.meanings === undefined) return null;
  return Object.entries(source.meanings)
    .map(([raw, meaning]) => `${raw} = ${meaning}`)
    .join(', ');
}

/** Six digits are more than any device here resolves. */
export function short(value: number): string {
  return String(Number(value.toPrecision(6)));
}
