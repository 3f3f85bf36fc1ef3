import { type Command, Option } from 'commander';

/** `buhera devices`: list, show, check, scan, docs. */
export function addDevicesCommand(program: Command): void {
  const devices = program.command('devices').description('the device profiles that can be wired');
  devices
    .command('list', { isDefault: true })
    .description('one line for each profile')
    .addOption(format())
    .action(async (options) => (await import('../devices.ts')).listDevices(options));
  devices
    .command('show')
    .description("a profile's points and registers")
    .argument('<profile>', 'such as keller,33x')
    .addOption(format())
    .action(async (profile, options) => (await import('../devices.ts')).showDevice(profile, options));
  devices
    .command('check')
    .description('prove a profile by round trip through emulator and driver, or against a device at hand')
    .argument('[profile]', 'such as keller,33x')
    .option('--all', 'every profile')
    .option(
      '--port <port>',
      'read a real device at host:port or a serial port, and compare; nothing is written',
    )
    .option(
      '--line <settings>',
      'of the serial port, such as "9600 8N1"; without it as the device leaves the factory',
    )
    .option(
      '--unit <number>',
      'unit id of the real device; without it the one that it leaves the factory with',
    )
    .option('--seed <number>', 'seed of the random values', '1')
    .addOption(format())
    .action(async (profile, options) => (await import('./check.ts')).checkDevices(profile, options));
  devices
    .command('scan')
    .description('find out which Modbus devices answer on a serial port or at host:port; nothing is written')
    .argument('<port>', 'such as /dev/ttyUSB0, or 192.168.1.10:502')
    .option('--units <list>', 'unit ids to ask, such as 1-32,240; all of them without it')
    .option(
      '--line <settings>',
      'of the serial port, such as "9600 8N1" (repeatable); "9600 8N1" and "19200 8E1" without it',
      collect,
      [],
    )
    .option('--rtu', 'frames of a serial line over TCP, as plain serial gateways pass them on')
    .option('--fast', 'one request for each unit, with short silences and time-outs')
    .option('--timeout <time>', 'for each answer; 1s, or 200ms with --fast, without it')
    .option('--yes', 'do not ask whether to begin')
    .addOption(format())
    .action(async (port, options) => (await import('./scan.ts')).scanDevices(port, options));
  devices
    .command('docs')
    .description('write a register page for each profile, in Markdown')
    .option('--out <folder>', 'where to', 'docs/devices')
    .action(async (options) => (await import('./docs/docs.ts')).writeDocs(options));
}

function collect(value: string, before: string[]): string[] {
  return [...before, value];
}

function format(): Option {
  return new Option('--format <format>', 'how to print').choices(['text', 'json']).default('text');
}
