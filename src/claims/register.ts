/** The register of unsupported claims: each promise of the papers that this product does not keep as written. */
import { CHAMBER_CLAIMS } from './chambers.ts';
import type { Claim } from './claim.ts';
import { COMPUTING_CLAIMS } from './computing.ts';
import { THERMAL_CLAIMS } from './thermal.ts';
import { TIMING_CLAIMS } from './timing.ts';

const REGISTER: readonly Claim[] = [
  ...THERMAL_CLAIMS,
  ...CHAMBER_CLAIMS,
  ...COMPUTING_CLAIMS,
  ...TIMING_CLAIMS,
];

/** All claims, by subject. */
export function listClaims(): readonly Claim[] {
  return REGISTER;
}

/** The claim with this id; null when the register has none. */
export function findClaim(id: string): Claim | null {
  return REGISTER.find((claim) => claim.id === id) ?? null;
}
