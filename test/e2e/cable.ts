/** A cable between driver and gateway that a test can cut, or leave hanging, and mend again. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket, connect as tcpConnect } from 'node:net';
import { afterAll } from 'vitest';

/** In the header of Modbus TCP: where the length stands, and what it counts from (the unit id). */
const MBAP_LENGTH_AT = 4;
const MBAP_LENGTH_END = 6;

const open = new Set<Cable>();
afterAll(() => Promise.all([...open].map((cable) => cable.close())));

/** `swallow` takes all bytes, answers nothing and keeps every connection: a dead line that nobody has noticed. */
export type Line = 'whole' | 'cut' | 'swallow';

export class Cable {
  readonly port: number;
  readonly #server: Server;
  readonly #targetPort: number;
  readonly #sockets = new Set<Socket>();
  #line: Line = 'whole';
  /** Unit id whose requests get lost on the way, as if that device alone were dead. */
  deadUnit: number | null = null;

  private constructor(server: Server, targetPort: number) {
    this.#server = server;
    this.#targetPort = targetPort;
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (socket) => this.#accept(socket));
    open.add(this);
  }

  static async start(targetPort: number): Promise<Cable> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Cable(server, targetPort);
  }

  set line(line: Line) {
    this.#line = line;
    if (line === 'cut') this.#drop();
  }

  async close(): Promise<void> {
    open.delete(this);
    this.#drop();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #accept(near: Socket): void {
    if (this.#line === 'cut') {
      near.destroy();
      return;
    }
    const far = tcpConnect(this.#targetPort, '127.0.0.1');
    this.#join(near, far, (bytes) => this.#withoutDead(bytes));
    this.#join(far, near, (bytes) => bytes);
  }

  #join(from: Socket, to: Socket, passing: (bytes: Buffer) => Buffer): void {
    this.#sockets.add(from);
    from.on('data', (bytes) => {
      if (this.#line === 'whole') to.write(passing(bytes));
    });
    from.on('error', () => to.destroy());
    from.on('close', () => {
      this.#sockets.delete(from);
      to.destroy();
    });
  }

  /** Requests are a few bytes, which loopback never splits: a chunk holds whole ones. */
  #withoutDead(bytes: Buffer): Buffer {
    if (this.deadUnit === null) return bytes;
    const kept: Buffer[] = [];
    for (let at = 0; at < bytes.length; ) {
      const end = at + MBAP_LENGTH_END + bytes.readUInt16BE(at + MBAP_LENGTH_AT);
      if (bytes[at + MBAP_LENGTH_END] !== this.deadUnit) kept.push(bytes.subarray(at, end));
      at = end;
    }
    return Buffer.concat(kept);
  }

  #drop(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
