/** Every figure by the name of its file. */
import { blowdown } from './cases/blowdown.ts';
import { convergence } from './cases/convergence.ts';
import { entropy } from './cases/entropy.ts';
import { filling } from './cases/filling.ts';
import { flowLaws } from './cases/flow-laws.ts';
import { gasSpring } from './cases/gas-spring.ts';
import { moistAir } from './cases/moist-air.ts';
import { realGas } from './cases/real-gas.ts';
import { resonance } from './cases/resonance.ts';
import { ring } from './cases/ring.ts';
import { slab } from './cases/slab.ts';
import { stiff } from './cases/stiff.ts';
import { wall } from './cases/wall.ts';
import type { Figure } from './chart.ts';

export const FIGURES: Readonly<Record<string, () => Figure>> = {
  blowdown,
  filling,
  entropy,
  wall,
  slab,
  ring,
  convergence,
  stiff,
  'real-gas': realGas,
  'moist-air': moistAir,
  'flow-laws': flowLaws,
  resonance,
  'gas-spring': gasSpring,
};
