/** Two numbers at once: what the vector instructions are called here. */

@inline
export function both(value: f64): v128 {
  return f64x2.splat(value);
}

/** The number at an address, twice. */
@inline
export function bothAt(address: usize): v128 {
  return v128.load64_splat(address);
}

/** The numbers at two addresses. */
@inline
export function gather(first: usize, second: usize): v128 {
  return v128.load64_lane(second, v128.load64_zero(first), 1);
}

@inline
export function firsts(a: v128, b: v128): v128 {
  return v128.shuffle<f64>(a, b, 0, 2);
}

@inline
export function seconds(a: v128, b: v128): v128 {
  return v128.shuffle<f64>(a, b, 1, 3);
}

@inline
export function add(a: v128, b: v128): v128 {
  return f64x2.add(a, b);
}

@inline
export function sub(a: v128, b: v128): v128 {
  return f64x2.sub(a, b);
}

@inline
export function mul(a: v128, b: v128): v128 {
  return f64x2.mul(a, b);
}

@inline
export function div(a: v128, b: v128): v128 {
  return f64x2.div(a, b);
}

/** a b + c. */
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  return f64x2.add(f64x2.mul(a, b), c);
}

/** Four terms of a polynomial in x: t₀ + t₁ x + (t₂ + t₃ x) x², two short chains in place of a long one. */
@inline
export function fourTerms(terms: usize, x: v128, x2: v128): v128 {
  const low = madd(bothAt(terms + 8), x, bothAt(terms));
  return madd(madd(bothAt(terms + 24), x, bothAt(terms + 16)), x2, low);
}
