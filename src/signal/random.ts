/**
 * Seeded random numbers: sfc32 of C. Doty-Humphrey (PractRand, 2010), and standard normal ones by Marsaglia's polar
 * method. The state is a value that callers own: the same seed gives the same numbers on every machine.
 */
export interface Random {
  readonly words: Uint32Array;
  /** The second of a pair of normal numbers; not a number when there is none. */
  spare: number;
}

const WARM_UP = 12;

export function randomOf(seed: number): Random {
  const random = { words: Uint32Array.of(seed, seed / 2 ** 32, 0x9e3779b9, 1), spare: Number.NaN };
  for (let i = 0; i < WARM_UP; i += 1) nextWord(random.words);
  return random;
}

/** Uniform within [0, 1), in steps of 2⁻³². */
export function uniform({ words }: Random): number {
  return nextWord(words) / 2 ** 32;
}

/** Mean 0, standard deviation 1. */
export function normal(random: Random): number {
  if (!Number.isNaN(random.spare)) {
    const { spare } = random;
    random.spare = Number.NaN;
    return spare;
  }
  for (;;) {
    const x = 2 * uniform(random) - 1;
    const y = 2 * uniform(random) - 1;
    const square = x * x + y * y;
    if (square > 0 && square < 1) {
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      random.spare = y * factor;
      return x * factor;
    }
  }
}

function nextWord(words: Uint32Array): number {
  const [a, b, c, count] = words as unknown as readonly [number, number, number, number];
  const out = (a + b + count) >>> 0;
  words[3] = count + 1;
  words[0] = b ^ (b >>> 9);
  words[1] = c + (c << 3);
  words[2] = ((c << 21) | (c >>> 11)) + out;
  return out;
}
