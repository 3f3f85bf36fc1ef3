import { type Command, Option } from 'commander';

/** `buhera mode`, `arm` and `disarm`: what stands behind the devices of the running site, and who writes real outputs. */
export function addModeCommands(program: Command, url: () => Option): void {
  program
    .command('mode')
    .description('what stands behind a device of the running site: its emulator, its hardware, or both')
    .argument('[device]', 'all devices without it')
    .argument('[mode]', 'switch it to emulated, shadow or real')
    .addOption(new Option('--format <format>', 'how to print').choices(['text', 'json']).default('text'))
    .addOption(url())
    .action(async (device, mode, options) => (await import('./mode.ts')).mode(device, mode, options));
  program
    .command('arm')
    .description('let the running site write its real outputs, for a time')
    .requiredOption('--for <time>', 'after which they go to their safe state, such as 10m')
    .option('--yes <site>', 'confirm by the name of the site, where there is no terminal to type it on')
    .addOption(url())
    .action(async (options) => (await import('./arm.ts')).arm(options));
  program
    .command('disarm')
    .description('take the real outputs to their safe state, and write them no more')
    .addOption(url())
    .action(async (options) => (await import('./arm.ts')).disarm(options));
}
