import type { FastifyReply } from 'fastify';
import type { CommandResult } from '../runtime/site-view.ts';

const STATUS = {
  'unknown tag': 404,
  'unknown device': 404,
  'not writable': 403,
  'bad value': 400,
  refused: 409,
} as const;

/** What became of a command, as an answer. */
export function answerCommand(reply: FastifyReply, result: CommandResult): FastifyReply {
  return result.ok
    ? reply.send({ text: result.text })
    : reply.code(STATUS[result.problem]).send({ error: result.text });
}
