import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { listClaims } from '../claims/register.ts';
import { nearest } from '../config/nearest.ts';
import type { SiteView } from '../runtime/site-view.ts';
import { answerCommand } from './command-answer.ts';

const SetBody = z.strictObject({ value: z.union([z.number(), z.string().max(100)]) });
const AcknowledgeBody = z.strictObject({ alarm: z.string().nullable() });
const JournalQuery = z.object({ after: z.coerce.number().int().min(0).default(0) });

/** The HTTP API, version 1. Reads come from the process image; writes go through the scan. */
export function registerApi(app: FastifyInstance, view: SiteView): void {
  app.get('/', () => ({
    ...view.info(),
    api: '/api/v1/{site,tags,loops,alarms,interlocks,links,links/buses,journal,modes,arming,snapshot,claims}',
  }));
  app.get('/api/v1/site', () => view.info());
  app.get('/api/v1/tags', () => view.tags());
  app.get<{ Params: { id: string } }>('/api/v1/tags/:id', (request, reply) => {
    const tag = view.tag(request.params.id);
    return tag ?? reply.code(404).send({ error: unknownTag(view, request.params.id) });
  });
  app.get('/api/v1/loops', () => view.loops());
  app.get('/api/v1/alarms', () => view.alarms());
  app.get('/api/v1/interlocks', () => view.interlocks());
  app.get('/api/v1/links', () => view.links());
  app.get('/api/v1/claims', () => listClaims());
  app.get('/api/v1/journal', (request, reply) => {
    const query = JournalQuery.safeParse(request.query);
    return query.success
      ? view.journalAfter(query.data.after)
      : reply.code(400).send({ error: 'after: expected a count' });
  });
  app.get('/api/v1/snapshot', () => snapshotOf(view));
  registerCommands(app, view);
}

/** Everything that a terminal view shows, in one answer. */
export interface Snapshot {
  readonly site: ReturnType<SiteView['info']>;
  readonly tags: ReturnType<SiteView['tags']>;
  readonly loops: ReturnType<SiteView['loops']>;
  readonly alarms: ReturnType<SiteView['alarms']>;
  readonly interlocks: ReturnType<SiteView['interlocks']>;
  readonly links: ReturnType<SiteView['links']>;
  readonly journal: ReturnType<SiteView['journalAfter']>;
}

export function snapshotOf(view: SiteView): Snapshot {
  return {
    site: view.info(),
    tags: view.tags(),
    loops: view.loops(),
    alarms: view.alarms(),
    interlocks: view.interlocks(),
    links: view.links(),
    journal: view.journalAfter(0).slice(-20),
  };
}

function registerCommands(app: FastifyInstance, view: SiteView): void {
  app.put<{ Params: { id: string } }>('/api/v1/tags/:id', async (request, reply) => {
    const body = SetBody.safeParse(request.body);
    if (!body.success) return reply.code(400).send({ error: 'the body must be {"value": <number or text>}' });
    const { id } = request.params;
    const result = await view.set(id, body.data.value);
    const unknown = !result.ok && result.problem === 'unknown tag';
    return answerCommand(reply, unknown ? { ...result, text: unknownTag(view, id) } : result);
  });
  app.post('/api/v1/alarms/acknowledge', async (request, reply) => {
    const body = AcknowledgeBody.safeParse(request.body);
    if (!body.success)
      return reply.code(400).send({ error: 'the body must be {"alarm": <id, or null for all>}' });
    return answerCommand(reply, await view.acknowledge(body.data.alarm));
  });
  app.post('/api/v1/interlocks/reset', async (_request, reply) =>
    answerCommand(reply, await view.resetInterlocks()),
  );
}

function unknownTag(view: SiteView, id: string): string {
  const near = nearest(
    id,
    view.tags().map((tag) => tag.id),
    3,
  );
  return near.length === 0
    ? `no tag ${id}; see \`buhera tags\``
    : `no tag ${id}; did you mean ${near.join(', ')}?`;
}
