/**
 * A connected socket in the shape in which modbus-serial wants its ports: RTU frames with checksum go in and out.
 * The library's own TCP port reuses a transaction id after 256 requests, whether it was answered or not, so that a
 * very late answer is taken for a new one. This one reuses an id only after its answer has come.
 */
import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { crc16 } from './crc16.ts';
import { encodeTcpFrame, TcpFramer } from './tcp-framer.ts';

const TRANSACTION_IDS = 1024;
/** So many ids without an answer say that the connection is of no use any more. */
const MAX_UNANSWERED = 512;
const CRC_BYTES = 2;

export class ModbusSerialPort extends EventEmitter {
  /** Names that modbus-serial reads: the id of the frame handed over last, and of the one to be written next. */
  _transactionIdRead = 0;
  _transactionIdWrite = 0;
  private readonly socket: Socket;
  private readonly framer = new TcpFramer();
  private readonly unanswered = new Set<number>();

  constructor(socket: Socket) {
    super();
    this.socket = socket;
    socket.on('data', (bytes) => this.receive(bytes));
    socket.once('close', () => this.emit('close'));
  }

  get isOpen(): boolean {
    return !this.socket.destroyed && this.socket.writable;
  }

  /** The socket is connected already. */
  open(done: (error: Error | null) => void): void {
    done(null);
  }

  close(done?: () => void): void {
    this.socket.destroy();
    done?.();
  }

  /** Sends an RTU frame: unit id, PDU, checksum. */
  write(rtu: Uint8Array): void {
    const id = this._transactionIdWrite;
    const pdu = rtu.subarray(1, rtu.length - CRC_BYTES);
    this.unanswered.add(id);
    this.socket.write(encodeTcpFrame(id, rtu[0] ?? 0, pdu));
    if (this.unanswered.size > MAX_UNANSWERED) this.socket.destroy();
    else this._transactionIdWrite = this.freeId(id);
  }

  private freeId(after: number): number {
    let id = after;
    do id = (id + 1) % TRANSACTION_IDS;
    while (this.unanswered.has(id));
    return id;
  }

  private receive(bytes: Uint8Array): void {
    this.framer.push(bytes);
    for (let frame = this.framer.next(); frame !== 'incomplete'; frame = this.framer.next()) {
      if (frame === 'garbage') {
        this.socket.destroy();
        return;
      }
      if (!this.unanswered.delete(frame.transactionId)) continue;
      const rtu = Buffer.alloc(1 + frame.pdu.length + CRC_BYTES);
      rtu[0] = frame.unit;
      rtu.set(frame.pdu, 1);
      rtu.writeUInt16LE(crc16(rtu.subarray(0, -CRC_BYTES)), rtu.length - CRC_BYTES);
      this._transactionIdRead = frame.transactionId;
      this.emit('data', rtu);
    }
  }
}
