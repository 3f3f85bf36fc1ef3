/** How a device is wired: a piece of device tree to copy and change. */
import type { DeviceProfile, PointProfile } from '../../../field/profile.ts';

/** Points of the demo's plants, for what most people measure. */
const EXAMPLES: Readonly<Partial<Record<PointProfile['quantity'], string>>> = {
  pressure: 'ch1.pressure',
  temperature: 'ch1.temperature',
};
const ANY_UNIT = 1;

/** Wiring with the first measurement and the first output of a profile. */
export function wiringSnippet(profile: DeviceProfile): string {
  switch (profile.protocol) {
    case 'modbus':
      return modbusSnippet(profile);
    case 'mqtt':
      return mqttSnippet(profile);
    case 'analog':
      return analogSnippet(profile);
  }
}

function modbusSnippet(profile: DeviceProfile): string {
  const unit = profile.modbus?.factory?.unit ?? ANY_UNIT;
  return [
    'modbus0: field-bus {',
    '\tcompatible = "buhera,modbus-tcp";',
    '\t#address-cells = <1>;',
    '\t#size-cells = <0>;',
    '\tbuhera,connect = "127.0.0.1:5020";',
    '',
    `\tdev1: ${profile.kind}@${unit.toString(16)} {`,
    `\t\tcompatible = "${profile.id}";`,
    `\t\treg = <${unit}>;`,
    '\t\tbuhera,mode = "emulated";',
    `\t\tbuhera,poll-ms = <${Math.round(profile.timing.periodS * 1000)}>;`,
    ...pointNodes(profile),
    '\t};',
    '};',
  ].join('\n');
}

function mqttSnippet(profile: DeviceProfile): string {
  return [
    'mqtt0: broker {',
    '\tcompatible = "buhera,mqtt";',
    '\tbuhera,broker = "embedded";',
    '\tbuhera,listen = "127.0.0.1:1883";',
    '',
    `\tdev1: ${profile.kind} {`,
    `\t\tcompatible = "${profile.id}";`,
    '\t\tbuhera,topic = "dev1";',
    '\t\tbuhera,mode = "emulated";',
    ...pointNodes(profile),
    '\t};',
    '};',
  ].join('\n');
}

/** A final element hangs at an output of another device, whose node this is. */
function analogSnippet({ id }: DeviceProfile): string {
  return ['ao1 {', '\tbuhera,drives = "inlet1.position";', `\tbuhera,actuator = "${id}";`, '};'].join('\n');
}

function pointNodes({ points }: DeviceProfile): string[] {
  const sensed = points.find(({ quantity }) => EXAMPLES[quantity] !== undefined);
  const driven = points.find(({ access }) => access === 'read-write');
  const lines: string[] = [];
  if (sensed !== undefined && sensed !== driven) {
    lines.push(...node(sensed.name, 'senses', EXAMPLES[sensed.quantity] ?? ''));
  }
  if (driven !== undefined) lines.push(...node(driven.name, 'drives', 'inlet1.position'));
  const [first] = points;
  if (lines.length === 0 && first !== undefined) {
    lines.push(
      `\t\t/* a point of the plant that is a ${first.quantity} */`,
      ...node(first.name, 'senses', 'ch1.some_point'),
    );
  }
  return lines;
}

function node(name: string, role: 'senses' | 'drives', plantPoint: string): string[] {
  return [`\t\t${name} {`, `\t\t\tbuhera,${role} = "${plantPoint}";`, '\t\t};'];
}
