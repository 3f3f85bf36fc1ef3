/**
 * Seeded random numbers as values: a generator goes in, a number and the next generator come out. The generator is
 * xoroshiro64** 1.0 (D. Blackman and S. Vigna, https://prng.di.unimi.it/xoroshiro64starstar.c, public domain). Every
 * point derives its own stream from seed, device and point, so that adding a device changes no other stream.
 */

export interface RandomState {
  readonly a: number;
  readonly b: number;
}

export interface RandomDraw {
  readonly value: number;
  readonly state: RandomState;
}

/** Stream of one point. */
export function randomStream(seed: number, deviceId: string, pointName: string): RandomState {
  const key = `${seed}\u0000${deviceId}\u0000${pointName}`;
  const a = hash(key, 0x811c9dc5);
  const b = hash(key, 0x9e3779b9);
  // The all-zero state is the one that the generator cannot leave.
  return { a: a === 0 && b === 0 ? 1 : a, b };
}

/** Uniform in (0, 1], 32 bits. */
export function nextUniform(state: RandomState): RandomDraw {
  const value = (Math.imul(rotate(Math.imul(state.a, 0x9e3779bb), 5), 5) >>> 0) + 1;
  const mixed = state.b ^ state.a;
  const next = { a: rotate(state.a, 26) ^ mixed ^ (mixed << 9), b: rotate(mixed, 13) };
  return { value: value / 0x100000000, state: next };
}

/** Standard normal, by Box and Muller (Ann. Math. Stat. 29 (1958) 610). */
export function nextGaussian(state: RandomState): RandomDraw {
  const radius = nextUniform(state);
  const angle = nextUniform(radius.state);
  const value = Math.sqrt(-2 * Math.log(radius.value)) * Math.cos(2 * Math.PI * angle.value);
  return { value, state: angle.state };
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

/** FNV-1a over UTF-16 units, finished as in MurmurHash3 so that neighbouring keys land far apart. */
function hash(text: string, basis: number): number {
  let word = basis | 0;
  for (let i = 0; i < text.length; i++) word = Math.imul(word ^ text.charCodeAt(i), 0x01000193);
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return word ^ (word >>> 16);
}
