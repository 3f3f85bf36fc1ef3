/**
 * The residual Helmholtz energy αᵣ(δ, τ, x) of ../properties/residual-helmholtz.ts, as fast as an inner loop needs it.
 *
 *   Σᵢ xᵢ Σₖ nᵢₖ δᵈ τᵗ exp(−δˡ) = Σ over distinct (d, t, l) of (Σᵢ xᵢ nᵢₖ) δᵈ τᵗ exp(−δˡ)
 *
 * Terms that fluids share are added up once per composition; every power of τ is a whole number of eighths, so that
 * three square roots and products give them all; each factor of δ is worked out once. No allocation after the first
 * composition of a kind. Checked against the plain function by test/physics/gas-model/helmholtz-gas.property.test.ts.
 */
import { invariant } from '../invariant.ts';
import { HELMHOLTZ_DATA } from '../properties/helmholtz-data.ts';
import { SPECIES } from '../species.ts';

const WATER = SPECIES.indexOf('H2O');
const EIGHTHS = 8;
const MOST_DELTA_POWER = 8;

/** Sums over terms, each times its own powers of δ and τ, as in `ResidualHelmholtz`. */
export interface ResidualSums {
  a: number;
  dA: number;
  tA: number;
  ddA: number;
  dtA: number;
  ttA: number;
  /** The same of water's own αᵣ, where there is water. */
  waterA: number;
  waterDA: number;
  waterTA: number;
}

/** The distinct terms of the species that are there. */
interface TermSet {
  readonly species: readonly SpeciesTerms[];
  /** Distinct powers of δ with their exponentials. */
  readonly d: Uint8Array;
  readonly l: Uint8Array;
  /** Distinct l but 0, which has no exponential. */
  readonly orders: Uint8Array;
  /** Distinct powers of τ, in eighths. */
  readonly eighths: Uint16Array;
  readonly wholes: number;
  /** By term: which of the above, t, and the coefficient of the present composition. */
  readonly deltaOf: Uint8Array;
  readonly tauOf: Uint8Array;
  readonly t: Float64Array;
  readonly coefficients: Float64Array;
}

/** Where the terms of one species stand in the set. */
interface SpeciesTerms {
  readonly k: number;
  readonly n: Float64Array;
  readonly termOf: Uint8Array;
}

export class ResidualTerms implements ResidualSums {
  a = 0;
  dA = 0;
  tA = 0;
  ddA = 0;
  dtA = 0;
  ttA = 0;
  waterA = 0;
  waterDA = 0;
  waterTA = 0;
  /** By the species that are there, one bit each. */
  private readonly sets: (TermSet | undefined)[] = [];
  private set: TermSet = termSetOf(0);
  private readonly deltaPowers = new Float64Array(MOST_DELTA_POWER + 1).fill(1);
  private readonly exponentials = new Float64Array(MOST_DELTA_POWER + 1).fill(1);
  private readonly wholePowers = new Float64Array(64);
  private readonly fractionPowers = new Float64Array(EIGHTHS);
  private readonly tauFactors = new Float64Array(128);
  private readonly deltaFactors = new Float64Array(128);
  private readonly byDelta = new Float64Array(128);
  private readonly byDelta2 = new Float64Array(128);

  /** @param fractions mole fractions in the order of `SPECIES` */
  mix(fractions: Float64Array): void {
    let mask = 0;
    for (let k = 0; k < fractions.length; k++) if (fractions[k] !== 0) mask |= 1 << k;
    let set = this.sets[mask];
    if (set === undefined) {
      set = termSetOf(mask);
      this.sets[mask] = set;
    }
    this.set = set;
    const { coefficients } = set;
    coefficients.fill(0);
    for (const { k, n, termOf } of set.species) {
      const x = fractions[k] as number;
      for (let i = 0; i < n.length; i++) {
        const term = termOf[i] as number;
        coefficients[term] = (coefficients[term] as number) + x * (n[i] as number);
      }
    }
  }

  /** δ > 0, τ > 0, of the composition last mixed. */
  evaluate(delta: number, tau: number): void {
    this.raiseDelta(delta);
    this.raiseTau(tau);
    const { deltaFactors, byDelta, byDelta2, tauFactors } = this;
    const { deltaOf, tauOf, t, coefficients } = this.set;
    let a = 0;
    let dA = 0;
    let tA = 0;
    let ddA = 0;
    let dtA = 0;
    let ttA = 0;
    for (let i = 0; i < coefficients.length; i++) {
      const j = deltaOf[i] as number;
      const byTau = t[i] as number;
      const part =
        (coefficients[i] as number) *
        (deltaFactors[j] as number) *
        (tauFactors[tauOf[i] as number] as number);
      const first = part * (byDelta[j] as number);
      a += part;
      dA += first;
      ddA += part * (byDelta2[j] as number);
      dtA += first * byTau;
      tA += part * byTau;
      ttA += part * byTau * (byTau - 1);
    }
    this.a = a;
    this.dA = dA;
    this.tA = tA;
    this.ddA = ddA;
    this.dtA = dtA;
    this.ttA = ttA;
  }

  /** Water's own part, of the δ and τ last evaluated. */
  evaluateWater(): void {
    const { deltaFactors, byDelta, tauFactors } = this;
    const { deltaOf, tauOf, t, species } = this.set;
    const water = species.find(({ k }) => k === WATER);
    invariant(water !== undefined, 'water is there');
    let a = 0;
    let dA = 0;
    let tA = 0;
    for (let i = 0; i < water.n.length; i++) {
      const term = water.termOf[i] as number;
      const j = deltaOf[term] as number;
      const part =
        (water.n[i] as number) * (deltaFactors[j] as number) * (tauFactors[tauOf[term] as number] as number);
      a += part;
      dA += part * (byDelta[j] as number);
      tA += part * (t[term] as number);
    }
    this.waterA = a;
    this.waterDA = dA;
    this.waterTA = tA;
  }

  private raiseDelta(delta: number): void {
    const { deltaPowers, exponentials, deltaFactors, byDelta, byDelta2 } = this;
    const { d, l, orders } = this.set;
    for (let i = 1; i <= MOST_DELTA_POWER; i++) deltaPowers[i] = (deltaPowers[i - 1] as number) * delta;
    for (let i = 0; i < orders.length; i++) {
      const order = orders[i] as number;
      exponentials[order] = Math.exp(-(deltaPowers[order] as number));
    }
    for (let j = 0; j < d.length; j++) {
      const order = l[j] as number;
      const inner = order * (deltaPowers[order] as number);
      const by = (d[j] as number) - inner;
      deltaFactors[j] = (deltaPowers[d[j] as number] as number) * (exponentials[order] as number);
      byDelta[j] = by;
      byDelta2[j] = by * (by - 1) - order * inner;
    }
  }

  private raiseTau(tau: number): void {
    const { wholePowers, fractionPowers, tauFactors } = this;
    const { eighths, wholes } = this.set;
    wholePowers[0] = 1;
    wholePowers[1] = tau;
    for (let i = 2; i <= wholes; i++) {
      const half = i >> 1;
      wholePowers[i] = (wholePowers[half] as number) * (wholePowers[i - half] as number);
    }
    const quarter = Math.sqrt(Math.sqrt(tau));
    fractionPowers[0] = 1;
    fractionPowers[1] = Math.sqrt(quarter);
    for (let i = 2; i < EIGHTHS; i++) {
      const half = i >> 1;
      fractionPowers[i] = (fractionPowers[half] as number) * (fractionPowers[i - half] as number);
    }
    for (let i = 0; i < eighths.length; i++) {
      const eighth = eighths[i] as number;
      tauFactors[i] = (wholePowers[eighth >> 3] as number) * (fractionPowers[eighth & 7] as number);
    }
  }
}

function termSetOf(mask: number): TermSet {
  const deltas: string[] = [];
  const eighths: number[] = [];
  const terms: string[] = [];
  const rows: { readonly delta: number; readonly tau: number; readonly t: number }[] = [];
  const species: SpeciesTerms[] = [];
  SPECIES.forEach((name, k) => {
    if ((mask & (1 << k)) === 0) return;
    const own = HELMHOLTZ_DATA[name].terms;
    const termOf = own.map(([, d, t, l]) =>
      placeOf(terms, `${d} ${t} ${l}`, () => {
        const delta = placeOf(deltas, `${d} ${l}`);
        rows.push({ delta, tau: placeOf(eighths, t * EIGHTHS), t });
      }),
    );
    species.push({ k, n: Float64Array.from(own, ([n]) => n), termOf: Uint8Array.from(termOf) });
  });
  invariant(eighths.every(Number.isInteger), 'every power of τ is a whole number of eighths');
  const powers = deltas.map((delta) => delta.split(' ').map(Number));
  return {
    species,
    d: Uint8Array.from(powers, ([d]) => d as number),
    l: Uint8Array.from(powers, ([, l]) => l as number),
    orders: Uint8Array.from(new Set(powers.map(([, l]) => l as number).filter((l) => l > 0))),
    eighths: Uint16Array.from(eighths),
    wholes: Math.max(0, ...eighths) >> 3,
    deltaOf: Uint8Array.from(rows, ({ delta }) => delta),
    tauOf: Uint8Array.from(rows, ({ tau }) => tau),
    t: Float64Array.from(rows, ({ t }) => t),
    coefficients: new Float64Array(rows.length),
  };
}

/** Place of an entry in a list of distinct ones, added where it is new. */
function placeOf<T>(list: T[], entry: T, onNew: () => void = () => {}): number {
  const place = list.indexOf(entry);
  if (place >= 0) return place;
  list.push(entry);
  onNew();
  return list.length - 1;
}
