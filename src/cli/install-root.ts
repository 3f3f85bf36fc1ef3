import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Folder that holds package.json, devices/, etc/ and device-tree/ of this installation. */
export const INSTALL_ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/u, '');

/** Version of the package, as in package.json. */
export function version(): string {
  const { version } = JSON.parse(readFileSync(`${INSTALL_ROOT}/package.json`, 'utf8')) as { version: string };
  return version;
}
