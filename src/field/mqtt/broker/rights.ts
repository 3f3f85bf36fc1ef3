/** Who may log in, and what he may read and write then. */
import { covers } from './topics.ts';

export interface Rights {
  readonly user: string | null;
  /** Whether every message that the filter takes may be read. */
  mayRead(filter: string): boolean;
  mayWrite(topic: string): boolean;
}

export interface Gate {
  /** null: wrong name or password, or a name is needed. */
  logIn(user: string | null, password: Uint8Array | null): Promise<Rights | null>;
}

/** The gate of a broker without users: everybody may do everything. */
export const OPEN_GATE: Gate = {
  logIn: (user) => Promise.resolve({ user, mayRead: () => true, mayWrite: () => true }),
};

/** Rights by patterns with "+" and "#". */
export function rightsOf(user: string | null, read: readonly string[], write: readonly string[]): Rights {
  return {
    user,
    mayRead: (filter) => read.some((pattern) => covers(pattern, filter)),
    mayWrite: (topic) => write.some((pattern) => covers(pattern, topic)),
  };
}
