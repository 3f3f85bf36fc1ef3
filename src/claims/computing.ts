/** Claims about processors, chips and minds. */
import { type Claim, computation, figure } from './claim.ts';

/** J/K, exact since the SI of 2019. */
const BOLTZMANN = 1.380649e-23;
/** m/s, exact. */
const SPEED_OF_LIGHT = 299_792_458;

/** Landauer: erasing one bit at T costs at least k T ln 2 (IBM J. Res. Dev. 5, 183, 1961). */
const landauer = computation(
  {
    temperatureK: { value: 300, unit: 'K', meaning: 'temperature of the processors' },
    powerW: { value: 40, unit: 'W', meaning: 'power that they may draw' },
  },
  ({ temperatureK, powerW }) => {
    const joulePerBit = BOLTZMANN * temperatureK * Math.LN2;
    const bitsPerS = powerW / joulePerBit;
    return {
      results: {
        joulePerBit: { value: joulePerBit, unit: 'J' },
        bitsPerS: { value: bitsPerS, unit: '1/s' },
      },
      text:
        `Erasing one bit at ${figure(temperatureK)} K costs at least k T ln 2 = ${figure(joulePerBit)} J, so ` +
        `${figure(powerW)} W pay for at most ${figure(bitsPerS)} erasures a second, however many processors share ` +
        'them. Infinitely many, each erasing one bit a second, draw infinite power.',
    };
  },
);

const lifeCycle = computation(
  {
    lifeCycleS: { value: 1e-15, unit: 's', meaning: 'life cycle asked for' },
    clockHz: { value: 5e9, unit: 'Hz', meaning: 'clock of a fast processor' },
  },
  ({ lifeCycleS, clockHz }) => {
    const clockPeriods = lifeCycleS * clockHz;
    const lightM = lifeCycleS * SPEED_OF_LIGHT;
    return {
      results: { clockPeriods: { value: clockPeriods, unit: '1' }, lightM: { value: lightM, unit: 'm' } },
      text:
        `In ${figure(lifeCycleS)} s light travels ${figure(lightM)} m, and a processor of ` +
        `${figure(clockHz / 1e9)} GHz completes ${figure(clockPeriods)} of one clock period.`,
    };
  },
);

const chipHeat = computation(
  {
    densityPerM3: { value: 1e9, unit: '1/m^3', meaning: 'chips per volume' },
    lengthM: { value: 10, unit: 'm', meaning: 'length of the room' },
    widthM: { value: 10, unit: 'm', meaning: 'width of the room' },
    heightM: { value: 3, unit: 'm', meaning: 'height of the room' },
    chipW: { value: 1e-3, unit: 'W', meaning: 'power of one chip, a very small one' },
  },
  ({ densityPerM3, lengthM, widthM, heightM, chipW }) => {
    const chips = densityPerM3 * lengthM * widthM * heightM;
    const powerW = chips * chipW;
    return {
      results: { chips: { value: chips, unit: '1' }, powerW: { value: powerW, unit: 'W' } },
      text:
        `${figure(densityPerM3)} chips per m³ in ${figure(lengthM * widthM * heightM)} m³ are ${figure(chips)} chips; ` +
        `at ${figure(chipW * 1000)} mW each, ${figure(powerW / 1e6)} MW of heat must leave the room.`,
    };
  },
);

/** Close packing of n spheres per volume puts neighbours at d = (√2/n)^(1/3). */
const chipSpacing = computation(
  {
    densityPerM3: { value: 1e9, unit: '1/m^3', meaning: 'chips per volume' },
    leastM: { value: 1e-4, unit: 'm', meaning: 'least spacing asked for' },
    mostM: { value: 1e-3, unit: 'm', meaning: 'greatest spacing asked for' },
  },
  ({ densityPerM3, leastM, mostM }) => {
    const spacingM = Math.cbrt(Math.SQRT2 / densityPerM3);
    const relation = spacingM >= leastM && spacingM <= mostM ? 'inside' : 'outside';
    return {
      results: { spacingM: { value: spacingM, unit: 'm' } },
      text:
        `Close packing of ${figure(densityPerM3)} chips per m³ puts neighbours ${figure(spacingM * 1000)} mm apart, ` +
        `${relation} the range of ${figure(leastM * 1000)} to ${figure(mostM * 1000)} mm.`,
    };
  },
);

export const COMPUTING_CLAIMS: readonly Claim[] = [
  {
    id: 'infinite-virtual-processors',
    title: 'Infinitely many virtual processors',
    statement: 'A virtual foundry makes processors without limit and without cost.',
    verdict: 'unsupported',
    law: 'Landauer’s principle: each irreversible bit operation costs at least k T ln 2, and each real one far more.',
    computation: landauer,
    instead: {
      today:
        'a finite pool of compute slots (compute_pool in the plant file): creating, specialising and disposing take ' +
        'time, each slot is a heat load, and joules per operation stand beside k T ln 2 (physics/)',
      notOfferedYet: null,
    },
    keys: ['virtual_foundry.enable_infinite_processors'],
  },
  {
    id: 'resource-virtualization',
    title: 'Resources from virtualisation',
    statement: 'Virtualisation provides more resources than the machine has.',
    verdict: 'replaced',
    law: 'Virtualisation shares a finite resource; it adds nothing to it.',
    computation: null,
    instead: {
      today: 'a pool of compute slots that is never larger than the plant file says (physics/)',
      notOfferedYet: null,
    },
    keys: ['virtual_foundry.resource_virtualization'],
  },
  {
    id: 'femtosecond-life-cycle',
    title: 'Processors that live for femtoseconds',
    statement: 'Virtual processors are made, used and discarded within femtoseconds.',
    verdict: 'unsupported',
    law: 'Below every time scale of the host, the bus and the gas: nothing here could act or be observed in it.',
    computation: lifeCycle,
    instead: {
      today: 'a fixed scan, 10 ms unless the site says otherwise, with its jitter measured (runtime/)',
      notOfferedYet: null,
    },
    keys: ['virtual_foundry.lifecycle_mode'],
  },
  {
    id: 'exotic-processors',
    title: 'Quantum, neural, fuzzy, molecular and temporal processors',
    statement: 'The farm runs specialised processors of five unconventional kinds.',
    verdict: 'unsupported',
    law: 'No such processor is attached or modelled, and an emulator of one would prove nothing about it.',
    computation: null,
    instead: {
      today:
        'commodity field devices from profiles, driven from user space over Modbus TCP and MQTT (field/)',
      notOfferedYet: null,
    },
    keys: ['virtual_foundry.specialization_types'],
  },
  {
    id: 'chip-density',
    title: 'A billion chips per cubic metre',
    statement: 'The room is filled with 10⁹ chips per cubic metre.',
    verdict: 'implausible',
    law: 'First law: all the power that chips draw must leave the room as heat.',
    computation: chipHeat,
    instead: {
      today:
        'heat loads in chambers with walls, so that the temperature shows what the cooling carries (physics/)',
      notOfferedYet: 'the heat density that a site’s cooling can carry, computed (config/)',
    },
    keys: ['physical_infrastructure.chip_density'],
  },
  {
    id: 'chip-spacing',
    title: 'Chips closer than their number allows',
    statement: 'Chips at the stated density are spaced 0.1 to 1 mm.',
    verdict: 'implausible',
    law: 'Geometry: density and spacing of a close packing are one number.',
    computation: chipSpacing,
    instead: {
      today: 'heat loads in place of single chips (physics/)',
      notOfferedYet: null,
    },
    keys: ['physical_infrastructure.spacing_range'],
  },
  {
    id: 'chip-lattice',
    title: 'A lattice of chips',
    statement: 'Chips hang in the gas as a hexagonal close-packed lattice.',
    verdict: 'unsupported',
    law: 'Nothing in the model depends on how chips are arranged: a chamber has one temperature.',
    computation: null,
    instead: { today: 'heat loads in place of single chips (physics/)', notOfferedYet: null },
    keys: ['physical_infrastructure.lattice_type'],
  },
  {
    id: 'consciousness-substrate',
    title: 'A consciousness substrate',
    statement: 'The farm as a whole is conscious, remembers and is aware.',
    verdict: 'unsupported',
    law: 'Not a measurable quantity: no instrument and no unit exists for it, so no run could confirm or refute it.',
    computation: null,
    instead: {
      today: 'the process image, one place for all that is known of the plant, and its recorder (runtime/)',
      notOfferedYet: null,
    },
    keys: [
      'consciousness.substrate_type',
      'consciousness.memory_distribution',
      'consciousness.awareness_depth',
    ],
  },
  {
    id: 'substrate-learning-rate',
    title: 'A learning rate of the substrate',
    statement: 'The substrate learns at a stated rate.',
    verdict: 'unsupported',
    law: 'A rate needs something that changes: nothing is defined that learns.',
    computation: null,
    instead: {
      today: 'loops with fixed tuning (control/)',
      notOfferedYet: 'tuning from experiments (control/)',
    },
    keys: ['consciousness.learning_rate'],
  },
  {
    id: 'substrate-coherence',
    title: 'Coherence of the substrate',
    statement: 'The substrate keeps a coherence of at least 0.99.',
    verdict: 'replaced',
    law: 'Coherence is defined between two signals at a frequency, and for nothing else here.',
    computation: null,
    instead: {
      today: null,
      notOfferedYet: 'magnitude-squared coherence between chambers, and a phase order parameter (signal/)',
    },
    keys: ['consciousness.coherence_threshold'],
  },
];
