import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import type { DeskAnswer, FaultDesk } from '../faults/fault-desk.ts';

const ClearBody = z.strictObject({ id: z.string().nullable() });

/** Faults on the wires of the running site. A body is what stands under `[[fault]]` in a timeline. */
export function registerFaultRoutes(app: FastifyInstance, desk: FaultDesk): void {
  app.get('/api/v1/faults', () => desk.list());
  app.post('/api/v1/faults', (request, reply) => answer(reply, desk.inject(request.body)));
  app.post('/api/v1/faults/clear', (request, reply) => {
    const body = ClearBody.safeParse(request.body);
    if (!body.success)
      return reply.code(400).send({ error: 'the body must be {"id": <id, or null for all>}' });
    return answer(reply, desk.clear(body.data.id));
  });
}

const STATUS = { unknown: 404, bad: 400 } as const;

function answer(reply: FastifyReply, result: DeskAnswer): FastifyReply {
  return result.ok
    ? reply.send({ text: result.text })
    : reply.code(STATUS[result.problem]).send({ error: result.text });
}
