#!/usr/bin/env node
import { CommanderError } from 'commander';
import { CliError, EXIT } from './exit.ts';
import { createProgram } from './program.ts';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader of a pipe may leave early (`buhera tags | head`); that is no failure of ours.
  if (error.code === 'EPIPE') process.exit(EXIT.fine);
});

process.on('uncaughtException', (error) => {
  // A running site listens too: it first drives its outputs to their safe state, and then fails.
  if (process.listenerCount('uncaughtException') === 1) process.exit(report(error));
});

try {
  await createProgram().parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.usage;
  if (error instanceof CliError) {
    if (error.message !== '') process.stderr.write(`${error.message}\n`);
    return error.exitCode;
  }
  const { message, stack, cause } = error as Error;
  process.stderr.write(
    `buhera: internal error: ${message}\nThis is a defect of buhera. Run again with BUHERA_DEBUG=1 to see where.\n`,
  );
  if (process.env.BUHERA_DEBUG === '1')
    process.stderr.write(`${(cause as Error | undefined)?.stack ?? stack}\n`);
  return EXIT.internal;
}
