/**
 * What a chamber makes of its pressure cycle, period by period: bounded memory, in place. A period counts when it was
 * seen from its start to its end, in automatic and with a good PV; else its figures are absent (not a number).
 *
 * Fundamental, phase and distortion come from a least-squares lock-in on the cycle's own phase (signal/lock-in.ts), so
 * they hold for periods of any number of samples; a sequence has no period, and so none of them.
 */
import { harmonicDistortion } from '../signal/harmonic-distortion.ts';
import { clearLockIn, createLockIn, type LockIn, pushLockIn, readLockIn } from '../signal/lock-in.ts';
import type { CycleDefinition } from './cycle-definition.ts';
import { type CycleRun, isPeriodic } from './cycle-run.ts';

/** Harmonics of the PV that count as distortion end here: trapezoids of pressure have little beyond. */
const HARMONICS = 7;
/** Of the swing: an error within is settled (IEC 61069 and common practice). */
const SETTLED_SHARE = 0.02;
/** A set-point that stands shorter, as a share of the period, is a turning point and no plateau. */
const LEAST_PLATEAU = 0.01;
/**
 * Where scans are more, means of neighbours go into the lock-in, about so many in a period: a quarter of the work, and
 * what a mean takes from the fundamental it takes from PV and set-point alike.
 */
const LOCK_IN_READINGS = 512;
/** Of a period, in time. */
const LEAST_COVER = 0.99;

/** Figures of one period. Not a number: absent. */
export interface CycleFigures {
  amplitudePa: number;
  meanPa: number;
  /** Beyond the lower or the upper level of the cycle, whichever is more; ≥ 0. */
  overshootPa: number;
  /** The longest time on one plateau until the error stayed within 2 % of the swing. */
  settlingS: number;
  rmsErrorPa: number;
  /** Amplitude of the fundamental over that of the set-point, less 1. */
  amplitudeErrorRatio: number;
  /** Phase of the fundamental less that of the set-point, within (−π, π]; negative: the PV lags. */
  phaseErrorRad: number;
  distortionRatio: number;
  /** kg or m³, as the flow tag is. */
  gas: number;
  energyJ: number;
}

export interface CycleStatistics {
  readonly figures: CycleFigures;
  readonly pv: LockIn;
  readonly setPoint: LockIn;
  /** Sums over the scans that are one reading of the lock-in, and where they began. */
  groupSize: number;
  groupFromTurn: number;
  groupTurns: number;
  groupPvPa: number;
  groupSetPointPa: number;
  rounds: number;
  coveredS: number;
  pvIntegral: number;
  squareIntegral: number;
  lowestPa: number;
  highestPa: number;
  gas: number;
  energyJ: number;
  lastSetPointPa: number;
  plateauS: number;
  outsideS: number;
  settlingS: number;
}

export interface CycleSample {
  readonly nowS: number;
  readonly dtS: number;
  /** Not a number: bad. */
  readonly pvPa: number;
  /** In force. */
  readonly setPointPa: number;
  /** Whether the loop follows its cycle. */
  readonly isFollowed: boolean;
  /** Not a number: bad, or there is none. */
  readonly gasFlow: number;
  readonly powerW: number;
}

const ABSENT: CycleFigures = {
  amplitudePa: Number.NaN,
  meanPa: Number.NaN,
  overshootPa: Number.NaN,
  settlingS: Number.NaN,
  rmsErrorPa: Number.NaN,
  amplitudeErrorRatio: Number.NaN,
  phaseErrorRad: Number.NaN,
  distortionRatio: Number.NaN,
  gas: Number.NaN,
  energyJ: Number.NaN,
};

export function createCycleStatistics(): CycleStatistics {
  const statistics: CycleStatistics = {
    figures: { ...ABSENT },
    pv: createLockIn({ harmonics: HARMONICS, memoryS: null }),
    setPoint: createLockIn({ harmonics: 1, memoryS: null }),
    groupSize: 0,
    groupFromTurn: 0,
    groupTurns: 0,
    groupPvPa: 0,
    groupSetPointPa: 0,
    rounds: 0,
    coveredS: 0,
    pvIntegral: 0,
    squareIntegral: 0,
    lowestPa: 0,
    highestPa: 0,
    gas: 0,
    energyJ: 0,
    lastSetPointPa: 0,
    plateauS: 0,
    outsideS: 0,
    settlingS: 0,
  };
  clear(statistics, 0);
  return statistics;
}

/** One scan, after `stepCycle`; true when a period has ended and `figures` are those of it. */
export function addCycleSample(
  statistics: CycleStatistics,
  cycle: CycleDefinition,
  run: CycleRun,
  sample: CycleSample,
): boolean {
  const hasEnded = run.rounds > statistics.rounds;
  if (hasEnded) close(statistics, cycle, sample.nowS);
  if (run.rounds !== statistics.rounds) clear(statistics, run.rounds);
  const isLeadingIn = sample.nowS - run.startS - run.heldS < run.leadInS;
  const counts = run.status === 'running' || run.status === 'waiting';
  if (counts && !isLeadingIn && sample.isFollowed && Number.isFinite(sample.pvPa))
    add(statistics, cycle, run, sample);
  return hasEnded;
}

function add(statistics: CycleStatistics, cycle: CycleDefinition, run: CycleRun, sample: CycleSample): void {
  const { dtS, pvPa, setPointPa } = sample;
  const error = setPointPa - pvPa;
  statistics.coveredS += dtS;
  statistics.pvIntegral += pvPa * dtS;
  statistics.squareIntegral += error * error * dtS;
  statistics.lowestPa = Math.min(statistics.lowestPa, pvPa);
  statistics.highestPa = Math.max(statistics.highestPa, pvPa);
  statistics.gas += sample.gasFlow * dtS;
  statistics.energyJ += sample.powerW * dtS;
  addToPlateau(statistics, cycle, setPointPa, Math.abs(error), dtS);
  if (isPeriodic(cycle)) addToGroup(statistics, run.turn, sample);
}

function addToGroup(
  statistics: CycleStatistics,
  turn: number,
  { nowS, pvPa, setPointPa }: CycleSample,
): void {
  if (turn - statistics.groupFromTurn >= 1 / LOCK_IN_READINGS) closeGroup(statistics, nowS);
  if (statistics.groupSize === 0) statistics.groupFromTurn = turn;
  statistics.groupSize += 1;
  statistics.groupTurns += turn;
  statistics.groupPvPa += pvPa;
  statistics.groupSetPointPa += setPointPa;
}

function closeGroup(statistics: CycleStatistics, nowS: number): void {
  const { groupSize } = statistics;
  if (groupSize === 0) return;
  const phaseRad = (2 * Math.PI * statistics.groupTurns) / groupSize;
  pushLockIn(statistics.pv, nowS, statistics.groupPvPa / groupSize, phaseRad);
  pushLockIn(statistics.setPoint, nowS, statistics.groupSetPointPa / groupSize, phaseRad);
  statistics.groupSize = 0;
  statistics.groupTurns = 0;
  statistics.groupPvPa = 0;
  statistics.groupSetPointPa = 0;
}

function addToPlateau(
  statistics: CycleStatistics,
  { lowPa, highPa, periodS }: CycleDefinition,
  setPointPa: number,
  errorPa: number,
  dtS: number,
): void {
  if (setPointPa !== statistics.lastSetPointPa) {
    statistics.plateauS = 0;
    statistics.outsideS = 0;
  }
  statistics.lastSetPointPa = setPointPa;
  statistics.plateauS += dtS;
  if (errorPa > SETTLED_SHARE * (highPa - lowPa)) statistics.outsideS = statistics.plateauS;
  if (statistics.plateauS < LEAST_PLATEAU * periodS) return;
  statistics.settlingS = Number.isNaN(statistics.settlingS)
    ? statistics.outsideS
    : Math.max(statistics.settlingS, statistics.outsideS);
}

function close(statistics: CycleStatistics, cycle: CycleDefinition, nowS: number): void {
  closeGroup(statistics, nowS);
  const { figures, coveredS, lowestPa, highestPa } = statistics;
  if (coveredS < LEAST_COVER * cycle.periodS) {
    Object.assign(figures, ABSENT);
    return;
  }
  figures.amplitudePa = (highestPa - lowestPa) / 2;
  figures.meanPa = statistics.pvIntegral / coveredS;
  figures.overshootPa = Math.max(0, highestPa - cycle.highPa, cycle.lowPa - lowestPa);
  figures.settlingS = statistics.settlingS;
  figures.rmsErrorPa = Math.sqrt(statistics.squareIntegral / coveredS);
  figures.gas = statistics.gas;
  figures.energyJ = statistics.energyJ;
  setHarmonicFigures(statistics);
}

function setHarmonicFigures({ figures, pv, setPoint }: CycleStatistics): void {
  const reading = readLockIn(pv);
  const wanted = readLockIn(setPoint);
  figures.amplitudeErrorRatio = Number.NaN;
  figures.phaseErrorRad = Number.NaN;
  figures.distortionRatio = Number.NaN;
  if (reading.kind === 'absent' || wanted.kind === 'absent') return;
  const distortion = harmonicDistortion(reading.value);
  const [tone] = reading.value.tones;
  const [wantedTone] = wanted.value.tones;
  if (distortion.kind === 'absent' || tone === undefined || wantedTone === undefined) return;
  figures.distortionRatio = distortion.value.totalRatio;
  figures.amplitudeErrorRatio = tone.amplitude.value / wantedTone.amplitude.value - 1;
  figures.phaseErrorRad = wrapped(tone.phaseRad.value - wantedTone.phaseRad.value);
}

function wrapped(angleRad: number): number {
  return angleRad - 2 * Math.PI * Math.ceil(angleRad / (2 * Math.PI) - 0.5);
}

function clear(statistics: CycleStatistics, rounds: number): void {
  clearLockIn(statistics.pv);
  clearLockIn(statistics.setPoint);
  statistics.groupSize = 0;
  statistics.groupTurns = 0;
  statistics.groupPvPa = 0;
  statistics.groupSetPointPa = 0;
  statistics.rounds = rounds;
  statistics.coveredS = 0;
  statistics.pvIntegral = 0;
  statistics.squareIntegral = 0;
  statistics.lowestPa = Number.POSITIVE_INFINITY;
  statistics.highestPa = Number.NEGATIVE_INFINITY;
  statistics.gas = 0;
  statistics.energyJ = 0;
  statistics.lastSetPointPa = Number.NaN;
  statistics.plateauS = 0;
  statistics.outsideS = 0;
  statistics.settlingS = Number.NaN;
}
