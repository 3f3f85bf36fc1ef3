/** A tap on a Modbus TCP line: passes every byte on, and remembers every request that went by. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket, connect as tcpConnect } from 'node:net';
import { afterAll } from 'vitest';

export interface TappedRequest {
  readonly unit: number;
  readonly code: number;
  readonly pdu: Buffer;
}

/** Functions that change a device: single and multiple writes, masked write, write and read. */
const WRITES: ReadonlySet<number> = new Set([5, 6, 15, 16, 22, 23]);
/** Bytes before the unit id, which the length in front of it counts from. */
const MBAP_HEAD = 6;

const open = new Set<ModbusTap>();
afterAll(() => Promise.all([...open].map((tap) => tap.close())));

export class ModbusTap {
  readonly port: number;
  readonly requests: TappedRequest[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #isCut = false;

  private constructor(server: Server, targetPort: number) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (near) => this.#join(near, targetPort));
    open.add(this);
  }

  static async start(targetPort: number): Promise<ModbusTap> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new ModbusTap(server, targetPort);
  }

  get writes(): readonly TappedRequest[] {
    return this.requests.filter(({ code }) => WRITES.has(code));
  }

  /** Drops every connection and takes no new ones, or mends the line again. */
  set cut(isCut: boolean) {
    this.#isCut = isCut;
    if (isCut) for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    open.delete(this);
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(near: Socket, targetPort: number): void {
    if (this.#isCut) {
      near.destroy();
      return;
    }
    const far = tcpConnect(targetPort, '127.0.0.1');
    let rest: Buffer = Buffer.alloc(0);
    near.on('data', (bytes) => {
      rest = this.#remember(Buffer.concat([rest, bytes]));
      far.write(bytes);
    });
    far.on('data', (bytes) => near.write(bytes));
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.#sockets.delete(one);
        other.destroy();
      });
    }
  }

  /** Takes whole frames; what is left belongs to the next one. */
  #remember(bytes: Buffer): Buffer {
    let at = 0;
    while (bytes.length >= at + MBAP_HEAD) {
      const end = at + MBAP_HEAD + bytes.readUInt16BE(at + MBAP_HEAD - 2);
      if (bytes.length < end) break;
      const pdu = Buffer.from(bytes.subarray(at + MBAP_HEAD + 1, end));
      this.requests.push({ unit: bytes[at + MBAP_HEAD] ?? 0, code: pdu[0] ?? 0, pdu });
      at = end;
    }
    return Buffer.from(bytes.subarray(at));
  }
}
