/**
 * Friction and heat transfer of fully developed flow in a smooth round duct with a wall of one temperature.
 *
 *   laminar, Re ≤ 2300:    f = 64/Re,  Nu = 3.66
 *   turbulent, Re ≥ 4000:  f = (0.79 ln Re − 1.64)⁻²  (Petukhov 1970),
 *                          Nu = (f/8)(Re − 1000) Pr/(1 + 12.7 √(f/8) (Pr^⅔ − 1))  (Gnielinski 1976), Re to 5e6,
 *                          Pr from 0.5
 *   between:               linear in Re, for Nu as Gnielinski, Int. J. Heat Mass Transfer 63 (2013) 134, proposes
 *
 * f is Darcy's. Nu within 10 %, friction within a few per cent as published: Incropera and DeWitt, 6th ed. (2007),
 * sections 8.1 to 8.5. Gas mixtures of helium with a heavy gas go down to Pr = 0.2, where Nu is an extrapolation.
 * Checked by test/physics/prediction/working-gas.test.ts.
 */
const LAMINAR_TO = 2300;
const TURBULENT_FROM = 4000;
const LAMINAR_NUSSELT = 3.66;

/** Darcy's friction factor. */
export function frictionFactor(reynolds: number): number {
  return blended(reynolds, (re) => 64 / re, petukhov);
}

/** Nu = hD/λ. */
export function nusselt(reynolds: number, prandtl: number): number {
  return blended(
    reynolds,
    () => LAMINAR_NUSSELT,
    (re) => gnielinski(re, prandtl),
  );
}

function blended(
  reynolds: number,
  laminar: (re: number) => number,
  turbulent: (re: number) => number,
): number {
  if (reynolds <= LAMINAR_TO) return laminar(reynolds);
  if (reynolds >= TURBULENT_FROM) return turbulent(reynolds);
  const share = (reynolds - LAMINAR_TO) / (TURBULENT_FROM - LAMINAR_TO);
  return (1 - share) * laminar(LAMINAR_TO) + share * turbulent(TURBULENT_FROM);
}

function petukhov(reynolds: number): number {
  return (0.79 * Math.log(reynolds) - 1.64) ** -2;
}

function gnielinski(reynolds: number, prandtl: number): number {
  const eighth = petukhov(reynolds) / 8;
  return (eighth * (reynolds - 1000) * prandtl) / (1 + 12.7 * Math.sqrt(eighth) * (prandtl ** (2 / 3) - 1));
}
