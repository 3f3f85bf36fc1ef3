/** Exit codes of the program; `docs/commands.md` explains them. */
export const EXIT = { fine: 0, doesNotHold: 1, usage: 2, environment: 3, internal: 70 } as const;

/** Ends a command with a message for the user and an exit code. Never shows a stack trace. */
export class CliError extends Error {
  readonly exitCode: number;

  constructor(exitCode: number, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}

export function usageError(message: string): CliError {
  return new CliError(EXIT.usage, message);
}

export function environmentError(message: string): CliError {
  return new CliError(EXIT.environment, message);
}
