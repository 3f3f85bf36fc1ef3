/** A client on no network at all: bytes go in by `client.receive`, and what the broker says is kept. */
import { Client } from '../../../src/field/mqtt/broker/client.ts';
import type { Hub } from '../../../src/field/mqtt/broker/hub.ts';
import { type ConnectOptions, connect } from '../../conformance/mqtt/packets.ts';

export interface MemoryClient {
  readonly client: Client;
  /** What has been said so far, once the turn is over. */
  said(): Promise<Buffer>;
  isOpen(): boolean;
}

export async function joinInMemory(hub: Hub, options: ConnectOptions): Promise<MemoryClient> {
  const pieces: Buffer[] = [];
  let isOpen = true;
  const close = () => {
    isOpen = false;
  };
  const link = {
    send(bytes: Uint8Array) {
      pieces.push(Buffer.from(bytes));
      return true;
    },
    unsentBytes: 0,
    pause() {},
    resume() {},
    end: close,
    destroy: close,
  };
  const client = new Client(hub, link);
  client.receive(connect(options));
  // The gate answers in a later turn, also where it is open.
  await hub.gate.logIn(null, null);
  const said = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    return Buffer.concat(pieces);
  };
  return { client, said, isOpen: () => isOpen };
}
