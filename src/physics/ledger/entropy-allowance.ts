/** Of what is held, for the rounding of its entropy. */
const ROUNDING = 1e-9;
/** Of the error that the integrator may make in a substep, which is measured against less than the entropy held. */
const SHARE_OF_ERROR = 0.1;

/**
 * By how much entropy may seem to fall, relative to what is held, before the second law is broken: where nothing is
 * generated, as in a gas spring, the error of integration drifts with the number of substeps.
 */
export function entropyAllowance(tolerance: number, substeps: number): number {
  return ROUNDING + SHARE_OF_ERROR * tolerance * substeps;
}
