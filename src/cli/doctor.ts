import { accessSync, constants, existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { columns, print, printJson } from './display.ts';
import type { Finding } from './doctor/finding.ts';
import { serialFindings } from './doctor/serial-ports.ts';
import { EXIT } from './exit.ts';
import { INSTALL_ROOT } from './install-root.ts';

/** Says what this machine offers and what is missing; exit 3 when something needed is not there. */
export async function doctor(options: { readonly format: string }): Promise<void> {
  const findings = [nodeVersion(), packages(), ...tools(), ...(await serialFindings()), ...(await ports())];
  if (options.format === 'json') printJson(findings);
  else print(render(findings));
  if (findings.some((finding) => finding.needed && finding.state !== 'ok'))
    process.exitCode = EXIT.environment;
}

function render(findings: readonly Finding[]): string {
  const rows = findings.map((finding) => [
    finding.state === 'ok' ? '✓' : finding.needed ? '✗' : '·',
    finding.what,
    finding.detail,
    finding.remedy === null ? '' : `→ ${finding.remedy}`,
  ]);
  return columns(rows);
}

function nodeVersion(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const enough = major > 20 || (major === 20 && minor >= 19);
  return {
    what: 'Node.js',
    state: enough ? 'ok' : 'missing',
    detail: process.versions.node,
    needed: true,
    remedy: enough ? null : 'install Node.js 20.19 or later; 24 is recommended',
  };
}

function packages(): Finding {
  const there = existsSync(join(INSTALL_ROOT, 'node_modules/commander'));
  return {
    what: 'npm packages',
    state: there ? 'ok' : 'missing',
    detail: there ? 'installed' : 'not installed',
    needed: true,
    remedy: there ? null : 'run `npm ci`, or scripts/run, which does it',
  };
}

/** Programs of others that the tests use, and that are handy beside the emulator. */
const TOOLS = [
  { command: 'mbpoll', debian: 'mbpoll', use: 'read and write the emulated Modbus devices' },
  { command: 'mosquitto_sub', debian: 'mosquitto-clients', use: 'watch the MQTT devices' },
  { command: 'mosquitto', debian: 'mosquitto', use: 'a broker outside, in place of the embedded one' },
  { command: 'dtc', debian: 'device-tree-compiler', use: 'compile device trees elsewhere' },
  { command: 'socat', debian: 'socat', use: 'pairs of pseudo-terminals' },
] as const;

function tools(): Finding[] {
  return TOOLS.map(({ command, debian, use }) => {
    const there = onPath(command);
    return {
      what: command,
      state: there ? 'ok' : 'missing',
      detail: use,
      needed: false,
      remedy: there ? null : `optional: apt install ${debian}`,
    };
  });
}

function onPath(command: string): boolean {
  // System administration programs such as mosquitto live in sbin, which is not on every user's path.
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders.some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

const DEFAULT_PORTS = [
  { port: 8080, use: 'HTTP API', option: '--http-port' },
  { port: 5020, use: 'Modbus TCP', option: '--modbus-port' },
  { port: 1883, use: 'MQTT broker', option: '--mqtt-port' },
] as const;

async function ports(): Promise<Finding[]> {
  return Promise.all(
    DEFAULT_PORTS.map(async ({ port, use, option }): Promise<Finding> => {
      const free = await isFree(port);
      return {
        what: `port ${port}`,
        state: free ? 'ok' : 'busy',
        detail: free ? `free, for the ${use}` : `in use; it is the default for the ${use}`,
        needed: false,
        remedy: free ? null : `a running site, or another program: choose another with ${option}`,
      };
    }),
  );
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
