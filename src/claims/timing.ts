/** Claims about clocks and networks. */
import { type Claim, computation, figure } from './claim.ts';

/** m/s, exact. */
const SPEED_OF_LIGHT = 299_792_458;

const hostClock = computation(
  {
    targetS: { value: 1e-18, unit: 's', meaning: 'precision asked for' },
    tickS: { value: 1e-9, unit: 's', meaning: 'what a host clock counts in' },
    drift: { value: 1e-5, unit: '1', meaning: 'drift of a PC oscillator, 10 ppm' },
  },
  ({ targetS, tickS, drift }) => {
    const ratio = tickS / targetS;
    const lightM = targetS * SPEED_OF_LIGHT;
    const validS = targetS / drift;
    return {
      results: {
        ratio: { value: ratio, unit: '1' },
        lightM: { value: lightM, unit: 'm' },
        validS: { value: validS, unit: 's' },
      },
      text:
        `A host clock counts in ${figure(tickS)} s, ${figure(ratio)} times coarser than ${figure(targetS)} s, and its ` +
        `oscillator drifts by ${figure(drift)} s each second, so that such a precision is lost after ` +
        `${figure(validS)} s. In ${figure(targetS)} s light travels ${figure(lightM)} m.`,
    };
  },
);

const lightDelay = computation(
  {
    lengthM: { value: 10, unit: 'm', meaning: 'length of the room' },
    widthM: { value: 10, unit: 'm', meaning: 'width of the room' },
    heightM: { value: 3, unit: 'm', meaning: 'height of the room' },
  },
  ({ lengthM, widthM, heightM }) => {
    const diagonalM = Math.hypot(lengthM, widthM, heightM);
    const delayS = diagonalM / SPEED_OF_LIGHT;
    return {
      results: { diagonalM: { value: diagonalM, unit: 'm' }, delayS: { value: delayS, unit: 's' } },
      text:
        `Whatever is entangled, a message travels no faster than light: ` +
        `${figure(diagonalM)} m across the room take ${figure(delayS * 1e9)} ns.`,
    };
  },
);

const MEASURED_SCAN = 'scan period, jitter and overruns, measured and printed at the end of a run (runtime/)';

export const TIMING_CLAIMS: readonly Claim[] = [
  {
    id: 'attosecond-clock',
    title: 'A clock precise to 10⁻¹⁸ s',
    statement: 'All timing is precise to 10⁻¹⁸ s.',
    verdict: 'unsupported',
    law: 'A host clock counts in nanoseconds and drifts by microseconds each second; no atomic clock is attached.',
    computation: hostClock,
    instead: {
      today: MEASURED_SCAN,
      notOfferedYet: 'measured resolution, drift, offset and uncertainty of the host clock (runtime/)',
    },
    keys: ['atomic_clock.precision_target'],
  },
  {
    id: 'entangled-synchronisation',
    title: 'Synchronisation by quantum entanglement',
    statement: 'Entangled states keep clocks synchronised without delay.',
    verdict: 'unsupported',
    law: 'No-communication theorem: measuring one half of an entangled pair sends nothing to the other.',
    computation: lightDelay,
    instead: {
      today: 'the host’s own clock, kept by NTP or PTP outside this program',
      notOfferedYet: 'the state of the host’s NTP or PTP, reported (runtime/)',
    },
    keys: ['atomic_clock.synchronization_protocol'],
  },
  {
    id: 'clock-coherence',
    title: 'Maintained clock coherence',
    statement: 'The coherence of the clock network is maintained.',
    verdict: 'unsupported',
    law: 'Nothing is defined that could be maintained: neither a signal nor a limit is named.',
    computation: null,
    instead: {
      today: MEASURED_SCAN,
      notOfferedYet: 'offset and drift between clocks (runtime/)',
    },
    keys: ['atomic_clock.coherence_maintenance'],
  },
  {
    id: 'clock-distribution',
    title: 'Atomic time over the network',
    statement: 'A mesh distributes the time of an atomic clock.',
    verdict: 'replaced',
    law: 'A network carries time only as well as its protocol measures delay, and no atomic clock is attached.',
    computation: null,
    instead: {
      today: 'the host’s own clock, kept by NTP or PTP outside this program',
      notOfferedYet: 'the state of the host’s NTP or PTP, reported (runtime/)',
    },
    keys: ['atomic_clock.distribution_network', 'networking.synchronization_network'],
  },
  {
    id: 'quantum-mesh-network',
    title: 'A quantum mesh as control network',
    statement: 'Controllers talk over a mesh of quantum links.',
    verdict: 'unsupported',
    law: 'No-communication theorem: entanglement alone carries no message, so a mesh of it carries no control.',
    computation: lightDelay,
    instead: {
      today: 'Modbus TCP and MQTT (field/)',
      notOfferedYet: 'Modbus RTU on serial lines (field/)',
    },
    keys: ['networking.control_network'],
  },
  {
    id: 'wireless-mesh',
    title: 'A wireless mesh for monitoring',
    statement: 'Monitoring runs over a wireless mesh.',
    verdict: 'replaced',
    law: 'How packets find their way is the affair of the network below; here only the protocol above it is seen.',
    computation: null,
    instead: { today: 'MQTT over whatever network there is (field/)', notOfferedYet: null },
    keys: ['networking.monitoring_network'],
  },
];
