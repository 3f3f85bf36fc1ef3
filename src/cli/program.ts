import { Command, Option } from 'commander';
import { addDevicesCommand } from './devices/command.ts';
import { addFaultsCommand } from './faults-command.ts';
import { version } from './install-root.ts';
import { addModeCommands } from './mode-commands.ts';

/** The command line: one verb, one file, loaded only when it is used. */
export function createProgram(): Command {
  const program = new Command('buhera')
    .description(
      'Hardware-in-the-loop emulator for gas-chamber plants: conserving physics behind real Modbus and MQTT',
    )
    .version(version())
    .exitOverride()
    .showHelpAfterError('(see `buhera --help`, or `buhera <command> --help`)')
    .configureHelp({ sortSubcommands: false });
  addSiteCommands(program);
  addFileCommands(program);
  addClientCommands(program);
  addTuneCommand(program);
  program
    .command('doctor')
    .description('what this machine offers, what is missing, and how to get it')
    .addOption(format(['text', 'json']))
    .action(async (options) => (await import('./doctor.ts')).doctor(options));
  return program;
}

function addSiteCommands(program: Command): void {
  program
    .command('run')
    .description('run a site: plant, emulated devices, drivers, control, interlocks')
    .argument('[site]', 'name under etc/, or a folder', 'demo')
    .option('--speed <factor>', '1, a factor, or max (virtual time, memory wire)', '1')
    .addOption(
      new Option(
        '--wire <wire>',
        'real ports, pseudo-terminals for the emulated Modbus devices, or bytes in memory',
      ).choices(['real', 'pty', 'memory']),
    )
    .addOption(
      new Option('--controller <which>', 'who controls')
        .choices(['internal', 'external'])
        .default('internal'),
    )
    .option('--duration <time>', 'stop after this much site time, such as 60s or 10m')
    .option('--seed <number>', 'seed of all noise', '1')
    .option(
      '--threads <number>',
      'threads that compute the plant; worth it from some hundreds of chambers on',
      '1',
    )
    .option('--record <folder>', 'record tags, events, and what is on the wire, into a new folder')
    .option('--faults <file>', 'what goes wrong on the wires, and when: see docs/faults.md')
    .option('--strict', 'end at once when the ledger does not close; without it the run fails at its end')
    .option('--no-http', 'do not serve the HTTP API')
    .option('--http-port <port>', 'instead of the port in site.toml; 0 takes a free one')
    .option(
      '--modbus-port <port>',
      'instead of the port of the first Modbus TCP bus; further buses count up; 0: free ones',
    )
    .option('--mqtt-port <port>', 'instead of the port of the embedded broker; 0 takes a free one')
    .action(async (site, options) => (await import('./run.ts')).run(site, options));
}

function addFileCommands(program: Command): void {
  program
    .command('simulate')
    .description('integrate a plant file alone and write its outputs as CSV')
    .argument('<plant.toml>')
    .requiredOption('--until <time>', 'simulated time, such as 10s')
    .option('--every <time>', 'time between rows', '10ms')
    .option('--set <input=value>', 'an input from the start, such as v1.position=1 (repeatable)', collect, [])
    .option(
      '--at <"time input=value">',
      'an input from a time on, such as "2s v1.position=0" (repeatable)',
      collect,
      [],
    )
    .option('--out <file>', 'CSV file; standard output without it')
    .option(
      '--ledger',
      'print the balance sheet instead: what came in, went out, is stored, was generated, where',
    )
    .addOption(new Option('--format <format>', 'of the balance sheet').choices(['text', 'json']))
    .option('--strict', 'fail when the ledger does not close')
    .option(
      '--threads <number>',
      'threads that compute the plant; worth it from some hundreds of chambers on',
      '1',
    )
    .action(async (file, options) => (await import('./simulate.ts')).simulate(file, options));
  program
    .command('predict')
    .description('what a plant file must come to: end states, working gas, pressure cycles, lumped validity')
    .argument('<plant.toml>')
    .addOption(
      new Option('--what <what>', 'which prediction')
        .choices(['equilibrium', 'working-gas', 'cycling', 'lumped', 'all'])
        .default('all'),
    )
    .addOption(format(['text', 'json']))
    .option(
      '--frequency <frequency>',
      'of a cycle, such as 10Hz: its reachable amplitude, and lumped validity',
    )
    .option('--mean <pressure>', 'that a cycle swings around; halfway between vent and supply without it')
    .option('--amplitude <pressure>', 'half the swing of a cycle; several without it')
    .addOption(
      new Option('--duty <duty>', 'of the working gas; all without it').choices([
        'heat-transfer',
        'pumping',
        'cycling',
        'storage',
        'leakage',
      ]),
    )
    .option(
      '--gas <mixture>',
      'a working gas beside the pure ones, such as He=0.8,N2=0.2 (repeatable)',
      collect,
      [],
    )
    .option('--pressure <pressure>', "of the working gas; the first chamber's without it")
    .option('--temperature <temperature>', "of the working gas; the first chamber's without it")
    .option('--speed <speed>', 'in the duct of heat-transfer, such as "10 m/s"')
    .option('--heat <power>', 'to carry in pumping; that of all heat loads, or 100 W, without it')
    .option('--rise <temperature>', 'of the gas in pumping, such as 10K')
    .option('--diameter <length>', 'of the duct; 10mm without it')
    .option('--length <length>', 'of the duct; 1m without it')
    .action(async (file, options) => (await import('./predict.ts')).predict(file, options));
  program
    .command('validate')
    .description('check sites, plant files, device profiles and wiring, and say what is wrong on which line')
    .argument('<file-or-folder...>')
    .addOption(format(['text', 'json', 'sarif']))
    .option('--strict', 'warnings fail too')
    .action(async (paths, options) => (await import('./validate.ts')).validate(paths, options));
  program
    .command('tree')
    .description("show a site's buses, devices and points")
    .argument('[site]', 'name under etc/, or a folder', 'demo')
    .addOption(format(['text', 'json']))
    .action(async (site, options) => (await import('./tree.ts')).tree(site, options));
  addDevicesCommand(program);
  program
    .command('claims')
    .description('what the papers promise and physics forbids, with the law and what stands in for it')
    .argument('[id]')
    .addOption(format(['text', 'json', 'markdown']))
    .action(async (id, options) => (await import('./claims.ts')).claims(id, options));
  program
    .command('mqtt-user')
    .description(
      'a user of the embedded MQTT broker, with the hash of the password that is typed or piped in',
    )
    .argument('<name>')
    .action(async (name) => (await import('./mqtt-user.ts')).mqttUser(name));
}

function addClientCommands(program: Command): void {
  program
    .command('tags')
    .description('all tags of the running site')
    .argument('[pattern]', 'only tags that contain this text')
    .addOption(format(['text', 'json']))
    .addOption(url())
    .action(async (pattern, options) => (await import('./tags.ts')).tags(pattern, options));
  program
    .command('get')
    .description('value, unit and quality of one tag of the running site')
    .argument('<tag>')
    .addOption(format(['text', 'json']))
    .addOption(url())
    .action(async (tag, options) => (await import('./tags.ts')).get(tag, options));
  program
    .command('set')
    .description('write a tag: a set-point, a loop mode, a manual output, a free output')
    .argument('<tag>')
    .argument(
      '<value>',
      'with its unit, such as "2.2 bar"; auto, manual, cascade or remote for a .mode; cycle for the .sp of a cycling loop, start, stop, hold or resume for its .cycle',
    )
    // A loop output may be negative, and "-10 %" is no option.
    .allowUnknownOption()
    .addOption(url())
    .action(async (tag, value, options) => (await import('./tags.ts')).set(tag, value, options));
  addModeCommands(program, url);
  program
    .command('links')
    .description(
      'what the links of the running site measure: round trips, errors, breakers, load of the buses',
    )
    .argument('[bus]', 'only this one')
    .option(
      '--budget [site]',
      'what the wiring of a site asks of its buses; without a name of the running one, beside what is measured',
    )
    .addOption(format(['text', 'json']))
    .addOption(url())
    .action(async (bus, options) => (await import('./links.ts')).links(bus, options));
  program
    .command('top')
    .description('live view of the running site')
    .option('--once', 'print one picture and stop')
    .addOption(url())
    .action(async (options) => (await import('./top.ts')).top(options));
  program
    .command('alarms')
    .description('alarms of the running site')
    .option('--all', 'also those in their normal state')
    .option('--ack [id]', 'acknowledge one, or all')
    .addOption(format(['text', 'json']))
    .addOption(url())
    .action(async (options) => (await import('./alarms.ts')).alarms(options));
  const interlocks = program.command('interlocks').description('interlocks of the running site');
  interlocks
    .command('status', { isDefault: true })
    .description('causes, effects, and what tripped first')
    .addOption(format(['text', 'json']))
    .addOption(url())
    .action(async (options) => (await import('./interlocks.ts')).status(options));
  interlocks
    .command('reset')
    .description('reset latched trips whose causes are gone')
    .addOption(url())
    .action(async (options) => (await import('./interlocks.ts')).reset(options));
  addFaultsCommand(program, url);
}

function addTuneCommand(program: Command): void {
  program
    .command('tune')
    .description('test a loop of the running site, compare what tuning rules make of it, and propose one')
    .argument('[loop]')
    .addOption(
      new Option('--method <method>', 'relay feedback, or one step of the output')
        .choices(['relay', 'step'])
        .default('relay'),
    )
    .option('--amplitude <part>', 'of the output, such as 0.1 or "10 %"; of a step it may be negative')
    .option('--below <part>', 'of a relay below its rest; 0.8 of the amplitude without it')
    .option('--hysteresis <width>', 'of a relay, such as "5 mbar"; from the noise at rest without it')
    .option('--low <value>', 'of the process value, below which the test ends; that of the set-point range')
    .option('--high <value>', 'of the process value, above which the test ends')
    .option('--rest <time>', 'watched at rest before; 5s without it')
    .option('--timeout <time>', 'longest test; 30m without it')
    .option('--step-time <time>', 'longest time at a step; 10m without it')
    .option('--closed-loop <time>', 'time constant that SIMC and lambda tuning aim at')
    .option('--rule <rule>', 'that the proposal is made with; without it the best of the robust ones')
    .option('--process <process>', 'compare rules for a stated process instead: "k=2 delay=1s lags=4s,1s"')
    .option('--stop', 'call the test off')
    .option('--yes', 'do not ask')
    .addOption(format(['text', 'json']))
    .addOption(url())
    .allowUnknownOption(false)
    .action(async (loop, options) => (await import('./tune.ts')).tune(loop, options));
}

function format(choices: string[]): Option {
  return new Option('--format <format>', 'how to print').choices(choices).default('text');
}

function url(): Option {
  return new Option('--url <url>', 'where the site serves its API')
    .env('BUHERA_URL')
    .default('http://127.0.0.1:8080');
}

function collect(value: string, before: string[]): string[] {
  return [...before, value];
}
