/** A client that says what it is told, byte by byte, and shows what it hears. It takes part in nothing by itself. */
import { connect as dial, type Socket } from 'node:net';
import { type ConnectOptions, connect, PINGREQ, publish, subscribe } from './packets.ts';

export interface Heard {
  /** First byte: type and flags. */
  readonly first: number;
  readonly body: Buffer;
}

/** A PUBLISH as it was heard. */
export interface HeardMessage {
  readonly topic: string;
  readonly payload: string;
  readonly qos: number;
  readonly retain: boolean;
  readonly dup: boolean;
  /** null at QoS 0. */
  readonly id: number | null;
}

export class RawClient {
  readonly #socket: Socket;
  readonly #closed: Promise<void>;
  readonly #packets: Heard[] = [];
  #bytes: Buffer = Buffer.alloc(0);
  #isClosed = false;
  #wake: () => void = () => {};

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (bytes) => this.#take(bytes));
    socket.on('error', () => {});
    this.#closed = new Promise((resolve) => {
      socket.once('close', () => {
        this.#isClosed = true;
        this.#wake();
        resolve();
      });
    });
  }

  static dial(port: number): Promise<RawClient> {
    return new Promise((resolve, reject) => {
      const socket = dial({ host: '127.0.0.1', port, noDelay: true });
      socket.once('error', reject);
      socket.once('connect', () => resolve(new RawClient(socket)));
    });
  }

  /** Connected, with CONNACK heard; `sessionPresent` is in its first byte. */
  static async join(port: number, options: ConnectOptions = {}): Promise<RawClient> {
    const client = await RawClient.dial(port);
    client.send(connect(options));
    const { first, body } = await client.next();
    if (first !== 0x20 || body[1] !== 0) throw new Error(`not accepted: ${first} ${body.toString('hex')}`);
    client.sessionPresent = body[0] === 1;
    return client;
  }

  sessionPresent = false;

  send(...packets: readonly Uint8Array[]): void {
    this.#socket.write(Buffer.concat(packets));
  }

  async next(): Promise<Heard> {
    for (;;) {
      const packet = this.#packets.shift();
      if (packet !== undefined) return packet;
      if (this.#isClosed) throw new Error('the broker closed the connection');
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async nextMessage(): Promise<HeardMessage> {
    return messageOf(await this.next());
  }

  /** Everything until now, by way of a ping: what was sent before it has come when it is answered. */
  async untilPing(): Promise<Heard[]> {
    this.send(PINGREQ);
    const heard: Heard[] = [];
    for (;;) {
      const packet = await this.next();
      if (packet.first === 0xd0) return heard;
      heard.push(packet);
    }
  }

  async messages(): Promise<HeardMessage[]> {
    return (await this.untilPing()).map(messageOf);
  }

  /** Subscribes, and gives the return codes. */
  async subscribe(...filters: readonly (readonly [string, number])[]): Promise<readonly number[]> {
    this.send(subscribe(9, ...filters));
    for (;;) {
      const { first, body } = await this.next();
      if (first === 0x90) return [...body.subarray(2)];
      throw new Error(`a SUBACK was expected, not ${first}`);
    }
  }

  /** Publishes at QoS 1 and waits for the acknowledgement, so that whoever asks the broker next finds it done. */
  async tell(topic: string, payload: string, retain = false): Promise<void> {
    this.send(publish(topic, payload, { qos: 1, id: 77, retain }));
    const { first, body } = await this.next();
    if (first !== 0x40 || body.readUInt16BE() !== 77) throw new Error(`a PUBACK was expected, not ${first}`);
  }

  /** Resolves when the broker has closed the connection; what it had said before stays to be read. */
  closed(): Promise<void> {
    return this.#closed;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Closes without a word. */
  async vanish(): Promise<void> {
    this.#socket.destroy();
    await this.#closed;
  }

  #take(bytes: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    for (;;) {
      const found = cut(this.#bytes);
      if (found === null) break;
      this.#bytes = this.#bytes.subarray(found.end);
      this.#packets.push(found.packet);
    }
    this.#wake();
  }
}

function cut(bytes: Buffer): { packet: Heard; end: number } | null {
  let length = 0;
  let at = 1;
  for (let more = true; more; at++) {
    const byte = bytes[at];
    if (byte === undefined) return null;
    length += (byte % 128) * 128 ** (at - 1);
    more = byte >= 128;
  }
  const end = at + length;
  if (end > bytes.length) return null;
  return { packet: { first: bytes[0] ?? 0, body: Buffer.from(bytes.subarray(at, end)) }, end };
}

export function messageOf({ first, body }: Heard): HeardMessage {
  if (first >> 4 !== 3) throw new Error(`a PUBLISH was expected, not ${first}`);
  const topicEnd = 2 + body.readUInt16BE();
  const qos = (first >> 1) & 3;
  return {
    topic: body.toString('utf8', 2, topicEnd),
    payload: body.toString('utf8', qos === 0 ? topicEnd : topicEnd + 2),
    qos,
    retain: (first & 1) !== 0,
    dup: (first & 8) !== 0,
    id: qos === 0 ? null : body.readUInt16BE(topicEnd),
  };
}
