/**
 * Properties of two chambers at once. What two lanes cannot do together (a temperature outside 1 K … 1000 K, a start
 * from far away, a vector that may be no state of matter) is left to chamber-alone.ts.
 */
import { updateAlone } from './chamber-alone';
import { add, both, bothAt, div, firsts, fourTerms, gather, madd, mul, seconds, sub } from './pair';
import { endChamber, firstChamber } from './parts';
import {
  CHOKED_TERMS,
  choked,
  GAS_CONSTANT,
  kappa,
  LOW_FITS,
  MOLAR_MASSES,
  massFlux,
  perKg,
  pressurePa,
  ROW,
  sonic,
  temperatureK,
  volumeM3,
} from './places';

/** Of the temperature; the next step is of the order of the fourth power of such a one. */
const NEAR: f64 = 1e-4;
const MOST_PASSES: i32 = 4;
const LEAST_K: f64 = 1;
const SPLIT_K: f64 = 1000;
/** Below it the reciprocal of a mass has no digits to spare, mol. */
const LEAST_MOL: f64 = 1e-200;

/**
 * Kernel.chambers, of one part. All of them, even if one is no state of matter: where the next search for a temperature
 * starts must not depend on how the plant is divided.
 */
export function updateChambers(part: i32, vector: usize): bool {
  const end = endChamber(part);
  let sound = true;
  for (let c = firstChamber(part); c < end; c += 2) {
    // An odd one is its own neighbour, so that the spare place behind it holds nothing worse than a copy.
    const next = c + 1 < end ? 1 : 0;
    if (updatePair(vector, <usize>c, <usize>next)) continue;
    if (!updateAlone(vector, <usize>c)) sound = false;
    if (next === 1 && !updateAlone(vector, <usize>c + 1)) sound = false;
  }
  return sound;
}

/** False, and nothing written, when the two need to be looked at alone. */
@inline
function updatePair(vector: usize, c: usize, next: usize): bool {
  const row = vector + c * ROW;
  const other = row + next * ROW;
  const at = c << 3;
  const p0 = v128.load(row);
  const p1 = v128.load(row, 16);
  const p2 = v128.load(row, 32);
  const p3 = v128.load(row, 48);
  const q0 = v128.load(other);
  const q1 = v128.load(other, 16);
  const q2 = v128.load(other, 32);
  const q3 = v128.load(other, 48);
  const n0 = firsts(p0, q0);
  const n1 = seconds(p0, q0);
  const n2 = firsts(p1, q1);
  const n3 = seconds(p1, q1);
  const n4 = firsts(p2, q2);
  const n5 = seconds(p2, q2);
  const energyJ = firsts(p3, q3);
  const wallJ = seconds(p3, q3);
  const noble = add(add(n3, n4), n5);
  const total = add(add(n0, n1), add(n2, noble));
  const gasConstant = bothAt(GAS_CONSTANT);

  // cv/R = c₀ + a₂ T + a₃ T² + a₄ T³ + a₅ T⁴, and U/R its integral and the constant a₆.
  const c0 = sub(madd(noble, bothAt(LOW_FITS + 21 * 8), weighted(n0, n1, n2, 0)), total);
  const a2 = weighted(n0, n1, n2, 8);
  const a3 = weighted(n0, n1, n2, 16);
  const a4 = weighted(n0, n1, n2, 24);
  const a5 = weighted(n0, n1, n2, 32);
  const formation = madd(noble, bothAt(LOW_FITS + 26 * 8), weighted(n0, n1, n2, 40));
  const half2 = mul(a2, both(0.5));
  const third3 = mul(a3, both(1.0 / 3));
  const quarter4 = mul(a4, both(0.25));
  const fifth5 = mul(a5, both(0.2));
  const bend4 = mul(a4, both(1.5));
  const double5 = add(a5, a5);
  const target = sub(div(energyJ, gasConstant), formation);

  const one = both(1);
  const near = both(NEAR);
  const guess = temperatureK + at;
  let t = gather(guess, guess + (next << 3));
  let passes = 0;
  let far = true;
  // U(T₀ + ΔT) to its third power, solved for ΔT by reversion of the series: the error is of order ΔT⁴.
  do {
    const heat = madd(t, madd(t, madd(t, madd(t, a5, a4), a3), a2), c0);
    const per = div(one, heat);
    const held = mul(t, madd(t, madd(t, madd(t, madd(t, fifth5, quarter4), third3), half2), c0));
    const step = mul(sub(target, held), per);
    const bend = mul(per, madd(t, madd(t, madd(t, double5, bend4), a3), half2));
    const twist = mul(per, madd(t, madd(t, double5, a4), third3));
    const curve = sub(bend, mul(step, sub(mul(add(bend, bend), bend), twist)));
    t = add(t, mul(step, sub(one, mul(step, curve))));
    far = v128.any_true(f64x2.gt(f64x2.abs(step), mul(t, near)));
    passes++;
  } while (far && passes < MOST_PASSES);

  const least = f64x2.pmin(f64x2.pmin(f64x2.pmin(n0, n1), f64x2.pmin(n2, n3)), f64x2.pmin(f64x2.pmin(n4, n5), wallJ));
  const inRange = v128.and(f64x2.ge(t, both(LEAST_K)), f64x2.lt(t, both(SPLIT_K)));
  const isState = v128.and(f64x2.ge(least, both(0)), f64x2.ge(wallJ, both(0)));
  const isGas = v128.and(f64x2.ge(total, both(LEAST_MOL)), v128.and(inRange, isState));
  if (far || !i64x2.all_true(isGas)) return false;

  const heat = madd(t, madd(t, madd(t, madd(t, a5, a4), a3), a2), c0);
  const capacity = add(heat, total);
  const mass = madd(
    n0,
    bothAt(MOLAR_MASSES),
    madd(
      n1,
      bothAt(MOLAR_MASSES + 8),
      madd(
        n2,
        bothAt(MOLAR_MASSES + 16),
        madd(n3, bothAt(MOLAR_MASSES + 24), madd(n4, bothAt(MOLAR_MASSES + 32), mul(n5, bothAt(MOLAR_MASSES + 40)))),
      ),
    ),
  );
  const perVolume = div(one, gather(volumeM3 + at, volumeM3 + at + (next << 3)));
  const perMass = div(one, mass);
  const work = mul(mul(total, gasConstant), t);
  const pressure = mul(work, perVolume);
  v128.store(temperatureK + at, t);
  v128.store(pressurePa + at, pressure);
  // p/√(Rₛ T) = √(p ρ)
  v128.store(massFlux + at, f64x2.sqrt(mul(pressure, mul(mass, perVolume))));
  v128.store(kappa + at, div(total, capacity));
  const fall = div(total, add(capacity, heat));
  v128.store(sonic + at, sub(one, fall));
  v128.store(choked + at, chokedAt(fall));

  const perFirst = firsts(perMass, perMass);
  const perSecond = seconds(perMass, perMass);
  const enthalpy = mul(add(energyJ, work), perMass);
  const zero = both(0);
  const out = perKg + c * ROW;
  v128.store(out, mul(p0, perFirst));
  v128.store(out, mul(p1, perFirst), 16);
  v128.store(out, mul(p2, perFirst), 32);
  v128.store(out, firsts(enthalpy, zero), 48);
  v128.store(out, mul(q0, perSecond), 64);
  v128.store(out, mul(q1, perSecond), 80);
  v128.store(out, mul(q2, perSecond), 96);
  v128.store(out, seconds(enthalpy, zero), 112);
  return true;
}

/** One coefficient, summed over the three species that are not monatomic. */
@inline
function weighted(n0: v128, n1: v128, n2: v128, offset: usize): v128 {
  return madd(
    n0,
    bothAt(LOW_FITS + offset),
    madd(n1, bothAt(LOW_FITS + 56 + offset), mul(n2, bothAt(LOW_FITS + 112 + offset))),
  );
}

/** φ of the choked nozzle from 1 − T/T₀ in its throat. */
@inline
function chokedAt(fall: v128): v128 {
  const x2 = mul(fall, fall);
  const x4 = mul(x2, x2);
  const last = fourTerms(CHOKED_TERMS + 64, fall, x2);
  return madd(madd(last, x4, fourTerms(CHOKED_TERMS + 32, fall, x2)), x4, fourTerms(CHOKED_TERMS, fall, x2));
}
