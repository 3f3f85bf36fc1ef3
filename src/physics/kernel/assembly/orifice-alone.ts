/** Mass flow of one orifice by any flow law at any ratio, see flow.ts. */
import {
  check,
  choked,
  fromNode,
  kappa,
  laminarDrop,
  law,
  massFlowKgPerS,
  massFlux,
  openAreaM2,
  parameter,
  pressurePa,
  sonic,
  toNode,
} from './places';

const EQUAL_PRESSURE: f64 = 1e-13;
const NOZZLE: i32 = 0;
const ISO6358: i32 = 1;
/** γ of air, for which xT is measured. */
const KV_GAMMA_REFERENCE: f64 = 1.4;

export function updateAlone(v: usize): void {
  const at = v << 3;
  const from = (<usize>load<i32>(fromNode + (v << 2))) << 3;
  const to = (<usize>load<i32>(toNode + (v << 2))) << 3;
  const fromPa = load<f64>(pressurePa + from);
  const toPa = load<f64>(pressurePa + to);
  const forward = fromPa >= toPa;
  const up = forward ? from : to;
  const drop = abs<f64>(fromPa - toPa) / (forward ? fromPa : toPa);
  const area = load<f64>(openAreaM2 + at);
  if (area === 0 || drop <= EQUAL_PRESSURE || (!forward && load<i32>(check + (v << 2)) === 1)) {
    store<f64>(massFlowKgPerS + at, 0);
    return;
  }
  const band = load<f64>(laminarDrop + at);
  const share = drop < band ? drop / band : 1;
  const phi = flowFunction(load<i32>(law + (v << 2)), load<f64>(parameter + at), up, max<f64>(drop, band));
  const magnitude = area * load<f64>(massFlux + up) * share * phi;
  store<f64>(massFlowKgPerS + at, forward ? magnitude : -magnitude);
}

function flowFunction(lawOf: i32, limit: f64, up: usize, drop: f64): f64 {
  if (lawOf === NOZZLE) return nozzle(up, drop);
  const ratio = 1 - drop;
  if (lawOf === ISO6358) {
    if (ratio <= limit) return 1;
    const beyond = (ratio - limit) / (1 - limit);
    return sqrt<f64>(1 - beyond * beyond);
  }
  const gamma = 1 / (1 - load<f64>(kappa + up));
  const mostDrop = (gamma / KV_GAMMA_REFERENCE) * limit;
  const effective = min<f64>(1 - ratio, mostDrop);
  return (1 - effective / (3 * mostDrop)) * sqrt<f64>(effective);
}

function nozzle(up: usize, drop: f64): f64 {
  const k = load<f64>(kappa + up);
  const fall = -Math.expm1(k * Math.log1p(-drop));
  if (1 - fall <= load<f64>(sonic + up)) return load<f64>(choked + up);
  return ((1 - drop) / (1 - fall)) * sqrt<f64>((2 / k) * fall);
}
