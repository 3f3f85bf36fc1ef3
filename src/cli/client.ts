import { CliError, EXIT, environmentError } from './exit.ts';

/** Talks to a running site. Every failure is a message that says what to do. */
export async function getJson<T>(base: string, path: string): Promise<T> {
  return request<T>(base, path, { method: 'GET' });
}

export async function sendJson<T>(
  base: string,
  method: 'PUT' | 'POST',
  path: string,
  body: unknown,
): Promise<T> {
  return request<T>(base, path, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function request<T>(base: string, path: string, init: RequestInit): Promise<T> {
  const answer = await reach(base, path, init);
  const body: unknown = await answer.json().catch(() => null);
  if (body === null || typeof body !== 'object') throw stranger(base);
  if (answer.ok) return body as T;
  const { error } = body as { error?: unknown };
  if (typeof error !== 'string') throw stranger(base);
  throw new CliError(EXIT.doesNotHold, `buhera: ${error}`);
}

async function reach(base: string, path: string, init: RequestInit): Promise<Response> {
  let url: URL;
  try {
    url = new URL(path, base);
  } catch {
    throw new CliError(
      EXIT.usage,
      `buhera: "${base}" is not a URL; write for example --url http://127.0.0.1:8080`,
    );
  }
  try {
    return await fetch(url, { ...init, signal: AbortSignal.timeout(10_000) });
  } catch {
    throw environmentError(
      `buhera: no site answers at ${url.origin}. Start one with \`buhera run\`, or name another with --url or BUHERA_URL.`,
    );
  }
}

function stranger(base: string): CliError {
  return environmentError(
    `buhera: what answers at ${base} is no site of buhera. Name the address that \`buhera run\` printed with --url or BUHERA_URL.`,
  );
}
