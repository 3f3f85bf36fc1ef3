/** What was found as a piece of device tree, to copy and complete. */
import type { SerialSettings } from '../../../field/serial/serial-settings.ts';
import type { ScanPlace } from './scan-plan.ts';
import type { FoundUnit } from './scan-run.ts';

const KINDS = { serial: 'modbus-rtu', tcp: 'modbus-tcp', 'rtu-tcp': 'modbus-rtu-tcp' } as const;
const NO_PROFILE = 'vendor,model';

/** A bus with the devices of one line; several profiles that fit stand in a comment. */
export function scanSnippet(
  place: ScanPlace,
  settings: SerialSettings | null,
  units: readonly FoundUnit[],
): string {
  return [
    'bus0: field-bus {',
    `\tcompatible = "buhera,${KINDS[place.kind]}";`,
    '\t#address-cells = <1>;',
    '\t#size-cells = <0>;',
    ...(place.kind === 'serial'
      ? [`\tbuhera,connect = "${place.path}";`, ...lineProperties(settings)]
      : [`\tbuhera,connect = "${place.endpoint.host}:${place.endpoint.port}";`]),
    ...units.filter(({ unit }) => unit <= 247).flatMap(deviceNode),
    '};',
  ].join('\n');
}

function lineProperties(settings: SerialSettings | null): string[] {
  if (settings === null) return [];
  const { baudRate, parity, stopBits } = settings;
  return [
    `\tcurrent-speed = <${baudRate}>;`,
    ...(parity === 'none' ? [] : [`\tbuhera,parity = "${parity}";`]),
    ...(stopBits === 1 ? [] : ['\tbuhera,stop-bits = <2>;']),
  ];
}

function deviceNode({ unit, fits }: FoundUnit): string[] {
  const [first, ...others] = fits;
  const name = `dev${unit}: device@${unit.toString(16)}`;
  if (first === undefined)
    return [
      '',
      `\t/* unit ${unit} answers, and no profile fits: ${name} { compatible = "${NO_PROFILE}"; }; */`,
    ];
  const also = others.length === 0 ? [] : [`\t\t/* or ${others.map(({ profile }) => profile).join(', ')} */`];
  return [
    '',
    `\t${name} {`,
    `\t\tcompatible = "${first.profile}";`,
    ...also,
    `\t\treg = <${unit}>;`,
    '\t\tbuhera,mode = "real";',
    `\t\t/* points of \`buhera devices show ${first.profile}\`: <name> { buhera,senses = "<plant point>"; }; */`,
    '\t};',
  ];
}
