/**
 * A real gas of one composition at a temperature and a density, molar, with the equations of ../properties/real-gas.ts
 * in place, so that an inner loop allocates nothing. Mutable and reused: take the composition, evaluate, read.
 */
import { REFERENCE_PRESSURE_PA } from '../gas.ts';
import { densityOf } from '../properties/density.ts';
import { realMixture } from '../properties/real-gas.ts';
import { mixedOf, mixInto, TEMPERATURE_RULE, VOLUME_RULE } from '../properties/reducing.ts';
import { MOLAR_GAS_CONSTANT, SPECIES } from '../species.ts';
import { IdealMixture, WATER } from './ideal-mixture.ts';
import { ResidualTerms } from './residual-terms.ts';

const R = MOLAR_GAS_CONSTANT;
const LN_REFERENCE_PRESSURE = Math.log(REFERENCE_PRESSURE_PA);
/** Beyond this multiple of the reducing density the equations turn unphysical. */
const DENSEST = 3.5;
/** Above this multiple of the reducing temperature p(ρ) rises all the way: see ../properties/density.ts. */
const LOOP_FREE = 1.2;
const SETTLED = 1e-13;
const MOST_ITERATIONS = 60;

export class HelmholtzGas {
  readonly fractions = new Float64Array(SPECIES.length);
  readonly residual = new ResidualTerms();
  readonly reducingTemperature = mixedOf();
  readonly reducingVolume = mixedOf();
  totalMol = 0;
  molarMassKgPerMol = 0;
  temperatureK = 0;
  densityMolPerM3 = 0;
  private readonly ideal = new IdealMixture();
  private isMixed = false;

  /** Takes six amounts, with another amount of water vapour in place of the water's. */
  load(amounts: Float64Array, base: number, vapourMol: number): void {
    let totalMol = vapourMol;
    for (let k = 0; k < SPECIES.length; k++) if (k !== WATER) totalMol += amounts[base + k] as number;
    this.totalMol = totalMol;
    let changed = !this.isMixed;
    for (let k = 0; k < SPECIES.length; k++) {
      const fraction = (k === WATER ? vapourMol : (amounts[base + k] as number)) / totalMol;
      if (this.fractions[k] !== fraction) changed = true;
      this.fractions[k] = fraction;
    }
    if (changed) this.mix();
  }

  /** False, and nothing evaluated, where the equations do not reach. */
  evaluate(temperatureK: number, densityMolPerM3: number): boolean {
    this.temperatureK = temperatureK;
    this.densityMolPerM3 = densityMolPerM3;
    const delta = densityMolPerM3 * this.reducingVolume.value;
    if (!(delta > 0 && delta <= DENSEST && temperatureK > 0)) return false;
    this.residual.evaluate(delta, this.reducingTemperature.value / temperatureK);
    return true;
  }

  /** Rises with density, and so the gas is stable against splitting at once. */
  isStable(): boolean {
    return this.pressurePa() > 0 && this.pressurePerDensity() > 0 && this.cvJPerMolK() > 0;
  }

  pressurePa(): number {
    return this.densityMolPerM3 * R * this.temperatureK * (1 + this.residual.dA);
  }

  /** (∂p/∂ρ)_T, Pa·m³/mol. */
  pressurePerDensity(): number {
    return R * this.temperatureK * (1 + 2 * this.residual.dA + this.residual.ddA);
  }

  /** (∂p/∂T)_ρ, Pa/K. */
  pressurePerK(): number {
    return this.densityMolPerM3 * R * (1 + this.residual.dA - this.residual.dtA);
  }

  energyJPerMol(): number {
    const t = this.temperatureK;
    return R * (this.ideal.enthalpyOverR(t) + t * (this.residual.tA - 1));
  }

  enthalpyJPerMol(): number {
    const t = this.temperatureK;
    return R * (this.ideal.enthalpyOverR(t) + t * (this.residual.tA + this.residual.dA));
  }

  /** Without the entropy of mixing, which is the same for one composition. */
  entropyJPerMolK(): number {
    const t = this.temperatureK;
    const lnPressure = Math.log(this.densityMolPerM3 * R * t) - LN_REFERENCE_PRESSURE;
    return R * (this.ideal.standardEntropyOverR(t) - lnPressure + this.residual.tA - this.residual.a);
  }

  mixingEntropyJPerMolK(): number {
    let sum = 0;
    for (let k = 0; k < SPECIES.length; k++) {
      const x = this.fractions[k] as number;
      if (x > 0) sum += x * Math.log(x);
    }
    return -R * sum;
  }

  cvJPerMolK(): number {
    return R * (this.ideal.heatCapacityOverR(this.temperatureK) - 1 - this.residual.ttA);
  }

  cpJPerMolK(): number {
    const perK = this.pressurePerK() / this.densityMolPerM3;
    return this.cvJPerMolK() + (this.temperatureK * perK * perK) / this.pressurePerDensity();
  }

  /** Square of the speed of sound times the molar mass, J/mol. */
  soundEnergyJPerMol(): number {
    const perK = this.pressurePerK() / this.densityMolPerM3;
    return this.pressurePerDensity() + (this.temperatureK * perK * perK) / this.cvJPerMolK();
  }

  /** Temperature at which the ideal gas of this composition has a molar enthalpy. */
  idealTemperatureK(enthalpyJPerMol: number): number {
    return this.ideal.temperatureOfEnthalpy(enthalpyJPerMol / R, this.temperatureK);
  }

  /**
   * Density of the gas at a temperature and a pressure, mol/m³, evaluated there; NaN where none exists or a dry one
   * would liquefy. Water may be beyond its saturation.
   */
  findDensity(temperatureK: number, pressurePa: number): number {
    const density =
      temperatureK > LOOP_FREE * this.reducingTemperature.value
        ? this.onlyDensity(temperatureK, pressurePa)
        : this.judgedDensity(temperatureK, pressurePa);
    return this.evaluate(temperatureK, density) ? density : Number.NaN;
  }

  /** Newton from the ideal gas's density, for a gas without another root nearby. */
  onlyDensity(temperatureK: number, pressurePa: number): number {
    let density = pressurePa / (R * temperatureK);
    for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
      const top = DENSEST / this.reducingVolume.value;
      if (!this.evaluate(temperatureK, Math.min(density, top))) return Number.NaN;
      const step = (pressurePa - this.pressurePa()) / this.pressurePerDensity();
      const next = Math.max(this.densityMolPerM3 + step, 0.5 * this.densityMolPerM3);
      if (Math.abs(step) <= SETTLED * next) return next;
      if (this.densityMolPerM3 === top && step > 0) return Number.NaN;
      density = next;
    }
    return density;
  }

  private judgedDensity(temperatureK: number, pressurePa: number): number {
    const found = densityOf(realMixture(this.fractions), { temperatureK, pressurePa });
    if (found.kind === 'gas') return found.densityMolPerM3;
    const isWet = (this.fractions[WATER] as number) > 0;
    return found.kind === 'two-phase' && isWet ? (found.densityMolPerM3 ?? Number.NaN) : Number.NaN;
  }

  private mix(): void {
    mixInto(this.reducingTemperature, TEMPERATURE_RULE, this.fractions);
    mixInto(this.reducingVolume, VOLUME_RULE, this.fractions);
    this.residual.mix(this.fractions);
    this.ideal.load(this.fractions, 0, false);
    this.molarMassKgPerMol = this.ideal.massKg;
    this.isMixed = true;
  }
}
