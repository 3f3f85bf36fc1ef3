/**
 * Mass flows of two nozzles at once: ṁ = A √(pρ) φ with y = r^κ from polynomials of the logarithm and the
 * exponential. Where their ranges end, and for the other flow laws and check valves, orifice-alone.ts goes one by one.
 */
import { updateAlone } from './orifice-alone';
import { add, both, bothAt, div, fourTerms, gather, madd, mul, sub } from './pair';
import { endOrifice, firstOrifice } from './parts';
import {
  check,
  choked,
  EXPONENTIAL_TERMS,
  fromNode,
  kappa,
  LOGARITHM_TERMS,
  laminarDrop,
  law,
  massFlowKgPerS,
  massFlux,
  openAreaM2,
  pressurePa,
  sonic,
  toNode,
} from './places';

/** Of plain-kernel.ts: relative difference below which pressures are equal. */
const EQUAL_PRESSURE: f64 = 1e-13;
/** z of r = 0.48, where every gas with γ ≤ 5/3 is choked; the logarithm's terms are for depths up to it. */
const DEEPEST: f64 = 0.52 / 1.48;
/** The exponential's terms are for exponents from here to 0: 0.4 ln 0.48 and a margin. Beyond are larger γ. */
const LEAST_EXPONENT: f64 = -0.294;
/** A laminar band from here on may hold choked flow: the critical drop of γ → 1 is 1 − e^(−1/2) = 0.393. */
const WIDEST_BAND: f64 = 0.39;
/** Keeps a band of nothing from dividing; flows below EQUAL_PRESSURE are none anyway. */
const NARROWEST_BAND: f64 = 1e-14;

/** Kernel.orifices, of one part. */
export function updateOrifices(part: i32): void {
  const end = endOrifice(part);
  for (let v = firstOrifice(part); v < end; v += 2) {
    // An odd one is its own neighbour: behind it lies a stream that is no orifice.
    const next = v + 1 < end ? 1 : 0;
    if (updatePair(<usize>v, <usize>next)) continue;
    updateAlone(<usize>v);
    if (next === 1) updateAlone(<usize>v + 1);
  }
}

/** False, and nothing written, when the two need to be looked at alone. */
@inline
function updatePair(v: usize, next: usize): bool {
  const at = v << 2;
  const other = at + (next << 2);
  const laws = load<i32>(law + at) | load<i32>(law + other);
  const checks = load<i32>(check + at) | load<i32>(check + other);
  if ((laws | checks) !== 0) return false;
  const from0 = <usize>load<i32>(fromNode + at) << 3;
  const from1 = <usize>load<i32>(fromNode + other) << 3;
  const to0 = <usize>load<i32>(toNode + at) << 3;
  const to1 = <usize>load<i32>(toNode + other) << 3;
  const up0 = load<f64>(pressurePa + from0) >= load<f64>(pressurePa + to0) ? from0 : to0;
  const up1 = load<f64>(pressurePa + from1) >= load<f64>(pressurePa + to1) ? from1 : to1;
  const fromPa = gather(pressurePa + from0, pressurePa + from1);
  const toPa = gather(pressurePa + to0, pressurePa + to1);

  // With z = (1 − r)/(1 + r), the depth: ln r = −2 artanh z, r = (1 − z)/(1 + z).
  const one = both(1);
  const highPa = f64x2.pmax(toPa, fromPa);
  const lowPa = f64x2.pmin(toPa, fromPa);
  const fallPa = sub(highPa, lowPa);
  const laminar = gather(laminarDrop + (at << 1), laminarDrop + (other << 1));
  const band = f64x2.pmax(laminar, both(NARROWEST_BAND));
  const beyondBand = f64x2.pmax(div(fallPa, add(highPa, lowPa)), div(band, sub(both(2), band)));
  const depth = f64x2.pmin(beyondBand, both(DEEPEST));
  const k = gather(kappa + up0, kappa + up1);
  const exponent = mul(mul(k, depth), logarithm(depth));
  const rise = mul(exponent, exponential(exponent));
  const y = add(one, rise);
  const sonicY = gather(sonic + up0, sonic + up1);
  const beyond = v128.or(f64x2.lt(exponent, both(LEAST_EXPONENT)), f64x2.gt(laminar, both(WIDEST_BAND)));
  if (v128.any_true(beyond)) return false;

  // share · (r/y) √(2 (1 − y)/κ)
  const drop = div(fallPa, highPa);
  const over = mul(f64x2.pmin(drop, band), sub(one, depth));
  const under = mul(mul(band, add(one, depth)), mul(y, k));
  const subsonic = mul(div(over, under), f64x2.sqrt(mul(f64x2.neg(add(rise, rise)), k)));
  const phi = v128.bitselect(gather(choked + up0, choked + up1), subsonic, f64x2.le(y, sonicY));
  const area = gather(openAreaM2 + (at << 1), openAreaM2 + (other << 1));
  const flow = mul(mul(area, gather(massFlux + up0, massFlux + up1)), phi);
  const directed = v128.bitselect(flow, sub(both(0), flow), f64x2.ge(fromPa, toPa));
  const moving = v128.and(directed, f64x2.gt(drop, both(EQUAL_PRESSURE)));
  store<f64>(massFlowKgPerS + (at << 1), f64x2.extract_lane(moving, 0));
  store<f64>(massFlowKgPerS + (other << 1), f64x2.extract_lane(moving, 1));
  return true;
}

/** ln r/z = −2 artanh(z)/z. */
@inline
function logarithm(depth: v128): v128 {
  const x = mul(depth, depth);
  const x2 = mul(x, x);
  const x4 = mul(x2, x2);
  const last = madd(bothAt(LOGARITHM_TERMS + 72), x, bothAt(LOGARITHM_TERMS + 64));
  return madd(madd(last, x4, fourTerms(LOGARITHM_TERMS + 32, x, x2)), x4, fourTerms(LOGARITHM_TERMS, x, x2));
}

/** (eˣ − 1)/x, x from LEAST_EXPONENT to 0. */
@inline
function exponential(x: v128): v128 {
  const x2 = mul(x, x);
  const x4 = mul(x2, x2);
  return madd(madd(bothAt(EXPONENTIAL_TERMS + 64), x4, fourTerms(EXPONENTIAL_TERMS + 32, x, x2)), x4, fourTerms(EXPONENTIAL_TERMS, x, x2));
}
