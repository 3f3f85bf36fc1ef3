/** Google's own compiler as an independent reader and writer of payloads. */
import { execFileSync } from 'node:child_process';

const FOLDER = new URL('.', import.meta.url).pathname;

function protoc(action: string, input: Uint8Array | string): Buffer {
  return execFileSync('protoc', [`--proto_path=${FOLDER}`, `--${action}`, 'sparkplug.proto'], { input });
}

function linesOf(text: Buffer): readonly string[] {
  return text
    .toString('utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** The text form of protocol buffers, indentation taken out. */
export function decodeByPeer(bytes: Uint8Array): readonly string[] {
  return linesOf(protoc('decode=peer.Payload', bytes));
}

/** Several payloads by one run of protoc, each in a block of the name `payload`. */
export function decodeAllByPeer(payloads: readonly Uint8Array[]): readonly string[] {
  const framed = payloads.flatMap((payload) => [Uint8Array.from([0x0a, ...lengthOf(payload)]), payload]);
  return linesOf(protoc('decode=peer.Payloads', Buffer.concat(framed)));
}

export function encodeByPeer(text: string): Uint8Array {
  return protoc('encode=peer.Payload', text);
}

/** Seven bits a byte, the least significant first; the highest bit says that more follow. */
function lengthOf({ length }: Uint8Array): number[] {
  const bytes: number[] = [];
  let rest = length;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return [...bytes, rest];
}
