/** Passwords as they stand in files: scrypt (RFC 7914) with a salt of their own. */
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';

/** Cost, block size and parallelism: 16 MiB and some 30 ms for each guess. */
const COST = { N: 16_384, r: 8, p: 1 } as const;
const SALT_BYTES = 16;
const KEY_BYTES = 32;
/** More would let a file stop the broker with one login. */
const MAX_MEMORY_BYTES = 256 * 1024 * 1024;

interface Hash extends ScryptOptions {
  readonly salt: Buffer;
  readonly key: Buffer;
}

/** The hash of a password: `scrypt$<N>$<r>$<p>$<salt>$<key>`, the last two in Base64. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(Buffer.from(password), { ...COST, salt, key: Buffer.alloc(KEY_BYTES) });
  const { N, r, p } = COST;
  return ['scrypt', N, r, p, salt.toString('base64'), key.toString('base64')].join('$');
}

export function isPasswordHash(text: string): boolean {
  return parseHash(text) !== null;
}

/** Whether the password is that of the hash; takes as long for a wrong one. */
export async function isPassword(password: Uint8Array, hashText: string): Promise<boolean> {
  const hash = parseHash(hashText);
  if (hash === null) return false;
  return timingSafeEqual(await derive(password, hash), hash.key);
}

function parseHash(text: string): Hash | null {
  const match =
    /^scrypt\$(\d{1,8})\$(\d{1,3})\$(\d{1,3})\$([A-Za-z0-9+/]{16,}={0,2})\$([A-Za-z0-9+/]{22,}={0,2})$/u;
  const [, n, r, p, salt = '', key = ''] = match.exec(text) ?? [];
  const cost = { N: Number(n), r: Number(r), p: Number(p) };
  const isPowerOfTwo = cost.N > 1 && Number.isInteger(Math.log2(cost.N));
  const fits = 128 * cost.N * cost.r + 128 * cost.r * cost.p <= MAX_MEMORY_BYTES;
  if (!isPowerOfTwo || !(cost.r > 0) || !(cost.p > 0) || !fits) return null;
  return { ...cost, salt: Buffer.from(salt, 'base64'), key: Buffer.from(key, 'base64') };
}

function derive(password: Uint8Array, { N = 0, r = 0, p = 0, salt, key }: Hash): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, key.length, { N, r, p, maxmem: 2 * MAX_MEMORY_BYTES }, (error, derived) => {
      if (error === null) resolve(derived);
      else reject(error);
    });
  });
}
