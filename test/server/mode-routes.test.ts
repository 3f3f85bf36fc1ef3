import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { liveView } from '../../src/runtime/live-view.ts';
import type { ArmingSnapshot, ModeSnapshot } from '../../src/runtime/site-view.ts';
import { type HttpServer, startHttpServer } from '../../src/server/http-server.ts';
import { Bench, demoSite } from '../runtime/demo-runtime.ts';
import { inModes } from '../runtime/modes.ts';

let bench: Bench;
let server: HttpServer;

beforeAll(async () => {
  bench = await Bench.start(inModes(demoSite(), { ao1: 'shadow' }));
  bench.advance(2);
  const started = await startHttpServer(liveView(bench.runtime), { host: '127.0.0.1', port: 0 });
  if (!('close' in started)) throw new Error(started.message);
  server = started;
});
afterAll(() => server.close());

const url = (path: string): string => `http://127.0.0.1:${server.port}/api/v1/${path}`;

async function get<T>(path: string): Promise<T> {
  return (await fetch(url(path))).json() as Promise<T>;
}

/** Commands are obeyed by a scan, so the scan has to come round while the request waits. */
async function send(method: string, path: string, body: unknown): Promise<{ status: number; text: string }> {
  let done = false;
  const headers = { 'content-type': 'application/json' };
  const asked = fetch(url(path), { method, headers, body: JSON.stringify(body) }).finally(() => {
    done = true;
  });
  while (!done) {
    bench.advance(0.01);
    await new Promise((resolve) => setImmediate(resolve));
  }
  const answer = await asked;
  return { status: answer.status, text: JSON.stringify(await answer.json()) };
}

describe('modes over HTTP', () => {
  it('are listed with what stands against the others', async () => {
    const modes = await get<readonly ModeSnapshot[]>('modes');
    expect(modes.map(({ device, mode }) => `${device} ${mode}`)).toContain('ao1 shadow');
    const pt1 = modes.find(({ device }) => device === 'pt1');
    expect(pt1?.others).toContainEqual({
      mode: 'shadow',
      refusal: expect.stringContaining('the memory wire reaches no hardware'),
    });
  });

  it.each<[string, unknown, number, string]>([
    ['pt1', { mode: 'shadow' }, 409, 'memory wire'],
    ['pt1', { mode: 'emulated' }, 200, 'already'],
    ['pt1', { mode: 'sideways' }, 400, 'emulated or shadow or real'],
    ['pt1', { mode: 'real', force: true }, 400, 'emulated or shadow or real'],
    ['pt11', { mode: 'real' }, 404, 'did you mean pt1'],
    ['nonsense-of-a-name', { mode: 'real' }, 404, 'buhera mode'],
  ])('%s to %j is answered with %i', async (device, body, status, text) => {
    const answer = await send('PUT', `modes/${device}`, body);
    expect(answer).toMatchObject({ status, text: expect.stringContaining(text) });
  });
});

describe('arming over HTTP', () => {
  it('says what it would write, and what stands against it', async () => {
    expect(await get<ArmingSnapshot>('arming')).toMatchObject({
      site: 'demo',
      state: 'unarmed',
      remainingS: null,
      outputs: ['inlet1.position', 'vent1.position', 'inlet2.position', 'vent2.position'],
      refusals: [],
    });
  });

  it.each<[unknown, number]>([
    [{ for_s: 0, confirm: 'demo' }, 400],
    [{ for_s: -1, confirm: 'demo' }, 400],
    [{ for_s: '10', confirm: 'demo' }, 400],
    [{ for_s: 10 }, 400],
    [{ for_s: 10, confirm: 'demo', force: true }, 400],
    [{ for_s: 10, confirm: 'bench' }, 409],
    [{ for_s: 1e9, confirm: 'demo' }, 409],
  ])('%j is refused with %i', async (body, status) => {
    expect((await send('POST', 'arming/arm', body)).status).toBe(status);
    expect((await get<ArmingSnapshot>('arming')).state).toBe('unarmed');
  });

  it('arms and disarms, and the tag follows', async () => {
    expect((await send('POST', 'arming/arm', { for_s: 60, confirm: 'demo' })).status).toBe(200);
    expect(bench.value('site.armed')).toBe(1);
    expect((await get<ArmingSnapshot>('arming')).remainingS).toBeGreaterThan(50);
    expect(await get('site')).toMatchObject({ arming: 'armed', shadowDevices: 1, emulatedDevices: 5 });
    expect((await send('POST', 'arming/disarm', {})).status).toBe(200);
    bench.advance(4);
    expect(bench.value('site.armed')).toBe(0);
  });
});
