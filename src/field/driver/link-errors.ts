/** Everything that can go wrong with a request, counted by kind. */
import type { ModbusOutcome, ProtocolFault } from '../modbus/request.ts';

/**
 * `late`: an answer that came after its request had been given up; `unasked`: one to no request at all, such as a
 * second copy; `disconnected`: there was no line to send on, or it was lost under the request.
 */
export const LINK_ERRORS = [
  'timeout',
  'exception',
  'checksum',
  'short-frame',
  'noise',
  'wrong-unit',
  'wrong-function',
  'wrong-length',
  'wrong-echo',
  'late',
  'unasked',
  'disconnected',
] as const;
export type LinkError = (typeof LINK_ERRORS)[number];

export interface ErrorCounts {
  readonly byKind: Readonly<Record<LinkError, number>>;
  /** Exceptions by their code. */
  readonly exceptions: Readonly<Record<string, number>>;
}

export class ErrorTally {
  private readonly byKind: Record<LinkError, number>;
  private readonly exceptions: Record<string, number> = {};

  constructor() {
    this.byKind = Object.fromEntries(LINK_ERRORS.map((kind) => [kind, 0])) as Record<LinkError, number>;
  }

  count(kind: LinkError): void {
    this.byKind[kind]++;
  }

  countOutcome(outcome: ModbusOutcome): void {
    if (outcome.ok) return;
    this.count(errorOf(outcome.kind, outcome.fault));
    if (outcome.code !== null) this.exceptions[outcome.code] = (this.exceptions[outcome.code] ?? 0) + 1;
  }

  counts(): ErrorCounts {
    return { byKind: { ...this.byKind }, exceptions: { ...this.exceptions } };
  }
}

/** An answer that somebody called none without saying why is noise. */
function errorOf(
  kind: 'timeout' | 'exception' | 'disconnected' | 'protocol',
  fault: ProtocolFault | undefined,
): LinkError {
  return kind === 'protocol' ? (fault ?? 'noise') : kind;
}
