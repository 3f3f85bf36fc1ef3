/**
 * The cubic equation of Peng and Robinson, Ind. Eng. Chem. Fundam. 15 (1976) 59, for pure gases and without volume
 * translation: only here, to show what it would cost. p = RT/(v − b) − a(T)/(v² + 2bv − b²); heat capacities over
 * the NASA-7 ideal gas from the same a(T).
 */
import { heatCapacityJPerK, molesOf } from '../../src/physics/gas.ts';
import type { Species } from '../../src/physics/species.ts';
import { MOLAR_GAS_CONSTANT, SPECIES_DATA } from '../../src/physics/species.ts';

interface Critical {
  readonly temperatureK: number;
  readonly pressurePa: number;
  readonly acentricFactor: number;
}

const CRITICAL: Readonly<Record<'N2' | 'Ar', Critical>> = {
  N2: { temperatureK: 126.192, pressurePa: 3.3958e6, acentricFactor: 0.0372 },
  Ar: { temperatureK: 150.687, pressurePa: 4.863e6, acentricFactor: -0.00219 },
};

export interface CubicState {
  readonly densityMolPerM3: number;
  readonly cpJPerMolK: number;
  readonly soundSpeedMPerS: number;
}

export function pengRobinson(
  name: Species & keyof typeof CRITICAL,
  t: number,
  pressurePa: number,
): CubicState {
  const { temperatureK: tc, pressurePa: pc, acentricFactor: w } = CRITICAL[name];
  const r = MOLAR_GAS_CONSTANT;
  const m = 0.37464 + 1.54226 * w - 0.26992 * w * w;
  const root = 1 + m * (1 - Math.sqrt(t / tc));
  const scale = (0.457235528921 * (r * tc) ** 2) / pc;
  const a = scale * root * root;
  const slope = (-scale * m * root) / Math.sqrt(t * tc);
  const curvature = (scale * m * (1 + m)) / (2 * t * Math.sqrt(t * tc));
  const b = (0.0777960739039 * r * tc) / pc;
  const v = gasVolume((volume) => (r * t) / (volume - b) - a / (volume ** 2 + 2 * b * volume - b ** 2), {
    pressurePa,
    idealM3PerMol: (r * t) / pressurePa,
  });
  const spread = v * v + 2 * b * v - b * b;
  const byVolume = (-r * t) / (v - b) ** 2 + (2 * a * (v + b)) / spread ** 2;
  const byTemperature = r / (v - b) - slope / spread;
  const logarithm = Math.log((v + (1 + Math.SQRT2) * b) / (v + (1 - Math.SQRT2) * b));
  const idealCv = heatCapacityJPerK(molesOf({ [name]: 1 }, 1), t) - r;
  const cv = idealCv + ((t * curvature) / (2 * Math.SQRT2 * b)) * logarithm;
  const cp = cv - (t * byTemperature ** 2) / byVolume;
  const molarMass = SPECIES_DATA[name].molarMassKgPerMol;
  return {
    densityMolPerM3: 1 / v,
    cpJPerMolK: cp,
    soundSpeedMPerS: Math.sqrt((-v * v * byVolume * cp) / (cv * molarMass)),
  };
}

/** By bisection: above the critical temperature the pressure falls with the volume throughout. */
function gasVolume(
  pressureAt: (volumeM3PerMol: number) => number,
  { pressurePa, idealM3PerMol }: { readonly pressurePa: number; readonly idealM3PerMol: number },
): number {
  let [low, high] = [idealM3PerMol / 3, idealM3PerMol * 3];
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2;
    if (pressureAt(middle) > pressurePa) low = middle;
    else high = middle;
  }
  return low;
}
