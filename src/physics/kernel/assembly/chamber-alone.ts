/** Properties of one chamber at any temperature: the way of temperature.ts, number by number. */
import {
  CHOKED_TERMS,
  choked,
  ENERGY,
  GAS_CONSTANT,
  HIGH_FITS,
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
  WALL,
} from './places';

const SETTLED: f64 = 1e-8;
const MOST_ITERATIONS: i32 = 60;
const LEAST_K: f64 = 1e-3;
const SPLIT_K: f64 = 1000;
const HELD_FROM_K: f64 = 6000;
const SPECIES: usize = 6;

/** Of the mixture, a₁ … a₆, at the range of the last temperature. */
let a1: f64 = 0;
let a2: f64 = 0;
let a3: f64 = 0;
let a4: f64 = 0;
let a5: f64 = 0;
let a6: f64 = 0;

/** False, and nothing written, when the row is no state of matter. */
export function updateAlone(vector: usize, c: usize): bool {
  const row = vector + c * ROW;
  let total: f64 = 0;
  let mass: f64 = 0;
  for (let k: usize = 0; k < SPECIES; k++) {
    const amount = load<f64>(row + (k << 3));
    if (!(amount >= 0)) return false;
    total += amount;
    mass += amount * load<f64>(MOLAR_MASSES + (k << 3));
  }
  if (!(total > 0)) return false;
  const energyJ = load<f64>(row + ENERGY);
  const gasConstant = load<f64>(GAS_CONSTANT);
  const at = c << 3;
  const t = temperatureOf(row, total, energyJ / gasConstant, load<f64>(temperatureK + at));
  if (!(t > 0 && load<f64>(row + WALL) >= 0)) return false;

  const nR = total * gasConstant;
  const cp = heatCapacity(t);
  const pressure = (nR * t) / load<f64>(volumeM3 + at);
  const out = perKg + c * ROW;
  for (let k: usize = 0; k < SPECIES; k++) store<f64>(out + (k << 3), load<f64>(row + (k << 3)) / mass);
  store<f64>(out + ENERGY, (energyJ + nR * t) / mass);
  store<f64>(temperatureK + at, t);
  store<f64>(pressurePa + at, pressure);
  store<f64>(massFlux + at, pressure / sqrt<f64>((nR / mass) * t));
  store<f64>(kappa + at, total / cp);
  const fall = total / (2 * cp - total);
  store<f64>(sonic + at, 1 - fall);
  store<f64>(choked + at, chokedAt(fall));
  return true;
}

function temperatureOf(row: usize, total: f64, energyOverR: f64, guessK: f64): f64 {
  let t = guessK;
  let inHighRange = t >= SPLIT_K;
  combine(row, inHighRange);
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    const step = (energyOverR - (enthalpy(t) - total * t)) / (heatCapacity(t) - total);
    if (!isFinite(step)) return NaN;
    const near = SETTLED * t;
    t = max<f64>(t + step, t / 4);
    if (t < LEAST_K) return NaN;
    if (t >= SPLIT_K !== inHighRange) {
      inHighRange = !inHighRange;
      combine(row, inHighRange);
    }
    if (abs<f64>(step) <= near) return t;
  }
  return NaN;
}

function combine(row: usize, inHighRange: bool): void {
  a1 = a2 = a3 = a4 = a5 = a6 = 0;
  let fit = inHighRange ? HIGH_FITS : LOW_FITS;
  for (let k: usize = 0; k < SPECIES; k++, fit += 56) {
    const amount = load<f64>(row + (k << 3));
    a1 += amount * load<f64>(fit);
    a2 += amount * load<f64>(fit, 8);
    a3 += amount * load<f64>(fit, 16);
    a4 += amount * load<f64>(fit, 24);
    a5 += amount * load<f64>(fit, 32);
    a6 += amount * load<f64>(fit, 40);
  }
}

/** cp/R, mol; held above the validity of the data, see nasa7.ts. */
function heatCapacity(temperature: f64): f64 {
  const t = min<f64>(temperature, HELD_FROM_K);
  return a1 + t * (a2 + t * (a3 + t * (a4 + t * a5)));
}

/** h/R, mol·K. */
function enthalpy(temperature: f64): f64 {
  const t = min<f64>(temperature, HELD_FROM_K);
  const fitted = a6 + t * (a1 + t * (0.5 * a2 + t * ((1.0 / 3) * a3 + t * (0.25 * a4 + 0.2 * t * a5))));
  return temperature > HELD_FROM_K
    ? fitted + (temperature - HELD_FROM_K) * heatCapacity(temperature)
    : fitted;
}

/** φ of the choked nozzle from 1 − T/T₀ in its throat. */
function chokedAt(fall: f64): f64 {
  let sum: f64 = 0;
  for (let at = CHOKED_TERMS + 88; at >= CHOKED_TERMS; at -= 8) sum = sum * fall + load<f64>(at);
  return sum;
}
