/**
 * Proves a profile, the emulator and the driver consistent: what goes in at a sensor comes out as a reading, and what
 * is commanded stands in the device, over the same PDU and payload bytes as on a real wire.
 */
import type { DeviceProfile } from '../../../field/profile.ts';
import { checkModbus } from './modbus-round-trip.ts';
import { checkMqtt } from './mqtt-round-trip.ts';
import { Findings, type PointResult } from './result.ts';

/** Results of every point and part; never empty. @param seed Of the random values among the trials. */
export function checkProfileRoundTrip(profile: DeviceProfile, seed: number): PointResult[] {
  switch (profile.protocol) {
    case 'modbus':
      return checkModbus(profile, seed);
    case 'mqtt':
      return checkMqtt(profile, seed);
    case 'analog':
      return checkAnalog(profile);
  }
}

/** A final element has no wire of its own: its signal must only be one that an output can give. */
function checkAnalog({ id, points }: DeviceProfile): PointResult[] {
  const findings = new Findings(id, 'signal');
  for (const { name, source, range } of points) {
    if (source.protocol !== 'analog') continue;
    const [closed, open] = source.signal;
    const within = [closed, open].every((value) => value >= range[0] && value <= range[1]);
    findings.look(name, within ? null : 'the signal leaves the range');
    findings.look(name, closed === open ? 'open and closed are the same signal' : null);
  }
  return findings.results();
}
