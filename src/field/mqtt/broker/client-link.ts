/** The network connection of a client, over whatever it came: TCP, TLS, or WebSocket. */
export interface ClientLink {
  /** Sends bytes; true when they have been taken at once, and their buffer may be used again. */
  send(bytes: Uint8Array): boolean;
  /** What has been sent and not been taken yet. */
  readonly unsentBytes: number;
  /** Stops and resumes reading. */
  pause(): void;
  resume(): void;
  /** Closes after what has been sent. */
  end(): void;
  /** Closes at once. */
  destroy(): void;
}
