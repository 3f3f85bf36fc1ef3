import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { SiteView } from '../runtime/site-view.ts';
import { answerCommand } from './command-answer.ts';

const quantity = z.union([z.number(), z.string().max(100)]);
const seconds = z.number().positive();
const TuneBody = z.strictObject({
  method: z.enum(['relay', 'step']),
  amplitude: z.number().optional(),
  below: z.number().optional(),
  hysteresis: quantity.optional(),
  low: quantity.optional(),
  high: quantity.optional(),
  restS: seconds.optional(),
  timeoutS: seconds.optional(),
  durationS: seconds.optional(),
});

/** Experiments that tune loops. */
export function registerTuningRoutes(app: FastifyInstance, view: SiteView): void {
  app.get<{ Params: { loop: string } }>('/api/v1/loops/:loop/tuning', (request, reply) => {
    const { loop } = request.params;
    const found = view.tuning(loop);
    return (
      found ?? reply.code(404).send({ error: `${loop} was not tested; begin with \`buhera tune ${loop}\`` })
    );
  });
  app.post<{ Params: { loop: string } }>('/api/v1/loops/:loop/tuning', async (request, reply) => {
    const body = TuneBody.safeParse(request.body);
    if (!body.success) {
      const [issue] = body.error.issues;
      const where = issue?.path.join('.') ?? '';
      return reply
        .code(400)
        .send({ error: `${where === '' ? 'the body' : where}: ${issue?.message ?? 'not valid'}` });
    }
    return answerCommand(reply, await view.tune(request.params.loop, body.data));
  });
  app.post<{ Params: { loop: string } }>('/api/v1/loops/:loop/tuning/stop', async (request, reply) =>
    answerCommand(reply, await view.stopTuning(request.params.loop)),
  );
}
