/** How a serial line is run: both ends must agree on it. Eight data bits, as Modbus RTU demands. */
export interface SerialSettings {
  /** Bits per second. */
  readonly baudRate: number;
  readonly parity: 'none' | 'even' | 'odd';
  readonly stopBits: 1 | 2;
  /**
   * For an adapter whose transmitter is switched by RTS: pauses after switching it on, and after the last byte before
   * switching it off, s. null: the adapter does it by itself, as nearly all do.
   */
  readonly rtsDelay: { readonly beforeS: number; readonly afterS: number } | null;
}

const START_BITS = 1;
const DATA_BITS = 8;

/** Time on the line of `count` characters, s. */
export function characterTimeS({ baudRate, parity, stopBits }: SerialSettings, count: number): number {
  const bits = START_BITS + DATA_BITS + (parity === 'none' ? 0 : 1) + stopBits;
  return (count * bits) / baudRate;
}

/** Such as `19200 8E1`. */
export function settingsText({ baudRate, parity, stopBits }: SerialSettings): string {
  return `${baudRate} ${DATA_BITS}${parity[0]?.toUpperCase()}${stopBits}`;
}
