/**
 * The least heat of computing: kT ln 2 for each bit that is lost in an operation.
 *
 * Source: Landauer, IBM J. Res. Dev. 5 (1961) 183; k is exact since the 2019 SI. Logically reversible operations have
 * no such bound and are not meant here. For every T > 0. Checked by test/physics/laws/landauer.test.ts.
 */

/** J/K. */
export const BOLTZMANN_CONSTANT = 1.380649e-23;

/** Least heat of one irreversible bit operation, J. */
export function landauerJ(temperatureK: number): number {
  return BOLTZMANN_CONSTANT * temperatureK * Math.LN2;
}

/** How many times the least heat a machine spends on an operation; below 1 there is none. */
export function landauerMultiple(joulesPerOperation: number, temperatureK: number): number {
  return joulesPerOperation / landauerJ(temperatureK);
}

/** Most irreversible bit operations per second that a power can pay for. */
export function landauerOperationsPerS(powerW: number, temperatureK: number): number {
  return powerW / landauerJ(temperatureK);
}
