/** Claims about cooling and thermodynamics. */
import { MOLAR_GAS_CONSTANT } from '../physics/species.ts';
import { type Claim, computation, figure } from './claim.ts';

const ROOM = {
  lengthM: { value: 10, unit: 'm', meaning: 'length of the room' },
  widthM: { value: 10, unit: 'm', meaning: 'width of the room' },
  heightM: { value: 3, unit: 'm', meaning: 'height of the room' },
} as const;

/** Second law for a cycle between two reservoirs: W ≥ Q (Th/Tc − 1). */
const leastCoolingWork = computation(
  {
    heatW: { value: 40, unit: 'W', meaning: 'heat to move' },
    coldK: { value: 280, unit: 'K', meaning: 'temperature that it is taken from' },
    hotK: { value: 295, unit: 'K', meaning: 'temperature that it is given to' },
  },
  ({ heatW, coldK, hotK }) => {
    const workW = heatW * Math.max(0, hotK / coldK - 1);
    return {
      results: { workW: { value: workW, unit: 'W' } },
      text:
        hotK > coldK
          ? `Moving ${figure(heatW)} W from ${figure(coldK)} K to ${figure(hotK)} K takes at least ` +
            `${figure(heatW)} W × (${figure(hotK)} K / ${figure(coldK)} K − 1) = ${figure(workW)} W of work.`
          : `From ${figure(coldK)} K to ${figure(hotK)} K heat flows by itself: that is no cooling below the ` +
            'surroundings, and moving the gas that carries it still takes a fan.',
    };
  },
);

/** Carnot: η ≤ 1 − Tc/Th. */
const carnotLimit = computation(
  {
    hotK: { value: 400, unit: 'K', meaning: 'highest temperature' },
    coldK: { value: 200, unit: 'K', meaning: 'lowest temperature' },
    target: { value: 0.85, unit: '1', meaning: 'efficiency asked for' },
  },
  ({ hotK, coldK, target }) => {
    const limit = Math.max(0, 1 - coldK / hotK);
    const coldNeededK = hotK * Math.max(0, 1 - target);
    return {
      results: { limit: { value: limit, unit: '1' }, coldNeededK: { value: coldNeededK, unit: 'K' } },
      text:
        `Between ${figure(coldK)} K and ${figure(hotK)} K no engine exceeds 1 − ${figure(coldK)}/${figure(hotK)} = ` +
        `${figure(limit)}; ${figure(target)} would need a cold side of ${figure(coldNeededK)} K.`,
    };
  },
);

/** Mean speed v = Q/A through the room's cross-section, and the kinetic power ½ ρ Q v² of that stream. */
const circulation = computation(
  {
    flowM3PerS: { value: 1000, unit: 'm^3/s', meaning: 'circulation asked for' },
    ...ROOM,
    densityKgPerM3: { value: 1.2, unit: 'kg/m^3', meaning: 'density of the gas, here air in a room' },
  },
  ({ flowM3PerS, lengthM, widthM, heightM, densityKgPerM3 }) => {
    const changesPerS = flowM3PerS / (lengthM * widthM * heightM);
    const speedMPerS = flowM3PerS / (widthM * heightM);
    const powerW = (densityKgPerM3 * flowM3PerS * speedMPerS ** 2) / 2;
    return {
      results: {
        changesPerS: { value: changesPerS, unit: '1/s' },
        speedMPerS: { value: speedMPerS, unit: 'm/s' },
        powerW: { value: powerW, unit: 'W' },
      },
      text:
        `${figure(flowM3PerS)} m³/s changes the gas of a ${figure(lengthM * widthM * heightM)} m³ room ` +
        `${figure(changesPerS)} times a second: a wind of ${figure(speedMPerS)} m/s along it, which carries ` +
        `${figure(powerW / 1000)} kW of kinetic power.`,
    };
  },
);

/** Einstein's heat capacity of one vibration, cv/R = x² eˣ/(eˣ − 1)², x = θ/T (Ann. Phys. 22, 180, 1907). */
const vibration = computation(
  {
    temperatureK: { value: 400, unit: 'K', meaning: 'temperature of the gas' },
    vibrationK: { value: 3393, unit: 'K', meaning: 'h ν/k of the vibration, here N2 (2359 cm⁻¹)' },
  },
  ({ temperatureK, vibrationK }) => {
    const x = vibrationK / temperatureK;
    const share = (x ** 2 * Math.exp(-x)) / (1 - Math.exp(-x)) ** 2;
    return {
      results: { share: { value: share, unit: 'R' } },
      text:
        `Quantum mechanics freezes the vibration of a molecule with h ν/k = ${figure(vibrationK)} K: at ` +
        `${figure(temperatureK)} K it adds ${figure(share)} R to the heat capacity, and a measured heat capacity ` +
        'holds it already. Nothing further is left to switch on.',
    };
  },
);

/** Ideal gas of constant heat capacity: Δs = cp ln(T2/T1) − R ln(p2/p1). */
const entropyChange = computation(
  {
    startK: { value: 200, unit: 'K', meaning: 'temperature at the start' },
    endK: { value: 400, unit: 'K', meaning: 'temperature at the end' },
    startAtm: { value: 0.1, unit: 'atm', meaning: 'pressure at the start' },
    endAtm: { value: 10, unit: 'atm', meaning: 'pressure at the end' },
    heatCapacityR: {
      value: 3.5,
      unit: 'R',
      meaning: 'molar heat capacity, here two atoms without vibration',
    },
  },
  ({ startK, endK, startAtm, endAtm, heatCapacityR }) => {
    const change =
      MOLAR_GAS_CONSTANT * (heatCapacityR * Math.log(endK / startK) - Math.log(endAtm / startAtm));
    return {
      results: { change: { value: change, unit: 'J/(mol K)' } },
      text:
        `From ${figure(startK)} K and ${figure(startAtm)} atm to ${figure(endK)} K and ${figure(endAtm)} atm the ` +
        `entropy of a diatomic ideal gas changes by ${figure(change)} J/(mol K), by whatever path and with however ` +
        'many oscillations in between.',
    };
  },
);

/** Two equal vessels of ideal gas at one temperature, joined: p = (p1 + p2)/2, S = (V/T) Σ pᵢ ln(pᵢ/p). */
const equalisation = computation(
  {
    highPa: { value: 1_013_250, unit: 'Pa', meaning: 'pressure of the fuller chamber' },
    lowPa: { value: 10_132.5, unit: 'Pa', meaning: 'pressure of the emptier chamber' },
    volumeM3: { value: 1e-3, unit: 'm^3', meaning: 'volume of each chamber' },
    temperatureK: { value: 300, unit: 'K', meaning: 'temperature of both' },
  },
  ({ highPa, lowPa, volumeM3, temperatureK }) => {
    const endPa = (highPa + lowPa) / 2;
    const entropyJPerK =
      (volumeM3 / temperatureK) * (highPa * Math.log(highPa / endPa) + lowPa * Math.log(lowPa / endPa));
    return {
      results: { endPa: { value: endPa, unit: 'Pa' }, entropyJPerK: { value: entropyJPerK, unit: 'J/K' } },
      text:
        `Two chambers of ${figure(volumeM3 * 1000)} L at ${figure(highPa / 1e5)} bar and ${figure(lowPa / 1e5)} bar ` +
        `joined at ${figure(temperatureK)} K end at ${figure(endPa / 1e5)} bar with ${figure(entropyJPerK)} J/K of ` +
        'entropy generated. The conservation laws give the end; nobody chooses it.',
    };
  },
);

export const THERMAL_CLAIMS: readonly Claim[] = [
  {
    id: 'zero-cost-cooling',
    title: 'Cooling that costs nothing',
    statement: 'Heat is removed from the chambers without any expense of work.',
    verdict: 'unsupported',
    law: 'Second law of thermodynamics: moving heat Q from Tc to Th > Tc needs work W ≥ Q (Th/Tc − 1).',
    computation: leastCoolingWork,
    instead: {
      today:
        'a cooler whose COP is a stated fraction of Carnot, never above it, with its work in the ledger (physics/)',
      notOfferedYet: null,
    },
    keys: ['cooling.enable_zero_cost'],
  },
  {
    id: 'entropy-endpoint-prediction',
    title: 'Entropy end points that are predicted and chosen',
    statement: 'The end state of a gas is predicted from its entropy and then steered for.',
    verdict: 'replaced',
    law: 'An isolated system ends where its conserved quantities put it: predictable, and not free to choose.',
    computation: equalisation,
    instead: {
      today:
        '`buhera predict --what equilibrium`: end pressure, temperature, composition and entropy generated of connected chambers (physics/)',
      notOfferedYet: null,
    },
    keys: ['cooling.entropy_prediction'],
  },
  {
    id: 'optimal-atom-selection',
    title: 'The optimal atom',
    statement: 'The best working gas is selected automatically.',
    verdict: 'replaced',
    law: 'There is no best gas without a duty: heat capacity, conductivity and viscosity trade against each other.',
    computation: null,
    instead: {
      today:
        '`buhera predict --what working-gas`: N2, O2, H2O, He, Ne, Ar and mixtures ranked by computed properties for a stated duty (physics/)',
      notOfferedYet: null,
    },
    keys: ['cooling.atom_selection'],
  },
  {
    id: 'room-circulation',
    title: 'A thousand cubic metres a second',
    statement: 'Gas circulates through the room at 1000 m³/s.',
    verdict: 'implausible',
    law: 'Moving gas takes power: the stream alone carries ½ ρ Q v².',
    computation: circulation,
    instead: {
      today: 'fans on a curve, whose shaft power heats the gas and stands in the ledger (physics/)',
      notOfferedYet: null,
    },
    keys: ['cooling.circulation_rate'],
  },
  {
    id: 'quantum-enhanced-thermodynamics',
    title: 'Quantum-enhanced thermodynamics',
    statement: 'A quantum-enhanced engine improves on ordinary thermodynamics.',
    verdict: 'unsupported',
    law: 'No such engine is known; what quantum mechanics does to a gas is in its heat capacity.',
    computation: vibration,
    instead: {
      today:
        'molecular heat capacities from published polynomials, quantum contributions included (physics/)',
      notOfferedYet: null,
    },
    keys: ['thermodynamics.engine_type'],
  },
  {
    id: 'maximum-optimization',
    title: 'Optimisation set to maximum',
    statement: 'One setting makes the thermodynamics optimal.',
    verdict: 'replaced',
    law: 'An optimum needs an objective and constraints; the word maximum names neither.',
    computation: null,
    instead: {
      today: null,
      notOfferedYet: 'an optimiser with named objectives and constraints (optimize/)',
    },
    keys: ['thermodynamics.optimization_level'],
  },
  {
    id: 'carnot-efficiency-target',
    title: 'Efficiency above Carnot',
    statement: 'An efficiency of 0.85 is reached between 200 K and 400 K.',
    verdict: 'unsupported',
    law: 'Second law of thermodynamics: no engine between Tc and Th exceeds 1 − Tc/Th.',
    computation: carnotLimit,
    instead: {
      today:
        'heat engines and coolers at a stated fraction of Carnot; a plant file that asks for more is refused with ' +
        'the numbers (config/)',
      notOfferedYet: null,
    },
    keys: ['thermodynamics.carnot_efficiency_target'],
  },
  {
    id: 'entropy-as-oscillation',
    title: 'Entropy as oscillation',
    statement: 'Entropy is calculated from the end points of oscillations.',
    verdict: 'unsupported',
    law: 'Entropy is a function of the state; it depends on no path and on no oscillation.',
    computation: entropyChange,
    instead: {
      today:
        'entropy from temperature, pressure and composition, and the entropy generated in the ledger (physics/)',
      notOfferedYet: null,
    },
    keys: ['thermodynamics.entropy_calculation'],
  },
];
