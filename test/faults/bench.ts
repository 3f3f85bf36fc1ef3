/** Faults on the bench of the field's tests, and the wire as somebody sees it who knows nothing of our code. */
import type { Diagnostic } from '../../src/config/diagnostic.ts';
import type { TomlDocument } from '../../src/config/toml-document.ts';
import type { FaultDefinition } from '../../src/faults/fault.ts';
import { FaultBoard, type FaultSite } from '../../src/faults/fault-board.ts';
import { readFaults } from '../../src/faults/read-faults.ts';
import type { Wiring } from '../../src/field/wiring.ts';

export type Table = Readonly<Record<string, unknown>>;

function documentOf(tables: readonly Table[]): TomlDocument {
  return { file: 'test', text: '', value: { fault: tables }, positions: () => ({ get: () => undefined }) };
}

/** Faults for a site as a timeline has them; what is wrong with them otherwise. */
export function faultsOf(site: FaultSite, tables: readonly Table[]): readonly FaultDefinition[] {
  const diagnostics: Diagnostic[] = [];
  const faults = readFaults(documentOf(tables), { site, taken: new Set(), nowS: 0 }, diagnostics);
  if (faults === null) throw new Error(JSON.stringify(diagnostics, null, 2));
  return faults;
}

export function boardOn(
  wiring: Wiring,
  tables: readonly Table[],
  { wire = 'real', seed = 1 }: { wire?: FaultSite['wire']; seed?: number } = {},
): FaultBoard {
  const site: FaultSite = { wiring, wire, seed };
  const board = new FaultBoard(site, tables.length === 0 ? [] : faultsOf(site, tables));
  board.advanceTo(0);
  return board;
}

/** CRC-16 of the serial line guide, bit by bit as its appendix B draws it. */
export function crcOf(bytes: Uint8Array): readonly [low: number, high: number] {
  let register = 0xffff;
  for (const byte of bytes) {
    register ^= byte;
    for (let shift = 0; shift < 8; shift++) {
      const carry = register & 1;
      register >>= 1;
      if (carry === 1) register ^= 0xa001;
    }
  }
  return [register & 0xff, register >> 8];
}

export function withCrc(...bytes: readonly number[]): Buffer {
  return Buffer.from([...bytes, ...crcOf(Uint8Array.from(bytes))]);
}

export function hasGoodCrc(frame: Uint8Array): boolean {
  const [low, high] = crcOf(frame.subarray(0, -2));
  return frame.at(-2) === low && frame.at(-1) === high;
}

/** Modbus TCP: transaction, protocol 0, length, unit, PDU. */
export function tcpFrame(transaction: number, unit: number, ...pdu: readonly number[]): Buffer {
  const frame = Buffer.alloc(7 + pdu.length);
  frame.writeUInt16BE(transaction, 0);
  frame.writeUInt16BE(1 + pdu.length, 4);
  frame[6] = unit;
  frame.set(pdu, 7);
  return frame;
}
