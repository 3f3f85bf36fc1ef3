/** What a rate is made of and what an integrator does with it. */
import { add, both, madd, mul, sub } from './pair';
import {
  endByte,
  endChamber,
  endTouching,
  firstByte,
  firstChamber,
  firstTouching,
} from './parts';
import {
  ambientConductanceWPerK,
  ENERGY,
  fromNode,
  gasConductanceWPerK,
  heatInputW,
  massFlowKgPerS,
  perKg,
  pressurePa,
  ROW,
  state,
  temperatureK,
  toNode,
  volumeM3,
  WALL,
  wallCapacityJPerK,
} from './places';

/** Kernel.rates, of one part: of its own rows alone, and of each in the order of the orifices. */
export function rates(part: i32, vector: usize, rate: usize, ambientK: f64): void {
  beginRate(part, vector, rate, ambientK);
  bookOrifices(part, rate);
}

function beginRate(part: i32, vector: usize, rate: usize, ambientK: f64): void {
  memory.fill(rate + firstByte(part), 0, endByte(part) - firstByte(part));
  const end = <usize>endChamber(part);
  for (let c = <usize>firstChamber(part); c < end; c++) {
    const at = c << 3;
    const row = c * ROW;
    const wallK = load<f64>(vector + row + WALL) / load<f64>(wallCapacityJPerK + at);
    const toGasW = load<f64>(gasConductanceWPerK + at) * (wallK - load<f64>(temperatureK + at));
    const toAmbientW = load<f64>(ambientConductanceWPerK + at) * (wallK - ambientK);
    store<f64>(rate + row + ENERGY, load<f64>(heatInputW + at) + toGasW);
    store<f64>(rate + row + WALL, -toGasW - toAmbientW);
  }
}

function bookOrifices(part: i32, rate: usize): void {
  const first = firstChamber(part);
  const chambers = <u32>(endChamber(part) - first);
  const end = endTouching(part);
  for (let at = firstTouching(part); at < end; at += 4) {
    const v = <usize>load<i32>(at);
    const flow = load<f64>(massFlowKgPerS + (v << 3));
    if (flow === 0) continue;
    const from = load<i32>(fromNode + (v << 2));
    const to = load<i32>(toNode + (v << 2));
    const carried = perKg + <usize>(flow > 0 ? from : to) * ROW;
    const flows = both(flow);
    const c0 = mul(flows, v128.load(carried));
    const c1 = mul(flows, v128.load(carried, 16));
    const c2 = mul(flows, v128.load(carried, 32));
    const c3 = mul(flows, v128.load(carried, 48));
    if (<u32>(from - first) < chambers) {
      const row = rate + <usize>from * ROW;
      v128.store(row, sub(v128.load(row), c0));
      v128.store(row, sub(v128.load(row, 16), c1), 16);
      v128.store(row, sub(v128.load(row, 32), c2), 32);
      v128.store(row, sub(v128.load(row, 48), c3), 48);
    }
    if (<u32>(to - first) < chambers) {
      const row = rate + <usize>to * ROW;
      v128.store(row, add(v128.load(row), c0));
      v128.store(row, add(v128.load(row, 16), c1), 16);
      v128.store(row, add(v128.load(row, 32), c2), 32);
      v128.store(row, add(v128.load(row, 48), c3), 48);
    }
  }
}

/** Kernel.copy, of one part. */
export function copy(part: i32, target: usize, source: usize): void {
  const first = firstByte(part);
  memory.copy(target + first, source + first, endByte(part) - first);
}

/** Kernel.along, of one part. */
export function along(part: i32, target: usize, base: usize, factor: f64, slope: usize): void {
  const factors = both(factor);
  const end = endByte(part);
  for (let i = firstByte(part); i < end; i += 16) {
    v128.store(target + i, madd(factors, v128.load(slope + i), v128.load(base + i)));
  }
}

/** Kernel.largestError, of one part. */
export function largestError(part: i32, factor: f64, a: usize, b: usize): f64 {
  let largest: f64 = 0;
  const end = <usize>endChamber(part);
  for (let c = <usize>firstChamber(part); c < end; c++) {
    const row = c * ROW;
    const held = state + row;
    const amounts = add(add(v128.load(held), v128.load(held, 16)), v128.load(held, 32));
    const worst = f64x2.max(f64x2.max(apart(a + row, b + row), apart(a + row + 16, b + row + 16)), apart(a + row + 32, b + row + 32));
    const energies = apart(a + row + ENERGY, b + row + ENERGY);
    const worstMol = max<f64>(f64x2.extract_lane(worst, 0), f64x2.extract_lane(worst, 1));
    const totalMol = f64x2.extract_lane(amounts, 0) + f64x2.extract_lane(amounts, 1);
    const heldJ = load<f64>(pressurePa + (c << 3)) * load<f64>(volumeM3 + (c << 3));
    const wallJ = f64x2.extract_lane(energies, 1);
    const wallShare = wallJ === 0 ? 0 : wallJ / load<f64>(held + WALL);
    const gasShare = max<f64>(worstMol / totalMol, f64x2.extract_lane(energies, 0) / heldJ);
    largest = max<f64>(largest, max<f64>(gasShare, wallShare));
  }
  return abs<f64>(factor) * largest;
}

@inline
function apart(a: usize, b: usize): v128 {
  return f64x2.abs(sub(v128.load(a), v128.load(b)));
}
