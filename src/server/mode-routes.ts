import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { nearest } from '../config/nearest.ts';
import { DEVICE_MODES } from '../field/wiring.ts';
import type { SiteView } from '../runtime/site-view.ts';
import { answerCommand } from './command-answer.ts';

const ModeBody = z.strictObject({ mode: z.enum(DEVICE_MODES) });
const ArmBody = z.strictObject({ for_s: z.number().positive(), confirm: z.string().max(100) });

/** Modes of the devices, and the leave to write real outputs. */
export function registerModeRoutes(app: FastifyInstance, view: SiteView): void {
  app.get('/api/v1/modes', () => view.modes());
  app.put<{ Params: { device: string } }>('/api/v1/modes/:device', async (request, reply) => {
    const body = ModeBody.safeParse(request.body);
    if (!body.success) {
      return reply.code(400).send({ error: `the body must be {"mode": <${DEVICE_MODES.join(' or ')}>}` });
    }
    const { device } = request.params;
    const result = await view.setMode(device, body.data.mode);
    const unknown = !result.ok && result.problem === 'unknown device';
    return answerCommand(reply, unknown ? { ...result, text: unknownDevice(view, device) } : result);
  });
  app.get('/api/v1/arming', () => view.arming());
  app.post('/api/v1/arming/arm', async (request, reply) => {
    const body = ArmBody.safeParse(request.body);
    if (!body.success) {
      const error = 'the body must be {"for_s": <seconds above 0>, "confirm": <name of the site>}';
      return reply.code(400).send({ error });
    }
    return answerCommand(reply, await view.arm(body.data.for_s, body.data.confirm));
  });
  app.post('/api/v1/arming/disarm', async (_request, reply) => answerCommand(reply, await view.disarm()));
}

function unknownDevice(view: SiteView, device: string): string {
  const known = view.modes().map((mode) => mode.device);
  const near = nearest(device, known, 1);
  const rest = near.length === 0 ? 'see `buhera mode`' : `did you mean ${near.join(', ')}?`;
  return `no device ${device}; ${rest}`;
}
