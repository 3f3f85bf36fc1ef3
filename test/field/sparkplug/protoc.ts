/** Google's own compiler as an independent reader and writer of payloads. */
import { execFileSync } from 'node:child_process';

const FOLDER = new URL('.', import.meta.url).pathname;

function protoc(action: 'encode' | 'decode', input: Uint8Array | string): Buffer {
  const args = [`--proto_path=${FOLDER}`, `--${action}=peer.Payload`, 'sparkplug.proto'];
  return execFileSync('protoc', args, { input });
}

/** The text form of protocol buffers, indentation taken out. */
export function decodeByPeer(bytes: Uint8Array): readonly string[] {
  return protoc('decode', bytes)
    .toString('utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

export function encodeByPeer(text: string): Uint8Array {
  return protoc('encode', text);
}
