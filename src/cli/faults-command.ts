import { type Command, Option } from 'commander';

/** `buhera faults …`: what goes wrong on the wires of the running site. */
export function addFaultsCommand(program: Command, url: () => Option): void {
  const faults = program.command('faults').description('faults on the wires of the running site');
  faults
    .command('list', { isDefault: true })
    .description('every fault: armed, active or cleared, and how often it struck')
    .addOption(new Option('--format <format>', 'how to print').choices(['text', 'json']).default('text'))
    .addOption(url())
    .action(async (options) => (await import('./faults.ts')).list(options));
  addInject(faults, url);
  faults
    .command('clear')
    .description('end a fault, or all of them')
    .argument('[id]')
    .option('--all', 'every fault that stands')
    .addOption(url())
    .action(async (id, options) => (await import('./faults.ts')).clear(id, options));
  faults
    .command('check')
    .description('check a timeline against a site, without running it')
    .argument('<timeline.toml>')
    .argument('[site]', 'name under etc/, or a folder', 'demo')
    .addOption(
      new Option('--wire <wire>', 'as of the run that it is for')
        .choices(['real', 'pty', 'memory'])
        .default('real'),
    )
    .action(async (file, site, options) => (await import('./faults.ts')).check(file, site, options));
}

function addInject(faults: Command, url: () => Option): void {
  faults
    .command('inject')
    .description('put a fault on a bus or an emulated device; docs/faults.md has the kinds')
    .argument('<kind>', 'such as no-reply, delay, exception, crc-error, reset, broker-away')
    .option('--id <id>', 'name of the fault; one is made up without it')
    .option('--bus <bus>', 'strike every emulated device of a bus, or its connections')
    .option('--device <device>', 'strike one emulated device')
    .option('--function <code>', 'only requests with this Modbus function')
    .option('--point <point>', 'only what carries this point of the device')
    .option('--topic <topic>', 'only messages of this MQTT topic')
    .option('--probability <share>', 'chance of a strike, such as "10 %"; always without it')
    .option('--count <number>', 'end after so many strikes')
    .option('--seed <number>', 'of its dice; that of the run without it')
    .option('--at <time>', 'site time at which it begins, such as 30s; now without it')
    .option('--clear-after <time>', 'how long it lasts, such as 10s; until it is cleared without it')
    .option('--delay <time>', 'of kind delay')
    .option('--jitter <time>', 'longest delay of kind jitter')
    .option('--code <number>', 'exception code of kind exception')
    .option('--answer-unit <unit>', 'of kind wrong-unit; the next unit without it')
    .option('--answer-function <code>', 'of kind wrong-function; its neighbour without it')
    .option('--keep <share>', 'of kind truncation: what arrives of the answer; chance says without it')
    .option('--bytes <number>', 'of kind noise; one to eight without it')
    .option('--pause <time>', 'after each byte, of kind slow-writer')
    .option('--skew <time>', 'of kind clock-skew, such as "-2 h"')
    .addOption(url())
    .action(async (kind, options) => (await import('./faults.ts')).inject(kind, options));
}
