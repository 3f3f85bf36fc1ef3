import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { liveView } from '../../src/runtime/live-view.ts';
import { type HttpServer, startHttpServer } from '../../src/server/http-server.ts';
import { Bench } from '../runtime/demo-runtime.ts';

let bench: Bench;
let server: HttpServer;

beforeAll(async () => {
  bench = await Bench.start();
  bench.advance(2);
  const started = await startHttpServer(liveView(bench.runtime), { host: '127.0.0.1', port: 0 });
  if (!('close' in started)) throw new Error(started.message);
  server = started;
});

afterAll(() => server.close());

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** A request with headers that `fetch` would not let a test set. */
function send(
  method: string,
  path: string,
  options: { headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { host: '127.0.0.1', port: server.port, method, path, headers: options.headers ?? {} },
      (incoming) => {
        let text = '';
        incoming.on('data', (chunk: Buffer) => {
          text += chunk.toString();
        });
        incoming.on('end', () =>
          resolve({ status: incoming.statusCode ?? 0, body: text === '' ? null : JSON.parse(text) }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(options.body);
  });
}

const json = { 'content-type': 'application/json' };

/** Commands are obeyed by a scan, so the scan has to come round while the request waits. */
async function put(tag: string, value: unknown): Promise<Answer> {
  const answer = send('PUT', `/api/v1/tags/${tag}`, { headers: json, body: JSON.stringify({ value }) });
  let done = false;
  void answer.finally(() => {
    done = true;
  });
  while (!done) {
    bench.advance(0.01);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return answer;
}

describe('reading', () => {
  it('gives every tag with value, unit, quality and where it comes from', async () => {
    const { status, body } = await send('GET', '/api/v1/tags/ch1.pressure');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id: 'ch1.pressure',
      unit: 'Pa',
      quality: 'good',
      reason: null,
      source: 'emulated',
      writable: false,
    });
    expect((body as { value: number }).value).toBeGreaterThan(100_000);
  });

  it('names near tags when one does not exist', async () => {
    const { status, body } = await send('GET', '/api/v1/tags/ch1.presure');
    expect(status).toBe(404);
    expect(JSON.stringify(body)).toContain('ch1.pressure');
  });

  it('gives everything for a live view in one snapshot, without a value that JSON cannot hold', async () => {
    const { status, body } = await send('GET', '/api/v1/snapshot');
    expect(status).toBe(200);
    expect(Object.keys(body as object)).toEqual([
      'site',
      'tags',
      'loops',
      'alarms',
      'interlocks',
      'links',
      'journal',
    ]);
    expect((body as { site: { emulatedDevices: number } }).site.emulatedDevices).toBe(6);
  });

  it('has each bus with its links, what they measured and what their wiring asks', async () => {
    const { status, body } = await send('GET', '/api/v1/links/buses');
    expect(status).toBe(200);
    expect(body).toMatchObject([
      {
        bus: 'modbus0',
        kind: 'modbus-tcp',
        connectionsLost: 0,
        budget: { bus: 'modbus0', devices: [{ device: 'pt1', polls: 1 }, {}, {}, {}, {}] },
        links: ['pt1', 'pt2', 'tm1', 'ao1', 'do1'].map((device) => ({
          device,
          breaker: 'closed',
          errors: { byKind: { timeout: 0 }, exceptions: {} },
        })),
      },
    ]);
    const [bus] = body as [{ requests: number; links: { requests: number }[] }];
    expect(bus.requests).toBeGreaterThan(100);
    expect(bus.links.reduce((sum, { requests }) => sum + requests, 0)).toBe(bus.requests);
  });

  it('refuses a journal position that is no count', async () => {
    expect((await send('GET', '/api/v1/journal?after=-1')).status).toBe(400);
  });
});

describe('writing', () => {
  it('moves a set-point in the next scan', async () => {
    expect(await put('pc2.sp', '2.5 bar')).toMatchObject({ status: 200 });
    expect(bench.value('pc2.sp')).toBe(250_000);
  });

  it.each<[string, unknown, number]>([
    ['pc2.sp', '9 bar', 409],
    ['pc2.sp', 'nonsense', 400],
    ['pc2.sp', { deep: 1 }, 400],
    ['ch1.pressure', 1, 403],
    ['no.such', 1, 404],
  ])('refuses %s = %j with %i', async (tag, value, status) => {
    expect((await put(tag, value)).status).toBe(status);
  });
});

describe('a server on loopback', () => {
  it('answers no foreign name, as a rebinding attacker would use', async () => {
    expect((await send('GET', '/api/v1/tags', { headers: { host: 'evil.example:8080' } })).status).toBe(403);
  });

  it('obeys no page of another site', async () => {
    const headers = { ...json, origin: 'http://evil.example' };
    const before = bench.value('pc2.sp');
    const { status } = await send('PUT', '/api/v1/tags/pc2.sp', { headers, body: '{"value":"1.5 bar"}' });
    bench.advance(0.1);
    expect([status, bench.value('pc2.sp')]).toEqual([403, before]);
  });

  it('takes no form that a browser sends across sites without asking', async () => {
    const headers = { 'content-type': 'text/plain' };
    expect((await send('PUT', '/api/v1/tags/pc2.sp', { headers, body: '{"value":"1.5 bar"}' })).status).toBe(
      415,
    );
  });

  it('reads no body without end', async () => {
    const body = JSON.stringify({ value: 'x'.repeat(100_000) });
    expect((await send('PUT', '/api/v1/tags/pc2.sp', { headers: json, body })).status).toBe(413);
  });
});

it('says when the port is in use', async () => {
  const second = await startHttpServer(liveView(bench.runtime), { host: '127.0.0.1', port: server.port });
  expect(second).toMatchObject({ port: server.port, message: expect.stringContaining('in use') });
});
