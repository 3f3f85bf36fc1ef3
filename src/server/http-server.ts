import fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import type { FaultDesk } from '../faults/fault-desk.ts';
import type { SiteView } from '../runtime/site-view.ts';
import { registerApi } from './api.ts';
import { registerFaultRoutes } from './fault-routes.ts';
import { registerLinkRoutes } from './link-routes.ts';
import { registerModeRoutes } from './mode-routes.ts';
import { registerTuningRoutes } from './tuning-routes.ts';

/** Why the HTTP server could not start. */
export interface ListenProblem {
  readonly host: string;
  readonly port: number;
  readonly message: string;
}

export interface HttpServer {
  /** Port actually bound. */
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Serves the API of a running site. Binds to the given address only; port 0 takes a free one.
 *
 * @param faults Where faults are put on its wires; null: nowhere.
 */
export async function startHttpServer(
  view: SiteView,
  listen: { readonly host: string; readonly port: number },
  faults: FaultDesk | null = null,
): Promise<HttpServer | ListenProblem> {
  const app = fastify({ logger: false, bodyLimit: 64 * 1024, forceCloseConnections: true });
  // Plain text is what a foreign page may send without asking the browser's leave.
  app.removeContentTypeParser('text/plain');
  app.setErrorHandler(({ statusCode, message }: FastifyError, _request, reply) =>
    reply.code(statusCode ?? 500).send({ error: message }),
  );
  refuseForeignHosts(app, listen.host);
  registerApi(app, view);
  registerLinkRoutes(app, view);
  registerModeRoutes(app, view);
  registerTuningRoutes(app, view);
  if (faults !== null) registerFaultRoutes(app, faults);
  try {
    await app.listen(listen);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { ...listen, message: code === 'EADDRINUSE' ? 'the port is in use' : message };
  }
  const address = app.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : listen.port;
  return { port, close: () => app.close() };
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * A page from elsewhere can make a browser send requests to this machine under a name of its own (DNS rebinding), or
 * as a cross-site form. A server on loopback answers loopback names only, and no other site's pages.
 */
function refuseForeignHosts(app: FastifyInstance, host: string): void {
  if (!['127.0.0.1', 'localhost', '::1'].includes(host)) return;
  app.addHook('onRequest', async (request, reply) => {
    const { origin } = request.headers;
    const named = request.headers.host ?? '';
    const foreign = !LOOPBACK.has(hostOf(named)) || (origin !== undefined && origin !== `http://${named}`);
    if (foreign)
      await reply.code(403).send({ error: 'this server answers only pages and names of this machine' });
  });
}

function hostOf(header: string): string {
  return header.replace(/:\d+$/u, '');
}
