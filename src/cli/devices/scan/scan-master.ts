/** The end from which a scan asks: a serial line or a TCP connection, one request under way at a time. */
import { rtuTiming } from '../../../field/modbus/rtu-timing.ts';
import type { OpenLine } from '../../../field/serial/byte-line.ts';
import { serialLine } from '../../../field/serial/serial-line.ts';
import { characterTimeS, type SerialSettings } from '../../../field/serial/serial-settings.ts';
import { tcpLine } from '../../../field/serial/tcp-line.ts';
import { type Answer, TcpExchange } from '../live/exchange.ts';
import { openLineExchange } from '../live/line-exchange.ts';
import type { ScanPlace, ScanTiming } from './scan-plan.ts';

export interface ScanMaster {
  /** Sends a request PDU to a unit and waits for its answer; never rejects. */
  ask(unit: number, pdu: Uint8Array): Promise<Answer>;
  close(): Promise<void>;
}

export type OpenedMaster =
  | { readonly ok: true; readonly master: ScanMaster }
  | { readonly ok: false; readonly reason: string };

/** A read of few registers and what it brings. */
const USUAL_BYTES = 64;

/** @param settings Of a serial port; null on TCP. */
export async function openMaster(
  place: ScanPlace,
  settings: SerialSettings | null,
  timing: ScanTiming,
): Promise<OpenedMaster> {
  if (place.kind === 'serial' && settings !== null) {
    const gapS = Math.max(rtuTiming(settings.baudRate).betweenFramesS, timing.gapS);
    const timeoutS = timing.timeoutS + characterTimeS(settings, USUAL_BYTES);
    return onLine(serialLine(place.path, settings), { timeoutS, gapS });
  }
  if (place.kind === 'rtu-tcp') return onLine(tcpLine(place.endpoint), timing);
  if (place.kind !== 'tcp') throw new Error('invariant: a serial port is scanned without settings');
  const exchange = new TcpExchange({ endpoint: place.endpoint, unit: 0, ...timing });
  const ask: ScanMaster['ask'] = (unit, pdu) => exchange.ask(unit, pdu);
  return { ok: true, master: { ask, close: async () => exchange.close() } };
}

async function onLine(open: OpenLine, timing: ScanTiming): Promise<OpenedMaster> {
  const opened = await openLineExchange(open, { unit: 0, ...timing });
  if (!opened.ok) return opened;
  return { ok: true, master: { ask: opened.ask, close: opened.close } };
}
