/** Reads the fields of one control packet in order; what is not there, or not well-formed, fails all that follows. */

/** A byte-order mark is a character like any other [MQTT-1.5.3-3]. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export class FieldReader {
  /** False as soon as something has been read that is not there, or is not what it should be. */
  ok = true;
  private readonly bytes: Buffer;
  private at: number;
  private readonly end: number;

  constructor(bytes: Buffer, at: number, end: number) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  get atEnd(): boolean {
    return this.at === this.end;
  }

  byte(): number {
    if (this.at >= this.end) return this.fail();
    return this.bytes[this.at++] ?? 0;
  }

  word(): number {
    return this.byte() * 256 + this.byte();
  }

  /** A packet identifier, which is never 0 [MQTT-2.3.1-1]. */
  id(): number {
    const id = this.word();
    return id === 0 ? this.fail() : id;
  }

  /** Bytes behind their length. */
  binary(): Buffer {
    const length = this.word();
    if (!this.ok || this.at + length > this.end) {
      this.fail();
      return this.bytes.subarray(0, 0);
    }
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  /** Text behind its length in bytes: well-formed UTF-8 [MQTT-1.5.3-1] without U+0000 [MQTT-1.5.3-2]. */
  text(): string {
    return this.textOf(this.binary());
  }

  /** The same for bytes that have been read as such. */
  textOf(bytes: Buffer): string {
    if (isPlain(bytes)) return bytes.toString('latin1');
    try {
      const text = utf8.decode(bytes);
      if (!text.includes('\0')) return text;
    } catch {
      // Not UTF-8: the same as any other malformed field.
    }
    this.fail();
    return '';
  }

  /** All that is left. */
  rest(): Uint8Array {
    return this.bytes.subarray(this.at, this.end);
  }

  private fail(): 0 {
    this.ok = false;
    this.at = this.end;
    return 0;
  }
}

/** Whether all bytes are ASCII and none is zero, as in nearly every topic. */
function isPlain(bytes: Uint8Array): boolean {
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index] ?? 0;
    if (byte === 0 || byte > 0x7f) return false;
  }
  return true;
}
