/** Kernel.couplingPerS: the numbers of plain-coupling.ts, two orifices at once. */
import { add, both, div, gather, mul, sub } from './pair';
import { endChamber, endTouching, firstChamber, firstTouching } from './parts';
import {
  ambientConductanceWPerK,
  coupling,
  fromNode,
  gasConductanceWPerK,
  kappa,
  massFlowKgPerS,
  massFlux,
  pressurePa,
  temperatureK,
  toNode,
  volumeM3,
  wallCapacityJPerK,
} from './places';

/** Of one part. */
export function largestCoupling(part: i32): f64 {
  const first = firstChamber(part);
  const end = endChamber(part);
  memory.fill(coupling + (<usize>first << 3), 0, <usize>(end - first) << 3);
  addOrifices(part, first, <u32>(end - first));
  let largest: f64 = 0;
  for (let c = <usize>first; c < <usize>end; c++) largest = max<f64>(largest, withWall(c << 3));
  return largest;
}

function addOrifices(part: i32, first: i32, chambers: u32): void {
  const end = endTouching(part);
  for (let at = firstTouching(part); at < end; at += 8) {
    const v = <usize>load<i32>(at);
    // An odd last one is its own neighbour, and added once.
    const hasNext = at + 4 < end;
    const next = hasNext ? <usize>load<i32>(at, 4) : v;
    const from = load<i32>(fromNode + (v << 2));
    const to = load<i32>(toNode + (v << 2));
    const nextFrom = load<i32>(fromNode + (next << 2));
    const nextTo = load<i32>(toNode + (next << 2));
    const from0 = <usize>from << 3;
    const from1 = <usize>nextFrom << 3;
    const to0 = <usize>to << 3;
    const to1 = <usize>nextTo << 3;
    const fromPa = gather(pressurePa + from0, pressurePa + from1);
    const toPa = gather(pressurePa + to0, pressurePa + to1);
    const flow = gather(massFlowKgPerS + (v << 3), massFlowKgPerS + (next << 3));
    const fromSound = squaredSound(fromPa, gather(massFlux + from0, massFlux + from1), gather(kappa + from0, kappa + from1));
    const toSound = squaredSound(toPa, gather(massFlux + to0, massFlux + to1), gather(kappa + to0, kappa + to1));
    const conductance = div(flow, sub(fromPa, toPa));
    const stiffness = mul(conductance, f64x2.max(fromSound, toSound));
    const flowing = v128.and(stiffness, f64x2.ne(flow, both(0)));
    const one = f64x2.extract_lane(flowing, 0);
    if (<u32>(from - first) < chambers) raise(from0, one);
    if (<u32>(to - first) < chambers) raise(to0, one);
    if (!hasNext) return;
    const other = f64x2.extract_lane(flowing, 1);
    if (<u32>(nextFrom - first) < chambers) raise(from1, other);
    if (<u32>(nextTo - first) < chambers) raise(to1, other);
  }
}

@inline
function squaredSound(pressure: v128, flux: v128, k: v128): v128 {
  return div(mul(pressure, pressure), mul(mul(flux, flux), sub(both(1), k)));
}

@inline
function raise(at: usize, by: f64): void {
  store<f64>(coupling + at, load<f64>(coupling + at) + by);
}

/** Of one chamber, whose orifices are added up. */
function withWall(at: usize): f64 {
  const flows = load<f64>(coupling + at);
  const gasWPerK = load<f64>(gasConductanceWPerK + at);
  if (gasWPerK === 0) return flows / load<f64>(volumeM3 + at);
  const k = load<f64>(kappa + at);
  const gas = (gasWPerK * k * load<f64>(temperatureK + at)) / (load<f64>(pressurePa + at) * (1 - k));
  const bothWPerK = gasWPerK + load<f64>(ambientConductanceWPerK + at);
  return (flows + gas) / load<f64>(volumeM3 + at) + bothWPerK / load<f64>(wallCapacityJPerK + at);
}
