/** Claims about chambers, valves and sensors. */
import { type Claim, computation, figure } from './claim.ts';

/** J/(kg K), dry air. */
const SPECIFIC_GAS_CONSTANT = 287.05;
const HEAT_CAPACITY_RATIO = 1.4;

/**
 * Filling: an adiabatic vessel gains pressure at dp/dt = γ R T ṁ / V, and a nozzle passes at most
 * ṁ = A p0 √(γ/(R T)) (2/(γ+1))^((γ+1)/(2(γ−1))), the choked flow. A chamber has one pressure only while it is small
 * against the wavelength √(γ R T)/f; a tenth is the usual bound.
 */
const kilohertzCycle = computation(
  {
    frequencyHz: { value: 1000, unit: 'Hz', meaning: 'cycle frequency asked for' },
    lowPa: { value: 10_132.5, unit: 'Pa', meaning: 'low pressure' },
    highPa: { value: 1_013_250, unit: 'Pa', meaning: 'high pressure' },
    supplyPa: { value: 2_026_500, unit: 'Pa', meaning: 'supply pressure, here the rating of the chamber' },
    volumeM3: { value: 1e-3, unit: 'm^3', meaning: 'volume of the chamber' },
    temperatureK: { value: 300, unit: 'K', meaning: 'temperature of the supply' },
    valveAreaM2: { value: 20e-6, unit: 'm^2', meaning: 'effective area of a large commodity solenoid valve' },
  },
  ({ frequencyHz, lowPa, highPa, supplyPa, volumeM3, temperatureK, valveAreaM2 }) => {
    const soundMPerS = Math.sqrt(HEAT_CAPACITY_RATIO * SPECIFIC_GAS_CONSTANT * temperatureK);
    const wavelengthM = soundMPerS / frequencyHz;
    const wavelengths = Math.cbrt(volumeM3) / wavelengthM;
    const flux = supplyPa * chokedFluxSPerM(temperatureK);
    const fillKg =
      ((highPa - lowPa) * volumeM3) / (HEAT_CAPACITY_RATIO * SPECIFIC_GAS_CONSTANT * temperatureK);
    const halfPeriodS = 1 / (2 * frequencyHz);
    const areaM2 = fillKg / (flux * halfPeriodS);
    const fillTimeS = fillKg / (flux * valveAreaM2);
    return {
      results: {
        wavelengthM: { value: wavelengthM, unit: 'm' },
        wavelengths: { value: wavelengths, unit: '1' },
        areaM2: { value: areaM2, unit: 'm^2' },
        fillTimeS: { value: fillTimeS, unit: 's' },
      },
      text:
        `At ${figure(frequencyHz)} Hz sound has a wavelength of ${figure(wavelengthM)} m, so a chamber ` +
        `${figure(Math.cbrt(volumeM3))} m wide is ${figure(wavelengths)} wavelengths across; one pressure describes ` +
        `it up to about 0.1. Filling ${figure(volumeM3 * 1000)} L from ${figure(lowPa / 1e5)} to ` +
        `${figure(highPa / 1e5)} bar in half a period of ${figure(halfPeriodS * 1000)} ms takes at least ` +
        `${figure(areaM2 * 1e6)} mm² of valve at ${figure(supplyPa / 1e5)} bar supply; a valve of ` +
        `${figure(valveAreaM2 * 1e6)} mm² takes at least ${figure(fillTimeS * 1000)} ms.`,
    };
  },
);

/** Choked mass flux per pressure and area of a nozzle, s/m. */
function chokedFluxSPerM(temperatureK: number): number {
  const gamma = HEAT_CAPACITY_RATIO;
  return (
    Math.sqrt(gamma / (SPECIFIC_GAS_CONSTANT * temperatureK)) *
    (2 / (gamma + 1)) ** ((gamma + 1) / (2 * (gamma - 1)))
  );
}

/** From rest over a stroke s in t at constant acceleration: a = 2 s/t², end speed 2 s/t. */
const microsecondValve = computation(
  {
    responseS: { value: 1e-6, unit: 's', meaning: 'response time asked for' },
    strokeM: { value: 5e-4, unit: 'm', meaning: 'stroke of a small valve' },
    temperatureK: { value: 300, unit: 'K', meaning: 'temperature of the gas' },
  },
  ({ responseS, strokeM, temperatureK }) => {
    const accelerationG = (2 * strokeM) / responseS ** 2 / 9.80665;
    const speedMPerS = (2 * strokeM) / responseS;
    const soundM = Math.sqrt(HEAT_CAPACITY_RATIO * SPECIFIC_GAS_CONSTANT * temperatureK) * responseS;
    return {
      results: {
        accelerationG: { value: accelerationG, unit: 'g' },
        speedMPerS: { value: speedMPerS, unit: 'm/s' },
        soundM: { value: soundM, unit: 'm' },
      },
      text:
        `A stroke of ${figure(strokeM * 1000)} mm in ${figure(responseS * 1e6)} µs asks for ` +
        `${figure(accelerationG)} g and ends at ${figure(speedMPerS)} m/s; meanwhile sound in the gas travels ` +
        `${figure(soundM * 1000)} mm. Commodity solenoid valves take 5 to 50 ms, fast piezo valves 0.1 to 1 ms.`,
    };
  },
);

const detectorsPerChamber = computation(
  {
    detectors: { value: 100_000, unit: '1', meaning: 'oscillation detectors' },
    chambers: { value: 1000, unit: '1', meaning: 'chambers' },
  },
  ({ detectors, chambers }) => {
    const each = detectors / chambers;
    return {
      results: { each: { value: each, unit: '1' } },
      text:
        `${figure(detectors)} detectors in ${figure(chambers)} chambers are ${figure(each)} for each, and a chamber ` +
        'with one pressure has one pressure to detect.',
    };
  },
);

export const CHAMBER_CLAIMS: readonly Claim[] = [
  {
    id: 'kilohertz-cycling',
    title: 'Pressure cycles at 1 kHz',
    statement: 'One-litre chambers cycle between 0.1 and 10 atm a thousand times a second.',
    verdict: 'implausible',
    law: 'Choked flow bounds how fast a valve fills a volume, and a chamber is one pressure only well below a wavelength.',
    computation: kilohertzCycle,
    instead: {
      today:
        '`buhera predict --what cycling`: the highest frequency for each amplitude that a plant’s valves and supply reach; `--what lumped`: whether a chamber still has one pressure then (physics/)',
      notOfferedYet: null,
    },
    keys: ['gas_oscillation.cycle_frequency'],
  },
  {
    id: 'microsecond-valves',
    title: 'Valves that respond in a microsecond',
    statement: 'Pressure valves open and close within 1 µs.',
    verdict: 'implausible',
    law: 'Inertia: a stroke takes a force, and the gas itself answers no faster than sound.',
    computation: microsecondValve,
    instead: {
      today: 'valves with the stroke and dead time of their makers’ documents, one profile each (devices/)',
      notOfferedYet: null,
    },
    keys: ['pressure_control.valve_response_time'],
  },
  {
    id: 'catalyst-coating',
    title: 'A catalyst on the walls',
    statement: 'Walls are coated with platinum and palladium.',
    verdict: 'unsupported',
    law: 'No reactions are modelled: the gases of the plant keep their species.',
    computation: null,
    instead: {
      today:
        'walls with heat capacity and heat transfer, and the balance of each species in the ledger (physics/)',
      notOfferedYet: null,
    },
    keys: ['gas_chambers.catalyst_coating'],
  },
  {
    id: 'oscillation-detectors',
    title: 'A hundred oscillation detectors in each chamber',
    statement: 'A hundred thousand detectors watch the oscillations.',
    verdict: 'replaced',
    law: 'A lumped chamber has one pressure, so more than one detector in it cannot be independent.',
    computation: detectorsPerChamber,
    instead: {
      today: 'one pressure tag for each transmitter (runtime/)',
      notOfferedYet: 'spectra and oscillation detection from pressure tags (signal/)',
    },
    keys: ['sensors.oscillation_detectors'],
  },
];
