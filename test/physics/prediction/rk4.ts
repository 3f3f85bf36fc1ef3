/** The classical Runge-Kutta method, as an oracle that shares nothing with the predictions. */
export type State = readonly number[];

export function rk4(rates: (state: State) => State, start: State, stepS: number): State {
  const along = (slope: State, share: number) =>
    start.map((x, i) => x + share * stepS * (slope[i] ?? Number.NaN));
  const k1 = rates(start);
  const k2 = rates(along(k1, 0.5));
  const k3 = rates(along(k2, 0.5));
  const k4 = rates(along(k3, 1));
  return start.map((x, i) => {
    const [a, b, c, d] = [k1, k2, k3, k4].map((k) => k[i] ?? Number.NaN) as [number, number, number, number];
    return x + (stepS * (a + 2 * b + 2 * c + d)) / 6;
  });
}
