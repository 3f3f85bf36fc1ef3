/** Commands every output of an MQTT profile, and compares what its driver publishes, the device does and then says. */
import { fillTopic } from '../../../field/codec/payload.ts';
import type { DeviceProfile, PointProfile } from '../../../field/profile.ts';
import type { BoundPoint } from '../../../field/wiring.ts';
import { driven, sensed } from './modbus-bench.ts';
import { MqttBench, type MqttPointProfile } from './mqtt-bench.ts';
import { Findings, type PointResult } from './result.ts';
import { statesOf } from './values.ts';

/** Positions to which an output without states is sent, from below its range to above it. */
const POSITIONS = [0, 1, 0.5, 0.123, -0.5, 1.5, 0.999];

export function checkMqttCommands(
  profile: DeviceProfile,
  points: readonly MqttPointProfile[],
): readonly PointResult[] {
  const outputs = points.filter(({ access }) => access === 'read-write');
  const findings = new Findings(profile.id, 'commands');
  for (const point of outputs) {
    const bench = new MqttBench(profile, (each) => bindOnly(each, point.name));
    const positions = positionsOf(point);
    // Back and forth, because a device that never moves is right at its first position.
    for (const position of [...positions, ...positions.toReversed()]) {
      findings.look(point.name, commandProblem(bench, point, position));
    }
    findings.look(
      point.name,
      silenceProblem(new MqttBench(profile, (each) => bindOnly(each, point.name)), point),
    );
  }
  return findings.results();
}

/** One output at a time is driven, so that no other one's confirmation is taken for its own. */
function bindOnly(point: PointProfile, name: string): BoundPoint {
  return point.name === name ? driven(point) : sensed(point);
}

/** Where the profile says that the device confirms; what it says elsewhere is not to count. */
function confirmationTopic({ device }: MqttBench, { source }: MqttPointProfile): string {
  const message = device.profile.messages.find(({ name }) => name === source.command?.confirmedBy);
  return message === undefined ? '' : fillTopic(message.topic, device);
}

function positionsOf(point: MqttPointProfile): readonly number[] {
  const [lowest, highest] = point.range;
  return statesOf(point)?.map((state) => (state - lowest) / (highest - lowest)) ?? POSITIONS;
}

function commandProblem(bench: MqttBench, point: MqttPointProfile, position: number): string | null {
  const before = bench.positionOf(point.name);
  const given = Math.min(Math.max(position, 0), 1);
  const { readings, sent, isPending } = bench.command(point.name, position, {
    on: confirmationTopic(bench, point),
  });
  const stands = bench.positionOf(point.name);
  const tolerance = toleranceOf(point);
  if (!(Math.abs(stands - given) <= tolerance)) {
    return `at ${position}: the device stands at ${stands}${sent.length === 0 ? ', and nothing was sent' : ''}`;
  }
  if (isPending) return `at ${position}: the device obeys, and no message of its confirms it`;
  const reading = readings.get(point.name);
  // Where it stood there already, nothing has to be said.
  if (reading === undefined)
    return Math.abs(before - given) <= tolerance ? null : `at ${position}: no reading`;
  if (reading.quality !== 'good') return `at ${position}: reads ${reading.quality}, ${reading.reason}`;
  return Math.abs(reading.value - given) <= tolerance ? null : `at ${position}: reads ${reading.value}`;
}

/** Half a step of what the device prints, as a share of its range. */
function toleranceOf(point: MqttPointProfile): number {
  const [lowest, highest] = point.range;
  const { scale, decimals } = point.source;
  const step = statesOf(point) === null ? Math.abs(scale) * 10 ** -decimals : 0;
  return (step / 2 / (highest - lowest)) * (1 + 1e-6) + 1e-9;
}

/** A device that hears nothing is told again, and then reads bad. */
function silenceProblem(bench: MqttBench, { name }: MqttPointProfile): string | null {
  const { readings, sent, isPending } = bench.command(name, 1, 'deaf');
  if (sent.length < 2) return 'a command that nobody has heard is not repeated';
  if (!isPending) return 'a command that nobody has heard counts as done';
  const reading = readings.get(name);
  const holds = reading?.quality === 'bad' && reading.reason === 'command not confirmed';
  return holds ? null : `a command that nobody has heard reads ${reading?.quality ?? 'nothing'}`;
}
