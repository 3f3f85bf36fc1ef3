/** A line that carries bytes both ways: a serial port, a pseudo-terminal, a TCP connection to a serial gateway. */
export interface ByteLine {
  /** Sends; resolves once the bytes are on their way, or never will be. */
  write(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/** What a line tells its user, from the moment on at which it is open. */
export interface LineListener {
  received(bytes: Uint8Array): void;
  /** The line is gone, and not because its user closed it. */
  closed(reason: string): void;
}

export type OpenedLine =
  | { readonly ok: true; readonly line: ByteLine }
  | { readonly ok: false; readonly reason: string };

/** Opens a line, again and again where it comes and goes; never rejects. */
export type OpenLine = (listener: LineListener) => Promise<OpenedLine>;
