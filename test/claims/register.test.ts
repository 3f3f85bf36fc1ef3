import { describe, expect, it } from 'vitest';
import type { ClaimVerdict } from '../../src/claims/claim.ts';
import { findClaim, listClaims } from '../../src/claims/register.ts';

/**
 * Every key of the papers' two configuration files (`etc/vpos/gas_oscillation.conf` and
 * `etc/hardware/gas-oscillation.conf`, as printed) that is not supported as written, with the verdict it must get.
 */
const KEYS: Readonly<Record<string, ClaimVerdict>> = {
  'consciousness.substrate_type': 'unsupported',
  'consciousness.memory_distribution': 'unsupported',
  'consciousness.coherence_threshold': 'replaced',
  'consciousness.awareness_depth': 'unsupported',
  'consciousness.learning_rate': 'unsupported',
  'gas_oscillation.cycle_frequency': 'implausible',
  'cooling.enable_zero_cost': 'unsupported',
  'cooling.entropy_prediction': 'replaced',
  'cooling.atom_selection': 'replaced',
  'cooling.circulation_rate': 'implausible',
  'thermodynamics.engine_type': 'unsupported',
  'thermodynamics.optimization_level': 'replaced',
  'thermodynamics.carnot_efficiency_target': 'unsupported',
  'thermodynamics.entropy_calculation': 'unsupported',
  'virtual_foundry.enable_infinite_processors': 'unsupported',
  'virtual_foundry.lifecycle_mode': 'unsupported',
  'virtual_foundry.specialization_types': 'unsupported',
  'virtual_foundry.resource_virtualization': 'replaced',
  'atomic_clock.precision_target': 'unsupported',
  'atomic_clock.synchronization_protocol': 'unsupported',
  'atomic_clock.distribution_network': 'replaced',
  'atomic_clock.coherence_maintenance': 'unsupported',
  'pressure_control.valve_response_time': 'implausible',
  'physical_infrastructure.chip_density': 'implausible',
  'physical_infrastructure.lattice_type': 'unsupported',
  'physical_infrastructure.spacing_range': 'implausible',
  'gas_chambers.catalyst_coating': 'unsupported',
  'sensors.oscillation_detectors': 'replaced',
  'networking.control_network': 'unsupported',
  'networking.synchronization_network': 'replaced',
  'networking.monitoring_network': 'replaced',
};

describe('the register', () => {
  it('answers every key that is not supported as written exactly once, with the right verdict', () => {
    const answered = listClaims().flatMap(({ keys, verdict }) => keys.map((key) => [key, verdict] as const));
    expect(answered.map(([key]) => key).sort()).toEqual(Object.keys(KEYS).sort());
    expect(Object.fromEntries(answered)).toEqual(KEYS);
  });

  it('ids are unique, in kebab case, and found again', () => {
    const ids = listClaims().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) {
      expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(findClaim(id)?.id).toBe(id);
    }
    expect(findClaim('perpetual-motion')).toBeNull();
  });

  it('every claim says what is here instead, or that it is not offered yet', () => {
    for (const { id, instead } of listClaims()) {
      expect(instead.today ?? instead.notOfferedYet, id).not.toBeNull();
    }
  });

  it('survives a trip through JSON with its computed text', () => {
    const read = JSON.parse(JSON.stringify(findClaim('zero-cost-cooling')));
    expect(read.computation.text).toContain('2.14 W');
    expect(read.computation.given.heatW.value).toBe(40);
  });
});
