import type { FastifyInstance } from 'fastify';
import type { SiteView } from '../runtime/site-view.ts';

/** What the buses of the running site have measured of themselves, link by link, and what they should by their wiring. */
export function registerLinkRoutes(app: FastifyInstance, view: SiteView): void {
  app.get('/api/v1/links/buses', () => view.buses());
}
